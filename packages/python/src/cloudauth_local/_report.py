"""What an account did, as text for the report of a failed test. It only asks and writes; it changes nothing."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ._errors import LOG_LINES, EmulatorError

if TYPE_CHECKING:
    from ._account import Account

#: How many calls are shown, the newest ones.
CALLS = 40
#: Parameters that say nothing about a test.
_COMMON = frozenset(
    "AccessKeyId Action BearerToken Format RegionId SecurityToken Signature SignatureMethod SignatureNonce "
    "SignatureType SignatureVersion Timestamp Version ProductCode MetaInfo".split()
)


def text(account: Account) -> str:
    """Calls, answers, rules that acted, hints, callbacks, conduct, warnings of the log. Raises nothing: if the
    emulator does not answer, the text ends with the reason."""
    lines = [f"account {account.access_key_id} at {account.url}"]
    for part in (_calls, _rules, _callbacks, _conduct):
        try:
            lines += part(account)
        except EmulatorError as error:
            return "\n".join([*lines, str(error)])
    warnings = [line for line in account.log().splitlines() if " WARN " in line or " ERROR " in line]
    if warnings:
        lines += ["log:", *(f"  {line}" for line in warnings[-LOG_LINES:])]
    return "\n".join(lines)


def _calls(account: Account) -> Iterator[str]:
    calls = account.requests()
    yield f"{_count(len(calls), 'call')}:" if calls else "no call was made with this access key"
    if len(calls) > CALLS:
        yield f"  … {len(calls) - CALLS} earlier ones"
    for call in calls[-CALLS:]:
        yield from _call(call)


def _call(call: Mapping[str, Any]) -> Iterator[str]:
    answer = call["answer"]
    words = [f"  {call['id']}", call.get("operation") or "-", str(answer["status"]), answer["code"]]
    retry_after = answer.get("retryAfterMs", answer.get("retryAfterMillis"))
    if retry_after is not None:
        words.append(f"retry after {retry_after} ms")
    if call.get("transactionId"):
        words.append(call["transactionId"])
    yield "  ".join(words)
    parameters = {name: value for name, value in call["parameters"].items() if name not in _COMMON}
    if parameters:
        yield "       " + " ".join(f"{name}={_short(value)}" for name, value in parameters.items())
    if answer.get("message"):
        yield f"       {answer['message']}"
    rules = call.get("rules", [])
    yield from (f"       {rule}" for rule in rules)
    # The hint of a call that a rule answered is the rule.
    if call.get("hint") and call["hint"] not in rules:
        yield f"       hint: {call['hint']}"


def _rules(account: Account) -> Iterator[str]:
    rules = account.rules()
    if rules:
        yield "rules:"
    for rule in rules:
        acted = f"acted on {_count(rule['acted'], 'call')}" if rule["acted"] else "never acted"
        yield f"  {acted}: {rule['name']}"


def _callbacks(account: Account) -> Iterator[str]:
    attempts = account.callbacks()
    if attempts:
        yield "callbacks:"
    for one in attempts[-CALLS:]:
        yield f"  {one['transactionId']}  {attempt(one)}"


def attempts(tries: Sequence[Mapping[str, Any]]) -> str:
    """Tries of callbacks as a list, for the end of an error's message."""
    return "".join(f"\n- {attempt(one)}" for one in tries) or " no callback was sent"


def attempt(one: Mapping[str, Any]) -> str:
    """One try of a callback in one line."""
    outcome = one.get("failure") or f"answered with {one.get('status')}"
    return f"try {one.get('try')} to {one.get('sentTo') or one.get('url')}: {outcome}"


def _conduct(account: Account) -> Iterator[str]:
    findings = account.conduct()
    if findings:
        yield "conduct:"
    for one in findings:
        yield finding(one)


def finding(one: Mapping[str, Any]) -> str:
    """One finding about the client's conduct in one line."""
    calls = one.get("calls", [])
    where = f" ({'call' if len(calls) == 1 else 'calls'} {', '.join(map(str, calls))})" if calls else ""
    return f"  {one['rule']}: {one['seen']}{where}. {one['why']}"


def attach(error: BaseException, account: Account) -> None:
    """Puts the text behind an exception, as a note where Python has them (3.11), and on stderr elsewhere."""
    section = text(account)
    if sys.version_info >= (3, 11):
        error.add_note(f"\ncloudauth-local: {section}")
    else:
        print(f"cloudauth-local: {section}", file=sys.stderr)


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _short(value: str, longest: int = 60) -> str:
    return value if len(value) <= longest else value[: longest - 1] + "…"

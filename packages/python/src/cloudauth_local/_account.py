"""One access key of the emulator: the verbs of a test."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING, Any, Optional, Union

from . import _durations, _report
from ._durations import Duration
from ._errors import ConductError, EmulatorError, UnusedRuleError
from ._scenario import KeyScenario, RuleHandle
from ._which import Which, described

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ._aio import AsyncAccount
    from ._emulator import CloudauthLocal
    from ._receiver import Receiver

#: pytest leaves the frames of this module out of a failed test's traceback.
__tracebackhide__ = True


class Account:
    """An access key of its own, with its own throttle, rules, clock, journal, coverage and conduct.

    Made by :meth:`CloudauthLocal.account` and by the pytest fixture ``cloudauth``. As a context manager it checks at
    the end of the block, where no exception passes through, that every rule acted.
    """

    def __init__(self, emulator: CloudauthLocal, access_key_id: str, access_key_secret: str, verify: bool) -> None:
        #: The emulator that this account lives in.
        self.emulator = emulator
        self.access_key_id = access_key_id
        self.access_key_secret = access_key_secret
        self._admin = emulator.admin
        self._log_start = emulator.log_size()
        self._scenario = KeyScenario(emulator.admin, access_key_id)
        self._maps: list[dict[str, str]] = []
        self._receivers: list[Receiver] = []
        #: Whether :meth:`close` was called.
        self.closed = False
        if verify:
            self._scenario.declare(access_key_id, access_key_secret)

    # Where the client under test finds it.

    @property
    def url(self) -> str:
        """The base URL, such as ``http://127.0.0.1:4711``."""
        return self._admin.url

    @property
    def endpoint(self) -> str:
        """``host:port``, what SDKs call the endpoint."""
        return self._admin.endpoint

    def config(self) -> dict[str, Any]:
        """The keyword arguments for the official SDK: ``Config(**cloudauth.config())``."""
        return {
            "access_key_id": self.access_key_id,
            "access_key_secret": self.access_key_secret,
            "protocol": self._admin.protocol,
            "endpoint": self.endpoint,
        }

    def environment(self) -> dict[str, str]:
        """The environment variables that tell another process where the emulator is and which key to use."""
        return {
            "CLOUDAUTH_LOCAL_URL": self.url,
            "CLOUDAUTH_LOCAL_ENDPOINT": self.endpoint,
            "CLOUDAUTH_LOCAL_ACCESS_KEY_ID": self.access_key_id,
            "CLOUDAUTH_LOCAL_ACCESS_KEY_SECRET": self.access_key_secret,
        }

    # What goes wrong on purpose.

    def fail(
        self,
        code: str,
        *,
        retry_after: Optional[Duration] = None,
        message: Optional[str] = None,
        status: Optional[int] = None,
        **which: Unpack[Which],
    ) -> RuleHandle:
        """Refuses calls with an error of the service, such as ``Throttling.Api`` or ``ServiceUnavailable``.

        Which calls: the ``first`` so many, the ``nth`` ones (a number or several), ``every`` so many, all ``after`` so
        many; of one ``operation`` alone; those that fit ``when``, which is the ``when`` of a rule in a scenario file.
        Without any of these, every call. A rule counts the calls from when it was added, also those that another rule
        answers. Of several rules the first that answers a call wins.

        ``retry_after`` is how long the response tells a throttled client to wait. ``message`` and ``status`` replace
        those of the error. With ``unused_ok=True`` the rule need not act.
        """
        retry = None if retry_after is None else _durations.text(retry_after)
        then = {"error": code, "retryAfter": retry, "message": message, "status": status}
        shown = {**which, "retry_after": retry, "message": message, "status": status}
        return self._scenario.add(then, which, described("fail", code, shown))

    def drop(self, how: Union[str, Mapping[str, Any]] = "reset", **which: Unpack[Which]) -> RuleHandle:
        """Breaks the connection instead of answering: ``reset``, ``closeEarly``, ``closeMidBody``, ``stall``,
        ``garbage``, or ``{"stall": "2s"}``. The call itself is handled: Initialize makes its transaction, and the
        journal holds its answer, but the answer gets lost. Which calls: see :meth:`fail`.
        """
        return self._scenario.add({"connection": how}, which, described("drop", how, which))

    def delay(self, delay: Union[Duration, Mapping[str, Any]], **which: Unpack[Which]) -> RuleHandle:
        """Makes answers wait: a duration, ``{"min": …, "max": …}`` or ``{"median": …, "p99": …}``. Delays add up, and
        the rules behind this one still act. Which calls: see :meth:`fail`.
        """
        wait = dict(delay) if isinstance(delay, Mapping) else _durations.text(delay)
        return self._scenario.add({"delay": wait}, which, described("delay", wait, which))

    def rule(self, then: Mapping[str, Any], **which: Unpack[Which]) -> RuleHandle:
        """Adds any rule of the scenario format by its ``then``: ``{"verification": {"passed": False}}``,
        ``{"callback": {"drop": True}}``, ``{"reply": {"status": 502, "body": "<html>"}}``. Which calls: see
        :meth:`fail`.
        """
        return self._scenario.add(then, which, described("rule", then, which))

    def play(self, scenario: Union[str, os.PathLike[str], Mapping[str, Any]], *, unused_ok: bool = False) -> None:
        """Plays a scenario: the name of one that the emulator has, such as ``retry-ladder``; the path of a
        JSON file, which ends in ``.json``; or a ``dict``. It replaces the one played before. The rules of :meth:`fail`
        and the others are tried before those of the scenario. Each of its rules must act unless ``unused_ok``.
        """
        self._scenario.play(scenario, unused_ok)

    # What happens without the client: users and time.

    def complete(
        self, transaction_id: Optional[str] = None, *, passed: bool = True, sub_code: Optional[str] = None
    ) -> dict[str, Any]:
        """Ends a check as its user would: the callback is sent, and CheckResult answers. The transaction. Without a
        ``transaction_id`` it is the only check that is open."""
        if transaction_id is None:
            transaction_id = self._only_open_one()
        body: dict[str, Any] = {"passed": passed}
        if sub_code is not None:
            body["subCode"] = str(sub_code)
        answer: dict[str, Any] = self._admin.call("POST", f"transactions/{transaction_id}/complete", {}, body)
        return answer

    def advance(self, duration: Duration) -> str:
        """Moves this account's clock forward: expiry, throttle, callbacks and delays follow. The new time."""
        moved = self._admin.call("POST", "clock", self._query(), {"advance": _durations.text(duration)})
        return str(moved["now"])

    def now(self) -> str:
        """The time by this account's clock, such as ``2026-11-22T10:00:00.5Z``."""
        return str(self._admin.get("clock", **self._query())["now"])

    def receiver(self) -> Receiver:
        """A callback receiver on a free port of this machine. Give its ``url`` to Initialize as CallbackUrl: it is an
        https URL, as the service demands, and the emulator's callbacks to it arrive."""
        from ._receiver import Receiver

        receiver = Receiver(self)
        self._receivers.append(receiver)
        return receiver

    def map_callbacks(self, url: str, to: str) -> None:
        """Sends callbacks for URLs that begin with ``url``, such as ``https://shop.example``, to a server of this
        machine, such as ``http://127.0.0.1:3000``."""
        maps = [*self._maps, {"from": url, "to": to}]
        self._admin.call("PUT", "callback-map", self._query(), {"maps": maps})
        self._maps = maps

    # What happened.

    @property
    def codes(self) -> list[str]:
        """The codes of all answers, oldest first: ``["Throttling.Api", "Success"]``."""
        return [str(call["answer"]["code"]) for call in self.requests()]

    def requests(
        self,
        operation: Optional[str] = None,
        *,
        code: Optional[str] = None,
        merchant_biz_id: Optional[str] = None,
        scene_code: Optional[str] = None,
        transaction_id: Optional[str] = None,
    ) -> list[dict[str, Any]]:
        """The calls of this account with their answers, oldest first, as ``GET /_emulator/requests`` describes them:
        ``requests("Initialize")[0]["parameters"]["MerchantUserId"]``."""
        filters = {
            "operation": operation,
            "code": code,
            "merchantBizId": merchant_biz_id,
            "sceneCode": scene_code,
            "transactionId": transaction_id,
        }
        return self._admin.journal({**self._query(), **filters})

    def transactions(self, state: Optional[str] = None) -> list[dict[str, Any]]:
        """The transactions of this account, oldest first, of a ``state`` (``waiting``, ``opened``, ``completed``,
        ``expired``) or all; the newest thousand."""
        found = self._admin.get("transactions", **self._query(), state=state, limit="1000")
        transactions: list[dict[str, Any]] = found["transactions"]
        return transactions[::-1]

    def callbacks(self, transaction_id: Optional[str] = None) -> list[dict[str, Any]]:
        """Every attempt to send a callback of this account, oldest first."""
        found: list[dict[str, Any]] = self._admin.get("callbacks", **self._query(), transactionId=transaction_id)[
            "attempts"
        ]
        return found

    def wait_for_callbacks(self, count: int = 1, *, timeout: float = 5.0) -> list[dict[str, Any]]:
        """Waits until so many callbacks were accepted in all, that is answered with 200. Returns every attempt. Raises
        ``TimeoutError``, which lists the attempts."""
        end = time.monotonic() + timeout
        while True:
            tries = self.callbacks()
            if sum(bool(one["accepted"]) for one in tries) >= count:
                return tries
            if time.monotonic() >= end:
                attempts = _report.attempts(tries)
                raise TimeoutError(f"no {count} callbacks were accepted within {timeout:g} s; attempts:{attempts}")
            time.sleep(0.005)

    def conduct(self) -> list[dict[str, Any]]:
        """The findings about the client's conduct, such as a retry that did not wait; an empty list is good."""
        findings: list[dict[str, Any]] = self._admin.get("conduct", **self._query())["findings"]
        return findings

    def retries(self) -> list[dict[str, Any]]:
        """Every retry of the client: how long the response told it to wait, and how long it waited."""
        retries: list[dict[str, Any]] = self._admin.get("conduct", **self._query())["retries"]
        return retries

    def coverage(self) -> dict[str, Any]:
        """What of the contract the client has met, as ``GET /_emulator/coverage`` describes it."""
        coverage: dict[str, Any] = self._admin.get("coverage", **self._query())
        return coverage

    def rules(self) -> list[dict[str, Any]]:
        """The rules that were added or played, each with its ``name`` and on how many calls it ``acted``."""
        self._scenario.read_acted()
        return [{"name": rule.description, "acted": rule.acted} for rule in self._scenario.book.all()]

    def report(self) -> str:
        """All of this as text: calls, answers, rules, hints, callbacks, conduct. A failed test's report holds it."""
        return _report.text(self)

    # Checks, and the end.

    def verify(self) -> None:
        """Raises :class:`UnusedRuleError` where a rule never acted, unless it was added with ``unused_ok``."""
        self._scenario.read_acted()
        unused = self._scenario.book.unused()
        if unused:
            names = "".join(f"\n- {rule.description}" for rule in unused)
            rules = "This rule" if len(unused) == 1 else f"These {len(unused)} rules"
            raise UnusedRuleError(
                f"{rules} never acted; remove what is not needed, or allow it with unused_ok=True:{names}"
            )

    def verify_conduct(self) -> None:
        """Raises :class:`ConductError` if the client's conduct has findings."""
        findings = self.conduct()
        if findings:
            text = "\n".join(_report.finding(one) for one in findings)
            raise ConductError(f"the client's conduct would fail in production:\n{text}")

    def log(self) -> str:
        """What the emulator logged since this account was made; empty where it was not started here."""
        return self.emulator.log(self._log_start)

    def close(self, *, forget: bool = True) -> None:
        """Stops the receivers, and with ``forget`` takes this key's scenario and callback map away from the emulator.
        Further calls do nothing."""
        if self.closed:
            return
        self.closed = True
        for receiver in self._receivers:
            receiver.stop()
        if forget:
            self._scenario.close()
            # An emulator that is gone has nothing left to take away.
            with suppress(EmulatorError):
                if self._maps:
                    self._admin.call("DELETE", "callback-map", self._query())

    @property
    def aio(self) -> AsyncAccount:
        """The same verbs for ``await``: ``await cloudauth.aio.complete(transaction_id)``."""
        from ._aio import AsyncAccount

        return AsyncAccount(self)

    def __enter__(self) -> Account:
        return self

    def __exit__(
        self, kind: Optional[type[BaseException]], error: Optional[BaseException], _: Optional[TracebackType]
    ) -> None:
        try:
            if error is None:
                self.verify()
            else:
                _report.attach(error, self)
        finally:
            self.close()

    def __repr__(self) -> str:
        return f"<Account {self.access_key_id} at {self.url}>"

    def _only_open_one(self) -> str:
        """The TransactionId of the only check that waits for its user or was opened by it."""
        found = [one for one in self.transactions() if one["state"] in ("waiting", "opened")]
        if len(found) != 1:
            ids = ", ".join(one["transactionId"] for one in found) or "none"
            raise ValueError(f"{len(found)} checks are open, not one; name the one to complete: {ids}")
        return str(found[0]["transactionId"])

    def _query(self) -> dict[str, Optional[str]]:
        return {"accessKeyId": self.access_key_id}

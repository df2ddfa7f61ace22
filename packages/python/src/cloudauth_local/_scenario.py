"""The scenario of one access key: rules are added and taken away, and sent to the emulator as a whole."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Optional, Union

from ._admin import Admin
from ._errors import EmulatorError, RefusedError, explain
from ._rules import Rule, RuleBook
from ._which import Which, conditions

#: pytest leaves the frames of this module out of a failed test's traceback.
__tracebackhide__ = True


class RuleHandle:
    """A rule that a test added. As a context manager it ends with the block:
    ``with cloudauth.fail("ServiceUnavailable"):`` is an outage."""

    def __init__(self, scenario: KeyScenario, rule: Rule) -> None:
        self._scenario = scenario
        self._rule = rule

    @property
    def acted(self) -> int:
        """On how many calls it has acted so far."""
        self._scenario.read_acted()
        return self._rule.acted

    def remove(self) -> None:
        """Takes the rule away: the next call no longer meets it."""
        self._scenario.remove(self._rule)

    def __enter__(self) -> RuleHandle:
        return self

    def __exit__(self, *_: object) -> None:
        self.remove()

    def __repr__(self) -> str:
        return f"<rule {self._rule.description}>"


class KeyScenario:
    """What is played for one access key."""

    def __init__(self, admin: Admin, access_key_id: str) -> None:
        self.book = RuleBook()
        self._admin = admin
        self._query: dict[str, Optional[str]] = {"accessKeyId": access_key_id}
        self._accounts: list[dict[str, str]] = []
        self._sent = False
        #: The newest call of the journal when the rules were sent.
        self._newest = 0

    def declare(self, access_key_id: str, access_key_secret: str) -> None:
        """Declares the key, so that its signatures, timestamps and nonces are verified."""
        self._accounts = [{"accessKeyId": access_key_id, "accessKeySecret": access_key_secret}]
        self._send()

    def add(self, then: Mapping[str, Any], which: Which, description: str) -> RuleHandle:
        """Adds a rule behind those that were added before."""
        effect = {name: value for name, value in then.items() if value is not None}
        rule = Rule(conditions(which), effect, description, which.get("unused_ok", False))
        self._catch_up()
        self.book.rules.append(rule)
        try:
            self._send()
        except RefusedError:
            self.book.rules.remove(rule)
            raise
        return RuleHandle(self, rule)

    def remove(self, rule: Rule) -> None:
        """Takes an added rule away. One that is gone already stays so."""
        if rule in self.book.rules:
            self._catch_up()
            self.book.rules.remove(rule)
            self.book.removed.append(rule)
            self._send()

    def play(self, scenario: Union[str, os.PathLike[str], Mapping[str, Any]], unused_ok: bool) -> None:
        """Plays a shipped scenario, a file or a document behind the rules that were added."""
        label = "the scenario"
        body: object = scenario
        if isinstance(scenario, (str, os.PathLike)):
            name = os.fspath(scenario)
            is_file = name.endswith(".json")
            label = f"the scenario {Path(name).name}"
            body = Path(name).read_bytes() if is_file else {"shipped": name}
        self._catch_up()
        document = self._put(body, label)["scenario"]
        rules = document.pop("rules", [])
        self.book.removed += self.book.played
        self.book.played = [
            Rule(rule.get("when", {}), rule["then"], _numbered(number, label, rule), unused_ok)
            for number, rule in enumerate(rules, 1)
        ]
        self.book.rest = document
        self._send()

    def read_acted(self) -> None:
        """Takes over on how many calls each rule acted."""
        if self._sent:
            self.book.note_acted([rule["acted"] for rule in self._admin.get("scenario", **self._query)["rules"]])

    def close(self) -> None:
        """Takes the scenario away from the emulator, which keeps 10,000 of them at most."""
        if self._sent:
            # An emulator that is gone has nothing left to take away.
            with suppress(EmulatorError):
                self._admin.call("DELETE", "scenario", self._query)
        self._sent = False

    def _catch_up(self) -> None:
        """Takes over what the emulator counted: the next scenario starts its counts anew."""
        if self._sent and self.book.sent:
            self.read_acted()
            calls = self._admin.journal(self._query)
            self.book.note_calls([call for call in calls if call["id"] > self._newest])

    def _send(self) -> None:
        document = self.book.scenario()
        if self._accounts:
            document["accounts"] = [*document.get("accounts", []), *self._accounts]
        self._put(document, "the rule")
        self._sent = True
        newest = self._admin.get("requests", **self._query, limit="1")["requests"]
        self._newest = newest[0]["id"] if newest else 0

    def _put(self, scenario: Any, label: str) -> dict[str, Any]:
        try:
            answer: dict[str, Any] = self._admin.call("PUT", "scenario", self._query, scenario)
        except RefusedError as error:
            message = f"{label} cannot be played: {explain(error.status, error.problem)}"
            raise RefusedError(error.status, error.problem, message) from None
        return answer


def _numbered(number: int, label: str, rule: Mapping[str, Any]) -> str:
    description = rule.get("description")
    return f"rule {number} of {label}" + (f": {description}" if description else "")

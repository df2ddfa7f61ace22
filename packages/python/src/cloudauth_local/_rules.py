"""The rules that a test adds one by one. It builds the scenario that is to be played, and keeps the counts right where
rules are added between calls. It sends nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Optional

#: pytest leaves the frames of this module out of a failed test's traceback.
__tracebackhide__ = True

#: Members of `when` that are no condition on which calls are counted.
_NOT_COUNTED = frozenset({"calls", "operation", "probability"})


@dataclass
class Rule:
    """One rule of a scenario, with what became of it."""

    #: The conditions of the scenario format; may be empty.
    when: dict[str, Any]
    #: What happens, in the scenario format.
    then: dict[str, Any]
    #: Its call in the test, or its description in the scenario.
    description: str
    #: Whether it may have acted on no call.
    unused_ok: bool = False
    #: On how many calls it acted before it was last sent to the emulator, and since.
    acted_before: int = 0
    acted_since: int = 0
    #: How many calls it had counted when it was last sent to the emulator.
    counted: int = 0

    @property
    def acted(self) -> int:
        """On how many calls it acted, as of the last time that the emulator was asked."""
        return self.acted_before + self.acted_since

    @property
    def limit(self) -> Optional[int]:
        """The last call that it can act on, counted by itself; ``None`` where there is none."""
        calls = self.when.get("calls", {})
        last = [calls["first"]] if "first" in calls else []
        last += [max(calls["nth"])] if calls.get("nth") else []
        return min(last) if last else None

    @property
    def spent(self) -> bool:
        """Whether it can act on no further call."""
        return self.counted > 0 and self.limit is not None and self.counted >= self.limit

    def counts(self, call: Mapping[str, Any]) -> bool:
        """Whether it counts this call of the journal."""
        operation = call.get("operation")
        return operation is not None and self.when.get("operation", operation) == operation

    def document(self) -> dict[str, Any]:
        """The rule in the scenario format, counting on from where it is."""
        when = dict(self.when)
        if self.counted and "calls" in when:
            rest = _shifted(when.pop("calls"), self.counted)
            # A rule without a condition would make those behind it unreachable, which the emulator refuses.
            when["calls"] = rest or {"every": 1}
        rule: dict[str, Any] = {"description": self.description}
        if when:
            rule["when"] = when
        return {**rule, "then": self.then}


def _shifted(calls: Mapping[str, Any], by: int) -> dict[str, Any]:
    """The condition on counted calls, for a rule that has counted so many already."""
    rest: dict[str, Any] = {}
    if "first" in calls:
        rest["first"] = calls["first"] - by
    if "after" in calls and calls["after"] > by:
        rest["after"] = calls["after"] - by
    if "nth" in calls:
        rest["nth"] = [number - by for number in calls["nth"] if number > by]
    if "every" in calls:
        rest["every"] = calls["every"]
    return rest


@dataclass
class RuleBook:
    """The rules of one access key, in the order in which they are tried."""

    #: Added one by one; the first that answers a call wins.
    rules: list[Rule] = field(default_factory=list)
    #: Of the scenario that is played behind them.
    played: list[Rule] = field(default_factory=list)
    #: Removed before their time.
    removed: list[Rule] = field(default_factory=list)
    #: The other members of the scenario that is played.
    rest: dict[str, Any] = field(default_factory=dict)
    #: Those that the emulator has now, in its order.
    sent: list[Rule] = field(default_factory=list)

    def note_acted(self, acted: Sequence[int]) -> None:
        """Takes over how often each of the sent rules acted since they were sent."""
        for rule, count in zip(self.sent, acted):
            rule.acted_since = count

    def note_calls(self, calls: Sequence[Mapping[str, Any]]) -> None:
        """Counts calls that came since the rules were sent.

        Raises ``ValueError`` for a rule whose count cannot be carried on.
        """
        for rule in self.sent:
            limits = rule.when.get("calls")
            if not calls or not limits or rule.spent:
                continue
            rule.counted += sum(map(rule.counts, calls))
            if rule.when.keys() - _NOT_COUNTED or rule.counted % limits.get("every", 1):
                raise ValueError(
                    f"{rule.description} has begun to count calls, and adding or removing another rule now would "
                    "start its count anew. Add all rules before the first call."
                )

    def scenario(self) -> dict[str, Any]:
        """What is to be played now; :attr:`sent` are its rules afterwards."""
        for rule in self.sent:
            rule.acted_before, rule.acted_since = rule.acted, 0
        self.sent = [rule for rule in [*self.rules, *self.played] if not rule.spent]
        return {**self.rest, "rules": [rule.document() for rule in self.sent]}

    def unused(self) -> list[Rule]:
        """The rules that should have acted and did not."""
        return [rule for rule in self.all() if not rule.acted and not rule.unused_ok]

    def all(self) -> list[Rule]:
        """Every rule that there is or was."""
        return [*self.removed, *self.rules, *self.played]

"""``--cloudauth-cover``: what the tests of a run have met of the contract, added up over accounts and workers."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any


class Cover:
    """The names that must be met, and the counts so far."""

    def __init__(self, option: str) -> None:
        """``option`` is the value of the option: names with commas between them."""
        self.wanted = [name.strip() for name in option.split(",") if name.strip()]
        self.met: Counter[str] = Counter()

    def add(self, coverage: Mapping[str, Any]) -> None:
        """Adds the coverage document of one account."""
        self.merge({row["name"]: row["count"] for row in _rows(coverage)})

    def merge(self, met: Mapping[str, int]) -> None:
        """Adds counts, such as those of another worker. A name that was never met is there with 0."""
        for name, count in met.items():
            self.met[name] += count

    def missing(self) -> list[str]:
        """One line for each name that was not met."""
        return [self._missed(name) for name in self.wanted if not self.met[name]]

    def _missed(self, name: str) -> str:
        if name in self.met or not self.met:
            return f"{name} was never met"
        close = difflib.get_close_matches(name, self.met, 1)
        return f"{name} is no code, outcome or callback situation" + (f"; did you mean {close[0]}?" if close else "")


def _rows(coverage: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    for part in ("codes", "outcomes", "callbacks"):
        yield from coverage[part]

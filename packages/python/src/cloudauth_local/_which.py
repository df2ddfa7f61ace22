"""Which calls a rule acts on, as keyword arguments, and the words that a rule is shown with."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from pathlib import Path
from types import FrameType
from typing import Any, Optional, TypedDict, Union

#: pytest leaves the frames of this module out of a failed test's traceback.
__tracebackhide__ = True


class Which(TypedDict, total=False):
    """Which calls a rule acts on; everything that is given must hold. Without any of it, every call."""

    #: The first so many calls.
    first: int
    #: Exactly this call, or these.
    nth: Union[int, Sequence[int]]
    #: Every so many calls: 10 is calls 10, 20, 30.
    every: int
    #: All calls after so many.
    after: int
    #: Calls of this operation alone, such as ``Initialize``.
    operation: str
    #: The ``when`` of a rule in a scenario file, such as ``{"parameters": {"SceneCode": "signup"}}``.
    when: Mapping[str, Any]
    #: Whether the rule may have acted on no call; otherwise that fails the test.
    unused_ok: bool


_COUNTS = ("first", "nth", "every", "after")

#: The frame of the test, where it calls from another thread.
CALLER: ContextVar[Optional[FrameType]] = ContextVar("cloudauth_local_caller", default=None)


def conditions(which: Which) -> dict[str, Any]:
    """The ``when`` of a rule in the scenario format."""
    unknown = which.keys() - Which.__annotations__.keys()
    if unknown:
        raise TypeError(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(Which.__annotations__)}")
    when: dict[str, Any] = dict(which.get("when") or {})
    calls: dict[str, Any] = {name: number for name, number in which.items() if name in _COUNTS and number is not None}
    if "nth" in calls:
        calls["nth"] = [calls["nth"]] if isinstance(calls["nth"], int) else list(calls["nth"])
    added = {"calls": calls or None, "operation": which.get("operation")}
    for name, condition in added.items():
        if condition is not None and name in when:
            raise ValueError(f"{name} is given twice, as a keyword argument and in `when`")
        if condition is not None:
            when[name] = condition
    return when


def described(verb: str, argument: object, options: Mapping[str, object]) -> str:
    """The description of a rule: its call in the test, and where that is."""
    given = {name: value for name, value in options.items() if value is not None}
    words = [repr(argument)] if argument is not None else []
    words += [f"{name}={value!r}" for name, value in given.items()]
    call = f"{verb}({', '.join(words)})"
    call = call if len(call) <= 200 else call[:199] + "…"
    frame = _caller()
    return call if frame is None else f"{call} at {Path(frame.f_code.co_filename).name}:{frame.f_lineno}"


def _caller() -> Optional[FrameType]:
    """The innermost frame outside of this package."""
    given = CALLER.get()
    if given is not None:
        return given
    here = str(Path(__file__).parent)
    frame: Optional[FrameType] = sys._getframe(1)
    while frame is not None and frame.f_code.co_filename.startswith(here):
        frame = frame.f_back
    return frame

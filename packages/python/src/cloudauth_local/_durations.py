"""Durations as the emulator writes them."""

from __future__ import annotations

from datetime import timedelta
from typing import Union

#: pytest leaves the frames of this module out of a failed test's traceback.
__tracebackhide__ = True

#: ``"31m"``, ``"1m30s"`` or ``"800ms"``; a ``timedelta``; or a number of seconds.
Duration = Union[str, timedelta, int, float]


def text(duration: Duration) -> str:
    """The duration in the emulator's form, such as ``1860000ms``. A string is left to the emulator to check."""
    if isinstance(duration, str):
        return duration
    if isinstance(duration, bool) or not isinstance(duration, (timedelta, int, float)):
        raise TypeError(f'a duration is a string such as "31m", a timedelta or a number of seconds, not {duration!r}')
    seconds = duration.total_seconds() if isinstance(duration, timedelta) else duration
    if seconds < 0:
        raise ValueError(f"a duration cannot be negative: {duration!r}")
    return f"{round(seconds * 1000)}ms"

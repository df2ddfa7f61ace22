"""The errors of this package. It holds no logic beyond the wording of an error with the emulator's log behind it."""

from __future__ import annotations

from typing import Any, Optional

#: How many lines of the emulator's log an error shows.
LOG_LINES = 20


class EmulatorError(Exception):
    """The emulator cannot be used. The message says why and what to do, and ends with the last lines of its log.

    ``reason`` is one of:

    - ``no-binary``: no ``cloudauth-local`` program was found,
    - ``wrong-architecture``: the program is there and this machine cannot run it,
    - ``port-in-use``: the port is taken by another program,
    - ``start-failed``: the program ended before it was ready, or was not ready in time,
    - ``died``: it ended while it was in use,
    - ``other-version``: it is not of this package's version,
    - ``not-an-emulator``: the URL leads to something else, or the URL is malformed,
    - ``unreachable``: nothing answers at the URL,
    - ``refused``: the emulator refused a request of this package (see :class:`RefusedError`).
    """

    def __init__(self, reason: str, message: str, log: str = "") -> None:
        lines = log.splitlines()[-LOG_LINES:]
        if lines:
            message += "\n\nThe last lines of the emulator's log:\n" + "\n".join(f"  {line}" for line in lines)
        super().__init__(message)
        self.reason = reason
        self.log = log


class RefusedError(EmulatorError):
    """The emulator refused a request to its admin API: a scenario with a mistake, an unknown transaction.

    ``status`` is the HTTP status, ``problem`` the JSON document that explains it.
    """

    def __init__(self, status: int, problem: dict[str, Any], message: Optional[str] = None) -> None:
        super().__init__("refused", message or explain(status, problem))
        self.status = status
        self.problem = problem


class UnusedRuleError(AssertionError):
    """A rule of the test acted on no call."""


class ConductError(AssertionError):
    """The conduct of the client under test has findings."""


for _error in (EmulatorError, RefusedError, UnusedRuleError, ConductError):
    # The name that a traceback shows is the one to import.
    _error.__module__ = "cloudauth_local"


def explain(status: int, problem: dict[str, Any]) -> str:
    """The words for a refusal: the emulator's message, and each fault of a scenario with its help."""
    faults = problem.get("diagnostics") or []
    # With faults the message is the first of them.
    lines = [] if faults else [str(problem.get("message") or f"the emulator answered with HTTP status {status}")]
    for fault in faults:
        label = fault.get("label")
        lines.append(f"- {fault.get('message')}" + (f"; {label}" if label else ""))
        if fault.get("help"):
            lines.append(f"  {fault['help']}")
    return "\n".join(lines) if len(faults) != 1 else "\n".join(lines)[2:]

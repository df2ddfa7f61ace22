"""A local emulator of Alibaba Cloud ID Verification, for tests.

With pytest the fixture ``cloudauth`` is there by itself::

    def test_signup_survives_throttling(cloudauth):
        cloudauth.fail("Throttling.Api", first=2, retry_after="1ms")
        ...

Elsewhere::

    with CloudauthLocal(seed=7) as emulator:
        account = emulator.account()
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._account import Account
    from ._aio import AsyncAccount
    from ._binary import find_binary
    from ._emulator import CloudauthLocal
    from ._errors import ConductError, EmulatorError, RefusedError, UnusedRuleError
    from ._receiver import Callback, Receiver
    from ._scenario import RuleHandle

#: Where each public name is defined. They are imported when they are first used: pytest imports this package in every
#: run, and most of its modules are needed by tests that use the emulator alone.
_PLACES = {
    "Account": "_account",
    "AsyncAccount": "_aio",
    "Callback": "_receiver",
    "CloudauthLocal": "_emulator",
    "ConductError": "_errors",
    "EmulatorError": "_errors",
    "Receiver": "_receiver",
    "RefusedError": "_errors",
    "RuleHandle": "_scenario",
    "UnusedRuleError": "_errors",
    "find_binary": "_binary",
}

__all__ = [
    "Account",
    "AsyncAccount",
    "Callback",
    "CloudauthLocal",
    "ConductError",
    "EmulatorError",
    "Receiver",
    "RefusedError",
    "RuleHandle",
    "UnusedRuleError",
    "find_binary",
]


def __getattr__(name: str) -> object:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f".{_PLACES[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

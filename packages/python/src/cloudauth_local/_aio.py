"""The verbs of an account for coroutines: each runs in a thread, so that the event loop goes on."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, Callable, TypeVar

from ._account import Account
from ._which import CALLER

if TYPE_CHECKING:
    from typing_extensions import Concatenate, ParamSpec

    P = ParamSpec("P")
R = TypeVar("R")


def _awaitable(
    verb: Callable[Concatenate[Account, P], R],
) -> Callable[Concatenate[AsyncAccount, P], Coroutine[Any, Any, R]]:
    async def call(self: AsyncAccount, /, *args: P.args, **kwargs: P.kwargs) -> R:
        caller = CALLER.set(sys._getframe(1))
        try:
            return await asyncio.to_thread(verb, self._account, *args, **kwargs)
        finally:
            CALLER.reset(caller)

    call.__doc__ = verb.__doc__
    return call


class AsyncAccount:
    """The verbs of an :class:`Account`, to be awaited. ``endpoint``, ``config()`` and so on are the account's."""

    def __init__(self, account: Account) -> None:
        self._account = account

    fail = _awaitable(Account.fail)
    drop = _awaitable(Account.drop)
    delay = _awaitable(Account.delay)
    rule = _awaitable(Account.rule)
    play = _awaitable(Account.play)
    complete = _awaitable(Account.complete)
    advance = _awaitable(Account.advance)
    now = _awaitable(Account.now)
    receiver = _awaitable(Account.receiver)
    map_callbacks = _awaitable(Account.map_callbacks)
    codes = _awaitable(lambda account: account.codes)
    requests = _awaitable(Account.requests)
    transactions = _awaitable(Account.transactions)
    callbacks = _awaitable(Account.callbacks)
    wait_for_callbacks = _awaitable(Account.wait_for_callbacks)
    conduct = _awaitable(Account.conduct)
    retries = _awaitable(Account.retries)
    coverage = _awaitable(Account.coverage)
    rules = _awaitable(Account.rules)
    verify = _awaitable(Account.verify)
    verify_conduct = _awaitable(Account.verify_conduct)

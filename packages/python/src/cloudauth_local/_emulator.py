"""The emulator as a test holds it: started here, or one that runs already."""

from __future__ import annotations

import os
import re
import uuid
from collections.abc import Sequence
from importlib import metadata
from types import TracebackType
from typing import Any, Optional, Union

from . import _report
from ._account import Account
from ._admin import Admin
from ._binary import find_binary
from ._errors import EmulatorError
from ._process import Process

#: pytest leaves the frames of this module out of a failed test's traceback.
__tracebackhide__ = True

#: The base URL of an emulator to use instead of starting one.
URL_VARIABLE = "CLOUDAUTH_LOCAL_URL"
#: The token that its admin API asks for, where it asks for one.
TOKEN_VARIABLE = "CLOUDAUTH_LOCAL_ADMIN_TOKEN"


class CloudauthLocal:
    """An emulator: ``with CloudauthLocal(seed=7) as emulator: account = emulator.account()``.

    It is started on a free port and ends with the block, or with this interpreter however that ends. Where ``url`` or
    the variable ``CLOUDAUTH_LOCAL_URL`` names one that runs already, that one is used and left running.
    """

    def __init__(
        self,
        *,
        seed: Optional[int] = None,
        url: Optional[str] = None,
        binary: Optional[Union[str, os.PathLike[str]]] = None,
        port: int = 0,
        arguments: Sequence[str] = (),
    ) -> None:
        """``seed`` makes identifiers repeat from run to run. ``binary`` is the program to start; see
        :func:`find_binary` for where it is looked for. ``port`` is 0 for a free one. ``arguments`` are further flags
        of ``cloudauth-local serve``, such as ``["--qps", "2"]``.

        ``seed``, ``binary``, ``port`` and ``arguments`` ask for an emulator of your own: with one of them
        ``CLOUDAUTH_LOCAL_URL`` is not looked at.
        """
        wants_own = seed is not None or binary is not None or port != 0 or bool(arguments)
        if url and wants_own:
            raise ValueError(
                "seed, binary, port and arguments are for an emulator that is started, not for one at a url"
            )
        self._joined = url or (None if wants_own else os.environ.get(URL_VARIABLE)) or None
        self._binary = binary
        self._arguments = ["--port", str(port), *(["--seed", str(seed)] if seed is not None else []), *arguments]
        self._token = _option(arguments, "--admin-token") or os.environ.get(TOKEN_VARIABLE)
        self._process: Optional[Process] = None
        self._admin: Optional[Admin] = None
        self._health: dict[str, Any] = {}
        self._accounts: list[Account] = []
        self._names: dict[str, int] = {}

    def start(self) -> CloudauthLocal:
        """Starts it, or checks the one that runs already; also again, after :meth:`close` or when it died. Raises
        :class:`EmulatorError`."""
        if self._admin is not None and self.ending() is None:
            return self
        self._stop()
        self._names.clear()
        if self._joined is None:
            self._process = Process(find_binary(self._binary), self._arguments)
        url = self._process.url if self._process else str(self._joined)
        try:
            admin = Admin(url, self._token, self.ending)
            self._health = _check(admin)
        except BaseException:
            self._stop()
            raise
        self._admin = admin
        return self

    @property
    def admin(self) -> Admin:
        """The admin API: ``emulator.admin.get("throttles")``."""
        if self._admin is None:
            raise EmulatorError("start-failed", "the emulator is not started: use `with CloudauthLocal() as emulator:`")
        return self._admin

    @property
    def url(self) -> str:
        """The base URL, such as ``http://127.0.0.1:4711``."""
        return self.admin.url

    @property
    def endpoint(self) -> str:
        """``host:port``, what SDKs call the endpoint."""
        return self.admin.endpoint

    @property
    def seed(self) -> int:
        """The seed that gives this run's identifiers again."""
        return int(self._health["seed"])

    @property
    def started_here(self) -> bool:
        """Whether it was started here, and is not one that ran already."""
        return self._joined is None

    def account(self, name: str = "test", *, verify: bool = False) -> Account:
        """A new account, whose access key begins with ``name``. It shares nothing with the others: tests that have
        one each run side by side.

        With ``verify`` its signatures, timestamps and nonces are checked as the service checks them; otherwise any
        signature passes.
        """
        name = re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-")[:80] or "test"
        if self.started_here:
            # The same names in the same order in every run: with a seed, the same identifiers.
            number = self._names[name] = self._names.get(name, 0) + 1
            key = name if number == 1 else f"{name}-{number}"
        else:
            key = f"{name}-{uuid.uuid4().hex[:12]}"
        account = Account(self, key, "test-secret", verify)
        self._accounts.append(account)
        return account

    def ending(self) -> Optional[EmulatorError]:
        """Why it can no longer be used; ``None`` while it runs. Of one that was not started here nothing is known."""
        ending = self._process.ending() if self._process else None
        if ending is None or self._process is None:
            return None
        return EmulatorError("died", f"the emulator {ending} while it was in use", self._process.log())

    def log_size(self) -> int:
        """How long the log is, in bytes; a mark for :meth:`log`."""
        return self._process.log_size() if self._process else 0

    def log(self, start: int = 0) -> str:
        """What the emulator logged, from a mark of :meth:`log_size` on. Empty where it was not started here."""
        return self._process.log(start) if self._process else ""

    def close(self) -> None:
        """Closes the accounts and ends the emulator, if it was started here. Further calls do nothing."""
        accounts, self._accounts = self._accounts, []
        # The keys of an emulator that ends now need not be cleared one by one.
        for account in accounts:
            account.close(forget=not self.started_here)
        self._stop()

    def __enter__(self) -> CloudauthLocal:
        return self.start()

    def __exit__(
        self, kind: Optional[type[BaseException]], error: Optional[BaseException], _: Optional[TracebackType]
    ) -> None:
        open_ones = [account for account in self._accounts if not account.closed]
        try:
            for account in open_ones:
                if error is None:
                    account.verify()
                else:
                    _report.attach(error, account)
        finally:
            self.close()

    async def __aenter__(self) -> CloudauthLocal:
        return self.start()

    async def __aexit__(
        self, kind: Optional[type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self.__exit__(kind, error, trace)

    def __repr__(self) -> str:
        return f"<CloudauthLocal {self._admin.url if self._admin else 'not started'}>"

    def _stop(self) -> None:
        self._admin = None
        if self._process is not None:
            process, self._process = self._process, None
            process.stop()


def _option(arguments: Sequence[str], name: str) -> Optional[str]:
    """The value of a flag."""
    for argument, following in zip(arguments, [*arguments[1:], None]):
        if argument == name:
            return following
        if argument.startswith(f"{name}="):
            return argument[len(name) + 1 :]
    return None


def _check(admin: Admin) -> dict[str, Any]:
    """The answer of the health check, of an emulator that this package can work with."""
    health: dict[str, Any] = admin.get("health")
    if not isinstance(health, dict) or "version" not in health or "seed" not in health:
        raise EmulatorError("not-an-emulator", f"{admin.url} is something else than cloudauth-local: {health!r}")
    ours = _version()
    if ours is not None and _series(ours) != _series(str(health["version"])):
        raise EmulatorError(
            "other-version",
            f"the emulator at {admin.url} is version {health['version']}, and this package is version {ours}; "
            "install the same version of both",
        )
    return health


def _version() -> Optional[str]:
    """The version of this package; ``None`` where it runs from its sources."""
    try:
        return metadata.version("cloudauth-local")
    except metadata.PackageNotFoundError:
        return None


def _series(version: str) -> list[str]:
    """What has to be the same: all but the last number."""
    return version.split(".")[:2]

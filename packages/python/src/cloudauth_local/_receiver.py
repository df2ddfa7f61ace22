"""A server on this machine that receives the emulator's callbacks instead of the merchant's server."""

from __future__ import annotations

import socket
import threading
import time
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Callable, Optional
from urllib.parse import parse_qsl, urlsplit

from . import _report

if TYPE_CHECKING:
    from ._account import Account

#: pytest leaves the frames of this module out of a failed test's traceback.
__tracebackhide__ = True


@dataclass(frozen=True)
class Callback:
    """One callback as it arrived."""

    #: ``GET``, or ``POST``.
    method: str
    #: The path of the URL, such as ``/verified``.
    path: str
    #: All parameters of the query, and of a form body.
    parameters: dict[str, str]

    @property
    def transaction_id(self) -> str:
        """``transactionId``."""
        return self.parameters["transactionId"]

    @property
    def passed(self) -> bool:
        """Whether ``passed`` is ``Y``."""
        return self.parameters.get("passed") == "Y"

    @property
    def sub_code(self) -> Optional[str]:
        """``subCode``."""
        return self.parameters.get("subCode")

    @property
    def token(self) -> Optional[str]:
        """``callbackToken``, which is there where Initialize had a CallbackToken."""
        return self.parameters.get("callbackToken")


class Receiver:
    """Answers every callback with 200 and keeps it. Made by :meth:`Account.receiver`, and gone with the account."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._changed = threading.Condition()
        self._received: list[Callback] = []
        self._refusals: list[int] = []
        self._stopped = False
        self._server = _Server(("127.0.0.1", 0), self._take)
        self._thread = threading.Thread(target=self._serve, daemon=True, name="cloudauth-receiver")
        self._thread.start()
        self._origin = f"http://127.0.0.1:{self._server.server_port}"
        public = self._origin.replace("http", "https", 1)
        #: The CallbackUrl for Initialize. A longer path and a query may be appended.
        self.url = f"{public}/callback"
        try:
            account.map_callbacks(public, self._origin)
        except BaseException:
            self.stop()
            raise

    @property
    def received(self) -> list[Callback]:
        """The callbacks so far, oldest first, those that were refused included."""
        with self._changed:
            return list(self._received)

    def refuse(self, times: int = 1, status: int = 500) -> None:
        """Answers the next ``times`` callbacks with ``status``, so that the emulator sends them again."""
        with self._changed:
            self._refusals += [status] * times

    def wait(self, count: int = 1, timeout: float = 5.0) -> list[Callback]:
        """Waits until ``count`` callbacks have arrived in all and returns them. Raises ``TimeoutError``, which lists
        the attempts that the emulator made."""
        end = time.monotonic() + timeout
        with self._changed:
            while len(self._received) < count:
                if not self._changed.wait(end - time.monotonic()) and time.monotonic() >= end:
                    break
            received = list(self._received)
        if len(received) >= count:
            self._wait_for_record(count, end)
            return received
        attempts = _report.attempts(self._account.callbacks())
        raise TimeoutError(f"{len(received)} of {count} callbacks arrived within {timeout:g} s; attempts:{attempts}")

    def _wait_for_record(self, count: int, end: float) -> None:
        """Waits until the emulator has recorded so many tries to this receiver, which it does behind the answer: only
        then does a moved clock bring the next one."""
        while time.monotonic() < end:
            tries = self._account.callbacks()
            if sum(str(one.get("sentTo")).startswith(self._origin) for one in tries) >= count:
                return
            time.sleep(0.001)

    async def wait_async(self, count: int = 1, timeout: float = 5.0) -> list[Callback]:
        """:meth:`wait` for coroutines."""
        import asyncio

        return await asyncio.to_thread(self.wait, count, timeout)

    def stop(self) -> None:
        """Closes the port. Further calls do nothing."""
        if not self._stopped:
            self._stopped = True
            # The thread waits for a connection; this is one.
            socket.create_connection(self._server.server_address[:2]).close()  # type: ignore[arg-type]
            self._thread.join()
            self._server.server_close()

    def __enter__(self) -> Receiver:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _serve(self) -> None:
        while not self._stopped:
            self._server.handle_request()

    def _take(self, callback: Callback) -> int:
        """Keeps a callback; the status to answer it with."""
        with self._changed:
            self._received.append(callback)
            self._changed.notify_all()
            return self._refusals.pop(0) if self._refusals else 200


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    #: How long one request may take to arrive, in seconds.
    timeout = 5

    def _answer(self) -> None:
        url = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("content-length") or 0)).decode("utf-8", "replace")
        parameters = dict(parse_qsl(url.query, keep_blank_values=True) + parse_qsl(body, keep_blank_values=True))
        status = self.server.take(Callback(self.command, url.path, parameters))
        self.send_response(status)
        self.send_header("content-length", "0")
        self.end_headers()

    do_GET = do_POST = _answer

    def log_message(self, format: str, *args: object) -> None:
        """Keeps stderr free."""


class _Server(HTTPServer):
    def __init__(self, address: tuple[str, int], take: Callable[[Callback], int]) -> None:
        super().__init__(address, _Handler)
        self.take = take

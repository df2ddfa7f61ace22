"""Requests to the admin API under ``/_emulator/``. It knows HTTP and JSON, and nothing of accounts or rules."""

from __future__ import annotations

import http.client
import json
from collections.abc import Mapping
from typing import Any, Callable, NoReturn, Optional
from urllib.parse import urlencode, urlsplit

from ._errors import EmulatorError, RefusedError

#: pytest leaves the frames of this module out of a failed test's traceback.
__tracebackhide__ = True

#: How long one answer may take, in seconds.
TIMEOUT = 10.0


class Admin:
    """The admin API of one emulator. Every request has a connection of its own, so that threads may share this."""

    def __init__(
        self, url: str, token: Optional[str] = None, ended: Callable[[], Optional[EmulatorError]] = lambda: None
    ):
        """``url`` is the base URL; ``ended`` gives the error of an emulator that no longer runs."""
        self.url = url.rstrip("/")
        self._token = token
        self._ended = ended
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.query:
            raise EmulatorError(
                "not-an-emulator",
                f"{url!r} is not the base URL of an emulator; expected a URL such as http://127.0.0.1:8809",
            )
        self.protocol = parts.scheme
        #: ``host:port``, the form that an SDK takes.
        self.endpoint = parts.netloc

    def get(self, path: str, **query: Optional[str]) -> Any:
        """The JSON document at a path below ``/_emulator/``."""
        return self.call("GET", path, query)

    def journal(self, query: Mapping[str, Optional[str]]) -> list[dict[str, Any]]:
        """The calls of the journal that the query selects, oldest first, from all of its pages."""
        newest_first: list[dict[str, Any]] = []
        cursor: Optional[str] = None
        while True:
            page = self.get("requests", **query, limit="1000", cursor=cursor)
            newest_first += page["requests"]
            cursor = page.get("next")
            if cursor is None:
                return newest_first[::-1]

    def call(self, method: str, path: str, query: Mapping[str, Optional[str]] = {}, body: Any = None) -> Any:
        """Sends a request, with a JSON body (``bytes`` are sent as they are), and returns the JSON answer.

        Raises :class:`RefusedError` where the emulator refuses it, :class:`EmulatorError` where there is none.
        """
        given = {name: value for name, value in query.items() if value is not None}
        target = f"/_emulator/{path}" + (f"?{urlencode(given)}" if given else "")
        status, kind, raw = self._exchange(method, target, body)
        try:
            document = json.loads(raw)
        except ValueError:
            self._not_an_emulator(status, kind, raw)
        if 200 <= status < 300:
            return document
        if not isinstance(document, dict) or not document.keys() & {"code", "Code"}:
            self._not_an_emulator(status, kind, raw)
        if "Code" in document:  # An answer of the service that is emulated: the admin API has no such path.
            raise EmulatorError(
                "other-version",
                f"the emulator at {self.url} does not know {method} /_emulator/{path}; "
                "install the same version of the emulator and of this package",
            )
        raise RefusedError(status, document)

    def _exchange(self, method: str, target: str, body: Any) -> tuple[int, str, bytes]:
        headers = {"accept": "application/json"}
        if self._token:
            headers["authorization"] = f"Bearer {self._token}"
        data = None
        if body is not None:
            headers["content-type"] = "application/json"
            data = body if isinstance(body, bytes) else json.dumps(body).encode()
        secure = self.protocol == "https"
        connection = (http.client.HTTPSConnection if secure else http.client.HTTPConnection)(
            self.endpoint, timeout=TIMEOUT
        )
        try:
            connection.request(method, target, data, headers)
            response = connection.getresponse()
            return response.status, response.getheader("content-type") or "", response.read()
        except http.client.HTTPException as error:
            raise self._ended() or EmulatorError(
                "not-an-emulator", f"{self.url} does not speak HTTP ({type(error).__name__})"
            ) from None
        except OSError as error:
            raise self._ended() or EmulatorError(
                "unreachable",
                f"no emulator answers at {self.url}: {error}. Is it running, and is this the URL that it printed?",
            ) from None
        finally:
            connection.close()

    def _not_an_emulator(self, status: int, kind: str, raw: bytes) -> NoReturn:
        start = raw[:60].decode("utf-8", "replace")
        raise self._ended() or EmulatorError(
            "not-an-emulator",
            f"{self.url} is something else than cloudauth-local: it answered with HTTP status {status}, "
            f"{kind or 'no content type'}, {start!r}",
        )

"""The emulator as a child process: how it is started, what it logged, how it ends."""

from __future__ import annotations

import errno
import os
import platform
import subprocess
import tempfile
import threading
from collections.abc import Sequence
from typing import Optional

from ._errors import EmulatorError

#: pytest leaves the frames of this module out of a failed test's traceback.
__tracebackhide__ = True

#: How long the program may take until it is ready, in seconds. It takes a few milliseconds.
START_TIMEOUT = 15.0
#: How long it may take to end after it closed its stdout, in seconds.
END_TIMEOUT = 2.0
#: The exit code of an emulator whose port another program has.
PORT_IN_USE = 4
#: How much of the log is read at most, in bytes.
LOG_BYTES = 256 * 1024
#: A program of another system; one whose loader is not there; EBADARCH of macOS, which Python does not name.
_FOREIGN = (errno.ENOEXEC, errno.ENOENT, 86)


class Process:
    """A running emulator. It ends with :meth:`stop`, and with this interpreter however that ends: it watches the pipe
    that is its stdin."""

    def __init__(self, binary: str, arguments: Sequence[str]) -> None:
        """Starts the program and waits until it is ready. Raises :class:`EmulatorError`."""
        self.binary = binary
        # Unnamed: it is gone with the last process that has it open.
        self._log = tempfile.TemporaryFile()
        command = [binary, "serve", "--stop-on-stdin-close", *arguments]
        try:
            self._child = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._log, env=_environment()
            )
        except OSError as error:
            self._log.close()
            raise _cannot_run(binary, error) from error
        try:
            self.url = self._first_line()
        except BaseException:
            self.stop()
            raise

    def _first_line(self) -> str:
        """The first line of stdout, which is the base URL and comes when the emulator is ready."""
        lines: list[bytes] = []
        stdout = self._child.stdout
        assert stdout is not None
        reader = threading.Thread(target=lambda: lines.append(stdout.readline()), daemon=True)
        reader.start()
        reader.join(START_TIMEOUT)
        line = lines[0].decode("utf-8", "replace").strip() if lines else ""
        if line.startswith(("http://", "https://")):
            return line
        if not lines:
            raise EmulatorError("start-failed", f"{self.binary} was not ready within {START_TIMEOUT:g} s", self.log())
        if line:
            raise EmulatorError(
                "start-failed", f"{self.binary} wrote {line!r} to stdout in place of its URL", self.log()
            )
        code = self._child.wait(END_TIMEOUT)
        ending, log = self._ending(code), self.log()
        if code == PORT_IN_USE:
            raise EmulatorError("port-in-use", f"the port of the emulator is in use; {self.binary} {ending}", log)
        raise EmulatorError("start-failed", f"{self.binary} {ending} before it was ready", log)

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._child.pid

    def ending(self) -> Optional[str]:
        """How it ended, in words; ``None`` while it runs."""
        code = self._child.poll()
        return None if code is None else self._ending(code)

    @staticmethod
    def _ending(code: int) -> str:
        return f"was ended by signal {-code}" if code < 0 else f"ended with exit code {code}"

    def log_size(self) -> int:
        """How long the log is now, in bytes."""
        return os.fstat(self._log.fileno()).st_size if not self._log.closed else 0

    def log(self, start: int = 0) -> str:
        """What it logged since the log was ``start`` bytes long, of that the last 256 KiB."""
        if self._log.closed:
            return ""
        size = self.log_size()
        start = max(start, size - LOG_BYTES)
        if hasattr(os, "pread"):  # The child shares the file's offset, which this leaves alone.
            log = os.pread(self._log.fileno(), size - start, start)
        else:
            self._log.seek(start)
            log = self._log.read()
        return log.decode("utf-8", "replace")

    def stop(self) -> None:
        """Ends it at once and waits for its end. Further calls do nothing."""
        # It keeps nothing that a slower end would save.
        self._child.kill()
        self._child.wait()
        for stream in (self._child.stdin, self._child.stdout, self._log):
            if stream is not None:
                stream.close()


def _environment() -> dict[str, str]:
    """Ours, without the variables that address an emulator which runs already."""
    ours = {"CLOUDAUTH_LOCAL_HOST", "CLOUDAUTH_LOCAL_PORT"}
    return {name: value for name, value in os.environ.items() if name not in ours}


def _cannot_run(binary: str, error: OSError) -> EmulatorError:
    machine = f"{platform.system()} {platform.machine()}"
    foreign = error.errno in _FOREIGN or getattr(error, "winerror", None) in (193, 216)
    if foreign and os.path.exists(binary):
        return EmulatorError(
            "wrong-architecture",
            f"{binary} was built for another system and cannot run on this one ({machine}): {error.strerror}. "
            "Install the package for this system, or name another program in CLOUDAUTH_LOCAL_BINARY.",
        )
    if error.errno == errno.EACCES:
        return EmulatorError("no-binary", f"{binary} is not executable: {error.strerror}")
    return EmulatorError("no-binary", f"{binary} cannot be run: {error}")

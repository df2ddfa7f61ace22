"""Starting, finding, joining, ending: and one clear error for each way in which it goes wrong."""

from __future__ import annotations

import http.server
import os
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import threading
import time
from pathlib import Path

import pytest
from merchant import codes

from cloudauth_local import CloudauthLocal, EmulatorError, _binary, _emulator, find_binary

BINARY = find_binary()
posix = pytest.mark.skipif(os.name == "nt", reason="needs signals and shell scripts")


def fails(**arguments) -> EmulatorError:
    with pytest.raises(EmulatorError) as raised:
        CloudauthLocal(**arguments).start()
    return raised.value


def script(path: Path, text: str) -> str:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return str(path)


def test_it_starts_in_less_than_a_hundred_milliseconds():
    took = []
    for _ in range(5):
        began = time.perf_counter()
        with CloudauthLocal() as emulator:
            assert emulator.endpoint.startswith("127.0.0.1:")
        took.append(time.perf_counter() - began)
    assert min(took) < 0.1


def test_it_can_be_started_again_and_closed_twice():
    emulator = CloudauthLocal()
    with pytest.raises(EmulatorError, match="not started"):
        _ = emulator.url
    assert emulator.start().start() is emulator
    emulator.close()
    emulator.close()
    with emulator:
        assert codes(emulator.account(), 1) == ["Success"]


def test_flags_reach_the_program():
    with CloudauthLocal(arguments=["--qps", "1", "--admin-token", "word"]) as emulator:
        assert codes(emulator.account(), 2) == ["Success", "Throttling.Api"]


@posix
def test_it_ends_when_the_tests_are_killed():
    """A process that is killed stops nothing by itself: the emulator has to see the end of its stdin."""
    code = (
        "import time\n"
        "from cloudauth_local import CloudauthLocal\n"
        "emulator = CloudauthLocal().start()\n"
        "print(emulator.url, flush=True)\n"
        "time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as tests:
        url = tests.stdout.readline().strip()
        host, port = url.rsplit("/", 1)[1].split(":")
        socket.create_connection((host, int(port))).close()
        tests.send_signal(signal.SIGKILL)
        tests.wait()
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        try:
            socket.create_connection((host, int(port))).close()
        except ConnectionRefusedError:
            return
    pytest.fail("the emulator still answers")


def test_the_binary_is_found_where_it_is_named(tmp_path, monkeypatch):
    own = tmp_path / _binary.NAME
    shutil.copy(BINARY, own)
    monkeypatch.delenv("CLOUDAUTH_LOCAL_BINARY", raising=False)
    monkeypatch.setattr(_binary, "_folders", lambda: [str(tmp_path / "scripts")])
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_binary() == str(own)
    (tmp_path / "scripts").mkdir()
    shutil.copy(BINARY, tmp_path / "scripts" / own.name)
    assert find_binary() == str(tmp_path / "scripts" / own.name), "its own package comes before PATH"
    monkeypatch.setenv("CLOUDAUTH_LOCAL_BINARY", BINARY)
    assert find_binary() == BINARY
    assert find_binary(own) == str(own)


def test_the_folders_of_pip_are_searched():
    package = Path(_binary.__file__).parent
    folders = list(_binary._folders())
    assert folders[0] == sysconfig.get_path("scripts"), "the environment comes first"
    assert str(package.parent / "bin") in folders, "pip install --target"


def test_no_binary_is_said_with_the_places(tmp_path, monkeypatch):
    monkeypatch.delenv("CLOUDAUTH_LOCAL_BINARY", raising=False)
    monkeypatch.setattr(_binary, "_folders", lambda: [str(tmp_path / "scripts")])
    monkeypatch.setenv("PATH", str(tmp_path))
    error = fails()
    assert error.reason == "no-binary"
    for word in (str(tmp_path / "scripts"), "pip install cloudauth-local", "CLOUDAUTH_LOCAL_BINARY"):
        assert word in str(error)
    monkeypatch.setenv("CLOUDAUTH_LOCAL_BINARY", "/none/such")
    assert "CLOUDAUTH_LOCAL_BINARY names /none/such" in str(fails())


@posix
@pytest.mark.parametrize(
    ("content", "mode", "reason", "words"),
    [
        (b"\x7fELF\x02\x01\x01" + bytes(100), 0o755, "wrong-architecture", "built for another system"),
        (b"#!/none/such\n", 0o755, "wrong-architecture", "cannot run on this one"),
        (b"#!/bin/sh\n", 0o644, "no-binary", "not executable"),
        (b"#!/bin/sh\necho out of paper >&2; exit 3", 0o755, "start-failed", "ended with exit code 3"),
        (b"#!/bin/sh\necho hello", 0o755, "start-failed", "wrote 'hello' to stdout"),
        (b"#!/bin/sh\nkill -9 $$", 0o755, "start-failed", "ended by signal 9"),
    ],
)
def test_a_program_that_does_not_run_is_said(tmp_path, content, mode, reason, words):
    program = tmp_path / "program"
    program.write_bytes(content)
    program.chmod(mode)
    error = fails(binary=program)
    assert (error.reason, words in str(error)) == (reason, True), error
    assert str(program) in str(error)
    if b"out of paper" in content:
        assert str(error).endswith("The last lines of the emulator's log:\n  out of paper")


@posix
def test_a_program_that_says_nothing_is_given_up(tmp_path, monkeypatch):
    monkeypatch.setattr("cloudauth_local._process.START_TIMEOUT", 0.05)
    error = fails(binary=script(tmp_path / "program", "exec sleep 60"))
    assert (error.reason, "not ready within 0.05 s" in str(error)) == ("start-failed", True)


def test_a_wrong_flag_is_said_with_the_log():
    error = fails(arguments=["--nonsense"])
    assert error.reason == "start-failed"
    assert "--nonsense" in str(error)


def test_a_port_in_use_is_said():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        error = fails(port=taken.getsockname()[1])
    assert error.reason == "port-in-use"
    assert str(taken) and "in use" in str(error)


@pytest.mark.parametrize("url", ["nonsense", "ftp://127.0.0.1", "http://", "http://127.0.0.1:8809/_emulator"])
def test_a_malformed_url_is_said(url):
    error = fails(url=url)
    assert error.reason == "not-an-emulator"
    assert repr(url) in str(error)


def test_an_url_where_nothing_answers_is_said():
    error = fails(url="http://127.0.0.1:1")
    assert (error.reason, "no emulator answers at http://127.0.0.1:1" in str(error)) == ("unreachable", True)


@pytest.mark.parametrize(
    ("body", "words"),
    [(b"<html>hello</html>", "'<html>hello</html>'"), (b"{}", "something else"), (b"[1]", "something else")],
)
def test_an_url_of_something_else_is_said(body, words):
    class Other(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Other) as server:
        threading.Thread(target=server.handle_request, daemon=True).start()
        error = fails(url=f"http://127.0.0.1:{server.server_port}")
    assert error.reason == "not-an-emulator"
    assert words in str(error)


def test_something_that_speaks_no_http_is_said():
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            connection, _ = server.accept()
            connection.recv(1000)
            connection.sendall(b"220 mail.example ESMTP\r\n")
            connection.close()

        threading.Thread(target=answer, daemon=True).start()
        error = fails(url=f"http://127.0.0.1:{server.getsockname()[1]}")
    assert (error.reason, "does not speak HTTP" in str(error)) == ("not-an-emulator", True)


def test_an_emulator_of_another_version_is_said(monkeypatch):
    monkeypatch.setattr(_emulator, "_version", lambda: "77.1.0")
    error = fails()
    assert error.reason == "other-version"
    assert "this package is version 77.1.0" in str(error)


def test_the_admin_token_is_sent(monkeypatch):
    with CloudauthLocal(arguments=["--admin-token=word"]) as emulator:
        monkeypatch.setenv("CLOUDAUTH_LOCAL_ADMIN_TOKEN", "word")
        with CloudauthLocal(url=emulator.url) as joined:
            assert not joined.started_here
            assert codes(joined.account(), 1) == ["Success"]
        assert emulator.ending() is None


def test_own_and_joined_do_not_mix(monkeypatch, cloudauth_emulator):
    with pytest.raises(ValueError, match="for an emulator that is started"):
        CloudauthLocal(url=cloudauth_emulator.url, seed=7)
    monkeypatch.setenv("CLOUDAUTH_LOCAL_URL", cloudauth_emulator.url)
    with CloudauthLocal() as joined, CloudauthLocal(seed=7) as own:
        assert (joined.url, own.started_here) == (cloudauth_emulator.url, True)


def test_the_module_runs_the_program():
    done = subprocess.run([sys.executable, "-m", "cloudauth_local", "--version"], capture_output=True, text=True)
    assert done.stdout.startswith("cloudauth-local ")
    environment = {**os.environ, "CLOUDAUTH_LOCAL_BINARY": "/none/such"}
    done = subprocess.run([sys.executable, "-m", "cloudauth_local"], capture_output=True, text=True, env=environment)
    assert (done.returncode, "names /none/such" in done.stderr) == (2, True)

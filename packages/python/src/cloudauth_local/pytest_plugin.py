"""The pytest plugin: the fixture ``cloudauth``, the marker of the same name, and what a failed test's report holds."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Optional

import pytest

from ._cover import Cover
from ._errors import EmulatorError

if TYPE_CHECKING:
    from ._account import Account
    from ._emulator import CloudauthLocal

MARKER = (
    "cloudauth(scenario=None, conduct=False, unused_ok=False, verify=False): for the fixture cloudauth. scenario is "
    "played: a name, a JSON file beside the test, or a dict. conduct: the client's conduct must be without findings. "
    "unused_ok: rules may have acted on no call. verify: signatures are checked."
)
_ARGUMENTS = ("scenario", "conduct", "unused_ok", "verify")
_ACCOUNT = pytest.StashKey["Account"]()
_COVER = pytest.StashKey[Cover]()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("cloudauth", "cloudauth-local, the emulator of Alibaba Cloud ID Verification")
    group.addoption(
        "--cloudauth-url",
        metavar="URL",
        help="use the emulator that runs at URL and start none; where it is absent, that of CLOUDAUTH_LOCAL_URL",
    )
    group.addoption(
        "--cloudauth-cover",
        metavar="NAMES",
        default="",
        help="fail the run unless the tests met all of these, with commas between them: codes such as Throttling.Api, "
        "outcomes such as check.expired, callback situations such as callback.repeated",
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", MARKER)
    config.stash[_COVER] = Cover(config.getoption("--cloudauth-cover"))


@pytest.fixture(scope="session")
def cloudauth_emulator(pytestconfig: pytest.Config) -> Iterator[CloudauthLocal]:
    """The emulator of this run, one for each worker of xdist: for accounts beside that of ``cloudauth``, which are
    checked and reported where they are used as ``with cloudauth_emulator.account() as other:``."""
    from ._emulator import CloudauthLocal

    emulator = CloudauthLocal(url=pytestconfig.getoption("--cloudauth-url"))
    _start(emulator)
    yield emulator
    emulator.close()


def _start(emulator: CloudauthLocal) -> None:
    with _without_traceback():
        emulator.start()


@contextmanager
def _without_traceback() -> Iterator[None]:
    """Fails with the message of an error alone: the traceback would show this package and not the test."""
    try:
        yield
    except (EmulatorError, OSError) as error:
        raise pytest.fail.Exception(str(error), pytrace=False) from None


@pytest.fixture
def cloudauth(request: pytest.FixtureRequest, cloudauth_emulator: CloudauthLocal) -> Iterator[Account]:
    """An account of the emulator for this test alone: an access key with its own throttle, rules, clock and journal."""
    node = request.node
    options = _options(node)
    # If it died during another test, it is started again.
    _start(cloudauth_emulator)
    name = f"{node.name[:40]}-{hashlib.sha256(node.nodeid.encode()).hexdigest()[:8]}"
    account = cloudauth_emulator.account(name, verify=bool(options["verify"]))
    node.stash[_ACCOUNT] = account
    try:
        if options["scenario"] is not None:
            with _without_traceback():
                account.play(_scenario(node, options["scenario"]), unused_ok=bool(options["unused_ok"]))
        yield account
        cover = request.config.stash[_COVER]
        if cover.wanted and cloudauth_emulator.ending() is None:
            cover.add(account.coverage())
    finally:
        account.close()


def _options(node: pytest.Item) -> dict[str, Any]:
    """The arguments of the markers; those of the test come before those of its class, and those before the module's."""
    options: dict[str, Any] = {"scenario": None, "conduct": False, "unused_ok": False, "verify": False}
    for marker in reversed(list(node.iter_markers("cloudauth"))):
        unknown = [name for name in marker.kwargs if name not in _ARGUMENTS]
        if unknown or marker.args:
            wrong = f"has no argument {unknown[0]}" if unknown else "takes no argument without a name"
            pytest.fail(f"the marker cloudauth {wrong}; it takes {', '.join(_ARGUMENTS)}", pytrace=False)
        options.update(marker.kwargs)
    return options


def _scenario(node: pytest.Item, scenario: Any) -> Any:
    """A file is looked for beside the test first, and then in the folder that pytest runs in."""
    if isinstance(scenario, (str, os.PathLike)) and os.fspath(scenario).endswith(".json"):
        beside = node.path.parent / scenario
        return beside if beside.exists() else scenario
    return scenario


@pytest.hookimpl(trylast=True)
def pytest_runtest_call(item: pytest.Item) -> None:
    """Fails a test that passed if one of its rules never acted, or if its marker requires good conduct and there are
    findings."""
    account = item.stash.get(_ACCOUNT, None)
    if account is None:
        if item.get_closest_marker("cloudauth"):
            pytest.fail("the test is marked cloudauth and does not use the fixture cloudauth", pytrace=False)
        return
    options = _options(item)
    faults = []
    died = account.emulator.ending()
    try:
        if not options["unused_ok"] and died is None:
            account.verify()
        if options["conduct"] and died is None:
            account.verify_conduct()
    except (AssertionError, EmulatorError) as error:
        faults.append(str(error))
    if died is not None:
        faults.append(str(died))
    if faults:
        pytest.fail("\n".join(faults), pytrace=False)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, None]:
    """A failed test's report gets a section: its calls, answers, rules, hints, callbacks, conduct."""
    outcome = yield
    report: pytest.TestReport = outcome.get_result()
    account = item.stash.get(_ACCOUNT, None)
    if report.failed and account is not None and not account.closed:
        report.sections.append(("cloudauth", account.report()))


def pytest_sessionfinish(session: pytest.Session) -> None:
    cover = session.config.stash[_COVER]
    worker: Optional[dict[str, Any]] = getattr(session.config, "workeroutput", None)
    if worker is not None:
        worker["cloudauth_met"] = dict(cover.met)
    elif cover.missing() and session.exitstatus == pytest.ExitCode.OK and not session.config.option.collectonly:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: Any) -> None:
    """xdist: a worker has ended."""
    node.config.stash[_COVER].merge(getattr(node, "workeroutput", {}).get("cloudauth_met", {}))


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    missing = config.stash[_COVER].missing()
    if missing and not config.option.collectonly:
        terminalreporter.section("cloudauth: not covered", red=True)
        for line in missing:
            terminalreporter.line(line)

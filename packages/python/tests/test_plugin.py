"""The plugin in projects of their own: what a run prints, and whether it passes."""

from __future__ import annotations

import os

import pytest
from conftest import needs

from cloudauth_local import _report

TESTS = """
    from merchant import codes, signup

    def test_good(cloudauth):
        cloudauth.fail("Throttling.Api", first=1, retry_after="1ms")
        assert codes(cloudauth, 2) == ["Throttling.Api", "Success"]
"""


def outcome(project: pytest.Pytester, tests: str, *options: str) -> pytest.RunResult:
    project.makepyfile(test_it=tests)
    return project.runpytest(*options)


def test_a_failed_test_tells_why(project):
    result = outcome(
        project,
        """
        from merchant import signup

        def test_fails(cloudauth):
            cloudauth.fail("Throttling.Api", first=1, retry_after="10s")
            cloudauth.fail("InternalError", operation="CheckResult")
            signup(cloudauth.endpoint, cloudauth.access_key_id, "any", CallbackUrl="https://127.0.0.1:1/x")
            cloudauth.complete(cloudauth.transactions()[0]["transactionId"])
            while not cloudauth.callbacks():
                pass
            assert cloudauth.codes == ["Success"]
        """,
    )
    result.assert_outcomes(failed=1)
    result.stdout.re_match_lines_random(
        [
            r"-+ cloudauth -+",
            r"account test-fails-[0-9a-f]{8} at http://127.0.0.1:\d+",
            r"2 calls:",
            r"  1  Initialize  403  Throttling.Api  retry after 10000 ms",
            r"       .*MerchantUserId=user-1",
            r"       scenario rule 1: fail\('Throttling.Api', first=1, retry_after='10s'\) at test_it.py:4",
            r"  2  Initialize  200  Success  hks[0-9a-f]{29}",
            r"  acted on 1 call: fail\('Throttling.Api', first=1, retry_after='10s'\) at test_it.py:4",
            r"  never acted: fail\('InternalError', operation='CheckResult'\) at test_it.py:5",
            r"  hks[0-9a-f]{29}  try 1 to https://127.0.0.1:1/x.*: .+",
            r"  impatientRetry: .* \(call 2\)\. .*",
            r".* WARN callback not accepted.*",
        ]
    )


def test_a_passed_test_shows_nothing(project):
    result = outcome(project, TESTS)
    result.assert_outcomes(passed=1)
    result.stdout.no_fnmatch_line("*cloudauth*---*")


def test_a_hint_is_shown_unless_it_repeats_a_rule():
    call = {
        "id": 1,
        "answer": {"status": 400, "code": "SignatureDoesNotMatch", "message": "does not match"},
        "parameters": {"AccessKeyId": "id", "SceneCode": "x" * 100},
        "rules": ["rule 1"],
    }
    lines = [
        "  1  -  400  SignatureDoesNotMatch",
        f"       SceneCode={'x' * 59}…",
        "       does not match",
        "       rule 1",
    ]
    assert list(_report._call({**call, "hint": "a space"})) == [*lines, "       hint: a space"]
    assert list(_report._call({**call, "hint": "rule 1"})) == lines


def test_a_rule_that_never_acted_fails_the_test(project):
    result = outcome(
        project,
        """
        import pytest
        from merchant import codes

        def test_unused(cloudauth):
            cloudauth.fail("InternalError", nth=7)
            codes(cloudauth, 1)

        def test_allowed(cloudauth):
            cloudauth.fail("InternalError", nth=7, unused_ok=True)

        @pytest.mark.cloudauth(unused_ok=True, scenario="hands-free")
        def test_allowed_by_marker(cloudauth):
            cloudauth.fail("InternalError", nth=7)

        @pytest.mark.cloudauth(scenario="retry-ladder")
        def test_unused_rung(cloudauth):
            codes(cloudauth, 1)

        def test_that_fails_by_itself(cloudauth):
            cloudauth.fail("InternalError")
            assert False, "its own reason"

        @pytest.mark.xfail
        def test_that_may_fail(cloudauth):
            cloudauth.fail("InternalError")
            assert False

        def test_that_is_skipped(cloudauth):
            cloudauth.fail("InternalError")
            pytest.skip()
        """,
    )
    result.assert_outcomes(passed=2, failed=3, xfailed=1, skipped=1)
    result.stdout.fnmatch_lines_random(
        [
            "This rule never acted; *unused_ok=True:",
            "- fail('InternalError', nth=7) at test_it.py:5",
            "These 2 rules never acted*",
            "- rule 2 of the scenario retry-ladder",
            "*AssertionError: its own reason",
        ]
    )


def test_markers_choose_scenario_and_checks(project):
    project.path.joinpath("down.json").write_text('{"rules": [{"then": {"error": "InternalError"}}]}')
    result = outcome(
        project,
        """
        import pytest
        from merchant import codes

        pytestmark = pytest.mark.cloudauth(scenario="down.json")

        def test_file(cloudauth):
            assert codes(cloudauth, 1) == ["InternalError"]

        @pytest.mark.cloudauth(scenario="retry-ladder", conduct=True)
        def test_conduct(cloudauth):
            assert codes(cloudauth, 4)[3] == "Success"

        @pytest.mark.cloudauth(scenario={"rules": [{"then": {"error": "ServiceUnavailable"}}]})
        class TestClass:
            def test_class(self, cloudauth):
                assert codes(cloudauth, 1) == ["ServiceUnavailable"]

            @pytest.mark.cloudauth(scenario=None, verify=True)
            def test_own(self, cloudauth):
                assert codes(cloudauth, 1) == ["MissingSignature"]
        """,
        "--strict-markers",
    )
    result.assert_outcomes(passed=3, failed=1)
    result.stdout.fnmatch_lines(["the client's conduct would fail in production:", "  *Retry: *"])


@pytest.mark.parametrize(
    ("marker", "message"),
    [
        ("scenari='x'", "the marker cloudauth has no argument scenari; it takes scenario, conduct, unused_ok, verify"),
        ("'retry-ladder'", "the marker cloudauth takes no argument without a name*"),
        ("scenario='retry-lader'", "*retry-lader*did you mean retry-ladder?*"),
        ("scenario='none.json'", "*No such file*none.json*"),
    ],
)
def test_a_wrong_marker_is_said(project, marker, message):
    result = outcome(
        project,
        f"""
        import pytest

        @pytest.mark.cloudauth({marker})
        def test_marked(cloudauth):
            pass
        """,
    )
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([f"*{message}"])


def test_a_marker_without_the_fixture_is_said(project):
    result = outcome(
        project,
        """
        import pytest

        @pytest.mark.cloudauth(conduct=True)
        def test_marked():
            pass
        """,
    )
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*marked cloudauth and does not use the fixture cloudauth"])


def test_fixtures_of_the_project_may_use_it(project):
    result = outcome(
        project,
        """
        import pytest, unittest
        from merchant import codes

        @pytest.fixture
        def outage(cloudauth):
            cloudauth.fail("ServiceUnavailable")
            return cloudauth

        def test_fixture(outage):
            assert codes(outage, 1) == ["ServiceUnavailable"]

        def test_dynamic(request):
            request.getfixturevalue("cloudauth").fail("InternalError")

        class Case(unittest.TestCase):
            @pytest.fixture(autouse=True)
            def take(self, cloudauth):
                self.cloudauth = cloudauth

            def test_unittest(self):
                self.cloudauth.fail("InternalError")
                self.assertEqual(codes(self.cloudauth, 1), ["InternalError"])

            def test_unittest_unused(self):
                self.cloudauth.fail("InternalError")
        """,
    )
    result.assert_outcomes(passed=2, failed=2)
    assert result.stdout.str().count("This rule never acted") >= 2


COVERED = """
    from merchant import codes

    def test_one(cloudauth):
        cloudauth.fail("Throttling.Api")
        codes(cloudauth, 1)

    def test_two(cloudauth):
        cloudauth.fail("ServiceUnavailable")
        codes(cloudauth, 1)
"""


@pytest.mark.parametrize("workers", [(), ("-p", "xdist", "-n2")])
def test_what_must_be_covered_is_added_up_over_tests_and_workers(project, workers):
    if workers:
        needs("xdist")
    good = outcome(project, COVERED, "--cloudauth-cover=Throttling.Api, ServiceUnavailable", *workers)
    good.assert_outcomes(passed=2)
    assert good.ret == 0
    bad = outcome(project, COVERED, "--cloudauth-cover=Throttling.Api,InternalError,check.expird", *workers)
    bad.assert_outcomes(passed=2)
    assert bad.ret == 1
    bad.stdout.fnmatch_lines(
        [
            "*cloudauth: not covered*",
            "InternalError was never met",
            "check.expird is no code, outcome or callback situation; did you mean check.expired?",
        ]
    )
    bad.stdout.no_fnmatch_line("Throttling.Api was*")


def test_nothing_is_covered_where_no_test_uses_the_emulator(project):
    result = outcome(project, "def test_nothing(): pass", "--cloudauth-cover=Success")
    assert result.ret == 1
    result.stdout.fnmatch_lines(["Success was never met"])


def test_a_running_emulator_is_joined_by_url(project, cloudauth_emulator, monkeypatch):
    for _ in range(2):  # The keys of two runs never meet.
        result = outcome(project, TESTS, f"--cloudauth-url={cloudauth_emulator.url}")
        result.assert_outcomes(passed=1)
    monkeypatch.setenv("CLOUDAUTH_LOCAL_URL", "http://127.0.0.1:1")
    result = outcome(project, TESTS, f"--cloudauth-url={cloudauth_emulator.url}")
    result.assert_outcomes(passed=1)
    result = outcome(project, TESTS)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["no emulator answers at http://127.0.0.1:1: *"])
    assert cloudauth_emulator.ending() is None, "it is left running"


def test_an_emulator_that_dies_fails_its_test_and_the_next_one_gets_a_new_one(project):
    result = outcome(
        project,
        """
        import os, signal
        from merchant import codes

        def test_death(cloudauth):
            codes(cloudauth, 1)
            while "Initialize" not in cloudauth.log():
                pass
            os.kill(cloudauth.emulator._process.pid, signal.SIGKILL)
            cloudauth.emulator._process._child.wait()
            cloudauth.codes

        def test_quiet_death(cloudauth):
            os.kill(cloudauth.emulator._process.pid, signal.SIGKILL)
            cloudauth.emulator._process._child.wait()

        def test_next(cloudauth):
            assert codes(cloudauth, 1) == ["Success"]
        """,
    )
    result.assert_outcomes(passed=1, failed=2)
    result.stdout.fnmatch_lines(
        [
            "*EmulatorError: the emulator was ended by signal 9 while it was in use",
            "*The last lines of the emulator's log:",
            "*Initialize*200 Success*",
        ]
    )


def test_the_sum_of_two_hundred_tests_takes_less_than_five_seconds(project):
    needs("xdist")
    tests = """
        import pytest
        from merchant import codes

        @pytest.mark.parametrize("number", range(200))
        def test_retry(cloudauth, number):
            cloudauth.fail("Throttling.Api", first=1, retry_after="1ms")
            assert codes(cloudauth, 2) == ["Throttling.Api", "Success"]
            assert cloudauth.codes == ["Throttling.Api", "Success"]
    """
    project.makepyfile(test_it=tests)
    before = os.times()
    result = project.runpytest_subprocess("-p", "xdist", "-n4")
    result.assert_outcomes(passed=200)
    after = os.times()
    worked = after.children_user - before.children_user + after.children_system - before.children_system
    # On a machine that is busy with something else the time of the processors counts, all processes together.
    assert min(result.duration, worked or result.duration) < 5.0

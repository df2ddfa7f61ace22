from __future__ import annotations

from datetime import timedelta
from http.client import HTTPException

import pytest
from merchant import call, codes, initialize

from cloudauth_local import RefusedError, UnusedRuleError


@pytest.mark.parametrize(
    ("which", "answered"),
    [
        ({}, "FFFFFF"),
        ({"first": 2}, "FFSSSS"),
        ({"nth": 3}, "SSFSSS"),
        ({"nth": (1, 4)}, "FSSFSS"),
        ({"every": 2}, "SFSFSF"),
        ({"after": 4}, "SSSSFF"),
        ({"after": 1, "first": 3}, "SFFSSS"),
        ({"operation": "Initialize", "first": 1}, "FSSSSS"),
        ({"when": {"parameters": {"MerchantUserId": "user-1"}, "calls": {"first": 1}}}, "FSSSSS"),
    ],
)
def test_a_rule_acts_on_the_calls_that_it_names(cloudauth, which, answered):
    cloudauth.fail("ServiceUnavailable", **which)
    words = {"F": "ServiceUnavailable", "S": "Success"}
    assert codes(cloudauth, 6) == [words[letter] for letter in answered]


def test_rules_that_do_not_fit_a_call_leave_it_alone(cloudauth):
    cloudauth.fail("InternalError", operation="CheckResult", unused_ok=True)
    cloudauth.fail("InternalError", when={"parameters": {"SceneCode": "checkout"}}, unused_ok=True)
    assert codes(cloudauth, 2) == ["Success", "Success"]


def test_several_rules_add_up(cloudauth):
    cloudauth.fail("Throttling.Api", first=1)
    cloudauth.fail("ServiceUnavailable", nth=2)
    cloudauth.fail("InternalError", nth=[3])
    assert codes(cloudauth, 4) == ["Throttling.Api", "ServiceUnavailable", "InternalError", "Success"]


@pytest.mark.parametrize(
    ("which", "answered"),
    [
        ({"first": 3}, "FF FSS"),
        ({"first": 1}, "FS SSS"),
        ({"nth": [2, 4]}, "SF SFS"),
        ({"after": 3}, "SS SFF"),
        ({"after": 1}, "SF FFF"),
        ({"every": 2}, "SF SFS"),
    ],
)
def test_a_rule_that_is_added_between_calls_leaves_the_counts_of_the_others(cloudauth, which, answered):
    words = {"F": "ServiceUnavailable", "S": "Success"}
    before, behind = ([words[letter] for letter in part] for part in answered.split())
    rule = cloudauth.fail("ServiceUnavailable", **which)
    assert codes(cloudauth, 2) == before
    cloudauth.fail("InternalError", operation="CheckResult", unused_ok=True)
    assert codes(cloudauth, 3) == behind
    assert rule.acted == (before + behind).count("ServiceUnavailable")


def test_a_count_that_cannot_be_carried_on_is_said(cloudauth):
    cloudauth.fail("InternalError", every=3, unused_ok=True)
    codes(cloudauth, 2)
    with pytest.raises(ValueError, match=r"fail\('InternalError', every=3, unused_ok=True\).*before the first call"):
        cloudauth.fail("Throttling.Api")


def test_a_rule_that_no_call_can_reach_is_refused(cloudauth):
    cloudauth.fail("ServiceUnavailable")
    with pytest.raises(RefusedError, match="rule 1"):
        cloudauth.fail("InternalError", first=1)
    assert codes(cloudauth, 1) == ["ServiceUnavailable"]


def test_a_rule_counts_from_when_it_was_added(cloudauth):
    codes(cloudauth, 2)
    cloudauth.fail("ServiceUnavailable", first=1)
    assert codes(cloudauth, 2) == ["ServiceUnavailable", "Success"]


def test_a_rule_ends_with_its_block(cloudauth):
    with cloudauth.fail("ServiceUnavailable") as outage:
        assert codes(cloudauth, 2) == ["ServiceUnavailable"] * 2
    assert codes(cloudauth, 1) == ["Success"]
    assert outage.acted == 2
    outage.remove()


def test_a_refusal_says_what_was_asked_of_it(cloudauth):
    cloudauth.fail("Throttling.Api", first=1, retry_after=timedelta(seconds=1.5), message="slow down", status=429)
    answer = initialize(cloudauth.endpoint, cloudauth.access_key_id)
    assert (answer["Code"], answer["Message"]) == ("Throttling.Api", "slow down")
    answer = cloudauth.requests()[0]["answer"]
    assert answer["status"] == 429
    assert 1500 in (answer.get("retryAfterMs"), answer.get("retryAfterMillis"))


def test_connections_break(cloudauth):
    cloudauth.drop(first=1)
    cloudauth.drop("closeEarly", nth=2)
    cloudauth.drop({"stall": "10ms"}, nth=3)
    for _ in range(3):
        with pytest.raises((OSError, HTTPException)):
            initialize(cloudauth.endpoint, cloudauth.access_key_id)
    assert codes(cloudauth, 1) == ["Success"]


def test_delays_add_up_and_leave_the_answer(cloudauth):
    cloudauth.delay("1ms")
    cloudauth.delay(0.002)
    assert codes(cloudauth, 1) == ["Success"]
    call = cloudauth.requests()[0]
    assert 3 in (call.get("delayMs"), call.get("delayMillis"))


def test_any_rule_of_the_format_can_be_added(cloudauth):
    cloudauth.rule({"verification": {"passed": False, "subCode": "206"}})
    cloudauth.rule({"reply": {"status": 502, "body": {"Code": "made up"}}}, operation="CheckResult")
    answer = initialize(cloudauth.endpoint, cloudauth.access_key_id)
    assert cloudauth.transactions("completed")[0]["transactionId"] == answer["Result"]["TransactionId"]
    assert call(cloudauth.endpoint, cloudauth.access_key_id, "CheckResult")["Code"] == "made up"


@pytest.mark.cloudauth(unused_ok=True)
def test_rules_come_before_a_scenario_that_is_played(cloudauth):
    cloudauth.play("retry-ladder")
    cloudauth.fail("Throttling.User", first=1)
    assert codes(cloudauth, 4) == ["Throttling.User", "ServiceUnavailable", "Throttling.Api", "Success"]
    with pytest.raises(UnusedRuleError, match="rule 1 of the scenario retry-ladder"):
        cloudauth.verify()
    cloudauth.play({"rules": [{"description": "down", "then": {"error": "InternalError"}}]}, unused_ok=True)
    assert codes(cloudauth, 1) == ["InternalError"]
    assert {"name": "rule 1 of the scenario: down", "acted": 1} in cloudauth.rules()


def test_a_scenario_comes_from_a_file(cloudauth, tmp_path):
    file = tmp_path / "down.json"
    file.write_text('{"rules": [{"then": {"error": "InternalError"}}]}')
    cloudauth.play(file)
    assert codes(cloudauth, 1) == ["InternalError"]
    file.write_text('{"rules": [{"then": {"eror": "InternalError"}}]}')
    with pytest.raises(RefusedError, match="(?s)the scenario down.json cannot be played.*`then` has no member `eror`"):
        cloudauth.play(str(file))
    assert codes(cloudauth, 1) == ["InternalError"], "the one that is played stays"


@pytest.mark.parametrize(
    ("wrong", "error", "message"),
    [
        (lambda c: c.fail("Throtling.Api"), RefusedError, "did you mean `Throttling.Api`"),
        (lambda c: c.fail("Throttling.Api", frist=2), TypeError, "frist; there are first, nth, every"),
        (lambda c: c.fail("Throttling.Api", retry_after="1x"), RefusedError, "1x"),
        (lambda c: c.fail("Throttling.Api", retry_after=True), TypeError, "a duration is"),
        (lambda c: c.fail("Throttling.Api", retry_after=-1), ValueError, "negative"),
        (lambda c: c.fail("Throttling.Api", operation="Initialise"), RefusedError, "Initialize"),
        (lambda c: c.fail("Throttling.Api", first=0), RefusedError, "first"),
        (lambda c: c.fail("InternalError", first=1, when={"calls": {"nth": [1]}}), ValueError, "calls is given twice"),
        (lambda c: c.drop("restart"), RefusedError, "reset"),
        (lambda c: c.rule({}), RefusedError, "then"),
        (lambda c: c.play("retry-lader"), RefusedError, "did you mean retry-ladder"),
        (lambda c: c.advance("1 fortnight"), RefusedError, "31m"),
        (lambda c: c.complete("hksnone"), RefusedError, "no transaction"),
    ],
)
def test_a_mistake_is_said_and_changes_nothing(cloudauth, wrong, error, message):
    cloudauth.fail("InternalError", first=1)
    with pytest.raises(error, match=message):
        wrong(cloudauth)
    assert codes(cloudauth, 2) == ["InternalError", "Success"]


def test_only_the_rules_of_the_test_must_have_acted(cloudauth):
    cloudauth.fail("InternalError", nth=9)
    codes(cloudauth, 1)
    with pytest.raises(
        UnusedRuleError, match=r"This rule never acted.*\n- fail\('InternalError', nth=9\) at test_rules.py:\d+"
    ):
        cloudauth.verify()
    codes(cloudauth, 8)

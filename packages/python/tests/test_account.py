from __future__ import annotations

import asyncio
import os

import pytest
from conftest import needs
from merchant import call, codes, initialize, signup

from cloudauth_local import CloudauthLocal, ConductError, UnusedRuleError


def test_accounts_share_nothing(cloudauth, cloudauth_emulator):
    other = cloudauth_emulator.account("other")
    other.fail("ServiceUnavailable")
    other.advance("1h")
    assert codes(cloudauth, 1) == ["Success"]
    assert codes(other, 1) == ["ServiceUnavailable"]
    assert (len(cloudauth.requests()), len(other.requests())) == (1, 1)
    assert cloudauth.now() < other.now()
    assert other.access_key_id == "other"
    assert cloudauth_emulator.account("other").access_key_id == "other-2"


def test_what_happened_can_be_asked_for(cloudauth):
    user = signup(cloudauth.endpoint, cloudauth.access_key_id, "any", SceneCode="signup", MerchantUserId="user-7")
    call(cloudauth.endpoint, cloudauth.access_key_id, "KeepaliveIntl")
    initialize(cloudauth.endpoint, cloudauth.access_key_id, DocType="1")
    assert cloudauth.codes == ["Success", "Success", "InvalidParameter"]
    first = cloudauth.requests("Initialize", code="Success")
    assert [one["parameters"]["MerchantUserId"] for one in first] == ["user-7"]
    assert len(cloudauth.requests(scene_code="signup")) == 1
    assert cloudauth.requests(transaction_id=user.transaction_id, merchant_biz_id="biz1") == first
    assert [one["transactionId"] for one in cloudauth.transactions()] == [user.transaction_id]
    assert cloudauth.transactions("completed") == []
    assert cloudauth.retries() == []
    met = {row["name"]: row["count"] for row in cloudauth.coverage()["codes"]}
    assert (met["Success"], met["InvalidParameter"]) == (2, 1)


def test_the_journal_is_read_to_its_end(cloudauth_emulator):
    account = cloudauth_emulator.account("many")
    account.play({"limits": {"KeepaliveIntl": {"qps": 0}}})
    assert len(codes(account, 1001, "KeepaliveIntl")) == len(account.codes)


def test_a_check_ends_as_told_and_expires_with_the_clock(cloudauth):
    keys = (cloudauth.endpoint, cloudauth.access_key_id)
    ended, open_one = [signup(*keys, "any").transaction_id for _ in range(2)]
    assert cloudauth.complete(ended, passed=False, sub_code="206")["passed"] is False
    result = call(*keys, "CheckResult", MerchantBizId="biz1", TransactionId=ended)["Result"]
    assert (result["Passed"], result["SubCode"]) == ("N", "206")
    cloudauth.advance("31m")
    states = {one["transactionId"]: one["state"] for one in cloudauth.transactions()}
    assert states == {ended: "completed", open_one: "expired"}


def test_the_only_open_check_needs_no_name(cloudauth):
    with pytest.raises(ValueError, match="0 checks are open, not one.*none"):
        cloudauth.complete()
    for _ in range(2):
        signup(cloudauth.endpoint, cloudauth.access_key_id, "any")
    with pytest.raises(ValueError, match="2 checks are open, not one.*hks.*, hks"):
        cloudauth.complete()
    cloudauth.complete(cloudauth.transactions()[0]["transactionId"])
    assert cloudauth.complete(passed=False)["passed"] is False


def test_conduct_is_checked_where_asked_for(cloudauth):
    cloudauth.verify_conduct()
    cloudauth.fail("Throttling.Api", first=1, retry_after="10s")
    codes(cloudauth, 2)
    assert [one["rule"] for one in cloudauth.conduct()] == ["impatientRetry"]
    assert len(cloudauth.retries()) == 1
    with pytest.raises(ConductError, match="impatientRetry: call"):
        cloudauth.verify_conduct()


def test_signatures_are_verified_where_asked_for(cloudauth_emulator, cloudauth):
    strict = cloudauth_emulator.account("signed", verify=True)
    assert initialize(strict.endpoint, strict.access_key_id)["Code"] == "MissingSignature"
    assert codes(cloudauth, 1) == ["Success"]


def test_another_process_learns_where_the_emulator_is(cloudauth):
    assert cloudauth.environment() == {
        "CLOUDAUTH_LOCAL_URL": cloudauth.url,
        "CLOUDAUTH_LOCAL_ENDPOINT": cloudauth.endpoint,
        "CLOUDAUTH_LOCAL_ACCESS_KEY_ID": cloudauth.access_key_id,
        "CLOUDAUTH_LOCAL_ACCESS_KEY_SECRET": cloudauth.access_key_secret,
    }
    assert cloudauth.url == f"http://{cloudauth.endpoint}"
    assert not any(name in os.environ for name in cloudauth.environment())


def test_the_same_seed_gives_the_same_identifiers():
    def identifiers() -> list[str]:
        with CloudauthLocal(seed=7) as emulator:
            assert emulator.seed == 7
            accounts = [emulator.account(), emulator.account(), emulator.account("shop")]
            assert [account.access_key_id for account in accounts] == ["test", "test-2", "shop"]
            return [signup(account.endpoint, account.access_key_id, "any").transaction_id for account in accounts]

    assert identifiers() == identifiers()


def test_a_block_fails_for_a_rule_that_never_acted():
    with pytest.raises(UnusedRuleError), CloudauthLocal() as emulator:
        emulator.account().fail("InternalError")
    with CloudauthLocal() as emulator:
        with pytest.raises(UnusedRuleError), emulator.account() as account:
            account.fail("InternalError")
        assert codes(account, 1) == ["Success"], "its scenario is gone"


def test_an_exception_in_a_block_carries_the_report(capsys):
    with pytest.raises(ZeroDivisionError) as raised, CloudauthLocal() as emulator:
        account = emulator.account("broken")
        account.fail("InternalError", nth=2)
        codes(account, 1)
        _ = 1 / 0
    text = "".join(getattr(raised.value, "__notes__", [])) + capsys.readouterr().err
    assert "account broken at http://127.0.0.1:" in text
    assert "never acted: fail('InternalError', nth=2)" in text


def test_everything_can_be_awaited():
    async def steps() -> None:
        async with CloudauthLocal() as emulator:
            account = emulator.account()
            await account.aio.fail("Throttling.Api", first=1)
            assert await asyncio.to_thread(codes, account, 2) == ["Throttling.Api", "Success"]
            assert await account.aio.codes() == ["Throttling.Api", "Success"]
            [transaction] = await account.aio.transactions()
            await account.aio.complete(transaction["transactionId"])
            await account.aio.advance("1s")
            [rule] = await account.aio.rules()
            assert rule["name"].startswith("fail('Throttling.Api', first=1) at test_account.py:")
            assert (await account.aio.requests("Initialize"))[0]["answer"]["status"] == 403

    asyncio.run(steps())


def test_every_verb_has_one_for_await():
    from cloudauth_local import Account, AsyncAccount

    own = {"config", "environment", "close", "log", "report", "aio", "url", "endpoint"}
    verbs = {name for name in vars(Account) if not name.startswith("_")} - own
    assert verbs == {name for name in vars(AsyncAccount) if not name.startswith("_")}


def test_the_package_is_typed():
    needs("mypy")
    from mypy import api

    source = (
        "from cloudauth_local import CloudauthLocal\n"
        "with CloudauthLocal(seed=7) as emulator:\n"
        "    account = emulator.account()\n"
        "    account.fail('Throttling.Api', first=2)\n"
        "    reveal_type(account.codes)\n"
        "    account.fail('Throttling.Api', frist=2)\n"
    )
    out, errors, _ = api.run(
        ["--config-file=", "--strict", "--no-incremental", "--cache-dir", os.devnull, "-c", source]
    )
    assert 'Revealed type is "list[str]"' in out.replace("builtins.", ""), errors
    assert 'Unexpected keyword argument "frist"' in out
    assert "Found 1 error" in out

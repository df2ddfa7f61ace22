"""The official SDK against the fixture, with its signatures verified."""

from __future__ import annotations

import asyncio
import time

import pytest
from conftest import needs
from merchant import META_INFO

#: What the lock file of the SDK is made for.
needs("alibabacloud_cloudauth_intl20220809", (3, 11))

from alibabacloud_cloudauth_intl20220809 import models  # noqa: E402
from alibabacloud_cloudauth_intl20220809.client import Client  # noqa: E402
from alibabacloud_tea_openapi.exceptions import ThrottlingException  # noqa: E402
from alibabacloud_tea_openapi.models import Config  # noqa: E402

pytestmark = pytest.mark.cloudauth(verify=True)

REQUEST = models.InitializeRequest(
    product_code="ID_OCR",
    merchant_biz_id="biz1",
    merchant_user_id="user-1",
    meta_info=META_INFO,
    doc_type="01000000",
)


def result_of(client: Client, transaction_id: str) -> models.CheckResultResponseBodyResult:
    request = models.CheckResultRequest(merchant_biz_id="biz1", transaction_id=transaction_id)
    return client.check_result(request).body.result


def test_the_sdk_takes_the_config_as_it_is(cloudauth):
    cloudauth.fail("Throttling.Api", first=2, retry_after="1ms")
    client = Client(Config(**cloudauth.config()))
    for _ in range(2):
        with pytest.raises(ThrottlingException) as throttled:
            client.initialize(REQUEST)
        assert throttled.value.retry_after == 1
        time.sleep(0.001)
    transaction = client.initialize(REQUEST).body.result.transaction_id
    cloudauth.complete(transaction, passed=False, sub_code="206")
    result = result_of(client, transaction)
    assert (result.passed, result.sub_code) == ("N", "206")
    assert cloudauth.codes == ["Throttling.Api", "Throttling.Api", "Success", "Success"]
    assert {call["signature"] for call in cloudauth.requests(code="Success")} == {"verified"}


def test_a_wrong_secret_is_noticed(cloudauth):
    client = Client(Config(**{**cloudauth.config(), "access_key_secret": "another"}))
    with pytest.raises(Exception, match="SignatureDoesNotMatch"):
        client.initialize(REQUEST)
    assert cloudauth.codes == ["SignatureDoesNotMatch"]


def test_the_sdk_meets_a_broken_connection(cloudauth):
    cloudauth.drop("reset", first=1)
    client = Client(Config(**cloudauth.config()))
    with pytest.raises(Exception, match="(?i)connection|reset"):
        client.initialize(REQUEST)
    assert len(cloudauth.transactions()) == 1, "the call itself was handled"


def test_coroutines_of_the_sdk(cloudauth):
    async def steps() -> None:
        await cloudauth.aio.fail("ServiceUnavailable", first=1)
        client = Client(Config(**cloudauth.config()))
        with pytest.raises(Exception, match="ServiceUnavailable"):
            await client.initialize_async(REQUEST)
        answer = await client.initialize_async(REQUEST)
        await cloudauth.aio.complete(answer.body.result.transaction_id)
        assert await cloudauth.aio.codes() == ["ServiceUnavailable", "Success"]

    asyncio.run(steps())

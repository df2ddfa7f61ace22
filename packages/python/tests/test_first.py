"""What has to hold in an environment that has this package and pytest and nothing else."""

from merchant import signup


def test_signup_survives_throttling(cloudauth):
    cloudauth.fail("Throttling.Api", first=2, retry_after="1ms")
    user = signup(cloudauth.endpoint, cloudauth.access_key_id, cloudauth.access_key_secret)
    assert cloudauth.codes == ["Throttling.Api", "Throttling.Api", "Success"]
    cloudauth.complete(user.transaction_id, passed=False, sub_code="206")
    cloudauth.advance("31m")
    assert cloudauth.transactions()[0]["subCode"] == "206"

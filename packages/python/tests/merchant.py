"""A small merchant: the code under test. It calls the service with nothing but the standard library."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from typing import Any

META_INFO = '{"bioMetaInfo":"4.1.0:2916352,0","deviceType":"h5"}'


@dataclass
class User:
    transaction_id: str


class Refused(Exception):
    """The service refused a call; the text is its code."""


def call(endpoint: str, access_key_id: str, operation: str, **parameters: str) -> dict[str, Any]:
    """One unsigned call; the JSON answer, whatever its status."""
    common = {"Action": operation, "Version": "2022-08-09", "Format": "JSON", "AccessKeyId": access_key_id}
    form = urllib.parse.urlencode({**common, **parameters}).encode()
    try:
        with urllib.request.urlopen(f"http://{endpoint}/", form, timeout=5) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as refusal:
        return json.load(refusal)


def initialize(endpoint: str, access_key_id: str, **parameters: str) -> dict[str, Any]:
    usual = {
        "ProductCode": "ID_OCR",
        "MerchantBizId": "biz1",
        "MerchantUserId": "user-1",
        "MetaInfo": META_INFO,
        "DocType": "01000000",
    }
    return call(endpoint, access_key_id, "Initialize", **{**usual, **parameters})


def signup(endpoint: str, access_key_id: str, access_key_secret: str, attempts: int = 3, **parameters: str) -> User:
    """Starts a check, with retries."""
    for _ in range(attempts):
        answer = initialize(endpoint, access_key_id, **parameters)
        if answer["Code"] == "Success":
            return User(answer["Result"]["TransactionId"])
        time.sleep(0.002)
    raise Refused(answer["Code"])


def codes(account: Any, count: int, operation: str = "Initialize") -> list[str]:
    """The codes of so many calls made now."""
    make = initialize if operation == "Initialize" else lambda *to: call(*to, operation)
    return [make(account.endpoint, account.access_key_id)["Code"] for _ in range(count)]

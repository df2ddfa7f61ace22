"""Drives `alibabacloud-cloudauth-intl20220809`, old and new, through its typed client.

The first argument is `sync` or `async`. The parameters take the places that the SDK gives them.
"""

import asyncio
import functools
import re
import sys
from urllib.parse import urlsplit

from alibabacloud_cloudauth_intl20220809 import models
from alibabacloud_cloudauth_intl20220809.client import Client
from alibabacloud_tea_openapi.models import Config

from driver import serve

ASYNC = sys.argv[1] == "async"


@functools.lru_cache(maxsize=None)
def client(endpoint, key, secret, ca, timeout):
    url = urlsplit(endpoint)
    place = {"protocol": url.scheme, "endpoint": url.netloc} if endpoint else {"region_id": "cn-hongkong"}
    return Client(
        Config(
            access_key_id=key,
            access_key_secret=secret,
            **place,
            ca=ca,
            read_timeout=timeout,
        )
    )


def call(ask):
    caller = client(ask["endpoint"], ask["key"], ask["secret"], ask.get("ca"), ask.get("timeout"))
    operation = ask["operation"]
    method = re.sub(r"(?<!^)(?=[A-Z])", "_", operation).lower()
    model = getattr(models, operation + "Request", None)
    request = [model().from_map(ask["parameters"])] if model else []
    if ASYNC:
        response = asyncio.run(getattr(caller, method + "_async")(*request))
    else:
        response = getattr(caller, method)(*request)
    return {
        "status": response.status_code,
        "headers": {name.lower(): value for name, value in response.headers.items()},
        "body": response.body.to_map(),
    }


def describe(error):
    data = getattr(error, "data", None) or {}
    return {
        "code": getattr(error, "code", None),
        "message": getattr(error, "message", None),
        "status": getattr(error, "status_code", None) or data.get("statusCode"),
        "requestId": getattr(error, "request_id", None) or data.get("RequestId"),
        "retryAfter": getattr(error, "retry_after", None),
        "accessDeniedDetail": getattr(error, "access_denied_detail", None),
    }


serve(call, describe)

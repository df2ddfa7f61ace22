"""Drives `aliyun-python-sdk-core`, the legacy client.

The first argument is `generated` (the kind of request that the generated product packages make) or
`common` (the one for any operation). `placement` says whether the parameters of the operation go
into the query or into the form body.
"""

import functools
import json
import sys
from urllib.parse import urlsplit

from aliyunsdkcore.client import AcsClient
from aliyunsdkcore.http import protocol_type
from aliyunsdkcore.request import CommonRequest, RpcRequest

from driver import serve


def generated(host, version, action):
    request = RpcRequest("Cloudauth-intl", version, action)
    request.set_endpoint(host)
    return request


REQUESTS = {"generated": generated, "common": CommonRequest}


@functools.lru_cache(maxsize=None)
def client(port, key, secret, ca, timeout):
    seconds = timeout and timeout / 1000
    return AcsClient(key, secret, "cn-hongkong", port=port, verify=ca, timeout=seconds)


def call(ask):
    url = urlsplit(ask["endpoint"])
    caller = client(url.port, ask["key"], ask["secret"], ask.get("ca"), ask.get("timeout"))
    request = REQUESTS[sys.argv[1]](url.hostname, "2022-08-09", ask["operation"])
    # The SDK compares by identity: an equal text that is not its own constant means plain HTTP.
    request.set_protocol_type({"http": protocol_type.HTTP, "https": protocol_type.HTTPS}[url.scheme])
    request.set_method("POST")
    place = request.add_query_param if ask["placement"] == "query" else request.add_body_params
    for name, value in ask["parameters"].items():
        place(name, value)
    return {"body": json.loads(caller.do_action_with_exception(request))}


def describe(error):
    return {
        "code": getattr(error, "error_code", None),
        "message": getattr(error, "message", None),
        "status": getattr(error, "http_status", None),
        "requestId": getattr(error, "request_id", None),
    }


serve(call, describe)

"""A client for the tests of torture: it makes calls as its arguments say, and forgives what they say.

    client.py OPERATION... [--retries N] [--not CODE] [--once CODE] [--hang-on CODE]

It calls each operation, and again after a failure, up to N times. --not gives up at once on a code; --once on the
second time of a code; --hang-on sleeps for ever. A connection that breaks has the code `broken`, an answer that is no
JSON the code `malformed`.
"""

import argparse
import http.client
import json
import os
import sys
import time
from urllib.parse import urlencode

COMMON = {"Version": "2022-08-09", "Format": "JSON", "AccessKeyId": os.environ["CLOUDAUTH_LOCAL_ACCESS_KEY_ID"]}
INITIALIZE = {
    "ProductCode": "ID_OCR",
    "MerchantBizId": "biz1",
    "MerchantUserId": "user1",
    "DocType": "01000000",
    "MetaInfo": '{"bioMetaInfo":"4.1.0:2916352,0","deviceType":"web"}',
}


def call(operation):
    """The code of one call."""
    form = {"Action": operation, **COMMON, **(INITIALIZE if operation == "Initialize" else {})}
    connection = http.client.HTTPConnection(os.environ["CLOUDAUTH_LOCAL_ENDPOINT"], timeout=0.5)
    try:
        connection.request(
            "POST", "/", urlencode(form), {"content-type": "application/x-www-form-urlencoded"}
        )
        body = connection.getresponse().read()
    except (OSError, http.client.HTTPException):
        return "broken"
    try:
        return json.loads(body)["Code"] + ""
    except (ValueError, KeyError, TypeError):
        return "malformed"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("operations", nargs="*")
    parser.add_argument("--retries", type=int, default=3)
    for option in ("--not", "--once", "--hang-on"):
        parser.add_argument(option, action="append", default=[])
    options = vars(parser.parse_args())
    seen = []
    for operation in options["operations"]:
        for _ in range(1 + options["retries"]):
            code = call(operation)
            print(f"{operation}: {code}", flush=True)
            if code == "Success":
                break
            if code in options["hang_on"]:
                time.sleep(600)
            if code in options["not"] or (code in options["once"] and code in seen):
                return f"{code} is not forgiven"
            seen.append(code)
        else:
            return f"{operation} never succeeded"
    return 0


sys.exit(main())

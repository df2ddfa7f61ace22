"""Signs random requests with the signer of `alibabacloud-tea-openapi` and sends none.

Arguments: how many, and a seed. Each line on stdout is one whole HTTP request in hex, the schemes V3
and V1 in turn.
"""

import hashlib
import random
import sys
import uuid
from datetime import datetime, timezone
from urllib.parse import quote, urlencode

from alibabacloud_tea_openapi.utils import Utils
from darabonba.request import DaraRequest

KEY, SECRET, HOST = "testid", "testsecret", "127.0.0.1"
ALPHABETS = ["abcXYZ019", "-_.~", " +%&=?#/:;,@!$'()*[]\"<>\\^`{|}", "\t\r\n\x00\x7f", "üñß", "汉字ｶﾅ", "😀🏳\U0010ffff"]


def text(chance, longest):
    alphabet = "".join(chance.sample(ALPHABETS, chance.randint(1, len(ALPHABETS))))
    return "".join(chance.choices(alphabet, k=chance.randint(0, longest)))


def parameters(chance, name=text):
    """Parameters that no operation knows, under names that are as odd as their values."""
    longest = chance.choice([3, 10, 60])
    return {"x" + name(chance, 12): text(chance, longest) for _ in range(chance.randint(0, 8))}


def word(chance, longest):
    """A name that needs no escape: this signer leaves names as they are in V3, the vendor's page does not."""
    return "".join(chance.choices(ALPHABETS[0] + ALPHABETS[1], k=chance.randint(0, longest)))


def encoded(chance, pairs):
    """A query as clients write it: a space as a plus or as %20, more or less escaped."""
    pairs = list(pairs.items())
    chance.shuffle(pairs)
    return chance.choice(
        [
            lambda: urlencode(pairs),
            lambda: urlencode(pairs, quote_via=quote),
            lambda: urlencode(pairs, quote_via=quote, safe="!'()*,/:?~"),
        ]
    )()


def now():
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def v3(chance):
    form = parameters(chance) if chance.random() < 0.5 else {}
    body = encoded(chance, form).encode()
    request = DaraRequest()
    request.method, request.pathname, request.query = "POST", "/", parameters(chance, word)
    digest = hashlib.sha256(body).hexdigest()
    request.headers = {
        "host": HOST,
        "x-acs-action": "KeepaliveIntl",
        "x-acs-version": "2022-08-09",
        "x-acs-date": now(),
        "x-acs-signature-nonce": uuid.UUID(int=chance.getrandbits(128)).hex,
        "x-acs-content-sha256": digest,
        "content-type": "application/x-www-form-urlencoded",
    }
    for number in range(chance.randint(0, 3)):
        request.headers[f"x-acs-extra-{number}"] = " " + text(random.Random(number), 0) + "a b  c" * number
    signed = Utils.get_authorization(request, "ACS3-HMAC-SHA256", digest, KEY, SECRET)
    return encoded(chance, request.query), {**request.headers, "Authorization": signed}, body


def v1(chance):
    pairs = {
        "Action": "KeepaliveIntl",
        "Version": "2022-08-09",
        "Format": "JSON",
        "AccessKeyId": KEY,
        "SignatureMethod": "HMAC-SHA1",
        "SignatureVersion": "1.0",
        "SignatureNonce": uuid.UUID(int=chance.getrandbits(128)).hex,
        "Timestamp": now(),
        **parameters(chance),
    }
    pairs["Signature"] = Utils.get_rpcsignature(pairs, "POST", SECRET)
    in_body = {name for name in pairs if chance.random() < chance.choice([0, 0, 0.5, 1])}
    query = encoded(chance, {name: value for name, value in pairs.items() if name not in in_body})
    body = encoded(chance, {name: value for name, value in pairs.items() if name in in_body})
    headers = {"host": HOST, "content-type": "application/x-www-form-urlencoded"}
    return query, headers, body.encode()


def main():
    chance = random.Random(int(sys.argv[2]))
    for number in range(int(sys.argv[1])):
        query, headers, body = (v3, v1)[number % 2](chance)
        headers["content-length"] = str(len(body))
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        print((f"POST /?{query} HTTP/1.1\r\n{head}\r\n".encode() + body).hex())


main()

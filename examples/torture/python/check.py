"""The test that torture runs: one order, from its start to its decision. `python check.py robust`

Exit code 0: the order was decided as the check ended, still waits for a customer who left the check, or was refused for
a reason that no retry can mend; and nothing was done that hurts in production.
"""

import importlib
import json
import os
import sys
import threading
import time
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

URL = os.environ["CLOUDAUTH_LOCAL_URL"]
KEY = os.environ["CLOUDAUTH_LOCAL_ACCESS_KEY_ID"]
SECRET = os.environ["CLOUDAUTH_LOCAL_ACCESS_KEY_SECRET"]
TEMPORARY = ("Throttling", "ServiceUnavailable", "InternalError")


def emulator(method, path, body=None):
    """Asks the admin API of the emulator."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{URL}/_emulator/{path}", data, {"content-type": "application/json"})
    request.method = method
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


class Receiver(BaseHTTPRequestHandler):
    """The merchant's web server, as far as callbacks go. It answers at once and works afterwards."""

    merchant = None

    def do_GET(self):
        query = parse_qs(urlsplit(self.path).query)
        self.send_response(200)
        self.send_header("content-length", "0")
        self.end_headers()
        threading.Thread(target=self.merchant.called_back, args=query["transactionId"]).start()

    def log_message(self, *_):
        pass


def wait(until, seconds):
    end = time.monotonic() + seconds
    while not until() and time.monotonic() < end:
        time.sleep(0.01)
    return until()


def pass_the_check(order):
    """What the customer does on the page; whether the check is over then. A fault may have ended it already."""
    try:
        emulator("POST", f"transactions/{order.transaction_id}/complete", {"passed": True})
    except urllib.error.HTTPError as error:
        print(f"the check cannot be passed: {error}")
    return is_over(order)


def is_over(order):
    return emulator("GET", f"transactions/{order.transaction_id}")["state"] == "completed"


def walk(merchant):
    order = merchant.place()
    if order.state != "waiting":
        return order
    if not pass_the_check(order):
        return order
    wait(lambda: order.state != "waiting", 0.5)
    # The customer comes back to the shop, and looks again while the order is open.
    merchant.decide(order)
    for _ in range(3):
        if order.state == "waiting":
            time.sleep(1.1)
            merchant.decide(order)
    wait(lambda: emulator("GET", "callbacks")["waiting"] == 0, 10)
    wait(lambda: threading.active_count() <= 2, 10)
    return order


def faults(order):
    """What is wrong with how the order ended."""
    if order.state == "refused":
        if any(word in order.reason for word in TEMPORARY) or "attempts" in order.reason:
            yield f"refused for a reason that passes: {order.reason}"
    elif order.state in ("verified", "not verified"):
        passed = emulator("GET", f"transactions/{order.transaction_id}").get("passed")
        if passed != (order.state == "verified"):
            yield f"the order is {order.state}, and the check ended with passed: {passed}"
    elif order.state != "waiting" or is_over(order):
        yield f"the order is {order.state} ({order.reason})"
    for finding in emulator("GET", "conduct")["findings"]:
        yield f"{finding['rule']}: {finding['seen']}"


def main(edition):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    endpoint = os.environ["CLOUDAUTH_LOCAL_ENDPOINT"]
    callback_url = f"https://127.0.0.1:{server.server_port}/callback"
    merchant = importlib.import_module(edition).Merchant(endpoint, KEY, SECRET, callback_url)
    Receiver.merchant = merchant
    order = walk(merchant)
    wrong = list(faults(order))
    print(f"the order is {order.state} {order.reason}", *wrong, sep="\n")
    return 1 if wrong else 0


sys.exit(main(sys.argv[1]))

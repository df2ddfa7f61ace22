"""A small merchant that lets ID Verification check its customers, with the official SDK.

An order is placed, the customer goes through the check, and the order is decided by what CheckResult says. This is
the edition that survives what the service and the network do to it; the other editions each change one thing.
"""

import threading
import time
import uuid

from alibabacloud_cloudauth_intl20220809.client import Client
from alibabacloud_cloudauth_intl20220809.models import CheckResultRequest, InitializeRequest
from alibabacloud_tea_openapi.models import Config
from alibabacloud_tea_util.models import RuntimeOptions

META_INFO = '{"bioMetaInfo":"4.1.0:2916352,0","deviceType":"web"}'
ATTEMPTS = 5


class Refused(Exception):
    """The service will not do it, however often it is asked."""


class Order:
    def __init__(self):
        self.biz_id = uuid.uuid4().hex[:32]
        self.transaction_id = None
        self.transaction_url = None
        self.state = "new"  # new, waiting, verified, not verified, refused
        self.reason = ""
        self.deciding = threading.Lock()


class Merchant:
    def __init__(self, endpoint, key, secret, callback_url):
        self.client = Client(
            Config(access_key_id=key, access_key_secret=secret, protocol="http", endpoint=endpoint)
        )
        # Short enough for a customer who waits, and for a test.
        self.options = RuntimeOptions(read_timeout=1000, connect_timeout=1000, autoretry=False)
        self.callback_url = callback_url
        self.orders = {}
        self.lock = threading.Lock()

    def place(self):
        """Starts the check of a new order."""
        order = Order()
        request = InitializeRequest(
            product_code="ID_OCR",
            merchant_biz_id=order.biz_id,
            merchant_user_id="customer-1",
            meta_info=META_INFO,
            doc_type="01000000",
            callback_url=self.callback_url,
            callback_token="order",
        )
        try:
            result = self.attempt(lambda: self.client.initialize_with_options(request, self.options))
        except Refused as error:
            order.state, order.reason = "refused", str(error)
            return order
        order.transaction_id = result.transaction_id
        order.transaction_url = result.transaction_url
        order.state = "waiting"
        with self.lock:
            self.orders[order.transaction_id] = order
        return order

    def called_back(self, transaction_id):
        """The service says that a check is over; it may say so twice, late, or not at all."""
        with self.lock:
            order = self.orders.get(transaction_id)
        if order is not None:
            self.decide(order)

    def decide(self, order):
        """Asks how the check of an order ended, unless that is known or being asked."""
        with order.deciding:
            if order.state == "waiting":
                self.ask(order)

    def ask(self, order):
        request = CheckResultRequest(merchant_biz_id=order.biz_id, transaction_id=order.transaction_id)
        try:
            result = self.attempt(lambda: self.client.check_result_with_options(request, self.options))
        except Refused as error:
            # Not over yet: the next callback, or the customer's return, asks again.
            if str(error) != "ProcessNotCompleted":
                order.state, order.reason = "refused", str(error)
            return
        order.state, order.reason = "verified" if result.passed == "Y" else "not verified", result.sub_code

    def attempt(self, call):
        """Makes a call until it succeeds, as long as that makes sense."""
        throttled = 0
        for number in range(1, ATTEMPTS + 1):
            try:
                result = call().body.result
                if result is not None and hasattr(result, "to_map"):
                    return result
                raise ValueError("the answer has no result")
            except Exception as error:  # The SDK raises many kinds, also for what breaks under it.
                if not self.is_temporary(error):
                    raise Refused(self.code(error)) from error
                last = error
            throttled += "Throttling" in self.code(last)
            if number < ATTEMPTS:
                time.sleep(self.pause(last, number, throttled))
        raise Refused(f"{ATTEMPTS} attempts: {self.code(last)}")

    def is_temporary(self, error):
        """Whether the same call may succeed a little later: throttling, 5xx, whatever has no status."""
        status = self.status(error)
        return self.code(error).startswith("Throttling") or status is None or status < 400 or status >= 500

    @staticmethod
    def code(error):
        return str(getattr(error, "code", None) or type(error).__name__)

    @staticmethod
    def status(error):
        data = getattr(error, "data", None)
        status = data.get("statusCode") if isinstance(data, dict) else getattr(error, "status_code", None)
        return int(status) if status is not None else None

    def pause(self, error, number, throttled):
        """How long to wait before the next attempt, in seconds: as told, or longer each time."""
        told = getattr(error, "retry_after", None)
        return told / 1000 + 0.001 if told else 0.25 * 2 ** (number - 1)

from __future__ import annotations

import asyncio
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from merchant import signup


def checked(account, **parameters) -> str:
    """The TransactionId of a check that its user passed."""
    signup(account.endpoint, account.access_key_id, "any", **parameters)
    return account.complete()["transactionId"]


def test_a_callback_arrives(cloudauth):
    receiver = cloudauth.receiver()
    assert receiver.url.startswith("https://127.0.0.1:")
    transaction = checked(cloudauth, CallbackUrl=f"{receiver.url}/verified?shop=1", CallbackToken="secret")
    [callback] = receiver.wait()
    assert callback.transaction_id == transaction
    assert (callback.passed, callback.sub_code, callback.token) == (True, "200", "secret")
    assert (callback.path, callback.parameters["shop"]) == ("/callback/verified", "1")
    assert [one["accepted"] for one in cloudauth.callbacks()] == [True]


def test_a_refused_callback_comes_again(cloudauth):
    receiver = cloudauth.receiver()
    receiver.refuse(2, status=503)
    checked(cloudauth, CallbackUrl=receiver.url)
    for number in (1, 2):
        receiver.wait(number)
        cloudauth.advance("10m")
    receiver.wait(3)
    assert [one["status"] for one in cloudauth.callbacks()] == [503, 503, 200]


def test_several_receivers_are_reached(cloudauth):
    receivers = [cloudauth.receiver() for _ in range(2)]
    for receiver in receivers:
        checked(cloudauth, CallbackUrl=receiver.url)
    assert len({receiver.wait()[0].transaction_id for receiver in receivers}) == 2


def test_no_callback_is_said_with_what_the_emulator_knows(cloudauth):
    receiver = cloudauth.receiver()
    with pytest.raises(TimeoutError, match="0 of 1 callbacks arrived.*no callback was sent"):
        receiver.wait(timeout=0.01)
    cloudauth.rule({"callback": {"drop": True}})
    checked(cloudauth, CallbackUrl=receiver.url)
    with pytest.raises(TimeoutError):
        receiver.wait(timeout=0.01)
    with pytest.raises(TimeoutError, match="no 1 callbacks were accepted within 0.01 s"):
        cloudauth.wait_for_callbacks(timeout=0.01)


def test_a_receiver_can_be_awaited(cloudauth):
    async def steps() -> None:
        receiver = await cloudauth.aio.receiver()
        await asyncio.to_thread(checked, cloudauth, CallbackUrl=receiver.url)
        assert len(await receiver.wait_async()) == 1

    asyncio.run(steps())


def test_a_receiver_that_is_gone_frees_its_port(cloudauth):
    with cloudauth.receiver() as receiver:
        port = int(receiver.url.split(":")[2].split("/")[0])
    HTTPServer(("127.0.0.1", port), BaseHTTPRequestHandler).server_close()
    receiver.stop()


def test_callbacks_reach_the_merchants_own_server(cloudauth):
    paths: list[str] = []
    came = threading.Event()

    class Merchant(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_response(200)
            self.end_headers()
            came.set()

        def log_message(self, format: str, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Merchant) as server:
        threading.Thread(target=server.handle_request, daemon=True).start()
        cloudauth.map_callbacks("https://shop.example", f"http://127.0.0.1:{server.server_port}")
        checked(cloudauth, CallbackUrl="https://shop.example/verified")
        [tried] = cloudauth.wait_for_callbacks()
        assert came.wait(5)
    assert tried["status"] == 200
    assert paths[0].startswith("/verified?transactionId=")

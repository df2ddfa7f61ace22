"""The loop that the Python drivers share.

One JSON call comes in on each line of stdin; one JSON object goes out on stdout, with what the
SDK's user sees. A driver asserts nothing: the expectations are in the Rust test.

A call has `endpoint`, `key`, `secret`, `operation`, `parameters` and `placement`; it may have
`ca`, the path of a PEM file for an `https` endpoint, `timeout`, in milliseconds, and `resolve`, the
port on loopback that the names of the vendor lead to. Without an endpoint the SDK finds its own.
"""

import functools
import json
import socket
import sys


@functools.lru_cache(maxsize=None)
def resolve(to_port):
    """Makes the resolver of this process lead the vendor's names to a port on loopback."""
    ask = socket.getaddrinfo

    def answer(host, port, *more, **named):
        name = host.decode() if isinstance(host, bytes) else host
        if name and name.endswith(".aliyuncs.com"):
            host, port = "127.0.0.1", to_port
        return ask(host, port, *more, **named)

    socket.getaddrinfo = answer


def serve(call, describe):
    """Answers every line with what `call` returns, or with the exception as `describe` sees it."""
    for line in sys.stdin:
        try:
            asked = json.loads(line)
            if "resolve" in asked:
                resolve(asked["resolve"])
            seen = {"returned": call(asked)}
        except Exception as error:  # whatever the SDK raises is the observation
            seen = {"raised": {"type": type(error).__name__, "text": str(error), **describe(error)}}
        print(json.dumps(seen), flush=True)

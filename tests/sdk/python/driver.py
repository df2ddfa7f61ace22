"""The loop that the Python drivers share.

One JSON call comes in on each line of stdin; one JSON object goes out on stdout, with what the
SDK's user sees. A driver asserts nothing: the expectations are in the Rust test.

A call has `endpoint`, `key`, `secret`, `operation`, `parameters` and `placement`; it may have
`ca`, the path of a PEM file for an `https` endpoint, and `timeout`, in milliseconds.
"""

import json
import sys


def serve(call, describe):
    """Answers every line with what `call` returns, or with the exception as `describe` sees it."""
    for line in sys.stdin:
        try:
            seen = {"returned": call(json.loads(line))}
        except Exception as error:  # whatever the SDK raises is the observation
            seen = {"raised": {"type": type(error).__name__, "text": str(error), **describe(error)}}
        print(json.dumps(seen), flush=True)

"""``python -m cloudauth_local``: runs the program that came with this package."""

from __future__ import annotations

import os
import subprocess
import sys

from ._binary import find_binary
from ._errors import EmulatorError


def main() -> int:
    """Runs the program with our arguments; its exit code."""
    try:
        binary = find_binary()
    except EmulatorError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    command = [binary, *sys.argv[1:]]
    if os.name == "nt":
        return subprocess.call(command)
    os.execv(binary, command)


if __name__ == "__main__":
    sys.exit(main())

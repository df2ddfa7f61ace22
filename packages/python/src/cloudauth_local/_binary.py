"""Where the ``cloudauth-local`` program is. It only looks; it starts nothing."""

from __future__ import annotations

import os
import shutil
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from typing import Optional, Union

from ._errors import EmulatorError

#: pytest leaves the frames of this module out of a failed test's traceback.
__tracebackhide__ = True

#: Names the program, before the one that this package brought.
VARIABLE = "CLOUDAUTH_LOCAL_BINARY"
NAME = "cloudauth-local.exe" if os.name == "nt" else "cloudauth-local"


def find_binary(binary: Optional[Union[str, os.PathLike[str]]] = None) -> str:
    """The path of the program: the one given, that of ``CLOUDAUTH_LOCAL_BINARY``, the one that was installed with this
    package, or the one on ``PATH``.

    Raises :class:`EmulatorError` with the reason ``no-binary`` that names every place that was looked at.
    """
    for given, source in ((binary, "the argument binary"), (os.environ.get(VARIABLE), f"the variable {VARIABLE}")):
        if given:
            path = os.fspath(given)
            if os.path.isfile(path):
                return path
            raise EmulatorError("no-binary", f"{source} names {path}, and there is no such file")
    looked = list(dict.fromkeys(_folders()))
    for folder in looked:
        candidate = os.path.join(folder, NAME)
        if os.path.isfile(candidate):
            return candidate
    on_path = shutil.which(NAME)
    if on_path:
        return on_path
    places = "".join(f"\n- {folder}" for folder in looked)
    raise EmulatorError(
        "no-binary",
        f"the program {NAME} was not found in{places}\n- the folders of PATH\n"
        f"Install it with `pip install cloudauth-local`, or name it in {VARIABLE}. To use an emulator that runs "
        "already, set CLOUDAUTH_LOCAL_URL.",
    )


def _folders() -> Iterator[str]:
    """The folders that pip and others put the program of a package into."""
    # A virtual environment, or the interpreter's own folder.
    yield sysconfig.get_path("scripts")
    # `pip install --user`.
    yield sysconfig.get_path("scripts", scheme=_user_scheme())
    package = Path(__file__).resolve().parent
    # `pip install --prefix P`: P/lib/pythonX.Y/site-packages/cloudauth_local (P/Lib/site-packages on Windows).
    up = 3 if os.name == "nt" else 4
    if len(package.parents) >= up:
        yield str(package.parents[up - 1] / ("Scripts" if os.name == "nt" else "bin"))
    # `pip install --target T`: T/cloudauth_local and T/bin.
    yield str(package.parent / "bin")


def _user_scheme() -> str:
    if sys.version_info >= (3, 10):
        return sysconfig.get_preferred_scheme("user")
    return "nt_user" if os.name == "nt" else "posix_user"

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

HERE = Path(__file__).parent
#: A client that is missing fails the tests instead of skipping them.
REQUIRED = os.environ.get("CI", "").lower() == "true"


@pytest.fixture(autouse=True)
def no_emulator_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CLOUDAUTH_LOCAL_URL", "CLOUDAUTH_LOCAL_SEED", "CLOUDAUTH_LOCAL_ADMIN_TOKEN"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """An empty project that has the merchant; tests are written into it and run."""
    shutil.copy(HERE / "merchant.py", pytester.path)
    pytester.makeini("[pytest]\naddopts = -p no:cacheprovider -p no:asyncio\n")
    return pytester


def needs(module: str, oldest: tuple[int, int] = (3, 9)) -> None:
    """Skips a test or a module where a package is not installed; under CI=true that fails, unless Python is too old."""
    try:
        __import__(module)
    except ImportError as error:
        if REQUIRED and sys.version_info >= oldest:
            pytest.fail(f"CI=true, and {error}")
        pytest.skip(str(error), allow_module_level=True)

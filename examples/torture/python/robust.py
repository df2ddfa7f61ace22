"""The edition that survives."""

from merchant import Merchant  # noqa: F401

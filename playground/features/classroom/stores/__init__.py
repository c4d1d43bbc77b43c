"""The store for an address: a file of SQLite, or a Valkey server."""

import os

from .sqlite import SQLiteStore
from .store import Store

VARIABLE = "PLAYGROUND_ROOMS"
"""The environment variable with the address."""


def store_at(address: str | None = None) -> Store:
    """The store at ``valkey://host:port/number`` or in a file; by default what the environment says.

    Without either, it is a file in the system's temporary folder.
    """
    address = os.environ.get(VARIABLE, "") if address is None else address
    if address.startswith(("valkey://", "valkeys://")):
        from .valkey import ValkeyStore  # which takes a tenth of a second to load

        return ValkeyStore(address)
    return SQLiteStore(address or None)

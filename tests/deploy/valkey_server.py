"""The Valkey server for tests: they need one in CI, and are skipped on a machine without."""

from collections.abc import Sequence
from pathlib import Path

from benchmarks import valkey_server
from tests.conftest import missing


class ValkeyServer(valkey_server.ValkeyServer):
    """See there."""

    def __init__(self, folder: Path, keeps: bool = False, more: Sequence[str] = ()) -> None:
        if valkey_server.find_valkey() is None:
            missing("valkey-server")
        super().__init__(folder, keeps, more)

"""A Valkey server for tests: on a free port of this machine, for nobody else."""

import shutil
import socket
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from valkey import Valkey
from valkey.exceptions import ConnectionError

from tests.conftest import missing

PROGRAMS = ("valkey-server", "redis-server")


class ValkeyServer:
    """A server, running.

    ``keeps``: whether it writes down what it has, for the next start; ``more``: further options of its command line.
    """

    def __init__(self, folder: Path, keeps: bool = False, more: Sequence[str] = ()) -> None:
        self.program = next(filter(None, map(shutil.which, PROGRAMS)), None) or missing("valkey-server")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.folder, self.keeps, self.more = folder, keeps, more
        self.start()

    @property
    def address(self) -> str:
        return f"valkey://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        own = {"port": self.port, "bind": "127.0.0.1", "dir": self.folder, "save": ""}
        options = own | ({"appendonly": "yes", "appendfsync": "always"} if self.keeps else {"appendonly": "no"})
        command = [self.program, *(str(each) for name, value in options.items() for each in (f"--{name}", value))]
        self.process = subprocess.Popen([*command, *self.more], stdout=subprocess.DEVNULL)
        while True:
            try:
                with Valkey.from_url(self.address) as client:
                    client.ping()
                return
            except ConnectionError:  # not yet listening, or still loading
                assert self.process.poll() is None, "the server has ended"
                time.sleep(0.02)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

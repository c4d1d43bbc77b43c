"""A Valkey server for benchmarks and tests: on a free port of this machine, for nobody else."""

import shutil
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from valkey import Valkey
from valkey.exceptions import ConnectionError

from .serving import free_port

PROGRAMS = ("valkey-server", "redis-server")


def find_valkey() -> str | None:
    """Path of the machine's Valkey server, or of the Redis server that is there in its place; otherwise None."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


class ValkeyServer:
    """A server, running.

    ``keeps``: whether it writes down what it has, for the next start; ``more``: further options of its command line.
    """

    def __init__(self, folder: Path, keeps: bool = False, more: Sequence[str] = ()) -> None:
        program = find_valkey()
        if program is None:
            raise RuntimeError("Needed is valkey-server, or redis-server.")
        self.program, self.port = program, free_port()
        self.folder, self.keeps, self.more = folder, keeps, more
        self.start()

    @property
    def address(self) -> str:
        """As an administrator writes it."""
        return f"valkey://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        own = {"port": self.port, "bind": "127.0.0.1", "dir": self.folder, "save": ""}
        options = own | {"appendonly": "yes" if self.keeps else "no"}
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
        """End it without warning."""
        self.process.kill()
        self.process.wait()

"""Starts the app as it is deployed, two processes behind nginx: for the benchmarks, and for the tests of that."""

import contextlib
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

from .serving import ROOT

PROCESSES = 2


class Deployment:
    """The supervised set-up, running on ports of its own: its address, supervisor, and the ports of the processes."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        first = free_hundred()
        self.ports = list(range(first, first + PROCESSES))
        self.url = f"http://127.0.0.1:{first + 99}"
        shutil.copytree(ROOT / "deploy", folder, dirs_exist_ok=True)
        replace(folder / "nginx.conf", "listen 8080;", f"listen 127.0.0.1:{first + 99};")
        replace(folder / "nginx.conf", '"~:85', f'"~:{first // 100}')
        replace(folder / "processes.conf", "127.0.0.1:85", f"127.0.0.1:{first // 100}")
        replace(folder / "supervisord.conf", "--server.port=85", f"--server.port={first // 100}")
        self.options = ["-c", str(folder / "supervisord.conf")]
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
        command = [sys.executable, "-m", "supervisor.supervisord", *self.options]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | environment | {"PATH": path}, stdout=subprocess.DEVNULL
        )

    def control(self, *command: str) -> None:
        """Tell supervisor something, as an administrator does."""
        subprocess.run([sys.executable, "-m", "supervisor.supervisorctl", *self.options, *command], check=True)

    def wait_until_ready(self) -> None:
        """Until nginx and all processes of the app answer."""
        healths = [f"{self.url}/_stcore/health", *(f"{self.direct(port)}/_stcore/health" for port in self.ports)]
        wait_for(lambda: all(status(url) == 200 for url in healths))

    def direct(self, port: int) -> str:
        """Address of one process of the app, past nginx."""
        return f"http://127.0.0.1:{port}"

    def sessions(self) -> list[int]:
        """How many visitors each process has, as it says itself."""
        found = []
        for port in self.ports:
            with urllib.request.urlopen(f"{self.direct(port)}/_stcore/metrics", timeout=5) as answer:
                text = answer.read().decode()
            found.append(int(re.findall(r"^active_sessions (\d+)", text, re.MULTILINE)[0]))
        return found

    def pid(self, words: str) -> int | None:
        """The process with these words in its command, or None while there is none."""
        for pid in descendants(self.process.pid):
            with contextlib.suppress(OSError):
                if words in Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " "):
                    return pid
        return None

    def app_pid(self, number: int) -> int | None:
        """The process of the app with that number, or None while there is none."""
        return self.pid(f"--server.port={self.ports[number]} ")


def replace(path: Path, old: str, new: str) -> None:
    """Change a file that has this text."""
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def free_hundred() -> int:
    """The first of a hundred ports of this machine that are free where needed, below those that it hands out itself."""
    while True:
        first = random.randrange(200, 300) * 100
        with contextlib.suppress(OSError), contextlib.ExitStack() as probes:
            for port in (*range(first, first + PROCESSES), first + 99):
                probes.enter_context(socket.socket()).bind(("127.0.0.1", port))
            return first


def descendants(pid: int) -> set[int]:
    """All processes that a process has started, and those that they have started."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/status"):
        with contextlib.suppress(OSError):
            parents[int(path.parent.name)] = int(re.findall(r"^PPid:\s+(\d+)", path.read_text(), re.MULTILINE)[0])
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {pid}


def wait_for(condition: Callable[[], object]) -> None:
    """Until something holds; fails if it does not in far more time than even a busy machine needs."""
    deadline = time.monotonic() + 120
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)


def status(url: str, method: str = "GET", **headers: str) -> int | None:
    """The status of the answer from an address, or None if nobody answers."""
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        request = urllib.request.Request(url, method=method, headers=names, data=b"" if method == "PUT" else None)
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return None


@contextlib.contextmanager
def deploy(environment: dict[str, str]) -> Iterator[Deployment]:
    """Run a deployment with these variables; at the end nothing of it is left, whatever has happened."""
    with tempfile.TemporaryDirectory(prefix="playground-") as folder:
        Path(folder).chmod(0o755)  # started by root, nginx works as another user
        deployment = Deployment(Path(folder), environment)
        try:
            deployment.wait_until_ready()
            yield deployment
        finally:
            started = descendants(deployment.process.pid)
            deployment.process.terminate()
            try:
                deployment.process.wait(timeout=20)
            finally:
                deployment.process.kill()
                for pid in started:
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)

"""Starts the app as it is deployed, two processes behind nginx: for the benchmarks, and for the tests of that."""

import contextlib
import os
import random
import re
import shutil
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


def find_nginx() -> str | None:
    """Path of the machine's nginx, which Debian has where only root looks; None if there is none."""
    return shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")


class Deployment:
    """nginx and its processes as ``deploy/compose.yaml`` has them, without containers, on ports of their own."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        first = free_hundred()
        self.ports = list(range(first, first + PROCESSES))
        self.url = f"http://127.0.0.1:{first + 99}"
        self._environment = os.environ | environment
        shutil.copytree(ROOT / "deploy", folder, dirs_exist_ok=True)
        replace(folder / "nginx.conf", "listen 8080;", f"listen 127.0.0.1:{first + 99};")
        replace(folder / "nginx.conf", '"~:85', f'"~:{first // 100}')
        for number, port in enumerate(self.ports):
            replace(folder / "processes.conf", f"198.18.85.{100 + number}:85{number:02d}", f"127.0.0.1:{port}")
        nginx = find_nginx()
        assert nginx, "nginx is not installed"
        options = ["-e", "stderr", "-p", str(folder), "-c", str(folder / "nginx.conf")]
        self.nginx = subprocess.Popen([nginx, *options], stderr=subprocess.DEVNULL)
        self.apps = [self._started(number) for number in range(PROCESSES)]

    def _started(self, number: int) -> subprocess.Popen:
        command = ["taskset", "--cpu-list", str(number), sys.executable, "-m", "streamlit", "run", "streamlit_app.py"]
        command += [f"--server.port={self.ports[number]}", "--server.address=127.0.0.1", "--server.headless=true"]
        return subprocess.Popen(command, cwd=ROOT, env=self._environment, stdout=subprocess.DEVNULL)

    def start_again(self) -> None:
        """Start those processes of the app that have ended."""
        self.apps = [self._started(i) if app.poll() is not None else app for i, app in enumerate(self.apps)]
        self.wait_until_ready()

    def stop(self, *processes: subprocess.Popen) -> None:
        """End these processes, and wait until they have ended; by force if they don't."""
        for process in processes:
            process.terminate()
        for process in processes:
            try:
                process.wait(timeout=20)
            finally:
                process.kill()

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
            deployment.stop(deployment.nginx, *deployment.apps)

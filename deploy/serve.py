"""Run several processes of the app behind nginx: ``python deploy/serve.py``.

A process of the app that dies is started again. SIGTERM, or Ctrl-C, stops everything: nginx takes no more visitors and
finishes what it is sending, then the app's processes end. If nginx ends by itself, so does everything else: whoever
started this can see it, and start it again.
"""

import argparse
import asyncio
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from asyncio.subprocess import Process
from pathlib import Path

ROOT = Path(__file__).parents[1]
CONFIGURATION = Path(__file__).with_name("nginx.conf")

CORES = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
"""Those that this may use; which they are is known on Linux alone."""
PAUSE = 1.0
"""Seconds until a process that died is started again."""
PATIENCE = 4.0
"""Seconds that a process has to stop before it is killed. Twice this is less than Docker's ten."""


def render(listen: str, ports: list[int]) -> str:
    """The configuration for nginx.

    Parameters
    ----------
    listen : where nginx listens, a port or an address with a port
    ports : of the processes of the app, on this machine
    """
    lines = []
    for line in CONFIGURATION.read_text(encoding="utf-8").splitlines():
        if line.lstrip().startswith("#"):
            continue
        for number, port in enumerate(ports, start=1):
            others = " ".join(f"server 127.0.0.1:{other} backup;" for other in ports if other != port)
            filled = line.replace("@number@", str(number)).replace("@port@", str(port)).replace("@others@", others)
            lines.append(filled.replace("@listen@", listen))
            if "@number@" not in line:
                break
    return "\n".join([*lines, ""])


def find_nginx() -> str | None:
    """Path of nginx, also where only root's PATH looks; None if there is none."""
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")


def app_command(port: int) -> list[str]:
    """What runs one process of the app, for this machine only."""
    options = [f"--server.port={port}", "--server.address=127.0.0.1", "--server.headless=true"]
    return [sys.executable, "-m", "streamlit", "run", "streamlit_app.py", *options]


async def start(command: list[str]) -> Process:
    """Start a command, out of reach of the terminal's Ctrl-C: what ends when is decided here.

    What it logs is shown; Streamlit's greeting, with an address that is not for visitors, is not.
    """
    return await asyncio.create_subprocess_exec(*command, cwd=ROOT, start_new_session=True, stdout=subprocess.DEVNULL)


async def stop(process: Process, how: signal.Signals) -> None:
    """Ask a process to end, wait for it, and kill it if it does not."""
    with contextlib.suppress(ProcessLookupError):  # it has ended by itself
        process.send_signal(how)
    try:
        await asyncio.wait_for(process.wait(), PATIENCE)
    except TimeoutError:
        process.kill()
        await process.wait()


async def keep_running(command: list[str], core: int | None) -> None:
    """Run a command, and again whenever it ends, until this task is cancelled.

    Its threads stay on one core, if it is given one: only one of them computes at a time, and to wake one that sleeps
    on another core takes long on a virtual machine.
    """
    while True:
        process = await start(command)
        try:
            if core is not None:
                with contextlib.suppress(OSError):  # it has ended at once, or that core is not ours any more
                    os.sched_setaffinity(process.pid, {core})
            status = await process.wait()
        finally:
            await stop(process, signal.SIGTERM)
        print(f"Ended with {status}, starting again: {' '.join(command)}", file=sys.stderr, flush=True)
        await asyncio.sleep(PAUSE)


async def serve(nginx_path: str, listen: str, ports: list[int]) -> int:
    """Run nginx and the app until a signal comes, or nginx ends; returns the exit status."""
    told_to_stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, told_to_stop.set)
    with tempfile.TemporaryDirectory(prefix="playground-") as folder:
        Path(folder).chmod(0o755)  # started by root, nginx works as another user
        configuration = Path(folder, "nginx.conf")
        configuration.write_text(render(listen, ports), encoding="utf-8")
        # With fewer or more, the machine shares its cores out better than a fixed place would.
        cores = CORES if len(CORES) == len(ports) else [None] * len(ports)
        apps = [
            asyncio.create_task(keep_running(app_command(port), core)) for port, core in zip(ports, cores, strict=True)
        ]
        nginx = await start([nginx_path, "-p", folder, "-c", str(configuration), "-e", "stderr"])
        waits = [asyncio.create_task(told_to_stop.wait()), asyncio.create_task(nginx.wait())]
        ended, _ = await asyncio.wait([*waits, *apps], return_when=asyncio.FIRST_COMPLETED)
        await stop(nginx, signal.SIGQUIT)
        for task in (*apps, *waits):
            task.cancel()
        await asyncio.gather(*apps, *waits, return_exceptions=True)
        for task in ended:
            task.result()  # raises what kept the app from being started at all
    return 0 if told_to_stop.is_set() else 1


def main() -> int:
    """Read the options, and serve."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    environment = os.environ.get
    parser.add_argument(
        "--processes",
        type=int,
        default=environment("PROCESSES", str(len(CORES) or os.cpu_count() or 1)),
        help="how many processes of the app; default: $PROCESSES, else one for each core",
    )
    parser.add_argument(
        "--listen",
        default=environment("LISTEN", "8080"),
        help="port, or address:port, where nginx listens; default: $LISTEN, else 8080",
    )
    parser.add_argument(
        "--first-port",
        type=int,
        default=environment("FIRST_PORT", "8501"),
        help="of the app's processes, on this machine only; default: $FIRST_PORT, else 8501",
    )
    options = parser.parse_args()
    if options.processes < 1:
        parser.error("at least one process")
    nginx = find_nginx()
    if nginx is None:
        parser.error("nginx is not installed")
    ports = list(range(options.first_port, options.first_port + options.processes))
    print(f"{options.processes} processes of the app, nginx listens at {options.listen}", file=sys.stderr, flush=True)
    return asyncio.run(serve(nginx, options.listen, ports))


if __name__ == "__main__":
    sys.exit(main())

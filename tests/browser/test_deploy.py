"""The app as it is deployed: two processes behind nginx, started by ``deploy/serve.py``."""

import contextlib
import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response, expect

from benchmarks.serving import ROOT, proxied
from deploy.serve import find_nginx, render
from tests.browser.playground import Playground, in_menu

PROCESSES = 2
ENDLESS = "limit=1000000"
NO_INTERNET = {"http_proxy": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9"}
"""For the servers: a proxy that is not there. Streamlit asks for its address when a page of another site comes."""


class Deployment:
    """A running ``deploy/serve.py``: its address, its process, and the ports of the app's processes."""

    def __init__(self) -> None:
        nginx_port, *self.ports = ports_in_a_row(1 + PROCESSES)
        self.url = f"http://127.0.0.1:{nginx_port}"
        command = [sys.executable, "deploy/serve.py", f"--processes={PROCESSES}", f"--first-port={self.ports[0]}"]
        command += [f"--listen=127.0.0.1:{nginx_port}"]
        self.process = subprocess.Popen(command, cwd=ROOT, env=os.environ | NO_INTERNET, stdout=subprocess.DEVNULL)

    def wait_until_ready(self) -> None:
        """Until nginx and all processes of the app answer."""
        healths = [f"{self.url}/_stcore/health", *(f"{self.direct(port)}/_stcore/health" for port in self.ports)]
        wait_for(lambda: all(status(url) == 200 for url in healths), 60)

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

    def pid(self, number: int) -> int | None:
        """The process with that number, counted from 1, or None while there is none."""
        option = f"--server.port={self.ports[number - 1]}"
        for pid in descendants(self.process.pid):
            with contextlib.suppress(OSError):
                if option in Path(f"/proc/{pid}/cmdline").read_text().split("\0"):
                    return pid
        return None


def ports_in_a_row(count: int) -> list[int]:
    """Free ports of this machine, below those that it hands out itself."""
    while True:
        first = random.randrange(20_000, 30_000)
        ports = list(range(first, first + count))
        with contextlib.suppress(OSError), contextlib.ExitStack() as probes:
            for port in ports:
                probes.enter_context(socket.socket()).bind(("127.0.0.1", port))
            return ports


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


def wait_for(condition: Callable[[], object], seconds: float) -> None:
    """Until something holds; fails if it does not in time."""
    deadline = time.monotonic() + seconds
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


def handshake(url: str, host: str, origin: str) -> int:
    """The status of the answer to a browser that asks for the websocket; ``host`` is how it calls this machine."""
    address, port = url.removeprefix("http://").split(":")
    lines = ["GET /_stcore/stream HTTP/1.1", f"Host: {host}", f"Origin: {origin}", "Connection: Upgrade"]
    lines += ["Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="]
    with socket.create_connection((address, int(port)), timeout=20) as connection:
        connection.sendall("\r\n".join([*lines, "", ""]).encode())
        return int(connection.recv(1000).split()[1])


@contextlib.contextmanager
def other_site(page: str) -> Iterator[str]:
    """Address of a page of another site: for a browser, localhost and 127.0.0.1 are two."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/" else 204)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(page.encode() if self.path == "/" else b"")

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}/"
        server.shutdown()


def number_of(context: BrowserContext) -> int:
    """The number of the process that a browser's cookie names."""
    (cookie,) = (cookie for cookie in context.cookies() if cookie["name"] == "playground_process")
    return int(cookie["value"])


@contextlib.contextmanager
def deploy() -> Iterator[Deployment]:
    """Run a deployment; at the end nothing of it is left, whatever has happened."""
    deployment = Deployment()
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


@pytest.fixture(scope="module")
def nginx() -> None:
    """Skip what needs nginx on a machine without it, but never in CI: there it must run."""
    if find_nginx() is None or not Path("/proc/self/status").exists():
        reason = "needs Linux and nginx"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)


@pytest.fixture(scope="module")
def deployment(nginx: None) -> Iterator[Deployment]:
    """One deployment for all tests that leave it as it was."""
    with deploy() as running:
        yield running


@pytest.mark.parametrize("processes", [1, 4, 32])
def test_nginx_understands_the_configuration(nginx: None, tmp_path: Path, processes: int) -> None:
    configuration = tmp_path / "nginx.conf"
    configuration.write_text(render("127.0.0.1:8080", list(range(8501, 8501 + processes))))
    command = [str(find_nginx()), "-t", "-e", "stderr", "-p", str(tmp_path), "-c", str(configuration)]
    test = subprocess.run(command, capture_output=True, text=True)
    assert test.returncode == 0, test.stderr
    assert "warn" not in test.stderr


def test_health(deployment: Deployment) -> None:
    assert status(f"{deployment.url}/_stcore/health") == 200
    assert status(f"{deployment.url}/nginx-health") == 200
    assert status(f"{deployment.url}/_stcore/metrics") == 404


def test_each_process_keeps_to_a_core(deployment: Deployment) -> None:
    """With as many processes as cores; otherwise each may use all of them."""
    cores = os.sched_getaffinity(0)
    for number in (1, 2):
        pid = deployment.pid(number)
        assert pid
        threads = [os.sched_getaffinity(int(thread.name)) for thread in Path(f"/proc/{pid}/task").iterdir()]
        own = {sorted(cores)[number - 1]} if len(cores) == PROCESSES else cores
        assert all(each == own for each in threads)


def test_in_a_frame_on_another_site(browser: Browser, deployment: Deployment) -> None:
    """No cookie comes from there. Only one of the fresh processes runs the page, but both are asked for its files."""
    frame = f"<iframe src='{deployment.url}/?{ENDLESS}' width=1300 height=900></iframe>"
    context = browser.new_context()
    page = context.new_page()
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    with other_site(frame) as url:
        page.goto(url)
        playing = page.frame_locator("iframe")
        playing.locator(".st-key-play button:visible").first.click()
        expect(playing.locator(".live-metrics dd").first).to_have_text(re.compile(r"\d,\d{3}"))
    assert not [answer.url for answer in answers if answer.status >= 400]
    assert any("/component/" in answer.url for answer in answers)
    assert not context.cookies(deployment.url)
    context.close()


def test_the_page_plays_through_nginx(page: Page, deployment: Deployment) -> None:
    playground = Playground(page, f"{deployment.url}/?{ENDLESS}")
    playground.play()
    playground.wait_for_iteration(1000)
    playground.pause()
    page.locator(".st-key-menu button:visible").first.click()
    in_menu(page, "The code").click()
    expect(page.get_by_role("heading", name="The code", exact=True)).to_have_count(1)
    page.goto("about:blank")


def test_newcomers_are_spread_evenly(browser: Browser, deployment: Deployment) -> None:
    wait_for(lambda: deployment.sessions() == [0, 0], 20)
    contexts = [browser.new_context() for _ in range(4)]
    for context in contexts:
        Playground(context.new_page(), deployment.url)
    assert sorted(number_of(context) for context in contexts) == [1, 1, 2, 2]
    assert deployment.sessions() == [2, 2]
    for context in contexts:
        context.close()


def test_a_visitor_stays_with_one_process(browser: Browser, deployment: Deployment) -> None:
    wait_for(lambda: deployment.sessions() == [0, 0], 20)
    context = browser.new_context()
    page = context.new_page()
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    with proxied(deployment.url) as proxy:
        playground = Playground(page, f"{proxy.url}/?{ENDLESS}")
        number = number_of(context)
        own = [1, 0] if number == 1 else [0, 1]
        assert deployment.sessions() == own
        for _ in range(3):
            page.reload()
            playground.wait_for_picture()
        playground.play()
        playground.wait_for_iteration(500)
        reached = playground.iteration
        with page.expect_websocket():
            proxy.drop()
        # The same run goes on, so it is the same process; this is more than the page had in its queue.
        playground.wait_for_iteration(reached + 5000)
        assert deployment.sessions() == own
        # nginx sends the cookie whenever the process that answers is not the one in the visitor's cookie.
        cookies = [answer.header_value("set-cookie") or "" for answer in answers]
        assert [cookie for cookie in cookies if "playground_process" in cookie] == cookies[:1]
        assert len(cookies) > 50
        context.close()


def test_a_visitor_may_not_choose_more_than_a_process(deployment: Deployment) -> None:
    for value in ("3", "127.0.0.1:22", "process_1", "1;process=2", "%0d%0a", "1" * 3000):
        assert status(f"{deployment.url}/_stcore/health", Cookie=f"playground_process={value}") == 200


def test_pages_of_other_sites_may_not_connect(deployment: Deployment) -> None:
    """Streamlit's own check is on, behind that of nginx, and finds the page's address in the Host that nginx passes."""
    host = "school.example:8080"
    assert handshake(deployment.url, host, f"http://{host}") == 101
    assert handshake(deployment.url, host, f"https://{host}") == 101
    for origin in ("http://evil.example", "http://school.example", f"http://evil.example/{host}", "null"):
        assert handshake(deployment.url, host, origin) == 403
    process = deployment.direct(deployment.ports[0])
    assert handshake(process, host, f"http://{host}") == 101
    assert handshake(process, host, "http://evil.example") == 403


def test_uploads_need_the_token_of_the_page(deployment: Deployment) -> None:
    upload, token = f"{deployment.url}/_stcore/upload_file/nobody/nothing", "2|00000000|00112233|1700000000"
    assert status(upload, "PUT") == 403
    assert status(upload, "PUT", Cookie=f"_streamlit_xsrf={token}") == 403
    # With the token the next check comes, and there is no such session.
    assert status(upload, "PUT", Cookie=f"_streamlit_xsrf={token}", X_Xsrftoken=token) == 400


def test_the_visitors_of_a_process_that_dies_go_on_with_another(browser: Browser, deployment: Deployment) -> None:
    context = browser.new_context()
    playground = Playground(context.new_page(), f"{deployment.url}/?{ENDLESS}&n_h=7")
    playground.play()
    playground.wait_for_iteration(200)
    number = number_of(context)
    dead = deployment.pid(number)
    assert dead
    with playground.page.expect_websocket():
        os.kill(dead, signal.SIGKILL)
    assert status(f"{deployment.url}/_stcore/health", Cookie=f"playground_process={number}") == 200
    wait_for(lambda: number_of(context) != number, 10)
    app = playground.page.get_by_test_id("stApp")
    expect(app).to_have_attribute("data-test-connection-state", "CONNECTED")
    playground.wait_for_picture()
    assert "n_h=7" in playground.page.url

    deployment.wait_until_ready()
    assert deployment.pid(number) not in (None, dead)
    assert number_of(context) == 3 - number
    again = Playground(context.new_page(), f"{deployment.url}/?{ENDLESS}")
    again.play()
    again.wait_for_iteration(200)
    assert number_of(context) == 3 - number
    context.close()


def test_a_stop_ends_everything_and_tells_the_visitor(browser: Browser, nginx: None) -> None:
    with deploy() as deployment:
        context = browser.new_context()
        playground = Playground(context.new_page(), f"{deployment.url}/?{ENDLESS}")
        playground.play()
        started = descendants(deployment.process.pid)
        assert len(started) == PROCESSES + 2  # nginx is two
        deployment.process.send_signal(signal.SIGTERM)
        assert deployment.process.wait(timeout=8) == 0
        assert not [pid for pid in started if Path(f"/proc/{pid}").exists()]
        assert status(f"{deployment.url}/nginx-health") is None
        app = playground.page.get_by_test_id("stApp")
        expect(app).not_to_have_attribute("data-test-connection-state", "CONNECTED")
        context.close()

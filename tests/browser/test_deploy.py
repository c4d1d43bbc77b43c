"""The app as it is deployed: two processes behind nginx, as ``deploy`` configures it."""

import contextlib
import re
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, BrowserContext, Response, expect

from benchmarks.deployment import Deployment, deploy, status, wait_for
from benchmarks.serving import proxied
from tests.browser.conftest import Tab
from tests.browser.playground import Playground

pytestmark = pytest.mark.nightly
SCHOOL = "school.example:8080"
"""How visitors call this machine, beside its address."""
ENDLESS = "limit=1000000"
NO_INTERNET = {"http_proxy": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9"}
"""For the servers: a proxy that is not there. Streamlit asks for its address when a page of another site comes."""


def handshake(url: str, host: str, origin: str) -> int:
    """The status of the answer to a browser that asks for any websocket; ``host`` is how it calls this machine."""
    (answer,) = {handshake_at(path, url, host, origin) for path in ("/_stcore/stream", "/socket")}
    return answer


def handshake_at(path: str, url: str, host: str, origin: str) -> int:
    """The status of the answer of one of them."""
    address, port = url.removeprefix("http://").split(":")
    lines = [f"GET {path} HTTP/1.1", f"Host: {host}", f"Origin: {origin}", "Connection: Upgrade"]
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


@pytest.fixture(scope="module")
def deployment(nginx: str, browser_name: str) -> Iterator[Deployment]:
    """One deployment for all tests: they leave it as it was, but for the last one, which ends it.

    With the name of a browser for all of them, pytest keeps their order: else those with one come first, the last, too.
    """
    with deploy(NO_INTERNET | {"STREAMLIT_SERVER_ALLOWED_HOSTS": f"127.0.0.1 {SCHOOL.split(':')[0]}"}) as running:
        yield running


def test_its_health_can_be_asked_for_whatever_process_a_cookie_names(deployment: Deployment) -> None:
    assert status(f"{deployment.url}/_stcore/health") == 200
    assert status(f"{deployment.url}/nginx-health") == 200
    assert status(f"{deployment.url}/_stcore/metrics") == 404
    for value in ("02", "0", "127.0.0.1:22", "newcomers", "1;process=2", "%0d%0a", "1" * 3000):  # of processes
        assert status(f"{deployment.url}/_stcore/health", Cookie=f"playground_process={value}") == 200


@pytest.fixture(scope="module")
def kept(browser: Browser) -> Iterator[BrowserContext]:
    """A browser that has the files of the deployment in its cache after the first test."""
    context = browser.new_context()
    yield context
    context.close()


@pytest.fixture
def newcomer(kept: BrowserContext) -> Iterator[BrowserContext]:
    """The same browser, but to the deployment somebody new: without a cookie, and with no page open."""
    kept.clear_cookies()
    yield kept
    for page in kept.pages:
        page.close()


def test_in_a_frame_on_another_site(newcomer: BrowserContext, deployment: Deployment) -> None:
    """No cookie comes from there. Only one of the fresh processes runs the page, but both are asked for its files."""
    frame = f"<iframe src='{deployment.url}/?{ENDLESS}' width=1300 height=900></iframe>"
    page = newcomer.new_page()
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    with other_site(frame) as url:
        page.goto(url)
        playing = page.frame_locator("iframe")
        playing.locator("[data-command=play]:visible").first.click()
        expect(playing.locator(".live-metrics dd").first).to_have_text(re.compile(r"^[1-9]"))
    assert not [answer.url for answer in answers if answer.status >= 400]
    ours, streamlits = (
        [answer.all_headers() for answer in answers if part in answer.url] for part in ("/files/", "/static/js/")
    )
    assert ours
    assert streamlits
    for headers in ours + streamlits:
        assert headers["content-encoding"] == "gzip"
        assert "content-length" in headers  # nginx passes it on as the app has it
        assert "immutable" in headers["cache-control"]
    assert not [headers for headers in ours if "set-cookie" in headers]
    assert not newcomer.cookies(deployment.url)


def test_newcomers_are_spread_evenly(newcomer: BrowserContext, deployment: Deployment) -> None:
    wait_for(lambda: deployment.sessions() == [0, 0])
    numbers = []
    for _ in range(4):
        newcomer.clear_cookies()
        page = newcomer.new_page()
        page.goto(f"{deployment.url}/the_code", wait_until="networkidle")  # nginx counts all that is under way
        expect(page.get_by_role("heading", name="The code", exact=True)).to_have_count(1)
        numbers.append(number_of(newcomer))
    assert sorted(numbers) == [0, 0, 1, 1]
    assert deployment.sessions() == [2, 2]


def test_the_page_plays_through_nginx_and_a_visitor_stays_with_one_process(
    browser: Browser, deployment: Deployment
) -> None:
    wait_for(lambda: deployment.sessions() == [0, 0])
    context = browser.new_context()  # with an empty cache: nginx is asked for everything
    tab = Tab(context)
    page = tab.page
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    with proxied(deployment.url) as proxy:
        playground = Playground(page, f"{proxy.url}/?{ENDLESS}&speed=1200")
        number = number_of(context)
        own = [1, 0] if number == 0 else [0, 1]
        assert deployment.sessions() == own
        page.reload()
        playground.wait_for_picture()
        playground.go_to("The code")
        expect(page.get_by_role("heading", name="The code", exact=True)).to_have_count(1)
        playground.go_to("Playground")
        playground.wait_for_picture()
        playground.play()
        playground.wait_for_iteration(500)
        assert not tab.errors
        assert not tab.foreign
        with page.expect_websocket():
            proxy.drop()
        playground.pause()
        reached = playground.iteration
        playground.press("Step")
        playground.wait_for_iteration(reached + 1)
        assert playground.iteration == reached + 1  # the same run goes on
        assert deployment.sessions() == own
        # nginx sends the cookie whenever the process that answers is not the one in the visitor's cookie.
        cookies = [answer.header_value("set-cookie") or "" for answer in answers]
        assert [cookie for cookie in cookies if "playground_process" in cookie] == cookies[:1]
        assert len(cookies) > 50
        context.close()


def test_only_pages_of_its_own_may_connect(deployment: Deployment) -> None:
    """Streamlit's own check is on, behind that of nginx, and finds the page's address in the Host that nginx passes."""
    process, here = deployment.direct(deployment.ports[0]), deployment.url.removeprefix("http://")
    sites = ("http://evil.example", "http://school.example", f"http://evil.example/{SCHOOL}", "null")
    ports = ("http://127.0.0.1:3000", "http://127.0.0.1", "http://localhost:3000")  # of this machine
    for url, host, origin, wanted in (
        (deployment.url, SCHOOL, f"http://{SCHOOL}", 101),
        (deployment.url, SCHOOL, f"https://{SCHOOL}", 101),
        *((deployment.url, SCHOOL, origin, 403) for origin in sites),
        (process, SCHOOL, f"http://{SCHOOL}", 101),
        (process, SCHOOL, "http://evil.example", 403),
        (deployment.url, here, deployment.url, 101),
        *((deployment.url, here, origin, 403) for origin in ports),
        # A page of another site whose name leads to this machine by now: its address and the host are the same.
        (deployment.url, "evil.example", "http://evil.example", 403),
    ):
        assert handshake(url, host, origin) == wanted, (url, host, origin)


def test_uploads_need_the_token_of_the_page(deployment: Deployment) -> None:
    upload, token = f"{deployment.url}/_stcore/upload_file/nobody/nothing", "2|00000000|00112233|1700000000"
    assert status(upload, "PUT") == 403
    assert status(upload, "PUT", Cookie=f"_streamlit_xsrf={token}") == 403
    # With the token the next check comes, and there is no such session.
    assert status(upload, "PUT", Cookie=f"_streamlit_xsrf={token}", X_Xsrftoken=token) == 400


def test_the_visitors_of_a_process_that_dies_go_on_with_another(
    newcomer: BrowserContext, deployment: Deployment
) -> None:
    playground = Playground(newcomer.new_page(), f"{deployment.url}/?{ENDLESS}&n_h=7&speed=1200")
    playground.play()
    playground.wait_for_iteration(200)
    number = number_of(newcomer)
    with playground.page.expect_websocket():
        deployment.apps[number].kill()
    assert status(f"{deployment.url}/_stcore/health", Cookie=f"playground_process={number:02d}") == 200
    wait_for(lambda: number_of(newcomer) != number)
    app = playground.page.get_by_test_id("stApp")
    expect(app).to_have_attribute("data-test-connection-state", "CONNECTED")
    playground.wait_for_picture()
    assert "n_h=7" in playground.page.url

    deployment.start_again()
    assert number_of(newcomer) == 1 - number
    playground.page.reload()
    playground.wait_for_picture()
    assert number_of(newcomer) == 1 - number


def test_without_any_process_a_visitor_is_told_to_wait(newcomer: BrowserContext, deployment: Deployment) -> None:
    deployment.stop(*deployment.apps)
    assert status(deployment.url) == 502
    page = newcomer.new_page()
    page.goto(deployment.url)
    expect(page.locator("body")).to_contain_text("The playground is starting")
    deployment.start_again()
    expect(page.get_by_test_id("stApp")).to_be_visible()  # the page has tried again by itself


def test_a_stop_ends_everything_and_tells_the_visitor(newcomer: BrowserContext, deployment: Deployment) -> None:
    """The last one: it leaves nothing to the others."""
    playground = Playground(newcomer.new_page(), f"{deployment.url}/?{ENDLESS}")
    playground.play()
    deployment.stop(deployment.nginx, *deployment.apps)
    assert status(f"{deployment.url}/nginx-health") is None
    app = playground.page.get_by_test_id("stApp")
    expect(app).not_to_have_attribute("data-test-connection-state", "CONNECTED")

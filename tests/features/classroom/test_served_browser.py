"""What the server adds for a class is found, at the root and below a path."""

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, WebSocket, expect

from benchmarks.serving import serve
from tests.browser.test_server import LOADED, fetch

from .test_classroom_browser import Lecturer, Phone


def test_a_students_page_loads_two_scripts(browser: Browser, app: str) -> None:
    assert fetch(f"{app}/join", **{"Accept-Encoding": "gzip"})[0]["Content-Encoding"] == "gzip"
    context = browser.new_context()  # empty cache
    page = context.new_page()
    page.goto(f"{app}/join")
    page.locator("#student-code").wait_for()
    page.wait_for_load_state("networkidle")
    named = {url.partition("/files/")[2].partition("?")[0] for url in page.evaluate(LOADED)}
    assert {name for name in named if name.endswith(".js")} == {"of_all.js", "of_students.js"}
    context.close()


@pytest.mark.new_tab
def test_below_a_path_a_class_is_found_as_at_the_root(page: Page, touched: BrowserContext) -> None:
    with serve(below="/nn") as url:
        lecturer = Lecturer(page, url)
        lecturer.ask("claims")
        expect(page.locator(".class-code > span")).to_have_text(f"{url}/join".removeprefix("http://"))
        code = page.locator(".class-code strong").inner_text()
        phone = Phone(touched, 1, "en")
        sockets: list[WebSocket] = []
        phone.page.on("websocket", lambda socket: sockets.append(socket))
        phone.enter(url, code)
        phone.claims.first.wait_for()
        assert f"ws{url.removeprefix('http')}/socket" in [socket.url for socket in sockets]
        assert phone.page.locator("link[rel=modulepreload][href*=student]").count()
        phone.choose(0)
        expect(lecturer.count).to_have_text(re.compile(r"1\D+1"))
        phone.page.close()
        assert not [error for error in phone.errors if "net::ERR_ABORTED" not in error]

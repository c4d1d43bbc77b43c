"""The tab's connection to the server, which the test plays, with a clock that the test moves on."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.alone import HERE, Server, modules_alone, page_out_of_time


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page whose clock the test moves."""
    with page_out_of_time(browser) as page:
        yield page


@pytest.fixture
def server(page: Page) -> Iterator[Server]:
    """The server, with two parts of the page; what they hear is in ``said``."""
    with modules_alone(page, "frontend/basics/socket.js"):
        made = Server(page)
        page.evaluate(
            f"""async () => {{
              const Socket = WebSocket;
              window.WebSocket = class extends Socket {{
                constructor(address) {{ super(address); window.last = this; }}
              }};
              window.tab = await import("{HERE}/frontend/basics/socket.js");
              window.said = [];
              const part = (name) => ({{
                opened: () => said.push([name, "opened"]),
                closed: () => said.push([name, "closed"]),
                heard: (message) => said.push([name, message]),
              }});
              tab.join("one", part("one"));
              tab.join("other", part("other"));
              window.ask = (to, message, n) => tab.ask(to, message, (answer) => said.push([to, answer]), n);
            }}"""
        )
        made.until(lambda: said(page, 2))
        yield made


def said(page: Page, many: int) -> Any:
    """All that the parts have heard since, once it is so much."""
    heard = page.evaluate("said.length") >= many
    return heard and page.evaluate("said.splice(0)")


def hears(page: Page, server: Server, *wanted: Any) -> None:
    """Wait until the parts have heard this."""
    found: list[Any] = []

    def all_of_it() -> bool:
        found.extend(page.evaluate("said.splice(0)"))
        return len(found) >= len(wanted)

    server.until(all_of_it)
    assert found == [*wanted]


def test_parts_of_a_page_share_a_connection_and_its_numbers(page: Page, server: Server) -> None:
    page.evaluate("ask('one', { a: 1 })")
    page.evaluate("ask('other', { b: 2 }, tab.numbered(40))")
    page.evaluate("ask('one', {})")
    first, second, third = (server.hears() for _ in range(3))
    assert (first["to"], first["a"], second["n"], third["n"]) == ("one", 1, 41, 42)
    server.says(n=41, answer={"c": 3})
    server.says(to="one", d=4)
    server.says(to="nobody", d=5)
    server.says(n=first["n"], answer="x")
    hears(page, server, ["other", {"c": 3}], ["one", {"d": 4}], ["one", "x"])
    assert len(server.sockets) == 1


def test_what_is_not_answered_when_the_connection_ends_comes_back(page: Page, server: Server) -> None:
    page.evaluate("ask('one', { a: 1 })")
    server.hears()
    server.sockets[-1].close()
    hears(page, server, ["one", "closed"], ["other", "closed"], ["one", None])
    page.evaluate("ask('other', {})")  # there is none
    page.evaluate("ask('one', { long: 'x'.repeat(20_000) })")
    hears(page, server, ["other", None], ["one", None])
    page.clock.run_for(300)
    hears(page, server, ["one", "opened"], ["other", "opened"])


def test_what_is_asked_twice_is_answered_twice(page: Page, server: Server) -> None:
    page.evaluate("ask('one', { a: 1 }, 7)")
    page.evaluate("ask('one', { a: 2 }, 7)")
    server.hears()
    server.says(n=7, answer="first")
    server.says(n=7, answer="second")
    hears(page, server, ["one", "first"], ["one", "second"])


def test_a_connection_whose_end_nobody_has_told_is_one_that_has_ended(page: Page, server: Server) -> None:
    page.evaluate("ask('one', { a: 1 })")
    server.hears()
    page.evaluate("last.readyState = WebSocket.CLOSED; dispatchEvent(new Event('online'))")  # as a phone wakes
    opened = ["one", "opened"], ["other", "opened"]
    hears(page, server, ["one", "closed"], ["other", "closed"], ["one", None], *opened)


def test_it_comes_again_ever_later_until_something_is_heard(page: Page, server: Server) -> None:
    def again_after(code: int = 1001) -> float:
        """Milliseconds until there is another connection."""
        before, waited = len(server.sockets), 0
        server.sockets[-1].close(code=code)
        server.until(lambda: page.evaluate("!tab.isOpen()"))
        while len(server.sockets) == before:
            page.clock.run_for(50)
            page.evaluate("0")
            waited += 50
            assert waited < 6000
        server.until(lambda: page.evaluate("tab.isOpen()"))
        return waited

    waits = [again_after() for _ in range(7)]
    for place, wait in enumerate(waits):
        longest = min(5000, 250 * 2**place)
        assert longest / 2 <= wait <= longest + 100, waits
    server.says(to="one")
    server.until(lambda: page.evaluate("tab.failed()") == 0)
    assert again_after() <= 350
    assert again_after(1013) >= 2500  # the server can do no more for now


def test_one_tab_of_too_many_comes_again_when_somebody_looks_at_it(page: Page, server: Server) -> None:
    server.sockets[-1].close(code=1008)
    server.until(lambda: page.evaluate("!tab.isOpen()"))
    server.passes(60_000)
    assert len(server.sockets) == 1
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    server.until(lambda: len(server.sockets) == 2)


def test_a_slow_server_is_asked_whether_it_is_there_and_one_that_says_nothing_is_given_up(
    page: Page, server: Server
) -> None:
    server.answers = lambda message: not message["to"]
    page.evaluate("ask('one', {})")
    message = server.hears()
    server.passes(30_000)
    assert len(server.sockets) == 1  # it is there, but slow
    server.says(n=message["n"], answer=1)
    server.answers = lambda message: False
    page.evaluate("said.splice(0)")
    page.evaluate("ask('one', {})")
    server.hears()
    server.passes(3700)
    assert server.hears()["to"] == ""
    server.passes(3700)
    server.until(lambda: len(server.sockets) == 2)

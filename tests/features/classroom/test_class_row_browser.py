"""The lecturer's row by itself, with a room that the test plays: when it has the page's script run."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.alone import HERE, Server, modules_alone, page_out_of_time

ROW = "features/classroom/lecturer/class_row.js"
VIEW = {"code": "KWXRTB", "phase": "open", "number": 1, "round": 1, "kind": "curve", "said": "", "present": 3}
DATA = {
    **{"place": {"room": "KWXRTB", "device": "f" * 32, "key": "k", "language": "en"}, "served": True, "answer": None},
    **{"number": 1, "known": True, "asks": True, "back": False, "next": False, "opened": ""},
    **{
        "address": "",
        "picture": "data:,",
        "texts": {"group": "", "answered": "", "round": "{words}", "spoken": "{count}。{note}"},
    },
}


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page whose clock the test moves."""
    with page_out_of_time(browser) as page:
        yield page


@pytest.fixture
def server(page: Page) -> Iterator[Server]:
    """The server of a page with the row; what this has asked of the script is in ``did``."""
    with modules_alone(page, ROW):
        made = Server(page)
        made.answers = lambda message: True
        page.evaluate(
            """async ([here, path, data]) => {
              const { default: component } = await import(`${here}/${path}`);
              const { follow } = await import(`${here}/features/classroom/process/room.js`);
              follow((view) => (window.seen = view));
              window.did = [];
              const setTriggerValue = (event, value) => did.push([event, value]);
              component({ data, parentElement: document.body, setTriggerValue });
            }""",
            [HERE, ROW, DATA],
        )
        made.until(lambda: made.sockets)
        yield made


def shows(server: Server, view: dict[str, Any]) -> int:
    """Have the room show this; returns how often the script was to look again until then."""
    server.says(to="class", view=view, whole=True)
    server.until(lambda: server.page.evaluate("seen") == view)
    did = server.page.evaluate("did")
    assert did == [["did", "look"]] * len(did)
    return len(did)


def test_the_script_looks_again_when_answers_are_revealed_and_when_the_class_is_to_answer_once_more(
    server: Server,
) -> None:
    revealed = VIEW | {"phase": "revealed"}
    again = VIEW | {"round": 2}
    after = [(VIEW, 0), (VIEW | {"phase": "closed"}, 0), (revealed, 1), (revealed | {"at": 30}, 1), (again, 2)]
    after += [(revealed | {"round": 2}, 3), (VIEW | {"number": 2}, 3)]  # the script has asked that itself
    for view, looks in after:
        assert shows(server, view) == looks, view


def test_count_and_note_are_two_sentences_to_a_screen_reader_with_the_stops_of_the_language(server: Server) -> None:
    spoken = server.page.locator("p[role=status]")
    said = {"said": "已停止作答。", "steps": [["reveal", "公布"]]}
    for round_, (count, heard) in enumerate(
        [("1 人中已有 1 人作答", "1 人中已有 1 人作答。已停止作答。"), ("", said["said"])]
    ):
        shows(server, VIEW | said | {"round": round_, "count": count})
        server.passes(100)
        assert spoken.text_content() == heard


def test_it_need_not_look_after_a_reload(server: Server) -> None:
    assert shows(server, VIEW | {"phase": "revealed"}) == 0  # it has just run
    assert shows(server, VIEW | {"round": 2}) == 1

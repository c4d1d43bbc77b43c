"""What a browser is sent first: our files in the head of a page of Streamlit's, and everything else as it was."""

import re

from starlette.datastructures import Headers

from playground.ui.components.browser_files import browser_files
from playground.ui.web.entrance import Entrance
from tests.conftest import run_alone
from tests.looped import looped

HTML = {"content-type": "text/html; charset=utf-8"}
PAGE = b"<html><head><title>\xe7\xa5\x9e</title></head><body>not </head></body></html>"


class Answer:
    """What comes to the browser when this is what Streamlit answers."""

    def __init__(self, *parts, headers=HTML, status=200, path="/", method="GET", kind="http", asked=()):
        self.messages = []

        async def streamlit(scope, receive, send):
            self.scope = scope
            said = {**headers, "content-length": str(sum(map(len, parts)))}
            raw = [(name.encode(), value.encode()) for name, value in said.items()]
            await send({"type": "http.response.start", "status": status, "headers": raw})
            for number, part in enumerate(parts, 1):
                await send({"type": "http.response.body", "body": part, "more_body": number < len(parts)})

        async def send(message):
            self.messages.append(message)

        scope = {"type": kind, "method": method, "path": path, "headers": [(name.encode(), b"x") for name in asked]}
        run_alone(Entrance(streamlit)(scope, None, send))
        start, *bodies = self.messages
        self.status, self.headers = start["status"], Headers(raw=start["headers"])
        self.body = b"".join(message["body"] for message in bodies)
        assert self.headers["content-length"] == str(len(self.body))


def test_a_students_page_has_what_it_needs_at_once_and_nothing_of_plotlys():
    added = Answer(PAGE, path="/join").body.decode()
    named = {name for name, address in browser_files().modules.items() if address in added}
    assert named >= {"student.js", "student_answer.js", "drawn_line.js", "small_chart.js", "elements.js", "words.js"}
    assert "student.css" in added
    assert "plotly" not in added
    assert "live_chart" not in added


def test_the_head_of_a_page_has_all_our_files_and_nothing_else_of_it_changes():
    files = browser_files()
    answer = Answer(PAGE[:20], PAGE[20:40], PAGE[40:], headers={**HTML, "cache-control": "no-cache"})
    before, after = PAGE.split(b"</head>", 1)
    assert answer.body.startswith(before)
    assert answer.body.endswith(b"</head>" + after)
    added = answer.body[len(before) : -len(b"</head>" + after)].decode()
    named = [address.removeprefix("./") for address in re.findall(r'(?:href|src)="([^"]+)"', added)]
    modules = {address for name, address in files.modules.items() if not name.startswith(("student", "lesson"))}
    first, later = files.of_charts, files.later
    assert {*first, *later} == modules
    assert files.modules["screen.js"] in first
    assert files.modules["point_pen.js"] in later  # no picture waits for it
    styles = [files.stylesheets["live_chart.css"], files.stylesheets["page.css"]]
    assert named == [*first, *styles, files.plotly, *later, files.modules["live_chart.js"]]
    assert answer.headers["cache-control"] == "no-cache"


def test_what_is_no_longer_true_of_a_changed_page_is_not_said_of_it():
    said = {"etag": '"1"', "last-modified": "Thu, 01 Jan 2026 00:00:00 GMT", "accept-ranges": "bytes"}
    changed = Answer(PAGE, headers=HTML | said)
    assert not said.keys() & changed.headers.keys()
    assert said.items() <= dict(Answer(PAGE, headers=HTML | said, path="/else").headers).items()


def test_a_page_is_asked_for_uncompressed_and_other_files_as_the_browser_does():
    asked = ("accept-encoding", "cookie")
    assert [name for name, _ in Answer(PAGE, asked=asked).scope["headers"]] == [b"cookie"]
    assert len(Answer(PAGE, asked=asked, path="/static/js/index.js").scope["headers"]) == 2


@looped(
    "other",
    [
        {"path": "/static/index.html"},
        {"path": "/zero_or_random/more"},
        {"method": "POST"},
        {"method": "HEAD"},
        {"status": 404},
        {"status": 206},
        {"headers": {"content-type": "text/plain"}},
        {"headers": {}},
    ],
)
def test_what_is_no_page_is_passed_on_as_it_is(other):
    answer = Answer(PAGE, **other)
    assert answer.body == PAGE
    assert answer.status == other.get("status", 200)


def test_a_page_without_the_end_of_a_head_is_passed_on_as_it_is():
    assert Answer(b"<p>", b"a page", b"</p>").body == b"<p>a page</p>"
    assert Answer(b"").body == b""


def test_what_is_not_http_is_passed_on():
    answer = Answer(PAGE, kind="websocket")
    assert answer.body == PAGE
    assert answer.scope["type"] == "websocket"

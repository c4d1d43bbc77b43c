"""What a browser is sent first: our files in the head of a page of Streamlit's, and everything else as it was."""

import re

from starlette.datastructures import Headers

from playground.export.scripts import OF_A_LESSON, ROOT
from playground.pages.contents import PAGES
from playground.ui.components.browser_files import ALL, CHART_STYLE, PAGE_STYLE, STATIC_STYLE, browser_files
from playground.ui.components.browser_files import PAGE as PAGE_BUNDLE
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


def named_in(head):
    """The addresses in some HTML, in order."""
    return [address.removeprefix("./") for address in re.findall(r'(?:href|src)="([^"]+)"', head.decode())]


def test_a_page_has_our_files_and_nothing_else_of_it_changes():
    files = browser_files()
    answer = Answer(PAGE[:20], PAGE[20:40], PAGE[40:], headers={**HTML, "cache-control": "no-cache"})
    before, shown = PAGE.split(b"</head>", 1)
    shown, after = shown.split(b"</body>")
    assert answer.body.startswith(before)
    assert answer.body.endswith(b"</body>" + after)
    added, end, added_later = answer.body[len(before) : -len(b"</body>" + after)].partition(b"</head>" + shown)
    assert end
    assert named_in(added) == [
        files.own[ALL],
        files.own[PAGE_BUNDLE],
        files.own[CHART_STYLE],
        files.plotly,
    ]
    assert named_in(added_later) == [files.own[PAGE_STYLE]]
    assert f'import("./{files.own[PAGE_BUNDLE]}")' in added.decode()
    assert answer.headers["cache-control"] == "no-cache"


@looped("page", PAGES)
def test_a_page_on_which_nothing_plays_has_the_style_sheet_of_such_pages_at_once(page):
    own = browser_files().own
    _, _, shown = Answer(PAGE, path=f"/{page.path}").body.partition(b"</head>")
    assert named_in(shown) == [own[PAGE_STYLE], *([] if page.parts else [own[STATIC_STYLE]])]


def test_each_script_is_in_one_bundle_beside_all_that_it_asks_for():
    files_of = {path: path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.js")}
    scripts = {name for name in files_of.values() if not OF_A_LESSON.match(name)}
    files = browser_files()
    assert files.holds.keys() == scripts
    code = {bundle: files.contents[files.own[bundle]].decode() for bundle in {*files.holds.values()}}
    for script, bundle in files.holds.items():
        assert [each for each, text in code.items() if f'define("{script}"' in text] == [bundle]
        source = (ROOT / script).read_text(encoding="utf-8")
        paths = re.findall(r"[\w./]+\.js(?=\$\{search\})", source)
        asked = {files_of[(ROOT / script).parent.joinpath(path).resolve()] for path in paths}
        assert {files.holds[each] for each in asked} <= {ALL, bundle}
    assert files.holds["frontend/chart/live_chart.js"] == PAGE_BUNDLE
    assert files.holds["frontend/page/language.js"] == ALL


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

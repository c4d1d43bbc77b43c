"""Adds our files to Streamlit's own HTML page.

The browser then fetches them before the first element arrives; Streamlit would name them with the chart, a second
later, by which time the chart's player is already running. Browsers that support ``prefetch`` fetch Plotly.js, too, but
don't parse it yet: it is large, and the processor is needed for the page and the chart's sketch.

The page's style sheets are in the body, for which browsers wait as well: Streamlit adds its own rules to the head as it
draws, and of two rules of the same weight the later one holds.
"""

import gzip
from functools import lru_cache

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from playground.features.contents import FEATURES
from playground.pages.contents import PAGES
from playground.pages.page import Page
from playground.ui.components.browser_files import (
    ALL,
    CHART_STYLE,
    PAGE,
    PAGE_STYLE,
    STATIC_STYLE,
    browser_files,
    own_bundle,
    own_files,
)
from playground.ui.visit.address import path_below

from .file_server import takes_gzip, whole

ADDRESSES = {f"/{page.path}": (page, "") for page in PAGES}
ADDRESSES |= {f"/{page.path}": (page, begins) for each in FEATURES for begins, page in each.pages.items()}
"""Of all pages: which it is, and how the names of its own scripts begin, if it has any (``Feature.pages``)."""
END_OF_HEAD, END_OF_BODY = b"</head>", b"</body>"
OF_THE_OLD_PAGE = ("etag", "last-modified", "accept-ranges")
"""Headers that no longer hold for the changed page."""


class Entrance:
    """ASGI middleware: adds our files to the HTML served at the address of a page."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_get = scope["type"] == "http" and scope["method"] == "GET"
        address = path_below(scope) if is_get else ""
        if address not in ADDRESSES:
            await self._app(scope, receive, send)
            return
        start, body = await whole(self._app, scope)
        start, body = _with_our_files(start, body, *ADDRESSES[address], takes_gzip(Headers(scope=scope)))
        await send(start)
        await send({"type": "http.response.body", "body": body})


def _with_our_files(start: Message, body: bytes, page: Page, own: str, packs: bool) -> tuple[Message, bytes]:
    """The response with our files in it, compressed if it ``packs``; unchanged if it is not a page."""
    is_page = Headers(raw=start["headers"]).get("content-type", "").startswith("text/html")
    head, end, rest = body.partition(END_OF_HEAD)
    shown, end_of_body, after = rest.rpartition(END_OF_BODY)
    if start["status"] != 200 or not is_page or not end_of_body:
        return start, body
    body = b"".join((head, _head(own), end, shown, _styles(page, own), end_of_body, after))
    headers = MutableHeaders(raw=list(start["headers"]))
    for name in OF_THE_OLD_PAGE:
        del headers[name]
    headers.add_vary_header("Accept-Encoding")
    if packs:
        headers["content-encoding"], body = "gzip", _compressed(body)
    headers["content-length"] = str(len(body))
    return {**start, "headers": headers.raw}, body


_compressed = lru_cache(maxsize=4)(gzip.compress)


def _styles(page: Page, own: str) -> bytes:
    """The style sheets of the page; one with scripts of its own has neither code nor formulas.

    It brings them, too, but Streamlit reads that with code that it has to fetch first: until then the title would flash
    up, the question shift, and where nothing plays, code and formulas push away what is below them.
    """
    sheets = browser_files().own
    links = [f'<link rel="stylesheet" href="./{sheets[PAGE_STYLE]}">']
    if not (page.parts or own):
        links.append(f'<link rel="stylesheet" id="static_style" href="./{sheets[STATIC_STYLE]}">')  # see language.js
    return "\n".join([*links, ""]).encode()


@lru_cache(maxsize=4)
def _head(own: str) -> bytes:
    files = browser_files()
    bundle, styles = (own_bundle(own), own_files(own, "css")) if own else (PAGE, [CHART_STYLE])
    links = [f'<link rel="modulepreload" href="./{files.own[name]}">' for name in (ALL, bundle)]
    links += [f'<link rel="preload" as="style" href="./{files.own[style]}">' for style in styles]
    if not own:
        links.append(f'<link rel="prefetch" as="script" href="./{files.plotly}">')
        # Run at once, while the browser waits for the server: it is busy with other things when the chart arrives.
        run = f'import("./{files.own[bundle]}").then(({{ modules }}) => modules["frontend/chart/live_chart.js"]);'
        links.append(f'<script type="module" async>{run}</script>')
    return "\n".join([*links, ""]).encode()

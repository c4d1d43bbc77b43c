"""What a browser is sent first: Streamlit's own page, with our files named in its head.

So they are on their way before the first element is; Streamlit would name them with the chart, a second later. What
plays the chart even runs by then. Plotly.js is fetched, too, by a browser that knows ``prefetch``, but not read yet: it
is large, and the processor is wanted for the page and the chart's sketch.
"""

from functools import cache

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from playground.ui.components.browser_files import browser_files
from playground.ui.pages import PAGES

ADDRESSES = {f"/{page.path}" for page in PAGES}
END = b"</head>"
OF_THE_OLD_PAGE = ("etag", "last-modified", "accept-ranges")
"""Headers that are not true any more of a page that was changed."""


class Entrance:
    """ASGI middleware: writes our files into the head of the HTML that is answered at the address of a page."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See the ASGI specification."""
        if scope["type"] != "http" or scope["method"] != "GET" or scope["path"] not in ADDRESSES:
            await self._app(scope, receive, send)
            return
        start: Message = {}
        body = b""

        async def rewritten(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                start = message
                return
            body += message.get("body", b"")
            if not message.get("more_body"):
                start, body = _with_our_head(start, body)
                await send(start)
                await send({"type": "http.response.body", "body": body})

        await self._app(_plain(scope), receive, rewritten)


def _plain(scope: Scope) -> Scope:
    """The same request for a page that is not compressed."""
    return {**scope, "headers": [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]}


def _with_our_head(start: Message, body: bytes) -> tuple[Message, bytes]:
    """The answer with our files in its head; as it was if it is no page."""
    is_page = Headers(raw=start["headers"]).get("content-type", "").startswith("text/html")
    if start["status"] != 200 or not is_page or END not in body:
        return start, body
    body = body.replace(END, _head() + END, 1)
    headers = MutableHeaders(raw=list(start["headers"]))
    for name in OF_THE_OLD_PAGE:
        del headers[name]
    headers["content-length"] = str(len(body))
    return {**start, "headers": headers.raw}, body


@cache
def _head() -> bytes:
    files = browser_files()
    modules = [f'<link rel="modulepreload" href="./{address}">' for address in files.modules.values()]
    style = f'<link rel="preload" as="style" href="./{files.stylesheets["live_chart.css"]}">'
    # Each page brings this, too, but its title would be seen for a moment before Streamlit has read it.
    style += f'<link rel="stylesheet" href="./{files.stylesheets["page.css"]}">'
    plotly = f'<link rel="prefetch" as="script" href="./{files.plotly}">'
    # Run at once, while the browser waits for the server: when the chart comes, it has much else to do.
    script = f'<script type="module" async src="./{files.modules["live_chart.js"]}"></script>'
    return "\n".join([*modules, style, plotly, script, ""]).encode()

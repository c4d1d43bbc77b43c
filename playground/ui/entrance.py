"""What a browser is sent first: Streamlit's own page, with the files of a live chart named in its head.

So they are on their way before the first element is; Streamlit would name them with the chart, a second later. What
plays the chart even runs by then. Plotly.js is fetched, too, by a browser that knows ``prefetch``, but not read yet: it
is large, and the processor is wanted for the page and the chart's sketch.
"""

import asyncio
import gc
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route
from streamlit import file_util, runtime

from .browser_files import browser_files
from .direct import DIRECT
from .file_server import packed
from .page import PAGES, set_up_process
from .room import WATCH_SECONDS, give_back

IMPORTED = re.compile(r'(?:from|import)"\./([\w.-]+\.js)"')
"""By a script of Streamlit's, which its bundler has written."""


@asynccontextmanager
async def prepared(_: object) -> AsyncIterator[None]:
    """Get the process ready before the first visitor comes."""
    set_up_process()
    packed()  # and so registered with Streamlit
    tidying = asyncio.create_task(_tidy())
    yield
    tidying.cancel()


async def _tidy() -> None:
    """Let go of what Streamlit keeps of visitors who can't come back any more, and give its memory to the system.

    Streamlit keeps a closed session for two minutes, but looks for those that have expired only when another is closed.
    """
    before = 0
    while True:
        await asyncio.sleep(WATCH_SECONDS)
        # There is no public way to them; if this one is closed some day, they stay until another session is closed.
        sessions = getattr(getattr(runtime.get_instance(), "_session_mgr", None), "_session_storage", None)
        now = len(getattr(sessions, "_cache", ()))  # to ask how many are kept is to look which have expired
        if now < before:
            await asyncio.to_thread(_give_back)
        before = now


def _give_back() -> None:
    gc.collect()
    give_back()


def entrances() -> list[BaseRoute]:
    """The way in, at the address of every page, nearly all of which have a live chart; and that of the charts."""

    async def enter(_: Request) -> Response:
        return HTMLResponse(_html(), headers={"Cache-Control": "no-cache"})

    return [DIRECT.route(), *(Route(f"/{page.path}", enter) for page in PAGES)]


@cache
def _html() -> bytes:
    files = browser_files()
    static = Path(file_util.get_static_dir())
    index = (static / "index.html").read_bytes().decode()
    named = [f"./static/js/{name}" for name in _needed_for_charts(static / "static" / "js", index)]
    modules = [f'<link rel="modulepreload" crossorigin href="{address}">' for address in named]
    modules += [f'<link rel="modulepreload" href="./{address}">' for address in files.modules.values()]
    style = f'<link rel="preload" as="style" href="./{files.stylesheets["live_chart.css"]}">'
    # Each page brings this, too, but its title would be seen for a moment before Streamlit has read it.
    style += f'<link rel="stylesheet" href="./{files.stylesheets["page.css"]}">'
    plotly = f'<link rel="prefetch" as="script" href="./{files.plotly}">'
    # Run at once, while the browser waits for the server: when the chart comes, it has much else to do.
    script = f'<script type="module" async src="./{files.modules["live_chart.js"]}"></script>'
    return index.replace("</head>", "\n".join([*modules, style, plotly, script, "</head>"]), 1).encode()


def _needed_for_charts(scripts: Path, index: str) -> list[str]:
    """The names of Streamlit's scripts that show a component, or bring a page's style, but for those in ``index``.

    What a page brings of its style outweighs Streamlit's own; until then the first chart may stand elsewhere. The
    scripts of all elements are too many: to name them brought the chart no sooner.
    """
    needed: list[str] = []
    new = [path.name for name in ("BidiComponent", "Html") for path in scripts.glob(f"{name}.*.js")]
    while new:
        needed += new
        imported = {name for each in new for name in IMPORTED.findall((scripts / each).read_bytes().decode())}
        new = sorted(name for name in imported if name not in index and name not in needed)
    return needed

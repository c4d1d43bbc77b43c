"""What a browser is sent first: Streamlit's own page, with the files of a live chart named in its head.

So they are on their way before the first element is; Streamlit would name them with the chart, a second later.
"""

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route
from streamlit import file_util, runtime

from .direct import DIRECT
from .live_chart import chart_files
from .page import PAGES, set_up_process
from .room import WATCH_SECONDS, give_back


@asynccontextmanager
async def prepared(_: object) -> AsyncIterator[None]:
    """Get the process ready before the first visitor comes."""
    set_up_process()
    chart_files()
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
    files = chart_files()
    modules = (f'<link rel="modulepreload" href="./{address}">' for address in files.modules.values())
    # Low: what the page itself is made of comes first.
    plotly = f'<link rel="preload" as="script" fetchpriority="low" href="./{files.plotly}">'
    index = (Path(file_util.get_static_dir()) / "index.html").read_bytes()
    return index.replace(b"</head>", "\n".join([*modules, plotly, "</head>"]).encode(), 1)

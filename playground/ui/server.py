"""What ``streamlit_app.py`` adds to Streamlit's server: routes, middleware, and set-up before the first visitor.

With it

- a browser gets the scripts and styles of a page, learns at once which it will load, and may cache them
  (``file_server.py``, ``entrance.py``),
- a tab has a websocket (``socket.py``), on which a chart that plays gets its pictures without script runs
  (``direct.py``), and features have their messages (``TALKS`` in their parts ``server``),
- no page can send more messages (``pace.py``) or files (``uploads.py``) than ours would, or fill the log (``log.py``).

``streamlit run`` finds the app in that file, whatever else it holds. A page's script that is run alone, as a test does,
is made without any of this, and in a browser Streamlit says of each component that its script is not there.
"""

import webbrowser
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from playground.features.contents import parts

from .visit.address import base_path
from .web.direct import DIRECT
from .web.entrance import Entrance
from .web.file_server import FileServer, packed
from .web.log import keep_log_short
from .web.pace import KeepPace
from .web.process import set_up_process
from .web.socket import SOCKETS
from .web.uploads import Uploads

MIDDLEWARE = [Middleware(FileServer), Middleware(Entrance), Middleware(Uploads), Middleware(KeepPace)]


def routes() -> list[BaseRoute]:
    """The websocket of tabs; calling this marks it as served."""
    talks = {name: talk for part in parts("server") for name, talk in part.TALKS.items()}
    return [SOCKETS.route({"runs": DIRECT} | talks)]


@asynccontextmanager
async def prepared(_: object) -> AsyncIterator[None]:
    """Prepare the process before the first visitor arrives."""
    set_up_process()
    keep_log_short()
    packed()
    yield


@asynccontextmanager
async def lifespan(app: object) -> AsyncIterator[None]:
    """Prepare the process, then open the browser where there is one: for an app, Streamlit itself doesn't."""
    async with prepared(app):
        if not st.get_option("server.headless"):
            # The port is open already: the first request waits until the server has begun.
            webbrowser.open(f"http://localhost:{st.get_option('server.port')}{base_path()}/")
        yield

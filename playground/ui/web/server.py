"""What ``streamlit_app.py`` puts before Streamlit's server: routes, middleware, and what is done before any visitor.

With it

- a browser is told at once what a page will load, and may keep it (``entrance.py``, ``file_server.py``),
- a chart that plays asks without a run of its page's script (``direct.py``),
- one page can't send more than ours would, neither messages (``pace.py``) nor files (``uploads.py``).

Where Streamlit runs the page alone, everything works without it, but slower, and without these limits.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from .direct import DIRECT
from .entrance import Entrance
from .file_server import FileServer, packed
from .pace import KeepPace
from .process import set_up_process
from .uploads import Uploads

MIDDLEWARE = [Middleware(FileServer), Middleware(Entrance), Middleware(Uploads), Middleware(KeepPace)]


def routes() -> list[BaseRoute]:
    """The charts' way in; who asks for it has a server that serves it."""
    return [DIRECT.route()]


@asynccontextmanager
async def prepared(_: object) -> AsyncIterator[None]:
    """Get the process ready before the first visitor comes."""
    set_up_process()
    packed()
    yield

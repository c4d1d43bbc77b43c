"""Addresses of the app's pages as a browser sees them, and their QR codes."""

from functools import lru_cache
from io import BytesIO
from urllib.parse import urlencode

import segno
import streamlit as st
from starlette.types import Scope

from playground.pages.contents import PAGES
from playground.pages.page import Page

from . import speech

SMALL = 57
"""Most modules along a side of the QR code of a usual lesson: fewer are larger on the screen, and read from afar."""


def base_path() -> str:
    """The path of the app below the server's root, as ``server.baseUrlPath`` says: "/nn", or empty."""
    path = st.get_option("server.baseUrlPath").strip("/")
    return path and f"/{path}"


def path_below(scope: Scope) -> str:
    """The path of a request below the app's; empty if it is for something else."""
    own = base_path()
    return scope["path"].removeprefix(own) if scope["path"].startswith(f"{own}/") else ""


def base() -> str:
    """The app's own address as the browser sees it, also behind a proxy; without a slash at its end."""
    seen = (st.context.url or "http://localhost:8501").rstrip("/")
    for page in PAGES:  # Streamlit may or may not include the page's own path
        seen = seen.removesuffix(f"/{page.path}") if page.path else seen
    return seen


def address(page: Page, settings: str = "", more: str = "") -> str:
    """The address of a page.

    ``settings``: as they appear in a link; ``more``: the rest of its query string.
    """
    spoken = urlencode(speech.in_link())
    query = "&".join(part for part in (settings, spoken, more) if part)
    return f"{base()}/{page.path}" + (f"?{query}" if query else "")


@lru_cache(maxsize=256)  # every script run redraws the open popover, and most leave the link unchanged
def qr_code(link: str, scale: int) -> bytes | None:
    """A link as a QR code: a PNG file, dark on white in either theme, with ``scale`` pixels per module.

    With links of up to 213 letters it has at most :data:`SMALL` modules, and stands a scratch or a lamp's reflection.
    Up to 271 it is as small, but stands less. None if the link is too long.
    """
    file = BytesIO()
    try:
        code = segno.make(link, error="m")
        if code.symbol_size(border=0)[0] > SMALL:
            code = segno.make(link, error="l")
    except segno.DataOverflowError:
        return None
    code.save(file, kind="png", scale=scale, border=4)
    return file.getvalue()

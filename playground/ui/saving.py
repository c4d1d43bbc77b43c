"""Hands a file to the visitor's browser, which saves it. The saving itself is in ``frontend/save.js``.

Streamlit's own download button would keep the file on the server until the browser fetches it, or until any visitor's
script has ended twice, whichever comes first: in a class that plays, that is the latter. It also fixes the name before
the file is made. Here the file goes with the page's next update, and nothing of it stays.
"""

import base64
import mimetypes
import secrets
from collections.abc import Callable
from typing import Any

import streamlit as st

from .live_chart import chart_files


def save(name: str, content: str | bytes, *, key: str) -> None:
    """Have the browser save a file, once; to be called in the run of the button that asked for it.

    Parameters
    ----------
    name : of the file
    content : text, to be written as UTF-8, or bytes
    key : the same at every call
    """
    data = content.encode() if isinstance(content, str) else content
    _component()(
        key=key,
        data={
            "id": secrets.token_hex(8),
            "name": name,
            "type": mimetypes.guess_type(name)[0] or "application/octet-stream",
            "content": base64.b64encode(data).decode(),
        },
    )


@st.cache_resource(show_spinner=False)
def _component() -> Callable[..., Any]:
    """Register the component; once a process. As a live chart, it loads what it is made of from files."""
    script = f"""
const root = document.querySelector('script[type="module"][src*="static/js/"]').src.split("static/js/")[0];
const save = import(`${{root}}{chart_files().modules["save.js"]}`);
export default async (component) => void (await save).default(component);
"""
    return st.components.v2.component("save", js=script, isolate_styles=False)

"""Sends a file to the visitor's browser, which saves it in ``frontend/page/save.js``.

Streamlit's own download button would keep the file on the server until the browser fetches it, or until any visitor's
script has ended twice, whichever comes first: in a class that plays, that is the latter. It also fixes the name before
the file is made. Here the file goes with the page's next update, and nothing stays on the server.
"""

import base64
import mimetypes
import secrets

from .browser_files import file_component


def save(name: str, content: str | bytes, *, key: str) -> None:
    """Have the browser save a file, once; call this in the script run of the button that asked for it.

    Parameters
    ----------
    name : of the file
    content : text, written as UTF-8, or bytes
    key : the same in every call
    """
    data = content.encode() if isinstance(content, str) else content
    file_component("frontend/page/save")(
        key=key,
        data={
            "id": secrets.token_hex(8),
            "name": name,
            "type": mimetypes.guess_type(name)[0] or "application/octet-stream",
            "content": base64.b64encode(data).decode(),
        },
    )

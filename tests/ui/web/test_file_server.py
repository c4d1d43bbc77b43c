"""Streamlit's own files are read and compressed once, however many visitors come at the same time."""

import asyncio
import gzip
from posixpath import normpath

import pytest
from starlette.datastructures import Headers

from playground.ui.web.file_server import FileServer
from tests.conftest import run_alone

SCRIPT = b"export const five = 5;\n" * 1000


class Streamlit:
    """Has one file, at first not even that, and answers with its page in place of others."""

    def __init__(self):
        self.asked = []
        self.fails = True

    async def __call__(self, scope, receive, send):
        self.asked.append(scope["path"])
        await asyncio.sleep(0)
        if self.fails:
            self.fails = False
            raise OSError("not now")
        found = normpath(scope["path"]) == "/static/js/a.js"
        kind, content = (b"text/javascript; charset=utf-8", SCRIPT) if found else (b"text/html", b"<p>")
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", kind)]})
        for half in (content[:7], content[7:]):
            await send({"type": "http.response.body", "body": half, "more_body": half == content[:7]})


async def ask(server, path, method="GET"):
    """The content that comes, and whether it is compressed."""
    messages = []

    async def send(message):
        messages.append(message)

    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": b"",
        "headers": [(b"accept-encoding", b"gzip")],
    }
    await server(scope, None, send)
    body = b"".join(message.get("body", b"") for message in messages)
    packed = Headers(raw=messages[0]["headers"]).get("content-encoding") == "gzip"
    return (gzip.decompress(body) if packed else body), packed


def test_a_class_that_comes_at_once_has_a_file_compressed_once():
    async def visits():
        streamlit = Streamlit()
        server = FileServer(streamlit)
        with pytest.raises(OSError, match="not now"):
            await ask(server, "/static/js/a.js")
        assert set(await asyncio.gather(*[ask(server, "/static/js/a.js") for _ in range(40)])) == {(SCRIPT, True)}
        assert await ask(server, "/static/js/a.js") == (SCRIPT, True)
        assert streamlit.asked == ["/static/js/a.js"] * 2  # once in vain

        # Nothing is kept of what is no file of Streamlit's, or may change.
        for path in ("/static/js/b.js", "/static/media/a.woff2", "/media/a.js", "/zero_or_random"):
            for _visit in range(2):
                content, packed = await ask(server, path)
                assert (content, packed) == (b"<p>", False)
                assert streamlit.asked[-1] == path
        assert await ask(server, "/static/js/a.js", "HEAD") == (SCRIPT, False)  # as this app answers it
        for path in ("/static/./js/a.js", "/static/c/../js/a.js"):  # as often as anybody likes
            assert await ask(server, path) == (SCRIPT, False)
        assert len(server._packing) == 1

    run_alone(visits())

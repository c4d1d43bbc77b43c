"""Streamlit's command line, with a server that reports at ``/bytes_in_use`` how much memory it has in use.

The rest of a process's memory is code, stacks, and freed memory kept for later.
"""

import ctypes
import gc
import os
import re
import sys
import tempfile

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from streamlit.web.cli import main


class _Mallinfo2(ctypes.Structure):
    """glibc's report on its memory, for all arenas together, in bytes (``man 3 mallinfo2``)."""

    _names = ("arena", "ordblks", "smblks", "hblks", "hblkhd", "usmblks", "fsmblks", "uordblks", "fordblks", "keepcost")
    _fields_ = [(name, ctypes.c_size_t) for name in _names]


def bytes_in_use() -> int:
    """Bytes in Python's own allocator (small objects) and in the C library's ``malloc``, without garbage."""
    gc.collect()
    libc = ctypes.CDLL(None)
    libc.mallinfo2.restype = _Mallinfo2
    in_c = libc.mallinfo2()
    in_python = re.search(r"bytes in allocated blocks\s*=\s*([\d,]+)", _said_by_python())
    if not in_python:
        raise RuntimeError("Python does not tell how much it has in use: is PYTHONMALLOC set?")
    return in_c.uordblks + in_c.hblkhd + int(in_python[1].replace(",", ""))


def _said_by_python() -> str:
    """The output of ``sys._debugmallocstats``, which can only write to standard error."""
    usual = os.dup(2)
    with tempfile.TemporaryFile() as file:
        os.dup2(file.fileno(), 2)
        try:
            sys._debugmallocstats()
        finally:
            os.dup2(usual, 2)
            os.close(usual)
        file.seek(0)
        return file.read().decode()


async def tell(_: Request) -> Response:
    """Respond with the number."""
    return PlainTextResponse(str(bytes_in_use()))


if __name__ == "__main__":
    from playground.ui import server

    routes = server.routes
    server.routes = lambda: [Route("/bytes_in_use", tell), *routes()]
    main(prog_name="streamlit")

"""Where a visitor comes from: what the connection says, unless that is a proxy that whoever hosts the app has named."""

from pathlib import Path
from urllib.request import ProxyHandler, Request, build_opener

import pytest

from benchmarks.serving import serve

APP = """
import streamlit as st
from starlette.responses import PlainTextResponse
from starlette.routing import Route

app = st.App(__file__, routes=[Route("/from", lambda request: PlainTextResponse(request.client.host))])
"""


@pytest.mark.parametrize(
    ("named", "address"),
    [
        ({"FORWARDED_ALLOW_IPS": "127.0.0.1,10.0.0.0/8"}, "203.0.113.5"),  # the last one that is no proxy's
        # By night, another one than we are, and none, where whoever is on this machine is believed.
        pytest.param({"FORWARDED_ALLOW_IPS": "192.0.2.99"}, "127.0.0.1", marks=pytest.mark.nightly),
        pytest.param({}, "10.1.2.3", marks=pytest.mark.nightly),
    ],
)
def test_a_proxy_is_believed_if_it_was_named(tmp_path: Path, named: dict[str, str], address: str) -> None:
    script = tmp_path / "app.py"
    script.write_text(APP)
    with serve(str(script), environment=named) as url:
        written = {"X-Real-IP": "198.51.100.1", "X-Forwarded-For": "198.51.100.2, 203.0.113.5, 10.1.2.3"}
        with build_opener(ProxyHandler({})).open(Request(f"{url}/from", headers=written)) as answer:
            assert answer.read().decode() == address

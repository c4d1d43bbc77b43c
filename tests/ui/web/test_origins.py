"""Which pages may open a websocket, beside what Streamlit says of its own."""

from collections.abc import Iterator
from itertools import product

import pytest
from streamlit import config, net_util
from streamlit.web.server.starlette.starlette_websocket import _is_origin_allowed

from playground.ui.web.origins import may_connect

NAMES = ["a.example", "A.example", "a.example:80", "b.a.example", "127.0.0.1:8501", "[::1]:8501", "localhost", "x@y"]
HOSTS = [*NAMES, "a.example.", "a.example:x", "a.example/x", "", None]
ORIGINS = [
    *(f"{scheme}://{name}" for scheme in ("http", "https") for name in NAMES),
    "http://localhost:3000",
    "https://127.0.0.1.a.example",
    "http://0.0.0.0",
    "a.example",
    "null",
    "file://",
    "",
    None,
]
OPTIONS = [
    {},
    {"server.enableCORS": False},
    {"server.corsAllowedOrigins": ["https://a.example", " b.a.example:1 "]},
    {"server.corsAllowedOrigins": ["null", "*", ""]},
    {"browser.serverAddress": "b.a.example"},
    {"browser.serverAddress": "http://a.example:8501/x"},
    {"server.allowedHosts": ["a.example"]},
    {"server.allowedHosts": ["*.A.example.", "127.0.0.1"], "server.enableCORS": False},
    {"server.allowedHosts": ["*"]},
]


@pytest.fixture(params=OPTIONS, ids=str)
def options(request, monkeypatch) -> Iterator[None]:
    """Those of one server, which knows no address of its own."""
    for look_up in ("get_internal_ip", "get_external_ip"):
        monkeypatch.setattr(net_util, look_up, lambda: None)
    before = {each: config.get_option(each) for each in request.param}
    for each, value in request.param.items():
        config.set_option(each, value)
    yield
    for each, value in before.items():
        config.set_option(each, value)


@pytest.mark.usefixtures("options")
def test_the_rule_is_streamlits():
    answers = {each: may_connect(*each) for each in product(ORIGINS, HOSTS)}
    assert answers == {each: _is_origin_allowed(*each) for each in answers}
    assert set(answers.values()) == {True, False} or config.get_option("server.enableCORS") is False


@pytest.mark.parametrize("origin", ["http://[", "http://[a.example]", "//["])
def test_what_is_no_address_is_refused(origin):
    assert not may_connect(origin, "a.example")


def test_a_page_from_another_port_of_this_machine_is_refused_when_its_address_has_to_be_looked_up(monkeypatch):
    monkeypatch.setattr(net_util, "get_internal_ip", lambda: "192.168.1.20")
    assert _is_origin_allowed("http://192.168.1.20:3000", "192.168.1.20:8501")
    assert not may_connect("http://192.168.1.20:3000", "192.168.1.20:8501")
    assert may_connect("http://192.168.1.20:8501", "192.168.1.20:8501")

"""Who may connect to the rooms."""

import pytest

from tests.test_security import handshake, server

__all__ = ["server"]


def test_the_pages_own_origin_may_connect(server):
    assert handshake(server, "/room", Origin=server.geturl()) == 101
    assert handshake(server, "/room") == 101  # no browser


@pytest.mark.parametrize("origin", ["https://a.example", "http://127.0.0.1.a.example", "null", "file://", ""])
def test_another_origin_may_not_connect(server, origin):
    assert handshake(server, "/room", Origin=origin) == 403

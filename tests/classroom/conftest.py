"""The two stores, each with nothing in it."""

import pytest
from valkey import Valkey

from playground.classroom.rooms import Rooms
from playground.classroom.stores import store_at
from tests.classroom.valkey_server import ValkeyServer


@pytest.fixture(scope="session")
def valkey_server(tmp_path_factory):
    server = ValkeyServer(tmp_path_factory.mktemp("valkey"))
    yield server
    server.kill()


@pytest.fixture(params=["sqlite", "valkey"])
def address(request, tmp_path):
    """The address of a store, as an administrator writes it."""
    if request.param == "sqlite":
        return str(tmp_path / "rooms.sqlite")
    found = request.getfixturevalue("valkey_server").address
    with Valkey.from_url(found) as client:
        client.flushall()
    return found


@pytest.fixture
def store(address):
    made = store_at(address)
    yield made
    made.close()


@pytest.fixture
def rooms(tmp_path):
    """Rooms in a file."""
    store = store_at(str(tmp_path / "rooms.sqlite"))
    yield Rooms(store)
    store.close()

"""The server before its visitors: what it lets go of when they have left."""

import asyncio
import weakref
from types import SimpleNamespace

from streamlit.runtime.caching.ttl_cache import TTLCache
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.runtime.websocket_session_manager import WebsocketSessionManager

from playground.ui import entrance
from tests.conftest import run_alone


class Session:
    """A visitor's, as far as Streamlit's storage looks at it."""

    id = "left"

    @property
    def session(self) -> "Session":
        return self


class Kept(TTLCache):
    """What the storage keeps; notes that it was asked how much that is."""

    asked = 0

    def __len__(self) -> int:
        self.asked += 1
        return super().__len__()


def test_sessions_that_have_expired_are_let_go_though_nobody_comes(monkeypatch):
    storage, seconds = MemorySessionStorage(), [0.0]
    assert isinstance(storage._cache, TTLCache)
    storage._cache = kept = Kept(maxsize=128, ttl=120, timer=lambda: seconds[0])
    server = SimpleNamespace(_session_mgr=WebsocketSessionManager(storage, None, None, None))
    given_back: list[bool] = []
    monkeypatch.setattr(entrance, "WATCH_SECONDS", 0.001)
    monkeypatch.setattr(entrance, "give_back", lambda: given_back.append(True))
    monkeypatch.setattr(entrance.runtime, "get_instance", lambda: server)
    session = Session()
    gone = weakref.ref(session)
    storage.save(session)
    del session

    async def leave() -> None:
        tidying = asyncio.create_task(entrance._tidy())
        while kept.asked < 2:
            await asyncio.sleep(0.001)
        assert gone() is not None
        assert not given_back
        seconds[0] = 121
        while not given_back:
            await asyncio.sleep(0.001)
        tidying.cancel()

    run_alone(leave())
    assert gone() is None

"""Rooms on a Valkey server, for processes on several machines."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from valkey import Valkey
from valkey.backoff import NoBackoff
from valkey.exceptions import ConnectionError, ValkeyError
from valkey.retry import Retry

from .store import LIFETIME, UNAVAILABLE, Allowance, Full, Stored, Unavailable

TIMEOUT = 2.0
"""Seconds to wait for the server."""
ROOMS = "rooms"
"""The key with the codes of all rooms, and when each was last used: so that they can be counted."""

# Keys: the room; its sheets' names; all rooms. Then, if a sheet is written, that.
USED = """
local function used(code, lifetime)
    local now = redis.call('TIME')[1]
    redis.call('ZADD', KEYS[3], now, code)
    redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', now - lifetime)
    redis.call('EXPIRE', KEYS[3], lifetime)
    redis.call('EXPIRE', KEYS[1], lifetime)
    redis.call('EXPIRE', KEYS[2], lifetime)
    for _, sheet in ipairs(redis.call('SMEMBERS', KEYS[2])) do
        redis.call('EXPIRE', sheet, lifetime)
    end
end
"""
ADD = (
    USED
    + """
local code, lifetime, state, most = unpack(ARGV)
redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', redis.call('TIME')[1] - lifetime)
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
if redis.call('ZCARD', KEYS[3]) >= tonumber(most) then return -1 end
redis.call('HSET', KEYS[1], 'state', state, 'version', 1, 'pulse', 1)
used(code, lifetime)
return 1
"""
)
WRITE = (
    USED
    + """
local code, lifetime, state, version = unpack(ARGV)
if redis.call('HGET', KEYS[1], 'version') ~= version then return 0 end
redis.call('HSET', KEYS[1], 'state', state)
redis.call('HINCRBY', KEYS[1], 'version', 1)
redis.call('HINCRBY', KEYS[1], 'pulse', 1)
used(code, lifetime)
return 1
"""
)
PUT = (
    USED
    + """
local code, lifetime, version, name, value, most = unpack(ARGV)
local current = redis.call('HGET', KEYS[1], 'version')
if not current or (version ~= '' and current ~= version) then return 0 end
if redis.call('HLEN', KEYS[4]) - redis.call('HEXISTS', KEYS[4], name) >= tonumber(most) then return -1 end
redis.call('HSET', KEYS[4], name, value)
redis.call('SADD', KEYS[2], KEYS[4])
redis.call('HINCRBY', KEYS[1], 'pulse', 1)
used(code, lifetime)
return 1
"""
)
SPEND = """
local at_once, every, ahead = unpack(ARGV)
local time = redis.call('TIME')
local now = time[1] + time[2] / 1e6
local full = math.min(math.max(now, tonumber(redis.call('GET', KEYS[1]) or 0)), now + at_once * every + ahead)
local wait = math.max(0, math.floor((full - now - (at_once - 1) * every) * 1000 + 0.5) / 1000)
if wait <= tonumber(ahead) then full = full + every end
redis.call('SET', KEYS[1], string.format('%.3f', full), 'PX', math.ceil((full - now) * 1000))
return string.format('%.3f', wait)
"""
REMOVE = """
redis.call('DEL', KEYS[1], KEYS[2], unpack(redis.call('SMEMBERS', KEYS[2])))
redis.call('ZREM', KEYS[3], ARGV[1])
"""


class ValkeyStore:
    """A :class:`.store.Store` on a server, which also lets rooms expire.

    What was acknowledged survives the end of the server as far as that writes it down (``appendonly yes``).

    Parameters
    ----------
    address : ``valkey://host:port/number``, or ``valkeys://…`` with TLS
    """

    def __init__(self, address: str) -> None:
        self._client: Any = Valkey.from_url(
            address,
            decode_responses=True,
            socket_timeout=TIMEOUT,
            socket_connect_timeout=TIMEOUT,
            retry=Retry(NoBackoff(), 1),  # a connection may be from before the server was started again
            retry_on_error=[ConnectionError],
        )
        register = self._client.register_script
        self._add, self._write, self._put, self._spend, self._remove = map(register, (ADD, WRITE, PUT, SPEND, REMOVE))

    def add(self, code: str, state: str, most: int) -> bool:
        return self._done(self._add, _keys(code), code, int(LIFETIME), state, most)

    def read(self, code: str) -> Stored | None:
        with _reached():
            state, version = self._client.hmget(_room(code), "state", "version")
        return None if state is None else Stored(state, int(version))

    def write(self, code: str, state: str, version: int) -> bool:
        return self._done(self._write, _keys(code), code, int(LIFETIME), state, version)

    def put(self, code: str, version: int | None, sheet: str, name: str, value: str, most: int) -> bool:
        keys, needed = [*_keys(code), _sheet(code, sheet)], "" if version is None else version
        return self._done(self._put, keys, code, int(LIFETIME), needed, name, value, most)

    def spend(self, allowance: Allowance) -> float:
        name, *numbers = allowance
        with _reached():
            return float(self._spend([f"allowance:{name}"], numbers))

    def sheet(self, code: str, sheet: str) -> dict[str, str]:
        with _reached():
            return dict(sorted(self._client.hgetall(_sheet(code, sheet)).items()))

    def pulses(self, codes: Collection[str]) -> dict[str, int]:
        with _reached(), self._client.pipeline(transaction=False) as pipeline:
            for code in codes:
                pipeline.hget(_room(code), "pulse")
            found = pipeline.execute()
        return {code: int(pulse) for code, pulse in zip(codes, found, strict=True) if pulse is not None}

    def remove(self, code: str) -> None:
        with _reached():
            self._remove(_keys(code), [code])

    def close(self) -> None:
        """Close the connections; others are made when they are needed."""
        self._client.close()

    def _done(self, script: Any, keys: list[str], *arguments: str | int) -> bool:
        with _reached():
            answer = script(keys, arguments)
        if answer < 0:
            raise Full
        return bool(answer)


@contextmanager
def _reached() -> Iterator[None]:
    try:
        yield
    except ValkeyError as error:
        raise Unavailable(UNAVAILABLE) from error


def _room(code: str) -> str:
    return f"room:{code}"


def _sheet(code: str, sheet: str) -> str:
    return f"room:{code}:{sheet}"


def _keys(code: str) -> list[str]:
    return [_room(code), f"room:{code}:sheets", ROOMS]

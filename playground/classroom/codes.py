"""Codes and secrets of rooms, and how attempts to guess a code are slowed."""

import hashlib
import hmac
import ipaddress
import re
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from .refusal import TooSoon

ALPHABET = "BCDFGHJKLMNPQRSTVWXYZ"
"""Letters of a code: no I or O, which look like digits, and no vowels, so that no code is a word."""
LETTERS = 5
SECRET_BYTES = 16
DEVICE = re.compile(r"[0-9a-f]{32}")
"""A browser's name for itself: random, and kept in its storage."""


def new_code() -> str:
    """A random code, one of four million."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LETTERS))


def read_code(text: str) -> str:
    """The code that somebody has typed, in either case and perhaps with spaces; empty if it is none."""
    code = "".join(text[:40].split()).upper()
    return code if len(code) == LETTERS and set(code) <= set(ALPHABET) else ""


def new_key() -> str:
    """A secret of 128 bits, as text for a link."""
    return secrets.token_urlsafe(SECRET_BYTES)


def hash_of(key: str) -> str:
    """What is kept of a secret: enough to recognise it."""
    return hashlib.sha256(key.encode(errors="replace")).hexdigest()


def fits(key: str, key_hash: str) -> bool:
    """Whether a secret has this hash, compared in constant time."""
    return hmac.compare_digest(hash_of(key), key_hash)


def device_in(code: str, device: str) -> str:
    """A browser's name in one room, from which nobody can tell its name in another."""
    return hashlib.sha256(f"{code} {device}".encode()).hexdigest()[:32]


class Bucket:
    """An allowance that is spent one at a time, and refills at a steady rate.

    Parameters
    ----------
    at_once : how much there is of it when full
    a_second : how much comes back each second
    """

    def __init__(self, at_once: float, a_second: float, now: float) -> None:
        self._at_once, self._a_second = at_once, a_second
        self._left, self._at = at_once, now

    def wait(self, now: float) -> float:
        """Seconds until there is one again; 0 if there is one now."""
        self._left = min(self._at_once, self._left + (now - self._at) * self._a_second)
        self._at = now
        return max(0.0, (1 - self._left) / self._a_second)

    def take(self, now: float) -> None:
        """Use one up."""
        self.wait(now)
        self._left -= 1


class Buckets:
    """A bucket for each address.

    Parameters
    ----------
    at_once, a_second : of each; see :class:`Bucket`
    clock : seconds, monotonic; tests pass their own
    """

    MOST = 5000
    """Addresses that are remembered: the most recent ones."""

    def __init__(self, at_once: float, a_second: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._size, self._clock, self._lock = (at_once, a_second), clock, Lock()
        self._of: OrderedDict[str, Bucket] = OrderedDict()

    def wait(self, address: str) -> float:
        """Seconds until there is one again for this address; 0 if there is one now."""
        with self._lock:
            bucket = self._of.get(_network(address))
            return bucket.wait(self._clock()) if bucket else 0.0

    def take(self, address: str) -> None:
        """Use one up."""
        now, network = self._clock(), _network(address)
        with self._lock:
            self._of.setdefault(network, Bucket(*self._size, now)).take(now)
            self._of.move_to_end(network)
            if len(self._of) > self.MOST:
                self._of.popitem(last=False)


class Attempts:
    """Slows down guessing in a process, from each address and in all. Only wrong codes count.

    A class sits behind one address, and many in it may mistype at once. Whoever goes on guessing gets one attempt every
    two seconds, and with two hundred rooms open needs some eleven hours to hit one.

    Parameters
    ----------
    clock : seconds, monotonic; tests pass their own
    """

    OF_ADDRESS = (40, 0.5)
    OF_ALL = (400, 5.0)
    """Wrong codes at once, and more of them each second."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._of, self._all = Buckets(*self.OF_ADDRESS, clock), Buckets(*self.OF_ALL, clock)

    def check(self, address: str) -> None:
        """Raise :class:`TooSoon` if too many wrong codes have come from there, or from everywhere."""
        if seconds := max(self._all.wait(""), self._of.wait(address)):
            raise TooSoon(seconds)

    def wrong(self, address: str) -> None:
        """Count a wrong code."""
        self._all.take("")
        self._of.take(address)


def _network(address: str) -> str:
    """The address, or of IPv6 its network: whoever has one such address has 2⁶⁴."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    return str(parsed.ipv4_mapped or ipaddress.ip_network((parsed, 64), strict=False))

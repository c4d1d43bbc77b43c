"""Codes and secrets of rooms, and how attempts to guess a code are slowed."""

import hashlib
import hmac
import ipaddress
import re
import secrets

from .refusal import TooSoon
from .store import Allowance, Store

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


class Attempts:
    """Slows down guessing, from each network and in all, however many processes there are. Only wrong codes count.

    A class sits behind one address, and many in it may mistype at once. Whoever goes on guessing gets one attempt every
    two seconds, and with two hundred rooms open needs some eleven hours to hit one.

    Parameters
    ----------
    store : shared with other processes
    """

    OF_NETWORK = 40, 2.0
    OF_ALL = 400, 0.2
    """Wrong codes at once, and the seconds until there may be another."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def check(self, address: str) -> None:
        """Raise :class:`TooSoon` if too many wrong codes have come from there, or from everywhere."""
        if seconds := max(self._store.spend(each, take=False) for each in self._allowances(address)):
            raise TooSoon(seconds)

    def wrong(self, address: str) -> None:
        """Count a wrong code."""
        for each in self._allowances(address):
            self._store.spend(each)

    def _allowances(self, address: str) -> tuple[Allowance, Allowance]:
        return Allowance("wrong codes", *self.OF_ALL), Allowance(f"wrong codes {network(address)}", *self.OF_NETWORK)


def network(address: str) -> str:
    """What may be kept of the network of an address: four letters that it shares with every 65,536th other one.

    Enough to count what comes from it, and too little to find it out.
    """
    return hashlib.sha256(_network(address).encode(errors="replace")).hexdigest()[:4]


def _network(address: str) -> str:
    """The address, or of IPv6 its network: whoever has one such address has 2⁶⁴."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    return str(parsed.ipv4_mapped or ipaddress.ip_network((parsed, 64), strict=False))

"""Codes and secrets of rooms, and how attempts to guess a code are slowed."""

import hashlib
import hmac
import ipaddress
import random
import re
import secrets
import time
from collections import Counter
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from threading import Lock

from playground.features.classroom.questions.refusal import Waiting
from playground.features.classroom.stores.store import Allowance, Store

ALPHABET = "BCDFGHJKLMNPQRSTVWXYZ"
"""Letters of a code: no I or O, which look like digits, and no vowels, so that no code is a word."""
LETTERS = 6
MORE_LETTERS = 8
"""Of the code in a link: nobody types them, and nobody guesses them."""
SECRET_BYTES = 16
DEVICE = re.compile(r"[0-9a-f]{32}")
"""A browser's name for itself: random, and kept in its storage."""


def new_code() -> str:
    """A random code, one of 86 million."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LETTERS))


def read_code(text: str) -> tuple[str, str]:
    """The code that somebody has typed, in either case and perhaps with spaces, and the further letters of a link's.

    The code is empty if it is none, and the further letters are if there are none.
    """
    code = "".join(text[:40].split()).upper()
    if len(code) not in (LETTERS, LETTERS + MORE_LETTERS) or not set(code) <= set(ALPHABET):
        return "", ""
    return code[:LETTERS], code[LETTERS:]


def more_letters(key_hash: str) -> str:
    """The further letters for a room with this hash of the lecturer's secret: they tell nothing of it."""
    number = int(hash_of(f"students {key_hash}"), 16)
    return "".join(ALPHABET[number // len(ALPHABET) ** place % len(ALPHABET)] for place in range(MORE_LETTERS))


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


@dataclass
class _Attempt:
    """Of somebody in the queue: from which network, when they last asked, and whether they have a permit."""

    network: str
    asked: float
    permitted: bool = False


class Attempts:
    """Queues whoever tries a code, since all processes together let no more than so many be tried.

    Right codes and wrong ones cost the same, and nobody learns which one theirs is before they have a permit. So an
    attempt is slowed and never refused, and how many come with it only makes it later. Every other one goes to whoever
    has waited for longest, and the ones between to a network drawn by lot, of which again the first has it: neither a
    thousand connections from one network nor those from a thousand networks keep a class out.

    Of 21⁶ codes, with two hundred rooms open, five attempts a second hit the first one after a day on average.

    Parameters
    ----------
    store : shared with other processes
    clock : seconds, monotonic; tests pass their own
    """

    PERMITS = Allowance("attempts", 600, 0.2, ahead=5.0)
    """Two lecture halls at once, then one every fifth of a second. Each process takes its next one ahead, so that one
    with many in its queue leaves the others their share."""
    MOST = 1500
    """In the queue of a process. The last of the network that has most there makes way for another."""
    STALE = 10.0
    """Seconds after which somebody who does not ask any more is no longer in the queue."""

    def __init__(self, store: Store, clock: Callable[[], float] = time.monotonic) -> None:
        self._store, self._clock = store, clock
        self._queue: dict[Hashable, _Attempt] = {}  # oldest first
        self._lock, self._dealing = Lock(), Lock()
        self._taken, self._next = False, 0.0
        """Whether a permit has been taken from the store, and when it counts, or when another can be taken."""

    def take(self, who: Hashable, address: str) -> None:
        """Use up somebody's permit.

        Raises
        ------
        Waiting
            If they have none yet: they are in the queue, and keep their place if they ask again.
        """
        with self._lock:
            self._ask(who, network(address))
        self._deal()
        with self._lock:
            attempt = self._queue.get(who)
            if not attempt or not attempt.permitted:
                raise Waiting(in_queue=attempt is not None)
            del self._queue[who]

    def may_be_next(self, who: Hashable) -> bool:
        """Whether :meth:`take` may have a permit for them now; if not, they keep their place by this. Asks no store."""
        with self._lock:
            attempt, now = self._queue.get(who), self._clock()
            if attempt:
                attempt.asked = now
            return not attempt or attempt.permitted or now >= self._next

    def leave(self, who: Hashable) -> None:
        """Leave the queue, if they are in it."""
        with self._lock:
            self._queue.pop(who, None)

    def _ask(self, who: Hashable, of: str) -> None:
        now = self._clock()
        for each in [each for each, attempt in self._queue.items() if attempt.asked < now - self.STALE]:
            del self._queue[each]
        self._queue.setdefault(who, _Attempt(of, now)).asked = now
        if len(self._queue) > self.MOST:
            ((most, _number),) = Counter(attempt.network for attempt in self._queue.values()).most_common(1)
            del self._queue[[each for each, attempt in self._queue.items() if attempt.network == most][-1]]

    def _deal(self) -> None:
        """Deal out the permits that there are."""
        with self._dealing:  # by one thread at a time, while nobody else waits for the store
            while self._clock() >= self._next:
                with self._lock:
                    waiting = [attempt for attempt in self._queue.values() if not attempt.permitted]
                    if waiting and self._taken:
                        of = random.choice([*{attempt.network for attempt in waiting}])
                        fair = next(attempt for attempt in waiting if attempt.network == of)
                        random.choice([waiting[0], fair]).permitted = True
                        self._taken = False
                        continue
                if not waiting:
                    return
                now, wait = self._clock(), self._store.spend(self.PERMITS)
                self._taken = wait <= self.PERMITS.ahead
                self._next = now + wait - (0.0 if self._taken else self.PERMITS.ahead)


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

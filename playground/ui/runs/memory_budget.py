"""How much memory the runs of all visitors of a process may take together, and whose are let go when it is used up."""

import ctypes
import gc
import os
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from playground.language import _

MEGABYTES = int(os.environ.get("PLAYGROUND_RUN_MEGABYTES", "250"))
"""For the runs of one process, unless the environment says otherwise. Python with its libraries takes 230 besides, and
each open page 2 or so: with forty visitors that is 560 of the 690 MB that the smallest hosts have."""
IDLE_SECONDS = 20.0
"""Whoever has not asked for anything for so long can be brought back from the first weights when they do."""
M_MMAP_THRESHOLD, LASTING, PASSING = -3, 32 * 1024, 256 * 1024
"""The option's number in ``malloc.h``, and from how many bytes on an array gets pages of its own: one that stays, and
one that is needed for a moment."""
M_ARENA_MAX = -8
"""The option's number in ``malloc.h``."""
WATCH_SECONDS = 20.0
"""From one look for visitors who have left to the next."""


class Tenant(Protocol):
    """Whoever has memory of the budget; ``session`` is the visitor's."""

    session: str

    def let_go(self) -> bool:
        """Give its memory back; False if it is busy."""
        ...


@dataclass
class _Place:
    tenant: weakref.ref[Tenant]
    nbytes: int
    used: float


class MemoryBudget:
    """The memory that the runs of one process may have.

    Parameters
    ----------
    nbytes : how much there is
    clock : seconds, never going back; tests bring their own
    """

    def __init__(self, nbytes: int = MEGABYTES * 2**20, clock: Callable[[], float] = time.monotonic) -> None:
        self.nbytes = nbytes
        self._clock = clock
        self._lock = threading.Lock()
        self._places: dict[int, _Place] = {}

    @property
    def reserved(self) -> int:
        """How much of it is in use, in bytes."""
        return sum(place.nbytes for place in list(self._places.values()))

    def reserve(self, tenant: Tenant, nbytes: int) -> None:
        """Give ``tenant`` so many bytes, in place of what it had; for that, let go who has been idle for the longest.

        Raises
        ------
        ValueError
            If all the others are in use.
        """
        with self._lock:
            self._places.pop(id(tenant), None)
            self._places = {key: place for key, place in self._places.items() if place.tenant() is not None}
            idle = sorted(self._places.items(), key=lambda item: item[1].used)
            for key, place in idle:
                if self.reserved + nbytes <= self.nbytes or self._clock() - place.used < IDLE_SECONDS:
                    break
                self._let_go(key, place)
            if self.reserved + nbytes > self.nbytes:
                raise ValueError(
                    _(
                        "The networks of all visitors may take {all:,.0f} MB on this server. This one would need "
                        "{this:,.1f} MB, and there are {left:,.1f} left. Choose fewer hidden units, layers or samples, "
                        "or try again in a minute.",
                        all=self.nbytes / 2**20,
                        this=nbytes / 2**20,
                        left=(self.nbytes - self.reserved) / 2**20,
                    )
                )
            self._places[id(tenant)] = _Place(weakref.ref(tenant), nbytes, self._clock())

    def used(self, tenant: Tenant) -> None:
        """Note that it is not idle."""
        if place := self._places.get(id(tenant)):
            place.used = self._clock()

    def let_go(self, gone: Callable[[Tenant], bool]) -> int:
        """Let go every idle one that is ``gone``; returns how many that were."""
        with self._lock:
            places = [(key, place) for key, place in self._places.items() if (each := place.tenant()) and gone(each)]
            return sum(self._let_go(key, place) for key, place in places if self._idle(place))

    def _idle(self, place: _Place) -> bool:
        return self._clock() - place.used >= IDLE_SECONDS

    def _let_go(self, key: int, place: _Place) -> bool:
        tenant = place.tenant()
        if tenant and not tenant.let_go():
            return False
        self._places.pop(key, None)
        return True


def watch(budget: MemoryBudget, gone: Callable[[Tenant], bool], every: float = WATCH_SECONDS) -> None:
    """From now on, let go whoever is ``gone``, and give what that frees back to the system."""

    def look() -> None:
        while True:
            time.sleep(every)
            if budget.let_go(gone):
                gc.collect()
                give_back()

    threading.Thread(target=look, name="memory", daemon=True).start()


@contextmanager
def large_apart() -> Iterator[None]:
    """Meanwhile the C library (glibc) gives each large array pages of its own, which go back to the system with it.

    By itself it puts them among the small ones, once the first was freed, and there what is freed is of little use to
    the next. It is for what stays: to get pages for all that is needed for a moment takes so long that with a hundred
    visitors a quarter of the pictures was lost. Of that only arrays from 256 KB on get them: freed among small ones,
    they leave gaps that the small ones then keep from going back to the system.
    """
    _set_option(M_MMAP_THRESHOLD, LASTING)
    try:
        yield
    finally:
        _set_option(M_MMAP_THRESHOLD, PASSING)


def one_arena() -> None:
    """Have the C library (glibc) serve all threads from one arena, once in a process.

    By itself it gives each thread one of its own, and what a visitor's threads have freed serves nobody else.
    """
    _set_option(M_ARENA_MAX, 1)


def _set_option(option: int, value: int) -> None:
    set_option = getattr(ctypes.CDLL(None), "mallopt", None)
    if set_option:
        set_option(option, value)


def give_back() -> None:
    """Give memory that Python has freed back to the system, where the C library can (glibc)."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim:
        trim(0)


BUDGET = MemoryBudget()
"""That of this process."""

"""A memory budget for the runs of all visitors of a process, which releases idle runs when it is used up."""

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
"""For the runs of one process, unless the environment says otherwise. Python with its libraries takes another 230, and
each open page about 2: with forty visitors that is 560 of the 690 MB that the smallest hosts have."""
IDLE_SECONDS = 20.0
"""Runs without a request for this long may be released; they are trained again on the next request."""
M_MMAP_THRESHOLD, LASTING, PASSING = -3, 32 * 1024, 256 * 1024
"""The option's number in ``malloc.h``, and the size in bytes from which an array gets memory pages of its own: for
lasting arrays, and for temporary ones."""
M_ARENA_MAX = -8
"""The option's number in ``malloc.h``."""
WATCH_SECONDS = 20.0
"""Interval between two checks for visitors who have left."""


class Tenant(Protocol):
    """A holder of memory from the budget; ``session`` is its visitor's."""

    session: str

    def release(self) -> bool:
        """Release its memory; False if it is busy."""
        ...


@dataclass
class _Reservation:
    tenant: weakref.ref[Tenant]
    nbytes: int
    used: float


class MemoryBudget:
    """The memory that the runs of one process may use.

    Parameters
    ----------
    nbytes : size of the budget
    clock : seconds, monotonic; tests pass their own
    """

    def __init__(self, nbytes: int = MEGABYTES * 2**20, clock: Callable[[], float] = time.monotonic) -> None:
        self.nbytes = nbytes
        self._clock = clock
        self._lock = threading.Lock()
        self._reservations: dict[int, _Reservation] = {}

    @property
    def reserved(self) -> int:
        """Bytes of the budget in use."""
        return sum(reservation.nbytes for reservation in list(self._reservations.values()))

    def reserve(self, tenant: Tenant, nbytes: int) -> None:
        """Give ``tenant`` ``nbytes`` in place of what it had, releasing the longest idle tenants as needed.

        Raises
        ------
        ValueError
            If releasing the idle tenants does not free enough.
        """
        with self._lock:
            self._reservations.pop(id(tenant), None)
            self._reservations = {
                key: reservation for key, reservation in self._reservations.items() if reservation.tenant() is not None
            }
            idle = sorted(self._reservations.items(), key=lambda item: item[1].used)
            for key, reservation in idle:
                if self.reserved + nbytes <= self.nbytes or self._clock() - reservation.used < IDLE_SECONDS:
                    break
                self._release(key, reservation)
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
            self._reservations[id(tenant)] = _Reservation(weakref.ref(tenant), nbytes, self._clock())

    def used(self, tenant: Tenant) -> None:
        """Record that ``tenant`` is not idle."""
        if reservation := self._reservations.get(id(tenant)):
            reservation.used = self._clock()

    def release(self, gone: Callable[[Tenant], bool]) -> int:
        """Release every idle tenant that is ``gone``; returns how many were released."""
        with self._lock:
            held = [
                (key, reservation)
                for key, reservation in self._reservations.items()
                if (each := reservation.tenant()) and gone(each)
            ]
            return sum(self._release(key, reservation) for key, reservation in held if self._idle(reservation))

    def _idle(self, reservation: _Reservation) -> bool:
        return self._clock() - reservation.used >= IDLE_SECONDS

    def _release(self, key: int, reservation: _Reservation) -> bool:
        tenant = reservation.tenant()
        if tenant and not tenant.release():
            return False
        self._reservations.pop(key, None)
        return True


def watch(budget: MemoryBudget, gone: Callable[[Tenant], bool], every: float = WATCH_SECONDS) -> None:
    """Start a thread that releases tenants that are ``gone``, and returns the freed memory to the system."""

    def watch() -> None:
        while True:
            time.sleep(every)
            if budget.release(gone):
                gc.collect()
                give_back()

    threading.Thread(target=watch, name="memory", daemon=True).start()


@contextmanager
def large_apart() -> Iterator[None]:
    """Within this context, the C library (glibc) gives each large array memory pages of its own, returned when freed.

    By default, once the first large array has been freed, glibc puts later ones on the heap among the small ones, where
    freed space is of little use to the next. Use this for lasting arrays: getting pages for all temporary ones is so
    slow that with a hundred visitors a quarter of the pictures was lost. Of those, only arrays of 256 KB and more get
    pages: freed on the heap they would leave gaps that small ones then keep from being returned to the system.
    """
    _set_option(M_MMAP_THRESHOLD, LASTING)
    try:
        yield
    finally:
        _set_option(M_MMAP_THRESHOLD, PASSING)


def one_arena() -> None:
    """Have the C library (glibc) serve all threads from one arena; once per process.

    By default each thread gets its own arena, and memory freed by one visitor's threads is of no use to the others.
    """
    _set_option(M_ARENA_MAX, 1)


def _set_option(option: int, value: int) -> None:
    set_option = getattr(ctypes.CDLL(None), "mallopt", None)
    if set_option:
        set_option(option, value)


def give_back() -> None:
    """Return memory that Python has freed to the system, where the C library can (glibc)."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim:
        trim(0)


BUDGET = MemoryBudget()
"""The budget of this process."""

"""What a process does once, before it serves anybody."""

import gc
import importlib
from functools import cache

from threadpoolctl import threadpool_limits

from playground.ui.runs.memory_budget import BUDGET, one_arena, watch

from .direct import DIRECT


@cache
def set_up_process() -> None:
    """Prepare the process for many visitors, once.

    One BLAS thread: the products here are small, and threads would only wait for each other. What is loaded by now
    stays for good, so the garbage collector need not look at it again.
    """
    importlib.import_module("playground.charts")  # loads all that is heavy, whichever page comes first
    threadpool_limits(1, user_api="blas")
    one_arena()
    gc.collect()
    gc.freeze()
    watch(BUDGET, DIRECT.has_left)

"""One-time set-up of a process, before it serves anybody."""

import gc
import importlib
from functools import cache

from threadpoolctl import threadpool_limits

from playground.ui.runs.memory_budget import BUDGET, one_arena, watch

from .direct import DIRECT


@cache
def set_up_process() -> None:
    """Prepare the process for many visitors, once.

    One BLAS thread: the matrix products here are small, and threads would only wait for each other. Everything loaded
    so far stays for good, so the garbage collector need not scan it again.
    """
    importlib.import_module("playground.charts")  # loads the heavy libraries, whichever page is opened first
    threadpool_limits(1, user_api="blas")
    one_arena()
    gc.collect()
    gc.freeze()
    watch(BUDGET, DIRECT.has_left)

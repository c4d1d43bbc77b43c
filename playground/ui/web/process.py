"""One-time set-up of a process, before it serves anybody."""

import gc
import importlib
from functools import cache

from threadpoolctl import threadpool_limits

from playground.ui.runs.memory_budget import BUDGET, one_arena, watch

from .direct import DIRECT

MOST_FILES = 16_384
"""That the process may have open, connections among them, where the system lets it: Linux begins with 1,024, which one
visitor's script could use up."""


@cache
def set_up_process() -> None:
    """Prepare the process for many visitors, once.

    One BLAS thread: the matrix products here are small, and threads would only wait for each other. Everything loaded
    so far stays for good, so the garbage collector need not scan it again.
    """
    importlib.import_module("playground.charts")  # loads the heavy libraries, whichever page is opened first
    threadpool_limits(1, user_api="blas")
    one_arena()
    _allow_many_connections()
    gc.collect()
    gc.freeze()
    watch(BUDGET, DIRECT.has_left)


def _allow_many_connections() -> None:
    try:
        import resource
    except ImportError:  # Windows, which has no such limit
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))

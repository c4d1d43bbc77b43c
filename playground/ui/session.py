"""A visitor's session: its name, what of the page runs, and that its threads take turns at what Streamlit keeps."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from weakref import WeakValueDictionary

from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.state import SafeSessionState


def session_id() -> str:
    """The same as long as the visitor keeps the page open, also over a lost connection; empty outside of a run."""
    context = get_script_run_ctx()
    return context.session_id if context else ""


def runs_fragments_alone() -> bool:
    """Whether this run of the script is one of fragments, and not of the whole page."""
    context = get_script_run_ctx()
    return bool(context and context.fragment_ids_this_run)


def one_lock_for_each_session() -> None:
    """Have the threads of a visitor wait for each other where they read or change the session's state.

    Streamlit begins a run of the script while the one before is still on its way to where it can stop, and gives each a
    lock of its own for the same state. So one could change what the other was just reading ("dictionary changed size
    during iteration"), and the visitor saw half a page. Streamlit runs the callbacks of buttons with this lock,
    and those wait for a player or a turn: who has one must not ask for the state.
    """
    begin = SafeSessionState.__init__
    locks: WeakValueDictionary[int, Any] = WeakValueDictionary()  # a lock lives as long as one who may use the state

    @wraps(begin)
    def share(self: SafeSessionState, state: Any, yield_callback: Callable[[], None]) -> None:
        begin(self, state, yield_callback)
        # By a way that is not public: if it is closed some day, each keeps the lock that it was given.
        if own := vars(self).get("_lock"):
            object.__setattr__(self, "_lock", locks.setdefault(id(state), own))

    SafeSessionState.__init__ = share  # type: ignore[method-assign]

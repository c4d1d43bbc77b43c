"""What is still on its way to a page arrives, even if a part of the page runs anew meanwhile.

Streamlit drops what it has not sent yet of the fragments that it runs, as they will send it again. But what comes after
them on the page stays on its way, and arrives before that: the browser has no place for it ("Bad delta path"), shows
nothing at all, and comes back only when the page is loaded anew. That was so for whoever pressed Play on a busy server
in the last moment of a page's first run; in a later run the chart was taken off the page, and put back.
"""

from functools import wraps
from typing import Any

from streamlit.runtime.forward_msg_queue import ForwardMsgQueue


def all_is_sent() -> None:
    """Have Streamlit send that, too; to be called once in a process.

    What the fragments send comes after it, and takes its place, as if it had been sent before. By ways that are not
    public: if they are closed some day, Streamlit drops it as before.
    """
    clear = getattr(ForwardMsgQueue, "clear", None)
    if not clear:
        return

    @wraps(clear)
    def keep(self: ForwardMsgQueue, *positional: Any, **named: Any) -> None:
        # Without names of fragments it is for the whole page, which does send everything again.
        if named.get("fragment_ids_this_run") and hasattr(self, "_delta_index_map"):
            self._delta_index_map = {}  # nothing that comes from now on is put into the place of something earlier
        else:
            clear(self, *positional, **named)

    ForwardMsgQueue.clear = keep  # type: ignore[method-assign]

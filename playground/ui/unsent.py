"""What is on its way to a page when a part of it runs anew arrives.

Streamlit drops what it has not sent yet of the fragments that it runs, as they will send it again. But what comes after
them on the page stays on its way, and arrives before that: the browser has no place for it ("Bad delta path"), shows
nothing at all, and comes back only when the page is loaded anew. That was so for whoever pressed Play on a busy server
in the last moment of a page's first run.
"""

from functools import wraps

from streamlit.runtime.forward_msg_queue import ForwardMsgQueue


def all_is_sent() -> None:
    """Have Streamlit send it, once in a process: what the fragments send comes after it, and takes its place.

    By a way that is not public: if it is closed some day, Streamlit drops what it does by itself.
    """
    clear = getattr(ForwardMsgQueue, "clear", None)
    if not clear:
        return

    @wraps(clear)
    def keep(
        self: ForwardMsgQueue, retain_lifecycle_msgs: bool = False, fragment_ids_this_run: list[str] | None = None
    ) -> None:
        # None is for the whole page, which does send everything again.
        clear(self, retain_lifecycle_msgs, None if fragment_ids_this_run is None else [])

    ForwardMsgQueue.clear = keep  # type: ignore[method-assign]

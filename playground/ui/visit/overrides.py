"""Values that the app has put into a page's settings and link, and how many of them have reached the page."""

from collections import deque
from collections.abc import Collection, Mapping
from itertools import takewhile
from typing import Any, NamedTuple

import streamlit as st

SETTLED = "settled"
"""Session key: the prefix of the visitor's current page, once its settings are in effect."""
MOST_KEPT = 40
"""Values remembered for a setting: some of the oldest, which a closed popover may still hold, and the latest."""
RECEIPT = "receipt"
"""End of the key of the *receipt*, the hidden widget that :class:`Overrides` explains."""


class _Value(NamedTuple):
    number: int
    value: Any


class Overrides:
    """The values that the app has put into the settings of one page, overriding the widgets.

    **Which state is the configuration.** The one that :attr:`Controls.chosen` reads: the value of each widget in the
    session, except where that is out of date. Both the visitor, through a widget, and the app, through
    :meth:`Controls.override`, can change it. The link is a copy kept by the browser, and the player catches up before
    anything is done to its runs. Each message from the page carries the values of *all* its widgets at the time it was
    sent, so for one round trip after a put every message still carries the old value, whatever its cause: a tick, a
    button in a fragment, another control. Therefore puts are numbered, and a hidden widget drawn last on the page, the
    *receipt*, returns the last number that the page has with every message. In a message sent before the page had a
    put, a value that the page had earlier is not a choice of the visitor's, and the put is in effect; any other value
    is a choice, and counts. In both cases the next script run sets the widget and the link again, under a new number,
    until a message acknowledges it.

    A link that is sent replaces the browser's own, and may undo there, and only there, what a visitor has just changed.
    So each link is numbered, too, before it is sent, and is sent again to a page that did not have the last number. The
    receipt is sent after the link, so a page that has the number has had the link.

    A widget in a closed popover does not receive a put, whatever the receipt says, and comes back unchanged when the
    popover opens. So puts made since it closed count as unacknowledged until it opens. After a lost connection, any
    widget may be redrawn with its default: all values are put again, and a default is not taken for a choice.
    """

    def __init__(self) -> None:
        self.number = 0
        """The number of the last put or link."""
        self._had: dict[str, deque[_Value]] = {}

    def override(self, before: Mapping[str, Any], values: Mapping[str, Any]) -> None:
        """Record that settings change from the values ``before`` to ``values``, both by key."""
        for key, value in values.items():
            had = self._had.setdefault(key, deque())
            if key in before and (not had or had[-1].value != before[key]):
                had.append(_Value(self.number, before[key]))
            had.append(_Value(self.number + 1, value))
            while len(had) > MOST_KEPT:
                del had[MOST_KEPT // 2]
        self.count()

    def count(self) -> None:
        """Take the next number, for values or a link about to be sent to the page."""
        self.number += 1

    def true(self, key: str, sent: Any, receipt: int) -> Any:
        """The value in effect when a message acknowledges the puts up to ``receipt`` and carries the value ``sent``."""
        had = self._had.get(key)
        if not had or had[-1].number <= receipt:
            return sent
        values = list(had)  # copied at once: a script run being stopped may still be at work in its own thread
        known = sum(1 for _ in takewhile(lambda each: each.number <= receipt, values))
        may_have = values[max(0, known - 1) :]
        return values[-1].value if any(sent == each.value for each in may_have) else sent

    def close(self, keys: Collection[str], receipt: int) -> None:
        """Record that these widgets leave the page, which goes on sending their values as of ``receipt``."""
        for key in keys:
            had = self._had.get(key)
            while had and len(had) > 1 and had[1].number <= receipt:
                had.popleft()

    def unknown(self, key: str, receipt: int) -> bool:
        """Whether the last put of this setting came after ``receipt``."""
        had = self._had.get(key)
        return had is not None and had[-1].number > receipt

    def reopen(self, keys: Collection[str]) -> None:
        """Record that the page redraws these widgets, with any of the values that they ever had."""
        if keys:
            self.count()
        for key in keys:
            self._had[key] = deque(_Value(self.number, each.value) for each in self._had[key])

    def forget(self) -> None:
        """Forget all puts: the page is rebuilt, and has only what it is sent from now on."""
        self._had.clear()


def overrides_of(prefix: str) -> Overrides:
    """The puts of the page whose keys begin with ``prefix``."""
    return st.session_state.setdefault(f"{prefix}overrides", Overrides())


def count_link() -> None:
    """Number the link that is about to be sent; not needed on a page without settings."""
    if (prefix := st.session_state.get(SETTLED)) is not None:
        overrides_of(prefix).count()


def put_in_link(name: str, text: str) -> None:
    """Put something other than a setting into the page's link; an empty text removes it."""
    if st.query_params.get(name) == (text or None):
        return
    count_link()
    if text:
        st.query_params[name] = text
    else:
        del st.query_params[name]


def keep_in_link(name: str, text: str, label: str) -> None:
    """The same, bound to a hidden widget, so that it is not carried over to another page.

    The value that the browser sends back is ignored.
    """
    if st.query_params.get(name, "") != text:
        count_link()
    st.session_state[name] = text
    st.text_input(label, key=name, bind="query-params")

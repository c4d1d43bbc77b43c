"""What the app has put into a page's settings and its link, and how much of it has reached the page."""

from collections import deque
from collections.abc import Collection, Mapping
from itertools import takewhile
from typing import Any, NamedTuple

import streamlit as st

SETTLED = "settled"
"""In the session: the prefix of the page that the visitor is on, once its settings are in effect."""
MOST_KEPT = 40
"""Values of a setting that a page may have: some of the oldest, while a popover is closed, and the last ones."""
RECEIPT = "receipt"
"""How the key of the *receipt* ends, the hidden widget that :class:`Puts` explains."""


class _Value(NamedTuple):
    number: int
    value: Any


class Puts:
    """The values that the app has put into the settings of one page.

    **Which state is the configuration.** It is what :attr:`Controls.chosen` reads: the value of each widget in the
    session, but for those that are out of date. Two may change it: the visitor, through a widget, and the app, through
    :meth:`Controls.put`. The link is a copy that the browser keeps, and the player follows before anything is done to
    its runs. A message from the page brings the values of *all* its widgets, as they were when it was sent, so for a
    round trip after a put every message brings the old value once more, whatever it is about: a tick, a button of a
    fragment, another control. Therefore puts are numbered, and a hidden widget, the *receipt*, drawn last on the page,
    brings back with every message the last number that the page has. For a message that does not know a put, a value
    that the page had before it is no choice of the visitor's, and what was put is in effect; any other value is a
    choice, and counts. In both cases the widget and the link are set anew with the next run of the script, under a new
    number, until a message knows it.

    A link that is sent replaces the browser's own, and may undo there, and only there, what a visitor has just changed.
    So each link has a number, too, before it is sent, and is sent again to a page that did not know the last one. The
    receipt comes after it: a page that has the number has had the link.

    A widget in a closed popover does not get what is put, whatever the receipt says, and comes back with the popover as
    it was. So what was put since it was closed stays unknown to the page until it is opened. After a connection was
    lost, any widget may be drawn anew with its default: all are put once more, and a default is no choice.
    """

    def __init__(self) -> None:
        self.number = 0
        """Of the last put or link."""
        self._had: dict[str, deque[_Value]] = {}

    def put(self, before: Mapping[str, Any], values: Mapping[str, Any]) -> None:
        """Note that settings get ``values``, by key, where they had the values ``before``."""
        for key, value in values.items():
            had = self._had.setdefault(key, deque())
            if key in before and (not had or had[-1].value != before[key]):
                had.append(_Value(self.number, before[key]))
            had.append(_Value(self.number + 1, value))
            while len(had) > MOST_KEPT:
                del had[MOST_KEPT // 2]
        self.count()

    def count(self) -> None:
        """Note that the page is about to be sent what it does not have yet: values, or a link."""
        self.number += 1

    def true(self, key: str, sent: Any, receipt: int) -> Any:
        """The value in effect, where a message that knows the puts up to ``receipt`` has brought ``sent``."""
        had = self._had.get(key)
        if not had or had[-1].number <= receipt:
            return sent
        values = list(had)  # in one step: a run that is being stopped may still be at work, in a thread of its own
        known = sum(1 for _ in takewhile(lambda each: each.number <= receipt, values))
        may_have = values[max(0, known - 1) :]
        return values[-1].value if any(sent == each.value for each in may_have) else sent

    def close(self, keys: Collection[str], receipt: int) -> None:
        """These widgets leave the page, with the puts up to ``receipt``: it goes on sending what they have now."""
        for key in keys:
            had = self._had.get(key)
            while had and len(had) > 1 and had[1].number <= receipt:
                had.popleft()

    def unknown(self, key: str, receipt: int) -> bool:
        """Whether this was put after ``receipt``."""
        had = self._had.get(key)
        return had is not None and had[-1].number > receipt

    def reopen(self, keys: Collection[str]) -> None:
        """The page draws these widgets anew, with any of the values that they ever had."""
        if keys:
            self.count()
        for key in keys:
            self._had[key] = deque(_Value(self.number, each.value) for each in self._had[key])

    def forget(self) -> None:
        """The page is drawn anew: it has nothing but what it is sent from now on."""
        self._had.clear()


def puts_of(prefix: str) -> Puts:
    """Those of the page whose keys begin with ``prefix``."""
    return st.session_state.setdefault(f"{prefix}puts", Puts())


def count_link() -> None:
    """Number the link that is about to be sent; a page without settings has no use for that."""
    if (prefix := st.session_state.get(SETTLED)) is not None:
        puts_of(prefix).count()


def put_in_link(name: str, text: str) -> None:
    """Put something that is no setting into the page's link; an empty text takes it out."""
    if st.query_params.get(name) == (text or None):
        return
    count_link()
    if text:
        st.query_params[name] = text
    else:
        del st.query_params[name]


def keep_in_link(name: str, text: str, label: str) -> None:
    """The same through a hidden widget, so that it does not go along to another page.

    Nobody reads what a browser puts into it.
    """
    if st.query_params.get(name, "") != text:
        count_link()
    st.session_state[name] = text
    st.text_input(label, key=name, bind="query-params")

"""Widgets for the settings that a page offers; each keeps its value in the link."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import nullcontext
from functools import partial
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from playground.language import _
from playground.training import Recipe, Settings
from playground.ui.visit import course, speech
from playground.ui.visit.overrides import RECEIPT, SETTLED, Overrides, overrides_of
from playground.ui.visit.session import session_id
from playground.ui.visit.teacher import OF_EXPERIMENTS, Teacher, presenting

from .settings_in_link import SettingsInLink
from .widgets import draw_widget, in_widget

CONNECTION = "connection"
"""Session key: the connection for which the page was last drawn."""
_MISSING = object()
MOST_NOTES = 50
"""Most notes shown on what can't be used in a link."""


class PartOfLink:
    """A part of a page's link, or of its choices, that is not a setting.

    The controls call the methods of their page's parts when they need them; a part overrides the ones that concern it.
    """

    names: Sequence[str] = ()
    """Its names in the link."""
    after_prediction = False
    """Whether it follows the visitor's prediction there."""
    outlives_link = False
    """Whether it is the visitor's, and stays in the tab whatever link they open."""

    def read_link(self, controls: "Controls") -> list[str]:
        """Apply the link, once its settings are in effect; returns a sentence for each thing that can't be used.

        What can't be used is removed from the link.
        """
        return []

    def begin(self, controls: "Controls") -> None:
        """Do what the settings call for, once they are in effect."""

    def filled(self, controls: "Controls", chosen: dict[type, Any]) -> dict[type, Any]:
        """The page's records, completed with what this part has to put into them."""
        return chosen

    def remarks(self, controls: "Controls") -> list[str]:
        """Remarks on what is chosen, a sentence each, in Markdown."""
        return []

    def in_link(self, controls: "Controls") -> Mapping[str, str]:
        """Its values in the link, by name."""
        return {}

    def left_out(self, controls: "Controls") -> list[str]:
        """What a link can't hold of it, a sentence each, in Markdown."""
        return []

    def write_link(self, controls: "Controls") -> None:
        """Write it to the page's link."""

    def beyond_link(self, controls: "Controls") -> Any:
        """What the page's link lacks of it, for JSON, which the tab remembers for a reload; None if it has all."""
        return None

    def restore(self, controls: "Controls", data: Any) -> None:
        """Take back an unchecked :meth:`beyond_link`.

        Raises
        ------
        ValueError
            If it can't be used.
        """


class Controls:
    """The controls of one page.

    Parameters
    ----------
    prefix : of the widgets' keys and the names in the link, so that each page has settings of its own
    offered : the settings of the page
    parts : the other parts of its link; one may depend on what those before it have read
    own : the labels of those controls that are no settings, experiments and predictions aside, which a prepared lesson
        can keep, by name
    """

    def __init__(
        self, prefix: str, offered: Settings, parts: Sequence[PartOfLink] = (), own: Mapping[str, str] | None = None
    ) -> None:
        self.prefix, self.offered, self.parts = prefix, offered, parts
        self.in_link = SettingsInLink(prefix, offered)
        of_experiments = OF_EXPERIMENTS if offered.names else {}  # settings make them, and they are predicted
        self.own: Mapping[str, str] = {**of_experiments, **(own or {})}
        self.teacher = Teacher(prefix, [*offered.names, *self.own])
        self._in_popover = {name for names in offered.groups.values() for name in names}
        self._left_out = {*offered.names}
        """The settings whose widgets have not been drawn yet."""
        self.problems: list[str] = []
        """Typed values that can't be used, a sentence each, from the widgets drawn so far."""
        self._read: tuple[dict[str, Any], dict[type, Any]] = {}, offered.read({})[0]
        self._read_link()
        self._in_popover -= {*offered.names} if self.teacher.prepared else self.teacher.hidden  # drawn elsewhere
        self._settle()
        for part in parts:
            part.begin(self)
        self._began_with = self.chosen

    def draw(self, *names: str, most: Any = None, width: int | None = None, help: bool = True) -> None:
        """Draw the widgets of these settings, except those that a teacher has hidden.

        Parameters
        ----------
        names : of the settings; read their values from :attr:`chosen`
        most : the largest number that makes sense now, or the words that do, if the option allows more
        width : of each, in pixels; by default that of its kind
        help : whether each has a mark that explains it
        """
        for name in names:
            if most is not None:
                self._limit(name, most)
        in_sight = [name for name in names if self.teacher.keeps(name)]
        self._draw(in_sight, most, width, help)
        for name in in_sight:
            self._note_problem(name)

    def _draw(self, names: Collection[str], most: Any = None, width: int | None = None, help: bool = True) -> None:
        chosen = self.chosen
        unused, elsewhere = self.offered.unused(chosen), self.offered.elsewhere(chosen)
        for name in names:
            spec, key = self.offered.spec(name), self.prefix + name
            if most is not None:
                spec = spec.limited(most)
            with st.container(key=f"unseen_{key}") if name in elsewhere else nullcontext():
                on_change = partial(self._bring_along, name) if name in self.offered.brings else None
                draw_widget(spec, key, self.offered.default(name), name in unused, width, help, on_change)
        self._left_out.difference_update(names)

    def _limit(self, name: str, most: Any) -> None:
        """Limit a setting to ``most``. To Streamlit a new range is a new widget, so the value is set again, clipped.

        This includes hidden settings, whose values are used all the same.
        """
        key = self.prefix + name
        value = self._values().get(name, self.offered.default(name))
        nearest = self.offered.spec(name).limited(most).nearest(value)
        if nearest != value or st.session_state.get(f"{key}_most") != most:
            st.session_state[f"{key}_most"] = most
            self._put({key: value}, {key: nearest})

    def _note_problem(self, name: str) -> None:
        """Record a problem if the value that the visitor has typed can't be used."""
        spec, default = self.offered.spec(name), self.offered.default(name)
        try:
            spec.read(st.session_state[self.prefix + name])
        except ValueError as error:
            wrong = _(
                "{label}: {what} {value} is in effect.",
                label=spec.label,
                what=error.args[0],
                value=in_widget(spec, default),
            )
            self.problems.append(wrong)

    @property
    def out_of_popover(self) -> list[str]:
        """The settings that students keep of the popover, which a prepared page does not have."""
        grouped = [name for names in self.offered.groups.values() for name in names]
        return [*filter(self.teacher.keeps, grouped)] if self.teacher.prepared else []

    @property
    def chosen(self) -> dict[type, Any]:
        """The current settings, by record.

        Values from the browser are checked again here: a widget's limits bind only those who use the widget.
        """
        values = self._values()
        before, chosen = self._read
        if values != before:
            chosen = self.offered.read(values)[0]
            self._read = values, chosen  # a script run reads this some thirty times, mostly unchanged
        for part in self.parts:
            chosen = part.filled(self, chosen)
        return chosen

    @property
    def recipe(self) -> Recipe:
        """The current recipe of a page with datasets."""
        return self.settings(type(self.offered.record("dataset")))

    @property
    def remarks(self) -> list[str]:
        """Remarks on what is chosen, a sentence each, in Markdown."""
        return [remark for part in self.parts for remark in part.remarks(self)]

    def settings(self, record: type) -> Any:
        """The current values of one record."""
        return self.chosen[record]

    def value(self, name: str) -> Any:
        """The current value of a setting."""
        return self.by_name[name]

    @property
    def by_name(self) -> dict[str, Any]:
        """The current values of all settings, by name."""
        return self.offered.by_name(self.chosen)

    def _values(self) -> dict[str, Any]:
        state, overrides, known = st.session_state, self._overrides, self._known()
        keys = {name: self.prefix + name for name in self.offered.names}
        sent = {name: state.get(key, _MISSING) for name, key in keys.items()}  # a test for the key takes as long
        return {
            name: overrides.true(keys[name], value, known[name])
            for name, value in sent.items()
            if value is not _MISSING
        }

    def _known(self) -> dict[str, int]:
        """For each setting, the number of the last override that its widget may have.

        All at once: every tick reads them, and the session is slow.
        """
        receipt = st.session_state.get(self._receipt, self._overrides.number)
        closed = st.session_state.get(self._closed)
        hidden = receipt if closed is None else min(receipt, closed)
        return {name: hidden if name in self._in_popover else receipt for name in self.offered.names}

    @property
    def session(self) -> str:
        """The name of the visitor's session, for what is kept for them outside it."""
        return session_id()

    @property
    def changed(self) -> dict[str, Any]:
        """The settings that differ from their defaults, by name."""
        return {name: value for name, value in self.by_name.items() if value != self.offered.default(name)}

    @property
    def at_first(self) -> dict[str, Any]:
        """The settings with which the visit to this page began, by name: those of its link, else the page's own."""
        defaults = {name: self.offered.default(name) for name in self.offered.names}
        return defaults | st.session_state.get(self._given_first, {})

    @property
    def _given_first(self) -> str:
        """The session key of the settings in the link that opened the page, by name."""
        return f"{self.prefix}given_first"

    @property
    def link(self) -> str:
        """The settings that differ from their defaults, as they appear in a link after its "?"."""
        link = self.in_link.written(self.changed)
        for part in self.parts:
            link |= part.in_link(self)
        return urlencode(link)

    @property
    def not_in_link(self) -> list[str]:
        """What the link can't hold, a sentence each, in Markdown."""
        return [note for part in self.parts for note in part.left_out(self)]

    def override(self, values: Mapping[str, Any]) -> None:
        """Set settings, by name, from a button's callback; see :class:`Overrides` for messages that cross with this."""
        if not values:
            return
        shown = {self.prefix + name: in_widget(self.offered.spec(name), value) for name, value in values.items()}
        self._put({self.prefix + name: value for name, value in self._values().items()}, shown)

    def choose(self, name: str, value: Any, before: Mapping[type, Any] | None = None) -> None:
        """Set a setting as its widget does, from a button's callback, with what a visitor's choice of it brings along.

        ``before``: the choices before, where something besides settings has changed, too.
        """
        before = before or self.chosen
        self.override({name: value})
        if brings := self.offered.brings.get(name):
            self.override(brings(before, self.chosen))

    def _bring_along(self, name: str) -> None:
        """Set what the visitor's choice in a widget brings along, from its callback."""
        # A message sent before the page had an override brings a value that is no choice.
        if st.session_state[self.prefix + name] == in_widget(self.offered.spec(name), self.value(name)):
            self.override(self.offered.brings[name](self._began_with, self.chosen))

    def _put(self, before: Mapping[str, Any], values: Mapping[str, Any]) -> None:
        self._overrides.override(before, values)
        for key, value in values.items():
            st.session_state[key] = value

    @property
    def _overrides(self) -> Overrides:
        return overrides_of(self.prefix)

    @property
    def kept(self) -> Mapping[str, Any]:
        """The settings when the visitor was last on this page, by name; empty on the first visit."""
        return st.session_state.get(self._kept, {})

    @property
    def _kept(self) -> str:
        """The session key of ``kept``."""
        return f"{self.prefix}kept"

    @property
    def _restore(self) -> str:
        """The session key of whether ``kept`` has still to be restored."""
        return f"{self.prefix}restore"

    @property
    def _receipt(self) -> str:
        """The key of the hidden widget with the last number that the page has; see :class:`Overrides`."""
        return self.prefix + RECEIPT

    def _settle(self) -> None:
        """Put again, into widgets and link, every value that the page does not have yet."""
        self._behind = st.session_state.get(self._receipt, self._overrides.number) != self._overrides.number
        self._restores = st.session_state.pop(self._restore, False)
        connection = st.context.headers.get("Sec-Websocket-Key")  # unique to each connection
        # The page is opened, perhaps again; or Streamlit has dropped its widgets, after a run of another page's script
        # that was cut short before it could record that.
        if st.session_state.get(SETTLED) != self.prefix or self._receipt not in st.session_state:
            st.session_state[SETTLED] = self.prefix
            self._overrides.forget()
            st.session_state[self._receipt] = st.session_state[self._closed] = self._overrides.number
            self._restores = not (course.opens_chapter() or any(map(self.in_link.has, self.offered.names)))
            self._hold_against_defaults(self._in_popover)  # which it holds when drawn, if the popover is opened late
        elif connection != st.session_state.get(CONNECTION):
            # The browser takes a script run cut off by the lost connection for a complete one, and has dropped the
            # widgets that it did not draw.
            st.session_state[self.popover] = False
            self._hold_against_defaults(self.offered.names)
        st.session_state[CONNECTION] = connection
        if self._restores:
            self.override(self.kept)
        known, values = self._known(), self._values()
        unknown = {name for name in values if self._overrides.unknown(self.prefix + name, known[name])}
        # In Present there is no popover, and its widgets are drawn elsewhere.
        closed, opened = st.session_state[self._closed], presenting() or st.session_state.get(self.popover, False)
        if opened and closed is not None:
            self._overrides.reopen([self.prefix + name for name in unknown if name in self._in_popover])
            st.session_state[self._closed] = None
        elif not opened and closed is None:
            st.session_state[self._closed] = st.session_state[self._receipt]
            self._overrides.close([self.prefix + name for name in self._in_popover], st.session_state[self._receipt])
        chosen = self.by_name
        strayed = {name for name in values if chosen[name] != self.in_link.value(name)}
        keys = {self.prefix + name: values[name] for name in unknown | strayed}
        if keys:
            self._put(keys, keys)

    def _hold_against_defaults(self, names: Collection[str]) -> None:
        """Put the values of these widgets again: they may be redrawn with their defaults, which are not a choice."""
        defaults = {name: in_widget(self.offered.spec(name), self.offered.default(name)) for name in names}
        kept = {self.prefix + name: value for name, value in self._values().items() if name in defaults}
        if kept:
            self._put({self.prefix + name: value for name, value in defaults.items()}, kept)

    @property
    def popover(self) -> str:
        """The key of the popover with the grouped settings."""
        return f"{self.prefix}settings"

    @property
    def _closed(self) -> str:
        """The session key of the last number that the page had when the popover closed; None while it is open."""
        return f"{self.prefix}closed"

    def finish(self) -> None:
        """Draw the hidden widgets, and store the settings; call this once every other widget is drawn.

        A widget not drawn, because a teacher has hidden it or in Present, would lose its value and its place in the
        link.

        If a widget has turned out different from what was read, the script is rerun: after the browser's Back or
        Forward, Streamlit sets widgets from the link as they are drawn. From one page to another that link is empty.
        """
        with st.container(key="unseen"):
            if self._left_out:
                self._draw([name for name in self.offered.names if name in self._left_out])
            for part in self.parts:
                part.write_link(self)
            if self._behind:
                self._overrides.count()
                st.query_params.update()
            if self._overrides.number != st.session_state[self._receipt]:
                st.session_state[self._receipt] = self._overrides.number
            st.number_input("Receipt", 0, None, step=1, key=self._receipt)
        if self.chosen != self._began_with:
            st.session_state[self._restore] = self._restores
            st.rerun()
        # Streamlit drops the widgets of a page when the visitor leaves it.
        st.session_state[self._kept] = self.by_name

    @property
    def link_notes(self) -> list[str]:
        """What can't be used in the link, a sentence each; they stay until the visitor opens another link."""
        notes = st.session_state[f"{self.prefix}link_notes"]
        more = [_("and {number:,} more.", number=len(notes) - MOST_NOTES)] if len(notes) > MOST_NOTES else []
        return notes[:MOST_NOTES] + more

    def _read_link(self) -> None:
        """Read the link, and record and remove what can't be used.

        Only the page that a link opens reads it: on the way to another page, the link is still that of the first. Or,
        in a course, the page that opens at another chapter: a setting that is not in its link then has its default.
        """
        key, opens = f"{self.prefix}link_notes", course.opens_chapter()
        page: Any = st.session_state.get("page")
        if key in st.session_state and not opens:
            return
        first = key not in st.session_state and st.session_state.get("first_page") == page
        if not (first or opens):
            st.session_state[key] = []
            return
        others = {*Teacher.NAMES, course.COURSE, *([course.CHAPTER] if course.is_on() else ()), speech.IN_LINK}
        others.update(name for part in self.parts for name in part.names)
        notes = [*self.in_link.notes(others), *course.link_notes(page), *speech.link_notes()]
        st.session_state[key] = [*(self.teacher.read_link() if first else ()), *notes]
        # Before a widget sees it: Streamlit would cut 4.5 to 4 in one for whole numbers, and fails at "inf". And before
        # any widget is drawn, since the first on the page may depend on the last.
        given, unusable = self.in_link.take()
        if not first:
            given = {name: self.offered.default(name) for name in self.offered.names} | given
            if player := st.session_state.get(f"{self.prefix}player"):
                player.reset()
        self.override(given)
        st.session_state[self._given_first] = given
        of_parts = [note for part in self.parts for note in part.read_link(self)]
        st.session_state[key] += of_parts
        if unusable or of_parts:
            st.rerun()

    def add_link_notes(self, notes: list[str]) -> None:
        """Add notes on what can't be used in the link, for problems found only once the runs exist."""
        st.session_state[f"{self.prefix}link_notes"] += notes

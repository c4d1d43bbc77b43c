"""Widgets for settings, made from the list of what a page offers; each keeps its value in the link."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from playground.language import _
from playground.training import Recipe, Settings
from playground.training.options import Whole
from playground.ui.visit import speech
from playground.ui.visit.classroom import Classroom, presenting
from playground.ui.visit.puts import RECEIPT, SETTLED, Puts, puts_of
from playground.ui.visit.session import session_id

from .widgets import draw_widget, in_widget

CONNECTION = "connection"
"""In the session: which connection the page was made for."""
_MISSING = object()
MOST_NOTES = 50
"""On what in a link can't be used."""


class PartOfLink:
    """What stands in a page's link, or is chosen there, without being a setting.

    The controls are handed the parts of their page, and ask each at its time; a part overrides what it has an answer
    to.
    """

    names: Collection[str] = ()
    """Under which it stands in the link."""

    def read_link(self, controls: "Controls") -> list[str]:
        """Take over what the link has, once its settings are in effect; a sentence for each thing that can't be used.

        What can't be used is taken out of the link.
        """
        return []

    def begin(self, controls: "Controls") -> None:
        """Do what the settings call for, when they are in effect."""

    def filled(self, chosen: dict[type, Any]) -> dict[type, Any]:
        """The records of the page, with what it has to put into them."""
        return chosen

    def remarks(self, controls: "Controls") -> list[str]:
        """What has to be said of what is chosen, a sentence each, in Markdown."""
        return []

    def in_link(self, controls: "Controls") -> Mapping[str, str]:
        """What stands in the link, by name."""
        return {}

    def left_out(self, controls: "Controls") -> list[str]:
        """What a link can't have of it, a sentence each, in Markdown."""
        return []

    def write_link(self, controls: "Controls") -> None:
        """Have it stand in the link of the page."""


class Controls:
    """The controls of one page.

    Parameters
    ----------
    prefix : begins the keys of the widgets and the names in the link, so that each page has settings of its own
    offered : the settings of the page
    parts : what else its link has; one may go by what those before it have read
    """

    def __init__(self, prefix: str, offered: Settings, parts: Sequence[PartOfLink] = ()) -> None:
        self.prefix, self.offered, self.parts = prefix, offered, parts
        self.classroom = Classroom(prefix, offered.names)
        self._in_popover = {name for names in offered.groups.values() for name in names}
        self._left_out = {*offered.names}
        """The settings whose widgets have not been drawn yet."""
        self.problems: list[str] = []
        """What a visitor has typed and can't be used, a sentence each, of the widgets drawn so far."""
        self._read: tuple[dict[str, Any], dict[type, Any]] = {}, offered.read({})[0]
        self._read_link()
        self._in_popover -= self.classroom.hidden  # these are drawn elsewhere
        self._settle()
        for part in parts:
            part.begin(self)
        self._began_with = self.chosen

    def draw(self, *names: str, most: int | None = None, width: int | None = None, label: bool = True) -> None:
        """Draw the widgets of these settings, but for those that a teacher has hidden.

        Parameters
        ----------
        names : of the settings; their values are read with :attr:`chosen`
        most : the largest number that makes sense now, if that is less than the option allows
        width : of each, in pixels; without it a widget has the width of its kind
        label : whether its label is seen; it is read aloud in any case
        """
        for name in names:
            if most is not None and isinstance(self.offered.spec(name), Whole):
                self._limit(name, most)
        in_sight = [name for name in names if name not in self.classroom.hidden]
        self._draw(in_sight, most, width, label)
        for name in in_sight:
            self._note_problem(name)

    def _draw(
        self, names: Collection[str], most: int | None = None, width: int | None = None, label: bool = True
    ) -> None:
        chosen = self.chosen
        unused, elsewhere = self.offered.unused(chosen), self.offered.elsewhere(chosen)
        for name in names:
            spec, key = self.offered.spec(name), self.prefix + name
            if most is not None and isinstance(spec, Whole):
                spec = replace(spec, most=most)
            with st.container(key=f"unseen_{key}") if name in elsewhere else nullcontext():
                draw_widget(spec, key, self.offered.default(name), name in unused, width, label)
        self._left_out.difference_update(names)

    def _limit(self, name: str, most: int) -> None:
        """Another range is another widget: it takes over the value, which may be too large for it.

        So may that of a hidden one be for those who use it.
        """
        key = self.prefix + name
        value = self._values().get(name, self.offered.default(name))
        if value > most or st.session_state.get(f"{key}_most") != most:
            st.session_state[f"{key}_most"] = most
            self._put({key: value}, {key: min(value, most)})

    def _note_problem(self, name: str) -> None:
        """What a visitor has typed need not be usable."""
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
    def chosen(self) -> dict[type, Any]:
        """The settings as they are chosen now, by record.

        What a browser sends is checked again here: a widget's limits hold only for those who use the widget.
        """
        values = self._values()
        before, chosen = self._read
        if values != before:
            chosen = self.offered.read(values)[0]
            self._read = values, chosen  # a page's run asks some thirty times, mostly for the same
        for part in self.parts:
            chosen = part.filled(chosen)
        return chosen

    @property
    def recipe(self) -> Recipe:
        """That of a page with datasets, as it is chosen now."""
        return self.settings(type(self.offered.record("dataset")))

    @property
    def remarks(self) -> list[str]:
        """What has to be said of what is chosen, a sentence each, in Markdown."""
        return [remark for part in self.parts for remark in part.remarks(self)]

    def settings(self, record: type) -> Any:
        """One of the records as it is chosen now."""
        return self.chosen[record]

    def value(self, name: str) -> Any:
        """A setting as it is chosen now."""
        return self.by_name[name]

    @property
    def by_name(self) -> dict[str, Any]:
        """All settings as they are chosen now."""
        chosen = self.chosen
        return {name: getattr(chosen[type(self.offered.record(name))], name) for name in self.offered.names}

    def _values(self) -> dict[str, Any]:
        state, puts, known = st.session_state, self._puts, self._known()
        keys = {name: self.prefix + name for name in self.offered.names}
        sent = {name: state.get(key, _MISSING) for name, key in keys.items()}  # to ask whether it has one asks as long
        return {
            name: puts.true(keys[name], value, known[name]) for name, value in sent.items() if value is not _MISSING
        }

    def _known(self) -> dict[str, int]:
        """For each setting, the number up to which its widget may have what was put.

        Of all at once: every tick reads them, and the session is slow to ask.
        """
        receipt = st.session_state.get(self._receipt, self._puts.number)
        closed = st.session_state.get(self._closed)
        hidden = receipt if closed is None else min(receipt, closed)
        return {name: hidden if name in self._in_popover else receipt for name in self.offered.names}

    @property
    def session(self) -> str:
        """The visitor's, for what is kept for them outside of it."""
        return session_id()

    @property
    def link(self) -> str:
        """The settings that are not as at first, as they stand in a link after its "?"."""
        default = self.offered.default
        changed = {name: value for name, value in self.by_name.items() if value != default(name)}
        in_link = {self.prefix + name: _in_link(value) for name, value in changed.items()}
        for part in self.parts:
            in_link |= part.in_link(self)
        return urlencode(in_link)

    @property
    def not_in_link(self) -> list[str]:
        """What the link can't have, a sentence each, in Markdown."""
        return [note for part in self.parts for note in part.left_out(self)]

    def put(self, values: Mapping[str, Any]) -> None:
        """Set settings, by name, from a button's callback; :class:`Puts` says how that meets what is under way."""
        if not values:
            return
        shown = {self.prefix + name: in_widget(self.offered.spec(name), value) for name, value in values.items()}
        self._put({self.prefix + name: value for name, value in self._values().items()}, shown)

    def _put(self, before: Mapping[str, Any], values: Mapping[str, Any]) -> None:
        self._puts.put(before, values)
        for key, value in values.items():
            st.session_state[key] = value

    @property
    def _puts(self) -> Puts:
        return puts_of(self.prefix)

    @property
    def kept(self) -> Mapping[str, Any]:
        """The settings as they were when the visitor was last on this page, by name; none on the first visit."""
        return st.session_state.get(self._kept, {})

    @property
    def _kept(self) -> str:
        """The key of these."""
        return f"{self.prefix}kept"

    @property
    def _restore(self) -> str:
        """The key of whether they have still to be put."""
        return f"{self.prefix}restore"

    @property
    def _receipt(self) -> str:
        """The key of the hidden widget that says which number the page has."""
        return self.prefix + RECEIPT

    def _settle(self) -> None:
        """Give the widgets anew, and so the link, what the page does not have yet."""
        self._behind = st.session_state.get(self._receipt, self._puts.number) != self._puts.number
        self._restores = st.session_state.pop(self._restore, False)
        connection = st.context.headers.get("Sec-Websocket-Key")  # each has another one
        # The page is opened, or opened again; or Streamlit has forgotten its widgets, after a run of another page that
        # was cut short before it could say so.
        if st.session_state.get(SETTLED) != self.prefix or self._receipt not in st.session_state:
            st.session_state[SETTLED] = self.prefix
            self._puts.forget()
            st.session_state[self._receipt] = st.session_state[self._closed] = self._puts.number
            self._restores = not any(map(self._given, self.offered.names))
            self._hold_against_defaults(self._in_popover)  # as it is drawn, if the popover is opened late
        elif connection != st.session_state.get(CONNECTION):
            # A run that the cut has ended counts as a whole one: the browser has dropped what it did not draw.
            st.session_state[self.popover] = False
            self._hold_against_defaults(self.offered.names)
        st.session_state[CONNECTION] = connection
        if self._restores:
            self.put(self.kept)
        known, values = self._known(), self._values()
        unknown = {name for name in values if self._puts.unknown(self.prefix + name, known[name])}
        # In Present there is no popover, and what would be in it is drawn elsewhere.
        closed, opened = st.session_state[self._closed], presenting() or st.session_state.get(self.popover, False)
        if opened and closed is not None:
            self._puts.reopen([self.prefix + name for name in unknown if name in self._in_popover])
            st.session_state[self._closed] = None
        elif not opened and closed is None:
            st.session_state[self._closed] = st.session_state[self._receipt]
            self._puts.close([self.prefix + name for name in self._in_popover], st.session_state[self._receipt])
        chosen = self.by_name
        strayed = {name for name in values if chosen[name] != self._linked(name)}
        keys = {self.prefix + name: values[name] for name in unknown | strayed}
        if keys:
            self._put(keys, keys)

    def _linked(self, name: str) -> Any:
        """A setting as the link has it. Of two messages that come at once, Streamlit takes the link of one only."""
        text = st.query_params.get(self.prefix + name)
        return self.offered.default(name) if text is None else self._value(name, text)

    def _hold_against_defaults(self, names: Collection[str]) -> None:
        """These widgets may be drawn anew, with their defaults, which are then no choice."""
        defaults = {name: in_widget(self.offered.spec(name), self.offered.default(name)) for name in names}
        kept = {self.prefix + name: value for name, value in self._values().items() if name in defaults}
        if kept:
            self._put({self.prefix + name: value for name, value in defaults.items()}, kept)

    @property
    def popover(self) -> str:
        """The key of the popover that has the settings of the groups."""
        return f"{self.prefix}settings"

    @property
    def _closed(self) -> str:
        """The key of the last number that the page had when the popover was closed; None while it is open."""
        return f"{self.prefix}closed"

    def finish(self) -> None:
        """Draw what no visitor sees, and keep the settings; to be called when every other widget is drawn.

        A widget that is left out, by a teacher or in Present, would lose its value and its place in the link.

        If a widget has come out otherwise than it was read, the page is made once more: the browser's way back and
        forward sets the widgets by the link, as they are drawn. From one page to another that link is empty.
        """
        with st.container(key="unseen"):
            if self._left_out:
                self._draw([name for name in self.offered.names if name in self._left_out])
            for part in self.parts:
                part.write_link(self)
            if self._behind:
                self._puts.count()
                st.query_params.update()
            if self._puts.number != st.session_state[self._receipt]:
                st.session_state[self._receipt] = self._puts.number
            st.number_input("Receipt", 0, None, step=1, key=self._receipt)
        if self.chosen != self._began_with:
            st.session_state[self._restore] = self._restores
            st.rerun()
        # Streamlit forgets the widgets of a page that is left.
        st.session_state[self._kept] = self.by_name

    @property
    def link_notes(self) -> list[str]:
        """What in the link can't be used, a sentence each; they stay until the visitor opens another link."""
        notes = st.session_state[f"{self.prefix}link_notes"]
        more = [_("and {number:,} more.", number=len(notes) - MOST_NOTES)] if len(notes) > MOST_NOTES else []
        return notes[:MOST_NOTES] + more

    def _read_link(self) -> None:
        """Take from the link what no widget will take, and note what can't be used.

        Only the page that a link opens reads it: on the way to another page, the link is still the first one's.
        """
        key = f"{self.prefix}link_notes"
        if key in st.session_state:
            return
        first = st.session_state.get("first_page") == st.session_state.get("page")
        if not first:
            st.session_state[key] = []
            return
        notes = self._notes()
        st.session_state[key] = [*self.classroom.read_link(), *notes]
        # Before a widget sees it: Streamlit would cut 4.5 to 4 in that of a whole number, and break down at "inf". And
        # before any is drawn, since what comes first on the page may depend on what comes last.
        given = {name: st.query_params[self.prefix + name] for name in self.offered.names if self._given(name)}
        unusable = [name for name, value in given.items() if self.offered.read({name: value})[1]]
        for name in unusable:
            del st.query_params[self.prefix + name]
            del given[name]
        self.put({name: self._value(name, text) for name, text in given.items()})
        of_parts = [note for part in self.parts for note in part.read_link(self)]
        st.session_state[key] += of_parts
        if unusable or of_parts:
            st.rerun()

    def add_link_notes(self, notes: list[str]) -> None:
        """What else in the link can't be used, as is known when the runs are there."""
        st.session_state[f"{self.prefix}link_notes"] += notes

    def _given(self, name: str) -> bool:
        return self.prefix + name in st.query_params

    def _value(self, name: str, text: str) -> Any:
        """What a text means as a value of a setting."""
        return getattr(self.offered.read({name: text})[0][type(self.offered.record(name))], name)

    def _notes(self) -> list[str]:
        """What in the link can't be used, a sentence each."""
        known = {self.prefix + name: name for name in self.offered.names}
        no_settings = {*Classroom.NAMES, speech.IN_LINK, *(name for part in self.parts for name in part.names)}
        link = {
            name: value
            for name, value in st.query_params.items()
            if not name.startswith("embed") and name not in no_settings
        }
        notes = self.offered.read({known[name]: value for name, value in link.items() if name in known})[1]
        notes += [
            _("{name} is not a setting of this page.", name=repr(name[:40])) for name in link if name not in known
        ]
        notes += [
            _("{name} is given more than once; its control shows the value that is in effect.", name=repr(name[:40]))
            for name in link
            if len(st.query_params.get_all(name)) > 1
        ]
        return notes + speech.link_notes()


def _in_link(value: Any) -> Any:
    """A setting's value as it stands in a link."""
    match value:
        case bool():
            return str(value).lower()
        case tuple():
            return ",".join(map(str, value))
    return value

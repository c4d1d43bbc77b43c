"""Widgets for settings, made from the table that defines them; each keeps its value in the link."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from playground.training.options import Choice, Option, Real, Several, Switch, Whole, defaults, options, read

MOST_NOTES = 50
"""On what in a link can't be used."""


class Controls:
    """The controls of one page.

    Parameters
    ----------
    prefix : begins the keys of the widgets and the names in the link, so that each page has settings of its own
    tables : what they set: dataclasses whose fields are options
    """

    def __init__(self, prefix: str, *tables: Any) -> None:
        self.prefix, self.tables = prefix, tables

    def draw(self, *names: str, disabled: bool = False) -> None:
        """Draw the widgets of these settings. Their values are read with :meth:`settings`."""
        for name in names:
            (table,) = (table for table in self.tables if name in options(table))
            _widget(options(table)[name], self.prefix + name, defaults(table)[name], disabled)

    def settings(self, table: Any) -> Any:
        """The settings of one of the tables as they are chosen now.

        What a browser sends is checked again here: a widget's limits hold only for those who use the widget.
        """
        keys = {name: self.prefix + name for name in options(table)}
        chosen, _ = read(table, {name: st.session_state[k] for name, k in keys.items() if k in st.session_state})
        return chosen

    @property
    def link(self) -> str:
        """The settings that are not at their default, as they stand in a link after its "?"."""
        values: dict[str, Any] = {}
        for table in self.tables:
            chosen, default = self.settings(table), defaults(table)
            differ = {name: getattr(chosen, name) for name in default if getattr(chosen, name) != default[name]}
            values |= {self.prefix + name: _in_link(value) for name, value in differ.items()}
        return urlencode(values)

    def put(self, values: Mapping[str, Any], since: int) -> None:
        """Set settings, by name, from a button's callback.

        A question of the live chart that is under way carries the old values of all widgets: what is put is held
        against questions that know no tick from ``since`` on.
        """
        held = st.session_state.setdefault(f"{self.prefix}held", {})
        for name, value in values.items():
            (table,) = (table for table in self.tables if name in options(table))
            shown = _shown(options(table)[name], value)
            st.session_state[self.prefix + name] = shown
            held[self.prefix + name] = shown, since

    def hold(self, tick: int) -> None:
        """Undo what a question does to settings that were put after the ``tick`` that it knows."""
        held = st.session_state.get(f"{self.prefix}held", {})
        for key, (value, since) in list(held.items()):
            if tick < since:
                st.session_state[key] = value
            else:
                del held[key]

    def show_link_notes(self) -> None:
        """Say what in the link can't be used. Call it before any control is drawn.

        The controls themselves fall back to the default; this says so. The notes stay until the visitor opens another
        link.
        """
        key = f"{self.prefix}link_notes"
        if key not in st.session_state:
            # Only the page that a link opens reads it: on the way to another page, the link is still the first one's.
            first = st.session_state.get("first_page") == st.session_state.get("page")
            st.session_state[key] = self._link_notes() if first else []
            if first and self._drop_unusable():
                st.rerun()
        notes = st.session_state[key]
        if notes:
            st.warning("Some of the link could not be used.")
            # As plain text: in Markdown an address would become a link to click, however it is escaped.
            more = [f"and {len(notes) - MOST_NOTES} more."] if len(notes) > MOST_NOTES else []
            st.text("\n".join(notes[:MOST_NOTES] + more))

    def _drop_unusable(self) -> bool:
        """Take out of the link what can't be used, before a widget sees it; returns whether there was any.

        Streamlit would cut 4.5 to 4 in the widget of a whole number, and break down at "inf".
        """
        keys = {self.prefix + name: (table, name) for table in self.tables for name in options(table)}
        unusable = [
            key
            for key, (table, name) in keys.items()
            if key in st.query_params and read(table, {name: st.query_params[key]})[1]
        ]
        for key in unusable:
            del st.query_params[key]
        return bool(unusable)

    def _link_notes(self) -> list[str]:
        """What in the link can't be used, a sentence each."""
        link = {name: value for name, value in st.query_params.items() if not name.startswith("embed")}
        known = {self.prefix + name: name for table in self.tables for name in options(table)}
        values = {known[name]: value for name, value in link.items() if name in known}
        notes = [note for table in self.tables for note in read(table, values)[1]]
        notes += [f"{name[:40]!r} is no setting of this page." for name in link if name not in known]
        notes += [
            f"{name[:40]!r} is given more than once; its control shows the value that is in effect."
            for name in link
            if len(st.query_params.get_all(name)) > 1
        ]
        return notes


def _in_link(value: Any) -> Any:
    """A setting's value as it stands in a link."""
    match value:
        case bool():
            return str(value).lower()
        case tuple():
            return ",".join(map(str, value))
    return value


def _shown(spec: Option, value: Any) -> Any:
    """A setting's value as its widget holds it: where a visitor may type, that is a text."""
    match spec:
        case Real(marks=marks) if marks:
            return f"{value:g}"
        case Several():
            return ", ".join(map(str, value))
    return value


def _widget(spec: Option, key: str, default: Any, disabled: bool) -> None:
    shared: dict[str, Any] = {"key": key, "help": spec.help, "bind": "query-params", "disabled": disabled}
    match spec:
        case Choice() if len(spec.names) > 8:
            st.select_slider(spec.label, spec.names, default, **shared)
        case Choice():
            st.selectbox(spec.label, spec.names, spec.names.index(default), **shared)
        case Switch():
            st.toggle(spec.label, default, **shared)
        case Real(marks=marks) if marks:
            _logarithmic(spec, default, shared)
        case Several():
            st.text_input(spec.label, _shown(spec, default), **shared)
            _say_if_unusable(spec, default, key)
        case Real():
            st.slider(spec.label, float(spec.least), float(spec.most), default, spec.step, **shared)
        case Whole() if spec.most <= 1000:
            st.slider(spec.label, spec.least, spec.most, default, spec.step, **shared)
        case Whole():
            st.number_input(spec.label, spec.least, spec.most, default, spec.step, **shared)


def _logarithmic(spec: Real, default: float, shared: dict[str, Any]) -> None:
    """A list of marks that also takes any number that is typed.

    One widget, not a slider beside a number: the page asks for ticks all the time, and each question carries the
    values of all widgets, so a widget that follows another one would be set back by a question under way.
    """
    marks = [_shown(spec, mark) for mark in spec.marks]
    st.selectbox(spec.label, marks, marks.index(_shown(spec, default)), accept_new_options=True, **shared)
    _say_if_unusable(spec, default, shared["key"])


def _say_if_unusable(spec: Option, default: Any, key: str) -> None:
    """What a visitor has typed need not be usable."""
    try:
        spec.read(st.session_state[key])
    except ValueError as error:
        st.error(f"This can't be used; {error}. {_shown(spec, default)} is in effect.")

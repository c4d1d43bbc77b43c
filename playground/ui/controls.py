"""Widgets for settings, made from the table that defines them; each keeps its value in the link."""

import re
from typing import Any

import streamlit as st

from playground.training.options import Choice, Option, Real, Switch, Whole, defaults, options, read


def control(table: Any, name: str, *, disabled: bool = False) -> None:
    """Draw the widget of one setting of ``table``. Its value is read with :func:`settings`."""
    spec: Option = options(table)[name]
    default = defaults(table)[name]
    shared: dict[str, Any] = {"key": name, "help": spec.help, "bind": "query-params", "disabled": disabled}
    match spec:
        case Choice() if len(spec.names) > 8:
            st.select_slider(spec.label, spec.names, default, **shared)
        case Choice():
            st.selectbox(spec.label, spec.names, spec.names.index(default), **shared)
        case Switch():
            st.toggle(spec.label, default, **shared)
        case Real(marks=marks) if marks:
            _logarithmic(spec, default, shared)
        case Real():
            st.slider(spec.label, float(spec.least), float(spec.most), default, spec.step, **shared)
        case Whole() if spec.most <= 1000:
            st.slider(spec.label, spec.least, spec.most, default, spec.step, **shared)
        case Whole():
            st.number_input(spec.label, spec.least, spec.most, default, spec.step, **shared)


def settings(table: Any) -> Any:
    """The settings of ``table`` as they are chosen now.

    What a browser sends is checked again here: a widget's limits hold only for those who use the widget.
    """
    chosen, _ = read(table, {name: st.session_state[name] for name in options(table) if name in st.session_state})
    return chosen


def link_notes(*tables: Any) -> list[str]:
    """What in the link can't be used, a sentence each, as Markdown. Call it before any control is drawn.

    The controls themselves fall back to the default; this says so. The notes stay until the visitor opens another
    link in a new tab.
    """
    if "link_notes" not in st.session_state:
        link = {name: value for name, value in st.query_params.items() if not name.startswith("embed")}
        notes = [note for table in tables for note in read(table, link)[1]]
        known = {name for table in tables for name in options(table)}
        notes += [f"{name[:40]!r} is no setting of this page." for name in link if name not in known]
        notes += [
            f"{name[:40]!r} is given more than once; its control shows the value that is in effect."
            for name in link
            if len(st.query_params.get_all(name)) > 1
        ]
        st.session_state["link_notes"] = [_plain(note) for note in notes]
    return st.session_state["link_notes"]


def _plain(text: str) -> str:
    """``text`` as Markdown that shows it as it is: a link may hold anything."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", text)


def _logarithmic(spec: Real, default: float, shared: dict[str, Any]) -> None:
    """A list of marks that also takes any number that is typed.

    One widget, not a slider beside a number: the page asks for ticks all the time, and each question carries the
    values of all widgets, so a widget that follows another one would be set back by a question under way.
    """
    marks = [f"{mark:g}" for mark in spec.marks]
    st.selectbox(spec.label, marks, marks.index(f"{default:g}"), accept_new_options=True, **shared)
    try:
        spec.read(st.session_state[shared["key"]])
    except ValueError as error:
        st.error(f"This can't be used; {error}. {default:g} is in effect.")

"""Widgets for settings, made from the table that defines them; each keeps its value in the link."""

import math
from typing import Any

import streamlit as st

from playground.training.options import Choice, Option, Real, Switch, Whole, defaults, options, read


def control(table: Any, name: str, *, disabled: bool = False) -> None:
    """Draw the widget of one setting of ``table``. Its value is read with :func:`settings`."""
    spec: Option = options(table)[name]
    shared: dict[str, Any] = {"key": name, "help": spec.help, "bind": "query-params", "disabled": disabled}
    st.session_state.setdefault(name, defaults(table)[name])
    match spec:
        case Choice() if len(spec.names) > 8:
            st.select_slider(spec.label, spec.names, **shared)
        case Choice():
            st.selectbox(spec.label, spec.names, **shared)
        case Switch():
            st.toggle(spec.label, **shared)
        case Real(marks=marks) if marks:
            _logarithmic(name, spec, disabled)
        case Real():
            st.slider(spec.label, float(spec.least), float(spec.most), step=spec.step, **shared)
        case Whole() if spec.most <= 1000:
            st.slider(spec.label, spec.least, spec.most, step=spec.step, **shared)
        case Whole():
            st.number_input(spec.label, spec.least, spec.most, step=spec.step, **shared)


def settings(table: Any) -> Any:
    """The settings of ``table`` as they are chosen now.

    What a browser sends is checked again here: a widget's limits hold only for those who use the widget.
    """
    chosen, _ = read(table, {name: st.session_state[name] for name in options(table) if name in st.session_state})
    return chosen


def link_notes(*tables: Any) -> list[str]:
    """What in the link can't be used, a sentence each. Call it before any control is drawn.

    The controls themselves fall back to the default; this says so. The notes stay until the visitor opens another
    link in a new tab.
    """
    if "link_notes" not in st.session_state:
        link = {name: value for name, value in st.query_params.items() if not name.startswith("embed")}
        notes = [note for table in tables for note in read(table, link)[1]]
        known = {name for table in tables for name in options(table)}
        notes += [f"{name[:40]!r} is no setting of this page." for name in link if name not in known]
        st.session_state["link_notes"] = notes
    return st.session_state["link_notes"]


def _logarithmic(name: str, spec: Real, disabled: bool) -> None:
    """A slider over the marks, and the exact number beside it. The number is the setting; the slider follows."""
    slider = f"{name}_slider"
    value = st.session_state[name]
    st.session_state[slider] = min(spec.marks, key=lambda mark: abs(math.log(mark / value)))

    def moved() -> None:
        st.session_state[name] = st.session_state[slider]

    left, right = st.columns([3, 2], vertical_alignment="bottom")
    left.select_slider(
        spec.label,
        spec.marks,
        key=slider,
        help=spec.help,
        on_change=moved,
        format_func=lambda mark: f"{mark:g}",
        disabled=disabled,
    )
    right.number_input(
        f"{spec.label}, exact",
        float(spec.least),
        float(spec.most),
        step=spec.step,
        format="%g",
        key=name,
        bind="query-params",
        label_visibility="collapsed",
        disabled=disabled,
    )

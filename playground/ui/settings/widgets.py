"""The widget for each kind of option, and a setting's value as the widget holds it."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from playground.charts.diagram import input_map
from playground.language import _
from playground.training import name_of
from playground.training.formatting import setting
from playground.training.options import Choice, Given, Option, Ordered, Real, Several, Switch, Whole
from playground.ui.visit.session import begun_again_if_disturbed
from playground.ui.visit.speech import say


def in_widget(spec: Option, value: Any) -> Any:
    """A setting's value as its widget holds it: a string where the visitor can type."""
    match spec:
        case Real(marks=marks) if marks:
            text = f"{value:g}"
            return text if float(text) == value else repr(value)  # a value from a link may have more digits
        case Whole(marks=marks) if marks:
            return spec.zero or "0" if value == 0 else str(value)
        case Several():
            return ", ".join(map(str, value))
    return value


def in_words(spec: Option, value: Any) -> str:
    """A setting with its value, as in a list: "Learning rate: 5"."""
    match spec:
        case Choice():
            what = name_of(value)
        case Switch():
            what = _("on") if value else _("off")
        case Whole(zero=zero) if zero and value == 0:
            what = zero
        case Several():
            what = in_widget(spec, value)
        case _:
            what = setting(value)
    return _("{label}: {what}", label=spec.label, what=what)


@begun_again_if_disturbed
def draw_widget(
    spec: Option,
    key: str,
    default: Any,
    disabled: bool,
    width: int | None,
    help: bool,
    on_change: Callable[[], None] | None = None,
) -> None:
    """Draw the widget of an option.

    Parameters
    ----------
    spec : the option
    key : of the widget, and its name in the link
    default : of the page; it may differ from the option's
    disabled : whether the setting has no effect at the moment
    width : in pixels; by default that of its kind
    help : whether it has a mark that explains it
    on_change : called when a message brings another value
    """
    said = say(spec.label)
    shared: dict[str, Any] = {"key": key, "bind": "query-params", "disabled": disabled, "on_change": on_change}
    shared["help"] = say(spec.help) if help else None

    def wide(usual: int) -> dict[str, Any]:
        return shared | {"width": width or usual}

    match spec:
        case Ordered():
            st.select_slider(said, spec.names, default, **wide(170))
        case Choice(side_by_side=True):
            names = [*spec.names, *[name for name in spec.more if name == st.session_state.get(key)]]
            st.segmented_control(said, names, default=default, required=True, wrap=True, **shared)
        case Choice():
            st.selectbox(said, spec.names, spec.names.index(default), **wide(140))
        case Given():
            with st.container(width="content", gap=None, horizontal_alignment="center", key=f"map_{key}"):
                st.markdown(f"![](data:image/png;base64,{input_map(spec.name)})")
                st.checkbox(said, default, **shared)
        case Switch():
            st.toggle(said, default, **shared)
        case Real(marks=marks) | Whole(marks=marks) if marks:
            # One widget that accepts any typed number, not a slider with a number beside it: the page requests ticks
            # all the time, and each request carries the values of all widgets, so a widget that follows another one
            # would be set back by a request in progress.
            texts = [in_widget(spec, mark) for mark in sorted({*marks, default})]  # a default may lie between two marks
            index = texts.index(in_widget(spec, default))
            st.selectbox(said, texts, index, accept_new_options=True, **wide(115))
        case Several():
            st.text_input(said, in_widget(spec, default), **wide(260))
        case Real():
            st.slider(said, float(spec.least), float(spec.most), default, spec.step, **wide(170))
        case Whole(exact=True):
            st.number_input(said, spec.least, spec.most, default, spec.step, **wide(130))
        case Whole():
            st.slider(said, spec.least, spec.most, default, spec.step, **wide(150))

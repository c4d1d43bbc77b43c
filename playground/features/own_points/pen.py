"""A pen to draw a visitor's own points on the boundary chart; ``point_pen.js`` draws."""

from dataclasses import replace

import streamlit as st

from playground.charts.plane.targets import scale_of
from playground.charts.style import CLASS_COLOURS, CLASS_SYMBOLS, EDGE_COLOUR
from playground.data import MOST_CLASSES, MOST_POINTS, SYMBOLS, unpack
from playground.data.scaling import AS_THEY_ARE
from playground.ui.components.browser_files import file_component
from playground.ui.settings.controls import Controls
from playground.ui.visit.speech import for_scripts, language

from . import store as own_points


def point_pen(controls: Controls, *, key: str = "point_pen") -> None:
    """The button that turns on the pen, which starts from the points on screen.

    Each stroke arrives as a message with all points and a number. The number is sent back with the points trained on
    from then on, so that the pen knows that its message has arrived. Points with values have no names of classes, but a
    scale of colours, which may change with the points.
    """
    handled = f"{key}_handled"

    def drawn() -> None:
        message = st.session_state[key].drawn
        if not isinstance(message, dict) or type(message.get("number")) is not int:
            return  # not from our page
        if message["number"] <= st.session_state.get(handled, 0):
            return  # repeated before the answer arrived: something else may be on screen by now
        st.session_state[handled] = message["number"]
        try:
            points = own_points.drawn(message)
        except ValueError:
            return  # nor is this; the pen gets the current points back
        own_points.use(controls, replace(points, inputs=inputs, unit=unit if points.values else AS_THEY_ARE))

    active = bool(st.session_state.get(key, {}).get("active"))
    recipe = controls.recipe
    whole = recipe.whole if active else None
    own = unpack(recipe.points) if recipe.has_own_points else None
    names = own.names if own else whole.class_names if whole else ()
    scale = scale_of(whole.split(recipe.share_of(whole), recipe.data_seed)[0]) if whole else None
    inputs, unit = (own.inputs, own.unit) if own else (SYMBOLS, AS_THEY_ARE)
    with st.container(key="unseen_pen"):  # its button is on the chart
        file_component("features/own_points/point_pen")(
            key=key,
            data={
                "speech": for_scripts(language()),
                "looks": {"colours": CLASS_COLOURS, "symbols": CLASS_SYMBOLS, "mostClasses": MOST_CLASSES},
                "scale": scale
                and {
                    "low": scale.unit.standardised(scale.low),
                    "high": scale.unit.standardised(scale.high),
                    "colours": scale.all_colours,
                    "edge": EDGE_COLOUR,
                    "unit": scale.unit._asdict() | {"decimals": scale.decimals, "tens": scale.tens}
                    if scale.unit.is_own
                    else None,
                },
                "most": MOST_POINTS,
                "number": st.session_state.get(handled, 0),
                "names": list(names),
                "inputs": list(inputs),
                "points": [*whole.X.round(5).tolist(), whole.labels.tolist()] if whole else None,
            },
            on_active_change=lambda: None,
            on_drawn_change=drawn,
        )

"""One step by hand: the graph of the iteration."""

from collections.abc import Mapping
from typing import Any

import plotly.graph_objects as go

from playground.charts.panel import Panel
from playground.charts.scene import StaticView
from playground.charts.style import MARK_COLOUR
from playground.language import _, enumerated, pgettext, sentences
from playground.training import LINE_COLOURS

from .formulas import TOKEN, shape
from .lesson import Step
from .stages import Equation, Names

NOW_COLOUR, DONE_COLOUR = LINE_COLOURS[2], LINE_COLOURS[3]
"""Orange and sky blue, both with black text."""


def nodes(names: Names) -> dict[str, tuple[int, int]]:
    """Position of each array in the graph: parameters, forward pass, backward pass, gradients."""
    last = 2 * names.last + 1
    places = {"X": (0, 2), "J": (last, 2), "Y": (last, 1)}
    for layer in range(1, names.last + 1):
        left, right = 2 * layer - 2, 2 * layer - 1
        for kind, x, y in (
            *(("W", left, 3), ("b", right, 3), ("Z", right, 2), ("A", right + 1, 2)),
            *(("dZ", right, 1), ("dW", left, 0), ("db", right, 0)),
        ):
            places[names.of(kind, layer)] = (x, y)
    return places


def one_step_by_hand_view(step: Step) -> StaticView:
    """The graph, with the current stage marked."""
    return StaticView(
        figures={"graph": graph_figure(step)},
        panels=[Panel(charts={"graph": _("graph")}, wide=True)],
        fills=True,
        in_words={"": _in_words(step)},
    )


def _in_words(step: Step) -> str:
    """Which arrays are computed now, from which, and which were before or will be."""
    places, (done, now, used) = list(nodes(step.settings.names)), _stages(step)

    def named(members: set[str]) -> str:
        inside = [f"{node} {shape(step.values[node])}" for node in places if node in members]
        return enumerated(inside) if inside else ""

    computed, came_from, before, later = map(named, (now, used, done - now, set(places) - done))
    from_what = _("Computed now: {now}, from {used}.", now=computed, used=came_from)
    return sentences(
        from_what if came_from else _("Now: {arrays}.", arrays=computed),
        _("Done before: {arrays}.", arrays=before) if before else "",
        _("To come: {arrays}.", arrays=later) if later else "",
    )


def _stages(step: Step) -> tuple[set[str], set[str], set[str]]:
    """The arrays that are computed by now, those of this stage, and those that they are computed from."""
    stages = step.settings.stages[: step.settings.number + 1]
    done = {equation.left for stage in stages for equation in stage.equations}
    now = {equation.left for equation in step.settings.now.equations}
    return done, now, {name for equation in step.settings.now.equations for name in uses(equation)} - now


def graph_figure(step: Step) -> go.Figure:
    """Every array of the iteration, with arrows to the arrays computed from it."""
    done, now, used = _stages(step)
    places = nodes(step.settings.names)
    right = places["J"][0]
    figure = go.Figure()
    annotations: list[dict[str, Any]] = [
        {"x": right - 0.5, "y": y, "text": text, "showarrow": False}
        for text, y in ((_("parameters"), 3), (_("gradients"), 0))
    ]
    for end, starts in arrows(step).items():
        marked = end in now
        look = {"arrowwidth": 3, "arrowcolor": NOW_COLOUR} if marked else {"arrowwidth": 1.5, "arrowcolor": MARK_COLOUR}
        look |= {"arrowhead": 2, "standoff": 19, "startstandoff": 19, "opacity": 1 if end in done else 0.4}
        for start in starts:
            ends = dict(zip(("x", "y", "ax", "ay"), (*places[end], *places[start]), strict=True))
            annotations.append({**ends, "axref": "x", "ayref": "y", "text": "", **look})
    to_come = pgettext("an array in the graph", "to come")
    looks: dict[str, tuple[set[str], dict[str, Any]]] = {
        pgettext("an array in the graph", "now"): (now, {"color": NOW_COLOUR, "size": 38, "line": {"width": 0}}),
        pgettext("an array in the graph", "used for it"): (
            used,
            {"color": DONE_COLOUR, "size": 34, "line": {"color": NOW_COLOUR, "width": 4}},
        ),
        pgettext("an array in the graph", "done"): (
            done - now - used,
            {"color": DONE_COLOUR, "size": 34, "line": {"width": 0}},
        ),
        to_come: (set(places) - done, {"color": "rgba(136,136,136,0.2)", "size": 34, "line": {"width": 0}}),
    }
    for name, (members, marker) in looks.items():
        inside = [node for node in places if node in members]
        figure.add_scatter(
            x=[places[node][0] for node in inside],
            y=[places[node][1] for node in inside],
            text=inside,
            customdata=[shape(step.values[node]) for node in inside],
            mode="markers+text",
            name=name,
            marker=marker,
            textfont={"size": 13} | ({} if name is to_come else {"color": "black"}),
            hovertemplate="%{text} %{customdata}<extra></extra>",
        )
    hidden = {"visible": False, "fixedrange": True}
    figure.update_xaxes(range=[-0.4, right + 0.4], **hidden)
    figure.update_yaxes(range=[-0.4, 3.4], **hidden)
    figure.update_layout(
        annotations=annotations,
        dragmode=False,
        margin={"l": 0, "r": 0, "t": 28, "b": 0},
    )
    return figure


def arrows(step: Step) -> Mapping[str, list[str]]:
    """For each node the nodes it is computed from; the update is a new start, so its arrows are left out."""
    equations = [equation for stage in step.settings.stages for equation in stage.equations if not equation.becomes]
    return {equation.left: uses(equation) for equation in equations}


def uses(equation: Equation) -> list[str]:
    """The nodes that an equation uses; of an update also the array itself."""
    names = [found["name"] for found in TOKEN.finditer(equation.detail or equation.right) if found["name"]]
    arrays = [name[3:-1] if name.startswith("g'(") else name for name in names]
    return list(dict.fromkeys(name for name in arrays if name[0].isupper() or name[0] in "bd"))

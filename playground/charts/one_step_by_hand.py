"""One step by hand: the graph of the iteration, and each stage's formula in symbols, in numbers and in shapes."""

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from playground.data import class_numbers
from playground.language import _, listed, ngettext, pgettext, rounded, sentences
from playground.lessons.one_step_by_hand import Step
from playground.lessons.stages import Equation
from playground.nn import LOSSES
from playground.training import LINE_COLOURS
from playground.training.formatting import magnitude, setting

from .panel import Panel
from .scene import StaticView
from .style import MARK_COLOUR

NODES = {
    "W1": (0, 3), "b1": (1, 3), "W2": (2, 3), "b2": (3, 3),
    "X": (0, 2), "Z1": (1, 2), "A1": (2, 2), "Z2": (3, 2), "A2": (4, 2), "J": (5, 2),
    "dZ1": (1, 1), "dZ2": (3, 1), "Y": (5, 1),
    "dW1": (0, 0), "db1": (1, 0), "dW2": (2, 0), "db2": (3, 0),
}  # fmt: skip
"""Position of each array in the graph: parameters, forward pass, backward pass, gradients."""

NOW_COLOUR, DONE_COLOUR = LINE_COLOURS[2], LINE_COLOURS[3]
"""Orange and sky blue, both with black text."""

NO_BREAK = "\u00a0"

FUNCTIONS = {"sigmoid": "σ(Z1)", "tanh": "tanh(Z1)", "relu": "max(0, Z1)", "leaky_relu": "max(0.01 Z1, Z1)"}
"""g(Z1) for each activation; one that is not listed is shown only as code."""

NUMBER_BY_NUMBER = {"softmax(Z2)": r"a_k = \dfrac{\exp z_k}{\sum_j \exp z_j}"}
"""The formula for each number, for functions of a whole column."""

_NAME = "g'\\(Z1\\)|Σ?exp\\(Z2\\)|ones|a_right|d?[WbZA][12]|[XYJymaα]"
_TOKEN = re.compile(rf"(?P<word>softmax|tanh|max|log|\*|1/m|Σ(?!exp)|[σ()/-])|(?P<name>{_NAME})(?P<mark>[ᵀ⁽][ⁱ⁾]*)?")
_WORDS = {
    "tanh": r"\tanh", "max": r"\max", "log": r"\log ", "*": r" * ", "σ": r"\sigma", "Σ": r"\sum_{i=1}^{m} ",
    "(": "(", ")": ")", "-": "-", "softmax": r"\operatorname{softmax}", "/": r"\bigg/ ",
}  # fmt: skip


def one_step_by_hand_view(step: Step) -> StaticView:
    """The graph, with the current stage marked."""
    return StaticView(figures={"graph": graph_figure(step)}, panels=[Panel(charts=("graph",), wide=True)], fills=True)


def graph_figure(step: Step) -> go.Figure:
    """Every array of the iteration, with arrows to the arrays computed from it."""
    stages = step.settings.stages[: step.settings.number + 1]
    done = {equation.left for stage in stages for equation in stage.equations}
    now = {equation.left for equation in step.settings.now.equations}
    used = {name for equation in step.settings.now.equations for name in uses(equation)} - now
    figure = go.Figure()
    annotations: list[dict[str, Any]] = [
        {"x": 4.5, "y": y, "text": text, "showarrow": False} for text, y in ((_("parameters"), 3), (_("gradients"), 0))
    ]
    for end, starts in arrows(step).items():
        marked = end in now
        look = {"arrowwidth": 3, "arrowcolor": NOW_COLOUR} if marked else {"arrowwidth": 1.5, "arrowcolor": MARK_COLOUR}
        look |= {"arrowhead": 2, "standoff": 19, "startstandoff": 19, "opacity": 1 if end in done else 0.4}
        for start in starts:
            places = dict(zip(("x", "y", "ax", "ay"), (*NODES[end], *NODES[start]), strict=True))
            annotations.append({**places, "axref": "x", "ayref": "y", "text": "", **look})
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
        to_come: (set(NODES) - done, {"color": "rgba(136,136,136,0.2)", "size": 34, "line": {"width": 0}}),
    }
    for name, (members, marker) in looks.items():
        inside = [node for node in NODES if node in members]
        figure.add_scatter(
            x=[NODES[node][0] for node in inside],
            y=[NODES[node][1] for node in inside],
            text=inside,
            customdata=[shape(step.values[node]) for node in inside],
            mode="markers+text",
            name=name,
            marker=marker,
            textfont={"size": 13} | ({} if name is to_come else {"color": "black"}),
            hovertemplate="%{text} %{customdata}<extra></extra>",
        )
    hidden = {"visible": False, "fixedrange": True}
    figure.update_xaxes(range=[-0.4, 5.4], **hidden)
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
    """The nodes that an equation uses."""
    names = [found["name"] for found in _TOKEN.finditer(equation.detail or equation.right)]
    return list(dict.fromkeys(node for name in names for node in NODES if name in (node, f"g'({node})")))


# Formulas


def detail(equation: Equation, step: Step) -> str:
    """The right side in matrices only."""
    return (
        FUNCTIONS.get(step.settings.activation, "") if equation.right == "g(Z1)" else equation.detail or equation.right
    )


def in_symbols(equation: Equation, step: Step) -> str:
    """An equation as LaTeX, in the notes' symbols."""
    full = detail(equation, step)
    sides = [equation.right, *([full] if full not in ("", equation.right) and equation.left != "J" else [])]
    equals = " := " if equation.becomes else " = "
    formula = equals.join(_symbols(side).strip() for side in (equation.left, *sides) if side)
    each = NUMBER_BY_NUMBER.get(equation.right)
    return rf"{formula}, \quad {each}" if each else formula


def in_numbers(equation: Equation, step: Step) -> str:
    """The same with numbers substituted, and the result, as LaTeX that can wrap."""
    sides = [equation.left]
    if equation.left == "J":
        sides += [_cost_sample_by_sample(step)]
    else:
        half_way = equation.half_way if _known(equation.half_way, step) else ""
        sides += [_numbers(side, step) for side in (detail(equation, step), half_way) if side]
    sides[0] = _symbols(equation.left) + (":" if equation.becomes else "")
    text = " = ".join([*sides, _matrix(step.values[equation.result])])
    return (r"\scriptsize " if r"\mathrm" in text else r"\footnotesize ") + text  # five columns fit on a phone


def _known(text: str, step: Step) -> bool:
    """Whether there is a value for every name."""
    return all(found["name"] in step.values for found in _TOKEN.finditer(text) if found["name"])


def in_shapes(equation: Equation, step: Step) -> str:
    """The same with the shapes of the arrays."""

    def shaped(found: re.Match[str]) -> str:
        if not found["name"] or not step.values.get(found["name"], np.array(0)).shape:
            return found[0]
        return f"{found[0]}{NO_BREAK}{shape(_marked(step, found))}"

    right = _TOKEN.sub(shaped, detail(equation, step))
    right = re.sub(r"(?<=\d\)) (?=[dWAXo])", " · ", right)  # between two matrices: a matrix product
    right = right.replace("-", "−")  # operators as well as numbers
    if equation.left == "J":
        return _("J, a number = {formula}", formula=right)
    left = f"{equation.left}{NO_BREAK}{shape(step.values[equation.left])}"
    return f"{left} = {right}" if equation.right else left


def shape(array: NDArray) -> str:
    """``(2, 5)``, with a non-breaking space; for a number, the word."""
    return str(array.shape).replace(" ", NO_BREAK) if array.shape else _("(a number)")


def finding(step: Step) -> str:
    """What the numbers of this stage show beyond the formula, if anything."""
    values, m, loss = step.values, step.m, LOSSES[step.settings.loss]
    one_hot = loss.one_hot
    match step.settings.stage:
        case "start" if step.settings.sample != "all":
            return _(
                "This iteration uses sample {sample} alone, so m = 1, and a mean over samples is just the value of "
                "that sample.",
                sample=step.settings.sample,
            )
        case "start" if one_hot:
            of_class = values["Y"].sum(axis=1)
            counts: list[str] = [_("{count:.0f} of class {k}", count=count, k=k) for k, count in enumerate(of_class)]
            return _("There are m = {m} samples: {counts}.", m=m, counts=listed(counts))
        case "start":
            first = int((values["Y"] == 0).sum())
            return _("There are m = {m} samples; the first {first} belong to class 0.", m=m, first=first)
        case "A2":
            right = int((loss.predict(values["A2"])[0] == class_numbers(values["Y"])).sum())
            rule = (
                _("Each column adds up to 1; its largest output is the prediction: {right} of {m} correct.")
                if one_hot
                else _("An output above 0.5 means class 1: {right} of {m} correct.")
            )
            return rule.filled(right=right, m=m)
        case "cost":
            K = max(2, len(values["Y"]))
            share = f"1/{K}" if one_hot else setting(0.5)
            return _(
                "A network that always says {share} has a cost of log {K} = {J:.4f}.", share=share, K=K, J=np.log(K)
            )
        case "dZ2" if one_hot:
            return _("Each column adds up to 0: the right class falls short by as much as the others have too much.")
        case "dZ1":
            return _slopes(values["g'(Z1)"])
        case "update":
            return _change(step)
    return ""


def _slopes(slope: NDArray) -> str:
    """The activation's slopes, and where it is flat."""
    flat = int((slope == 0).sum())
    return sentences(
        _(
            "The slopes g'(Z1) range from {least} to {largest}.",
            least=magnitude(slope.min()),
            largest=magnitude(slope.max()),
        ),
        ngettext(
            "{n} of {all} is 0: nothing gets through there.",
            "{n} of {all} are 0: nothing gets through there.",
            flat,
            all=slope.size,
        )
        if flat
        else "",
    )


def _change(step: Step) -> str:
    """The effect of the update on the cost."""
    before, after = step.cost_before, step.cost_after
    several = step.m > 1
    if after == before:
        as_before = (
            _("The cost of these samples is {after:.6g}, as before.")
            if several
            else _("The cost of this sample is {after:.6g}, as before.")
        )
        return as_before.filled(after=after)
    if after < before:
        fell = (
            _("The cost of these samples was {before:.6g} and is now {after:.6g}: it fell by {change}.")
            if several
            else _("The cost of this sample was {before:.6g} and is now {after:.6g}: it fell by {change}.")
        )
        return fell.filled(before=before, after=after, change=magnitude(before - after))
    rose = (
        _("The cost of these samples was {before:.6g} and is now {after:.6g}: it rose by {change}.")
        if several
        else _("The cost of this sample was {before:.6g} and is now {after:.6g}: it rose by {change}.")
    )
    return sentences(
        rose.filled(before=before, after=after, change=magnitude(after - before)),
        _(
            "The gradient says which way is down where the step begins, not how far down it goes; a smaller learning "
            "rate takes a shorter step."
        ),
    )


def _symbols(text: str) -> str:
    def symbol(found: re.Match[str]) -> str:
        if found["word"]:
            return r"\tfrac{1}{m}" if found["word"] == "1/m" else _WORDS[found["word"]]
        mark = {"ᵀ": r"\,T", "⁽ⁱ⁾": "(i)"}.get(found["mark"], "")
        return _symbol(found["name"], mark) + " "

    return _TOKEN.sub(symbol, text)


def _symbol(name: str, mark: str = "") -> str:
    """``dW1`` → ``dW^{[1]}``, as the notes write it."""
    match name:
        case "g'(Z1)":
            return r"g'(Z^{[1]})"
        case "ones":
            return r"\mathbf{1}"
        case "α":
            return r"\alpha"
        case "a_right":
            return rf"a_\text{{right}}^{{{mark}}}"
    base, layer = (name[:-1], f"[{name[-1]}]") if name[-1].isdigit() else (name, "")
    return f"{base}^{{{layer}{mark}}}" if layer or mark else base


def _numbers(text: str, step: Step) -> str:
    # With \\left and \\right, everything between the delimiters would stay on one line.
    size = ("", r"\bigg", r"\Bigg")[max(step.settings.n_h, len(step.values["Y"])) - 1]

    def put_in(found: re.Match[str]) -> str:
        if found["word"] == "1/m":
            return rf"\tfrac{{1}}{{{step.m}}}"
        if found["word"]:
            may_break = r"\allowbreak " if found["word"] == ")" else ""
            return may_break + size * (found["word"] in "()") + _WORDS[found["word"]]
        array = _marked(step, found)
        return (r"\allowbreak " if array.shape else "") + _matrix(array)

    return _TOKEN.sub(put_in, text)


def _marked(step: Step, found: re.Match[str]) -> NDArray:
    """The array for a name and its mark."""
    array = step.values[found["name"]]
    return array.T if found["mark"] == "ᵀ" else array


def _matrix(array: NDArray) -> str:
    """An array as a LaTeX matrix, a number as a number."""
    if not array.shape:
        return number(float(array))
    rows = r" \\ ".join(" & ".join(number(value) for value in row) for row in array)
    higher = r" \\ ".join(["{}"] * (len(array) + 1))  # separates matrices on consecutive lines
    return rf"\vphantom{{\begin{{matrix}} {higher} \end{{matrix}}}} \begin{{bmatrix*}}[r] {rows} \end{{bmatrix*}}"


def number(value: float) -> str:
    """A number as LaTeX: four decimals, or four digits from 1 on; tiny and huge ones as 2.3e-10."""
    if value and not 5e-4 <= abs(value) < 9999.5:
        digits, power = rounded(value, ".1e").split("e")
        return rf"{digits}\mathrm{{e}}{{{int(power)}}}"
    return rounded(value, ".4g") if abs(value) >= 1 else f"{float(rounded(value, '.4f')) + 0.0:g}"  # not "-0"


def _cost_sample_by_sample(step: Step) -> str:
    """The sum in the cost, one line per sample."""
    Y, A = step.values["Y"], step.values["A2"]
    if LOSSES[step.settings.loss].one_hot:
        terms = [rf"\log {number(a)}" for a in A.T[Y.T == 1]]
    else:
        terms = [
            rf"{number(y)} \log {number(a)} + {number(1 - y)} \log {number(1 - a)}"
            for y, a in zip(Y[0], A[0], strict=True)
        ]
    lines = r"& \phantom{{}+{}} " + r" \\ & {}+{} ".join(terms)
    return rf"-\tfrac{{1}}{{{step.m}}} \left( \begin{{aligned}} {lines} \end{{aligned}} \right)"

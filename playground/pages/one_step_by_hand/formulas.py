"""The formulas of one step by hand: in symbols, with the numbers put in, and in shapes."""

import re
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from playground.language import _, rounded

from .lesson import Step
from .stages import Equation

NO_BREAK = "\u00a0"

FUNCTIONS = {"sigmoid": "σ({Z})", "tanh": "tanh({Z})", "relu": "max(0, {Z})", "leaky_relu": "max(0.01 {Z}, {Z})"}
"""g(Z) for each activation; one that is not listed is shown only as code."""

ELEMENT_BY_ELEMENT = {"softmax": r"a_k = \dfrac{\exp z_k}{\sum_j \exp z_j}"}
"""The formula for each element, for functions of a whole column."""

_NAME = r"g'\(Z\d\)|Σ?exp\(Z\d?\)|ones|a_right|d?[WbZA]\d?|[wXYJymaα]"
TOKEN = re.compile(rf"(?P<word>softmax|tanh|max|log|\*|1/m|Σ(?!exp)|[σ()/-])|(?P<name>{_NAME})(?P<mark>[ᵀ⁽][ⁱ⁾]*)?")
_WORDS = {
    "tanh": r"\tanh", "max": r"\max", "log": r"\log ", "*": r" * ", "σ": r"\sigma", "Σ": r"\sum_{i=1}^{m} ",
    "(": "(", ")": ")", "-": "-", "softmax": r"\operatorname{softmax}", "/": r"\bigg/ ",
}  # fmt: skip


def detail(equation: Equation, step: Step) -> str:
    """The right side in matrices only."""
    if equation.right.startswith("g("):
        return FUNCTIONS.get(step.settings.activation, "").format(Z=equation.right[2:-1])
    return equation.detail or equation.right


def in_symbols(equation: Equation, step: Step) -> str:
    """An equation as LaTeX, in the notes' symbols."""
    full = detail(equation, step)
    sides = [equation.right, *([full] if full not in ("", equation.right) and equation.left != "J" else [])]
    equals = " := " if equation.becomes else " = "
    formula = equals.join(_symbols(side).strip() for side in (equation.left, *sides) if side)
    each = ELEMENT_BY_ELEMENT.get(equation.right.split("(")[0])
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
    return all(found["name"] in step.values for found in TOKEN.finditer(text) if found["name"])


def in_shapes(equation: Equation, step: Step) -> str:
    """The same with the shapes of the arrays."""
    return _shaped(equation, step, lambda name, mark: shape(_marked(step, name, mark)))


def in_letters(equation: Equation, step: Step) -> str:
    """The same with the shapes in letters, (n_h, m)."""
    return _shaped(equation, step, lambda name, mark: _in_letters(step, name, mark))


def _in_letters(step: Step, name: str, mark: str | None = None) -> str:
    rows, columns = step.settings.names.shape(name)[:: -1 if mark == "ᵀ" else 1]
    return f"({rows},{NO_BREAK}{columns})"


def _shaped(equation: Equation, step: Step, shape_of: Callable[[str, str | None], str]) -> str:
    """An equation with each array's shape after it."""

    def shaped(found: re.Match[str]) -> str:
        if not found["name"] or not step.values.get(found["name"], np.array(0)).shape:
            return found[0]
        return f"{found[0]}{NO_BREAK}{shape_of(found['name'], found['mark'])}"

    right = TOKEN.sub(shaped, detail(equation, step))
    right = re.sub(r"(?<=[\dmxhy]\)) (?=[dWAXo])", " · ", right)  # between two matrices: a matrix product
    right = right.replace("-", "−")  # operators as well as numbers
    if equation.left == "J":
        return _("J, a number = {formula}", formula=right)
    left = f"{equation.left}{NO_BREAK}{shape_of(equation.left, None)}"
    return f"{left} = {right}" if equation.right else left


def shapes(step: Step) -> list[str]:
    """The shapes of the stage on screen, in letters and in numbers, a line each."""
    equations = step.settings.now.equations
    if len(equations) > 1:  # given, or updated from what has the same shape
        arrays = [(equation.left, shape(step.values[equation.left])) for equation in equations]
        return [f"{name}{NO_BREAK}{_in_letters(step, name)} = {numbers}" for name, numbers in arrays]
    if equations[0].left == "J":
        return [in_shapes(equations[0], step)]
    return [in_letters(equations[0], step), in_shapes(equations[0], step)]


def letters(step: Step) -> str:
    """What the letters of the shapes stand for."""
    if step.settings.depth > 1:
        return _("n_x: inputs of each sample; n_1, n_2, …: units of each hidden layer; n_y: outputs; m: samples.")
    if step.settings.depth:
        return _("n_x: inputs of each sample; n_h: hidden units; n_y: outputs; m: samples.")
    return _("n_x: inputs of each sample; n_y: outputs; m: samples.")


def shape(array: NDArray) -> str:
    """``(2, 5)``, with a non-breaking space; for a number, the word."""
    return str(array.shape).replace(" ", NO_BREAK) if array.shape else _("(a number)")


def _symbols(text: str) -> str:
    def symbol(found: re.Match[str]) -> str:
        if found["word"]:
            return r"\tfrac{1}{m}" if found["word"] == "1/m" else _WORDS[found["word"]]
        mark = {"ᵀ": r"\,T", "⁽ⁱ⁾": "(i)"}.get(found["mark"], "")
        return _symbol(found["name"], mark) + " "

    return TOKEN.sub(symbol, text)


def _symbol(name: str, mark: str = "") -> str:
    """``dW1`` → ``dW^{[1]}``, as the notes write it."""
    match name:
        case _ if name.startswith("g'("):
            return rf"g'({_symbol(name[3:-1])})"
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
        array = _marked(step, found["name"], found["mark"])
        return (r"\allowbreak " if array.shape else "") + _matrix(array)

    return TOKEN.sub(put_in, text)


def _marked(step: Step, name: str, mark: str | None) -> NDArray:
    """The array for a name and its mark."""
    array = step.values[name]
    return array.T if mark == "ᵀ" else array


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
    Y, A = step.values["Y"], step.values[step.settings.names.of("A", step.settings.names.last)]
    if step.settings.loss == "softmax":
        terms = [rf"\log {number(a)}" for a in A.T[Y.T == 1]]
    else:
        terms = [
            rf"{number(y)} \log {number(a)} + {number(1 - y)} \log {number(1 - a)}"
            for y, a in zip(Y[0], A[0], strict=True)
        ]
    lines = r"& \phantom{{}+{}} " + r" \\ & {}+{} ".join(terms)
    return rf"-\tfrac{{1}}{{{step.m}}} \left( \begin{{aligned}} {lines} \end{{aligned}} \right)"

"""The stages of an iteration by hand: the formulas of each, what happens, and the core functions that compute it."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

from playground.language import _, listed, pgettext, sentences
from playground.nn import INITIALISATIONS, Network
from playground.nn.network import Hidden, Layer
from playground.nn.update_rules import gradient_descent

from . import stage_words as words

MOST_HIDDEN = 3
"""Hidden layers: the graph shows none or one, and blocks show more."""


class Equation(NamedTuple):
    """``left = right`` as plain text; the names are keys of :attr:`Step.values`.

    ``right``: as in the notes; ``detail``: the same in matrices only, if ``right`` is not; ``half_way``: the same,
    partly computed; ``code``: ``right`` in NumPy, ``{g}`` and ``{slope}`` for the activation; ``becomes``: whether
    ``left`` is overwritten.
    """

    left: str
    right: str = ""
    detail: str = ""
    half_way: str = ""
    code: str = ""
    becomes: bool = False

    @property
    def result(self) -> str:
        """The key of the result."""
        return f"new {self.left}" if self.becomes else self.left


class Stage(NamedTuple):
    """A stage of the iteration.

    ``kind``: what it computes: "Z", "A", "dZ", "dW", "db" of ``layer``, or "start", "cost", "update", where that is 0;
    ``sections``: one or two headings of the notes; ``words``: what happens; ``functions``: the core functions that
    compute it whatever the settings.
    """

    name: str
    kind: str
    layer: int
    title: str
    sections: tuple[str, ...]
    equations: tuple[Equation, ...]
    words: str
    functions: tuple[Callable[..., Any], ...]

    @property
    def section(self) -> str:
        """Where it is in the notes, in words."""
        return listed([_("“{name}”", name=heading) for heading in self.sections])


class Names(NamedTuple):
    """The names of a network's arrays: "W1", "Z2", …; without a hidden layer "W", "Z", as there is only one layer."""

    depth: int

    @property
    def last(self) -> int:
        """The number of the output layer."""
        return self.depth + 1

    def of(self, kind: str, layer: int) -> str:
        """The name of a layer's array; the outputs of layer 0 are the samples."""
        if layer == 0:
            return "X"
        return f"{kind}{layer}" if self.depth else kind

    def parameters(self) -> list[str]:
        """W and b of every layer, in order."""
        return [self.of(kind, layer) for layer in range(1, self.last + 1) for kind in "Wb"]

    def units(self, layer: int) -> str:
        """The letter for the number of units of a layer; that of layer 0 is the number of inputs."""
        if layer == 0:
            return "n_x"
        return "n_y" if layer == self.last else "n_h" if self.depth == 1 else f"n_{layer}"

    def shape(self, name: str) -> tuple[str, ...]:
        """The shape of an array in letters; () of a number."""
        fixed = {"X": ("n_x", "m"), "Y": ("n_y", "m"), "ones": ("m", "1"), "Σexp": ("1", "m"), "J": (), "α": ()}
        for beginning, shape in fixed.items():
            if name.startswith(beginning):
                return shape
        digits = [int(character) for character in name if character.isdigit()]
        layer = digits[0] if digits else 1
        if "W" in name:
            return self.units(layer), self.units(layer - 1)
        return self.units(layer), "1" if "b" in name else "m"


DETAIL = _("Forward and backward in detail")
FORWARD = _("Forward computation, vectorised")
GRAPH = _("Computation graph")
FUNCTIONS = _("Activations")


@lru_cache(maxsize=32)
def stages(depth: int, loss: str) -> tuple[Stage, ...]:
    """The stages of an iteration, in order, for so many hidden layers and a loss by its name."""
    names = Names(depth)
    layers = range(1, names.last + 1)
    forward = [make(names, layer, loss) for layer in layers for make in (_weighted_inputs, _outputs)]
    backward = [stage for layer in reversed(layers) for stage in _gradients(names, layer, loss)]
    return (_start(names, loss), *forward, _cost(names, loss), *backward, _update(names))


def _start(names: Names, loss: str) -> Stage:
    return Stage(
        "start",
        "start",
        0,
        _("Before the first stage"),
        (_("Random initialisation"), DETAIL if names.depth else GRAPH),
        tuple(Equation(name) for name in ("X", "Y", *names.parameters())),
        words.ONE_HOT if loss == "softmax" else words.A_COLUMN_IS_A_SAMPLE,
        (INITIALISATIONS["random"].start,),
    )


def _weighted_inputs(names: Names, layer: int, loss: str) -> Stage:
    Z, W, b, before = (names.of("Z", layer), names.of("W", layer), names.of("b", layer), names.of("A", layer - 1))
    right, detail = f"{W} {before} + {b}", ""
    if names.depth == 0 and loss != "softmax":
        right, detail = f"wᵀ {before} + {b}", right
    return Stage(
        Z,
        "Z",
        layer,
        _("Forward: {array}", array=Z),
        (FORWARD if names.depth else GRAPH,),
        (Equation(Z, right, detail, code=f"{W} @ {before} + {b}"),),
        words.weighted_inputs(names.depth, layer, b, before, loss == "softmax"),
        (Layer.forward,),
    )


def _outputs(names: Names, layer: int, loss: str) -> Stage:
    A, Z = names.of("A", layer), names.of("Z", layer)
    sections: tuple[str, ...] = (FUNCTIONS,)
    if layer < names.last:
        equation, said = Equation(A, f"g({Z})", code="{g}"), words.ACTIVATION
    elif loss == "softmax":
        equation = Equation(A, f"softmax({Z})", half_way=f"exp({Z}) / Σexp({Z})")
        equation = equation._replace(code=f"np.exp({Z}) / np.sum(np.exp({Z}), axis=0, keepdims=True)")
        said = words.SOFTMAX
    else:
        equation, said = Equation(A, f"σ({Z})", code=f"1 / (1 + np.exp(-{Z}))"), words.SIGMOID
        sections = (_("Sigmoid"),)
    return Stage(A, "A", layer, _("Forward: {array}", array=A), sections, (equation,), said, (Layer.forward,))


def _cost(names: Names, loss: str) -> Stage:
    A = names.of("A", names.last)
    if loss == "softmax":
        formula, detail = "-1/m Σ log a_right⁽ⁱ⁾", f"-1/m Σ (Y * log({A}))"
        code, said = f"-np.sum(Y * np.log({A})) / m", words.COST_OF_SOFTMAX
    else:
        formula = "-1/m Σ (y⁽ⁱ⁾ log a⁽ⁱ⁾ + (1 - y⁽ⁱ⁾) log(1 - a⁽ⁱ⁾))"
        detail = f"-1/m Σ (Y * log({A}) + (1 - Y) * log(1 - {A}))"
        code, said = f"-np.sum(Y * np.log({A}) + (1 - Y) * np.log(1 - {A})) / m", words.COST
    return Stage(
        "cost",
        "cost",
        0,
        _("The cost"),
        (_("Cost and gradient descent"), pgettext("a heading of the notes", "Why this cost")),
        (Equation("J", formula, detail, code=code),),
        sentences(said, words.NOT_ON_THE_WAY_BACK),
        (Network.data_cost,),
    )


def _gradients(names: Names, layer: int, loss: str) -> tuple[Stage, Stage, Stage]:
    """The stages that compute dZ, dW and db of a layer."""
    dZ, dW, db, before = (*(names.of(kind, layer) for kind in ("dZ", "dW", "db")), names.of("A", layer - 1))
    said: str
    functions: tuple[Callable[..., Any], ...]
    if layer == names.last:
        A = names.of("A", layer)
        first = Equation(dZ, f"{A} - Y", code=f"{A} - Y")
        said, functions = words.ERROR_OF_SOFTMAX if loss == "softmax" else words.ERROR, (Network.backward,)
    else:
        W, after, Z = names.of("W", layer + 1), names.of("dZ", layer + 1), names.of("Z", layer)
        first = Equation(
            dZ,
            f"{W}ᵀ {after} * g'({Z})",
            half_way=f"{names.of('dA', layer)} * g'({Z})",
            code=f"({W}.T @ {after}) * ({{slope}})",
        )
        several = loss == "softmax" or layer + 1 < names.last
        back = words.BACK_FROM_SEVERAL if several else words.BACK_FROM_ONE
        said = sentences(back.filled(W=W, after=after), words.ELEMENT_BY_ELEMENT)
        functions = (Hidden.compute_dZ,)
    gradients = (Layer.backward, Network.backward)

    def stage(kind: str, equation: Equation, said: str, functions: tuple[Callable[..., Any], ...]) -> Stage:
        name = names.of(kind, layer)
        sections = (DETAIL if names.depth else GRAPH,)
        return Stage(name, kind, layer, _("Backward: {array}", array=name), sections, (equation,), said, functions)

    of_W: str = words.WEIGHTS.filled(dZ=dZ, before=before)
    if names.depth == 0 and loss != "softmax":
        of_W = sentences(of_W, words.THE_NOTES_COLUMN)
    return (
        stage("dZ", first, said, functions),
        stage("dW", Equation(dW, f"1/m {dZ} {before}ᵀ", code=f"{dZ} @ {before}.T / m"), of_W, gradients),
        stage(
            "db",
            Equation(db, f"1/m Σ {dZ}⁽ⁱ⁾", f"1/m {dZ} ones", code=f"np.sum({dZ}, axis=1, keepdims=True) / m"),
            words.BIASES.filled(db=db, dZ=dZ, dW=dW),
            gradients,
        ),
    )


def _update(names: Names) -> Stage:
    return Stage(
        "update",
        "update",
        0,
        _("The update"),
        (GRAPH,),
        tuple(
            Equation(name, f"{name} - α d{name}", code=f"{name} - learning_rate * d{name}", becomes=True)
            for name in names.parameters()
        ),
        words.UPDATE,
        (gradient_descent,),
    )


STAGE_NAMES = tuple(dict.fromkeys(s.name for depth in (MOST_HIDDEN, 0) for s in stages(depth, "sigmoid")))
"""The names of the stages of all networks; that of no hidden layer has names of its own."""

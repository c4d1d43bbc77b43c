"""The stages of an iteration by hand: the formulas of each, what happens, and the core functions that compute it."""

from collections.abc import Callable
from typing import Any, NamedTuple

from playground.language import _, listed, sentences
from playground.nn import INITIALISATIONS, Network
from playground.nn.network import Hidden, Layer
from playground.nn.update_rules import gradient_descent


class Equation(NamedTuple):
    """``left = right`` as plain text; the names are keys of :attr:`Step.values`.

    ``right``: as in the notes; ``detail``: the same in matrices only, if ``right`` is not; ``half_way``: the same,
    partly computed; ``becomes``: whether ``left`` is overwritten.
    """

    left: str
    right: str = ""
    detail: str = ""
    half_way: str = ""
    becomes: bool = False

    @property
    def result(self) -> str:
        """The key of the result."""
        return f"new {self.left}" if self.becomes else self.left


class Stage(NamedTuple):
    """A stage of the iteration.

    ``sections``: one or two headings of the notes; ``words``: what happens; ``functions``: the core functions that
    compute it whatever the settings.
    """

    name: str
    title: str
    sections: tuple[str, ...]
    equations: tuple[Equation, ...]
    words: str
    functions: tuple[Callable[..., Any], ...]

    @property
    def section(self) -> str:
        """Where it is in the notes, in words."""
        return listed([_("“{name}”", name=heading) for heading in self.sections])


_DETAIL = _("Forward and backward in detail")
_FORWARD = _("Forward computation, vectorised")
_FUNCTIONS = _("Activations")


def _gradients(layer: int, before: str) -> tuple[Stage, Stage]:
    """The stages that compute dW and db of a layer whose inputs are ``before``."""
    dZ, dW, db = f"dZ{layer}", f"dW{layer}", f"db{layer}"
    return (
        Stage(
            dW,
            _("Backward: {array}", array=dW),
            (_DETAIL,),
            (Equation(dW, f"1/m {dZ} {before}ᵀ"),),
            _(
                "How the cost changes with each weight: each sample's {dZ} times its {before}, averaged over the "
                "samples. The code computes the product first and divides by m at the end, for all layers at once.",
                dZ=dZ,
                before=before,
            ),
            (Layer.backward, Network.backward),
        ),
        Stage(
            db,
            _("Backward: {array}", array=db),
            (_DETAIL,),
            (Equation(db, f"1/m Σ {dZ}⁽ⁱ⁾", f"1/m {dZ} ones"),),
            _(
                "The bias is the weight of an extra input that is always 1, so {db} is the mean of {dZ}. In the code "
                "it is the last column of the array that holds {dW}, so one product computes both.",
                db=db,
                dZ=dZ,
                dW=dW,
            ),
            (Layer.backward, Network.backward),
        ),
    )


# Sentences about a stage that hold with either loss, while the sentence beside them does not.
_STARTS_FROM = _("What the iteration starts from.")
_NOT_ON_THE_WAY_BACK = _(
    "No arrow in the graph leaves it: the way back needs the derivative of the cost, not its value. The code computes "
    "the same number from Z2: it is right even where an output has been rounded to 0 or 1."
)
_NUMBER_BY_NUMBER = _("The * multiplies number by number.")

_SIGMOID = (
    Stage(
        "start",
        _("Before the first stage"),
        (_("Random initialisation"), _DETAIL),
        tuple(Equation(name) for name in ("X", "Y", "W1", "b1", "W2", "b2")),
        sentences(_STARTS_FROM, _("Each column of X is a sample; the same column of Y is its class.")),
        (INITIALISATIONS["random"].start,),
    ),
    Stage(
        "Z1",
        _("Forward: {array}", array="Z1"),
        (_FORWARD,),
        (Equation("Z1", "W1 X + b1"),),
        _(
            "Each row is one hidden unit's linear combination of the inputs, each column a sample. b1 is added to "
            "every column."
        ),
        (Layer.forward,),
    ),
    Stage(
        "A1",
        _("Forward: {array}", array="A1"),
        (_FUNCTIONS,),
        (Equation("A1", "g(Z1)"),),
        _("The activation function, applied number by number, so the shape stays the same."),
        (Layer.forward,),
    ),
    Stage(
        "Z2",
        _("Forward: {array}", array="Z2"),
        (_FORWARD,),
        (Equation("Z2", "W2 A1 + b2"),),
        _("The same again, from the outputs of the hidden layer: one score per sample."),
        (Layer.forward,),
    ),
    Stage(
        "A2",
        _("Forward: {array}", array="A2"),
        (_("Sigmoid"),),
        (Equation("A2", "σ(Z2)"),),
        _("The sigmoid turns each score into a probability of class 1."),
        (Layer.forward,),
    ),
    Stage(
        "cost",
        _("The cost"),
        (_("Cost and gradient descent"), _("Why this cost")),
        (
            Equation(
                "J",
                "-1/m Σ (y⁽ⁱ⁾ log a⁽ⁱ⁾ + (1 - y⁽ⁱ⁾) log(1 - a⁽ⁱ⁾))",
                "-1/m Σ (Y * log(A2) + (1 - Y) * log(1 - A2))",
            ),
        ),
        sentences(_("One number for how wrong the outputs are."), _NOT_ON_THE_WAY_BACK),
        (Network.data_cost,),
    ),
    Stage(
        "dZ2",
        _("Backward: {array}", array="dZ2"),
        (_DETAIL,),
        (Equation("dZ2", "A2 - Y"),),
        _(
            "How wrong each output is: positive if it is too large, negative if it is too small. The slope of the "
            "sigmoid has cancelled out against that of the logarithm."
        ),
        (Network.backward,),
    ),
    *_gradients(2, "A1"),
    Stage(
        "dZ1",
        _("Backward: {array}", array="dZ1"),
        (_DETAIL,),
        (Equation("dZ1", "W2ᵀ dZ2 * g'(Z1)", half_way="dA1 * g'(Z1)"),),
        sentences(
            _(
                "How much of dZ2 reaches each hidden unit: back through the unit's weight in W2, times the slope of "
                "its activation, which the code computes from A1."
            ),
            _NUMBER_BY_NUMBER,
        ),
        (Hidden.compute_dZ,),
    ),
    *_gradients(1, "X"),
    Stage(
        "update",
        _("The update"),
        (_("Computation graph"),),
        tuple(Equation(name, f"{name} - α d{name}", becomes=True) for name in ("W1", "b1", "W2", "b2")),
        _("Every parameter moves against its derivative, and all of them move at once. α is the learning rate."),
        (gradient_descent,),
    ),
)

_WITH_SOFTMAX: dict[str, dict[str, Any]] = {
    "start": {
        "words": sentences(
            _STARTS_FROM,
            _(
                "Each column of X is a sample; the same column of Y is its class, one-hot: 1 in the row of that class, "
                "0 in the others."
            ),
        )
    },
    "Z2": {
        "words": _("The same again, from the outputs of the hidden layer: for each sample one score per class."),
    },
    "A2": {
        "sections": (_FUNCTIONS,),
        "equations": (Equation("A2", "softmax(Z2)", half_way="exp(Z2) / Σexp(Z2)"),),
        "words": _(
            "The softmax turns the scores of each sample into a probability for each class k: powers of e, divided by "
            "the sum of their column. The code first subtracts the largest score of each column: that changes no "
            "quotient, and no power can become too large."
        ),
    },
    "cost": {
        "equations": (Equation("J", "-1/m Σ log a_right⁽ⁱ⁾", "-1/m Σ (Y * log(A2))"),),
        "words": sentences(
            _(
                "One number for how wrong the outputs are: −log of the probability that each sample's right class "
                "gets, averaged. Multiplying by Y picks that one out."
            ),
            _NOT_ON_THE_WAY_BACK,
        ),
    },
    "dZ2": {
        "words": _(
            "How wrong each output is: positive for a wrong class, negative for the right one. This is the same "
            "formula as with two classes and a sigmoid: the slope of the softmax, too, has cancelled out against that "
            "of the logarithm. So the rest of the way back is the same as well."
        ),
    },
    "dZ1": {
        "words": sentences(
            _(
                "How much of dZ2 reaches each hidden unit: back through the unit's weights in W2, added up over the "
                "classes, times the slope of its activation, which the code computes from A1."
            ),
            _NUMBER_BY_NUMBER,
        )
    },
}
"""What is different in a network with a softmax, by stage."""

STAGES = {
    "sigmoid": _SIGMOID,
    "softmax": tuple(stage._replace(**_WITH_SOFTMAX.get(stage.name, {})) for stage in _SIGMOID),
}
"""The stages of an iteration, in order, by the name of the loss."""
STAGE_NAMES = tuple(stage.name for stage in _SIGMOID)

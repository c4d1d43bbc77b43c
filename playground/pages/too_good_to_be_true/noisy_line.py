"""A noisy line: networks and a polynomial that learn a few points around a straight line, over one input.

Here overfitting is seen as a curve. The polynomial is found at once, by least squares; the networks are those of
:mod:`few_points`, without a penalty and with one.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple, Self

import numpy as np
from numpy.polynomial import Chebyshev
from numpy.typing import NDArray

from playground.data import SURFACES
from playground.language import _, advice, number, sentences
from playground.lessons.claims import Found, Outcome, band
from playground.lessons.lesson import Preset
from playground.nn import forward_propagation
from playground.training import Recipe, Run, RunGroup
from playground.training.formatting import decimals, percent, setting
from playground.training.options import Whole, option, options

from .few_points import FewPoints

RATE = 0.02
"""Of Adam. Plain gradient descent would take a hundred times as long to bend a curve through the points."""
REACH = 3.0
"""The inputs are anywhere between minus this and this."""


@dataclass(frozen=True)
class OneInput:
    """How many points there are, and the polynomial that learns them, too."""

    m: int = option(
        12,
        Whole(
            label=_("Training points"),
            help=_("Their number, m. There are as many more for testing."),
            least=4,
            most=100,
        ),
    )
    degree: int = option(
        9,
        Whole(
            label=_("Degree"),
            help=_(
                "Of the polynomial: the highest power of x in it. It is at most m − 1, since with m coefficients a "
                "polynomial goes through all m points."
            ),
            least=1,
            most=15,
        ),
    )


@dataclass(frozen=True)
class NoisyLine(FewPoints):
    """A network that learns points around a line; ``degree``: of the polynomial beside it."""

    degree: int = option(OneInput.degree, options(OneInput)["degree"])

    @property
    def beginning(self) -> Self:
        """Whatever the degree: the network learns the same."""
        return replace(super().beginning, degree=OneInput.degree)

    def adjusted(self, other: Recipe) -> Self:
        """With the other's degree as well."""
        assert isinstance(other, NoisyLine)
        return replace(super().adjusted(other), degree=other.degree)


def noisy_line(one_input: OneInput, recipe: FewPoints) -> NoisyLine:
    """The recipe to train, with all else from ``recipe``."""
    return NoisyLine(
        dataset="line",
        noise=recipe.noise,
        samples=2 * one_input.m,
        data_seed=recipe.data_seed,
        test_share=50,
        activation=recipe.activation,
        n_h=recipe.n_h,
        initialisation="xavier",
        seed=recipe.seed,
        learning_rate=RATE,
        update_rule="adam",
        l2=recipe.l2,
        l1=recipe.l1,
        limit=recipe.limit,
        degree=min(one_input.degree, one_input.m - 1),
    )


Curve = Callable[[NDArray], NDArray]
"""What is said at each x: (n,) from (n,)."""


def line(x: NDArray) -> NDArray:
    """The line that the points are drawn around."""
    return SURFACES["line"].of(x[np.newaxis])


def network(run: Run) -> Curve:
    """The network of this moment."""
    return lambda x: forward_propagation(x[np.newaxis], run.parameters)[0][0]


def polynomial(run: Run) -> Chebyshev:
    """The polynomial with the smallest sum of squared errors on the training points.

    It is a sum of Chebyshev polynomials, which are well apart where the powers of x are nearly parallel and would cost
    most of the digits.
    """
    assert isinstance(run.recipe, NoisyLine)
    return Chebyshev.fit(run.X[0], run.Y[0], run.recipe.degree)


class Errors(NamedTuple):
    """How wrong a curve is.

    ``train``, ``test``, ``fresh``: root mean square errors on each kind of points; ``farthest``: the largest distance
    from the line that the points are drawn around, where inputs can be.
    """

    train: float
    test: float
    fresh: float
    farthest: float

    @classmethod
    def of(cls, curve: Curve, run: Run) -> "Errors":
        """Measure a curve on the points of a run."""
        assert isinstance(run.recipe, FewPoints)
        kinds = (run.train, run.test, run.recipe.fresh)
        train, test, fresh = (float(np.sqrt(np.mean((curve(each.X[0]) - each.labels) ** 2))) for each in kinds)
        x = np.linspace(-REACH, REACH, 601)
        return cls(train, test, fresh, float(np.abs(curve(x) - line(x)).max()))


def written(error: float) -> str:
    """A root mean square error, which a polynomial can have of any size: "0.078", "18.9", "3,550"."""
    return decimals(error, 3) if error < 10 else number(error, ",.1f" if error < 100 else ",.0f")


def _fresh(runs: RunGroup) -> dict[str, float]:
    """The errors on fresh points: of both networks, of the polynomial, and the noise alone."""
    networks = {name: Errors.of(network(run), run).fresh for name, run in runs.items()}
    return {
        **networks,
        "polynomial": Errors.of(polynomial(runs.first), runs.first).fresh,
        "noise": runs.first.recipe.noise,
    }


def _polynomial_is_worse(runs: RunGroup) -> Found:
    """Whether the polynomial is farther off on fresh points than the network without a penalty."""
    found, own = _fresh(runs), Errors.of(network(runs.first), runs.first).train
    return found["polynomial"] > found["free"], {
        "polynomial": written(found["polynomial"]),
        "network": written(found["free"]),
        "own": written(own),
        "noise": setting(found["noise"]),
    }


def _taken_away(runs: RunGroup) -> Found:
    """By which share the error on fresh points is smaller with the penalty."""
    found = _fresh(runs)
    share = 1 - found["penalised"] / found["free"]
    return None if share <= 0 else band(share, (0.05, 0.25)), {
        "share": percent(share),
        "right": written(found["penalised"]),
        "left": written(found["free"]),
        "noise": setting(found["noise"]),
    }


def _above_the_noise(runs: RunGroup) -> Found:
    """How far the error on fresh points is above the noise, without a penalty, as a share of it."""
    found = _fresh(runs)
    share = found["free"] / found["noise"] - 1
    return None if share <= 0 else band(share, (0.05, 0.3)), {
        "share": percent(share),
        "network": written(found["free"]),
        "noise": setting(found["noise"]),
    }


NONE_OF_IT = _("None of it: the RMSE on fresh points is {right}.")
SOME_OF_IT = _("{share} of it: the RMSE on fresh points falls to {right}.")
THE_NOISE = _("Without a penalty it is {left}; the noise alone is {noise}.")
NOT_ABOVE = _("Not at all: on fresh points the RMSE is {network}.")
ABOVE = _("{share} above it: on fresh points the RMSE is {network}.")
WITHOUT_A_PENALTY = _("That is without a penalty; the noise alone is {noise}.")
THE_POLYNOMIAL = _("The polynomial: its typical error (RMSE) on fresh points is {polynomial}, the network’s {network}.")
THE_NETWORK = _("The network: its typical error (RMSE) on fresh points is {network}, the polynomial’s {polynomial}.")
IT_DOES_BETTER = _("Yes: on fresh points its RMSE is {network}, that of the line {polynomial}.")
IT_DOES_NOT = _("No: on fresh points its RMSE is {network}, that of the line {polynomial}.")
ON_ITS_OWN = _("The network’s RMSE on its own points is {own}; the noise alone is {noise}.")


NOISY_LINE_PRESETS = (
    Preset(
        _("Polynomial or network"),
        {"part": "number", "noise": 0.5, "data_seed": 21},
        _("The polynomial has 10 parameters for 12 points, the network 151. Which misses new points by more?"),
        _("the curves between the filled points, from which both learn. The hollow points are for testing."),
        Outcome(
            _polynomial_is_worse,
            {True: (_("The polynomial"), THE_POLYNOMIAL), False: (_("The network"), THE_NETWORK)},
            also=ON_ITS_OWN,
            since=100,
            instead=_("A straight line is enough"),
        ),
    ),
    Preset(
        _("A straight line is enough"),
        {"part": "number", "degree": 1},
        _("Now the polynomial is a straight line, like the one behind the points. Will the network miss by less?"),
        _("RMSE, the typical error: of the training points, and of the test points."),
        Outcome(
            _polynomial_is_worse,
            {True: (_("Yes, by less"), IT_DOES_BETTER), False: (_("No, by more"), IT_DOES_NOT)},
            also=ON_ITS_OWN,
            since=100,
            instead=_("Polynomial or network"),
        ),
    ),
    Preset(
        _("Fewer bends"),
        {"part": "number", "data_seed": 3},
        _("How much of the network’s error on new points will a penalty on its weights take away?"),
        _("the curve without a penalty where it leaves the dotted line, and the other one there."),
        Outcome(
            _taken_away,
            {
                None: (_("Hardly any"), NONE_OF_IT),
                0: (_("Hardly any"), SOME_OF_IT),
                1: (_("Less than a quarter"), SOME_OF_IT),
                2: (_("A quarter or more"), SOME_OF_IT),
            },
            also=THE_NOISE,
            since=2000,
        ),
    ),
    Preset(
        _("A hundred points"),
        {"part": "number", "noise": 0.5, "m": 100, "limit": 3000},
        _("The same network learns 100 points. How far above the noise will its error on new points be?"),
        sentences(
            _("both cost curves of the run without a penalty."), advice(_("Compare with *Polynomial or network*."))
        ),
        Outcome(
            _above_the_noise,
            {
                None: (_("Less than 5 %"), NOT_ABOVE),
                0: (_("Less than 5 %"), ABOVE),
                1: (_("5 to 30 %"), ABOVE),
                2: (_("More than 30 %"), ABOVE),
            },
            also=WITHOUT_A_PENALTY,
            since=1500,
            instead=_("Polynomial or network"),
        ),
    ),
)

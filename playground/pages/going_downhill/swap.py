"""Two hidden units swapped: the landscape between a trained network and the same one with two units swapped."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.data import make_dataset
from playground.language import _
from playground.lessons.claims import Answer
from playground.lessons.exercises import Make, Question
from playground.lessons.rising_cost import ROUNDING
from playground.nn import Network, Parameters, initialize_parameters, nn_model
from playground.training.options import Choice, Whole, option
from playground.training.ranges import SEEDS

from .direction import Standpoint, half_way_down
from .downhill import TwoWeights
from .landscape import Landscape, over_plane

SCALE, ITERATIONS, RATE = 0.5, 1000, 1.2
"""The scale of the initial weights, and how long and in what steps the network is trained."""


@dataclass(frozen=True)
class HiddenLayer:
    """A network with a hidden layer, to be compared with the model that has none."""

    dataset: str = option(
        "flower",
        Choice(
            label=_("Dataset"), help=_("What the network has learned."), names=("flower", "moons", "circles", "xor")
        ),
    )
    n_h: int = option(4, Whole(label=_("Hidden units"), help=_("Units in its hidden layer."), least=2, most=8))
    network_seed: int = option(
        2,
        Whole(
            label=_("Network seed"),
            help=_("A different number draws different initial weights."),
            least=0,
            most=SEEDS,
            exact=True,
        ),
    )


class Swap(NamedTuple):
    """The cost over the plane through a trained network, the same one with two units swapped, and the first weights.

    The first axis goes from one to the other, the second from half-way between them towards the first weights; both
    are in units of distance in parameter space.

    Attributes
    ----------
    units : the two that were swapped, counted from 1
    surface : the cost
    trained, swapped, half_way, first : coordinates and cost of each of these networks, (3,)
    """

    units: tuple[int, int]
    surface: Landscape
    trained: NDArray
    swapped: NDArray
    half_way: NDArray
    first: NDArray

    @property
    def ridge(self) -> float:
        """How much higher the cost is half-way than at either end."""
        return float(self.half_way[-1] - max(self.trained[-1], self.swapped[-1]))


def swapped(parameters: Parameters, one: int, other: int) -> Parameters:
    """The same network with two of its hidden units, counted from 0, swapped."""
    result = parameters.copy()
    pair, turned = [one, other], [other, one]
    result["W1"][pair], result["b1"][pair] = parameters["W1"][turned], parameters["b1"][turned]
    result["W2"][:, pair] = parameters["W2"][:, turned]
    return result


@lru_cache(maxsize=16)
def swap(settings: HiddenLayer, points: int = 41) -> Swap:
    """Train a network, and compute the cost between it and itself with two units swapped: those with the highest ridge.

    It is trained as in the notes, except for fewer iterations and larger initial weights.
    """
    X, Y = make_dataset(settings.dataset)
    first = initialize_parameters(2, settings.n_h, 1, scale=SCALE, seed=settings.network_seed)
    trained = nn_model(X, Y, settings.n_h, ITERATIONS, learning_rate=RATE, scale=SCALE, seed=settings.network_seed)
    network = Network(trained.copy(), X, Y)

    def cost(vector: NDArray) -> float:
        network.parameters.vector[:] = vector
        network.forward()
        return network.cost()

    pairs = list(combinations(range(settings.n_h), 2))
    middles = [(trained.vector + swapped(trained, *pair).vector) / 2 for pair in pairs]
    highest = int(np.argmax([cost(middle) for middle in middles]))
    middle = trained.copy()
    middle.vector[:] = middles[highest]
    half = middle.vector - trained.vector  # from the trained network to half-way
    along = half / np.linalg.norm(half)
    aside = first.vector - middle.vector
    across = aside - (aside @ along) * along
    across /= np.linalg.norm(across)
    places = {"trained": -half, "swapped": half, "half_way": 0 * half, "first": aside}
    marks = {name: np.array([step @ along, step @ across, cost(middle.vector + step)]) for name, step in places.items()}
    a, b = np.array([mark[:2] for mark in marks.values()]).T
    a, b = (np.linspace(x.min() - np.ptp(x) / 4, x.max() + np.ptp(x) / 4, points) for x in (a, b))
    one, other = pairs[highest]
    return Swap((one + 1, other + 1), over_plane(middle, [along, across], a, b, X, Y), **marks)


def _half_way(layer: HiddenLayer | None, recipe: TwoWeights) -> Question:
    """What lies between two networks of equal cost; ``layer``: of the networks, once they are on screen."""
    ridge = swap(layer).ridge if layer else None
    claims = {"lower": _("Lower than theirs"), "equal": _("The same as theirs"), "higher": _("Higher than theirs")}
    question = Question(
        _(
            "Two units of a trained network change places: same outputs, same cost. **What is the cost half-way "
            "between the two networks?**"
        ),
        about=None,  # whoever has answered it goes on to other networks
        found=None,
        claims=claims,
    )
    if ridge is None:
        return question
    found = "higher" if ridge > ROUNDING else "lower" if ridge < -ROUNDING else "equal"
    if found == "higher":
        sentence = _("Higher than theirs, by {ridge:.3f}: this cost is not convex.", ridge=ridge)
    else:
        sentence = _("{found}: this line does not show whether the cost is convex.", found=claims[found])
    answer = Answer(sentence, half_way_down(Standpoint.where_it_starts(recipe)))
    return question._replace(found=found, answer=answer)


LAYER_QUESTIONS: Mapping[str, Make] = {"half-way": _half_way}
"""What a visitor predicts of the two networks, before they are on screen."""

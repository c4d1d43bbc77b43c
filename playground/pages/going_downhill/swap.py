"""Two hidden units swapped: the landscape between a trained network and the same one with two units swapped."""

from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.data import make_dataset
from playground.language import _
from playground.nn import Network, Parameters, initialize_parameters, nn_model
from playground.training.options import Choice, Whole, option
from playground.training.ranges import SEEDS

from .landscape import Landscape, over_plane

SCALE = 0.5
"""The scale of the first weights."""


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


def swapped(parameters: Parameters, one: int, other: int) -> Parameters:
    """The same network with two of its hidden units, counted from 0, swapped."""
    result = parameters.copy()
    pair, turned = [one, other], [other, one]
    result["W1"][pair], result["b1"][pair] = parameters["W1"][turned], parameters["b1"][turned]
    result["W2"][:, pair] = parameters["W2"][:, turned]
    return result


def swap(settings: HiddenLayer, points: int = 41) -> Swap:
    """Train a network, and compute the cost between it and itself with two units swapped: those with the highest ridge.

    It is trained as in the notes, except for 1,000 iterations and larger first weights.
    """
    X, Y = make_dataset(settings.dataset)
    first = initialize_parameters(2, settings.n_h, 1, scale=SCALE, seed=settings.network_seed)
    trained = nn_model(X, Y, settings.n_h, 1000, scale=SCALE, seed=settings.network_seed)
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

"""The functions of the notes under their names there. Columns are samples.

Every argument is checked; the arithmetic is in :mod:`playground.nn.network`.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import checks
from .initialisation import initialize_parameters
from .losses import LOSSES, target_of
from .network import Network, largest_penalty, penalty
from .optimiser import Optimiser
from .parameters import Gradients, Parameters


def layer_sizes(X: ArrayLike, Y: ArrayLike, n_h: int | Sequence[int] = 4) -> tuple[int, int | tuple[int, ...], int]:
    """Sizes of the input layer, the hidden layer (as passed in) and the output layer: ``(n_x, n_h, n_y)``.

    Parameters
    ----------
    X : (n_x, m) samples
    Y : (n_y, m) labels

    Raises
    ------
    ValueError
        If X and Y are not matrices with one column per sample, or a size is not a whole number of at least 1.
    """
    X, Y = checks.samples(X, Y, labels=checks.matrix)
    hidden = checks.hidden_sizes(n_h)
    return len(X), hidden if checks.are_sizes(n_h) else hidden[0], len(Y)


def forward_propagation(X: ArrayLike, parameters: Parameters) -> tuple[NDArray, dict[str, NDArray]]:
    """Compute the network's outputs (notes: Forward computation, vectorised; Forward and backward in detail).

    Parameters
    ----------
    X : (n_x, m) samples
    parameters : from :func:`initialize_parameters`, possibly trained since

    Returns
    -------
    A2 : (n_y, m) the output of the last layer: the probability of class 1; with softmax that of each class; with
        squared error a number
    cache : ``Z1``, ``A1``, ``Z2``, ``A2``, … for :func:`backward_propagation`, each (units, m)

    Raises
    ------
    ValueError
        If X does not fit the parameters, or the parameters do not know their activation.
    """
    parameters = _known(parameters)
    network = Network(parameters, checks.matrix("X", X, rows=parameters.sizes[0]))
    output = network.forward()
    cache = {}
    for number, layer in enumerate(network.layers, start=1):
        cache[f"Z{number}"], cache[f"A{number}"] = layer.Z, layer.A
    return output, cache


def compute_cost(
    A2: ArrayLike, Y: ArrayLike, parameters: Parameters | None = None, l2: float = 0.0, l1: float = 0.0
) -> float:
    """The cross-entropy cost ``-1/m Σ (y log a + (1 - y) log(1 - a))`` (notes: Why this cost).

    With softmax it is ``-1/m Σ log a`` with a of the true class of each sample, with squared error
    ``1/2m Σ (a - y)²``. The penalty
    ``l2/2 Σ W² + l1 Σ |W|`` is added if these factors are not 0; biases are left out.

    Parameters
    ----------
    A2 : (n_y, m) outputs, from 0 to 1; with squared error any numbers
    Y : (n_y, m) labels, 0 or 1; with softmax one-hot; with squared error numbers
    parameters : they determine the loss; without them it is that of a sigmoid, and there is no penalty
    l2, l1 : factors of the penalty on large weights

    Returns
    -------
    cost : float
        Outputs are kept away from 0 and 1 by 2e-16, so that the logarithm stays finite: none adds more than 36 to the
        sum. For a network that is surer of the wrong class, :meth:`Network.cost` gives the true cost, from the scores.

    Raises
    ------
    ValueError
        If A2 and Y are not matrices of the same shape, or contain anything but outputs and labels of that loss; or if a
        factor is negative, or is given without parameters.
    """
    l2, l1 = checks.penalty("l2", l2), checks.penalty("l1", l1)
    added = penalty(_known(parameters), l2, l1) if l2 or l1 else 0.0
    loss = parameters.loss if isinstance(parameters, Parameters) else "sigmoid"
    target = target_of(loss)
    Y = target.labels("Y", Y)
    A2 = target.outputs("A2", A2, *Y.shape)
    return LOSSES[loss].cost(A2, Y) + added


def backward_propagation(
    parameters: Parameters,
    cache: Mapping[str, ArrayLike],
    X: ArrayLike,
    Y: ArrayLike,
    l2: float = 0.0,
    l1: float = 0.0,
) -> Gradients:
    """Compute the gradient of the cost with respect to every parameter (notes: Forward and backward in detail).

    The penalty of :func:`compute_cost` adds ``l2 W + l1 sign(W)`` to the dW of each layer.

    Parameters
    ----------
    parameters : those that ``cache`` was computed with
    cache : from :func:`forward_propagation`
    X : (n_x, m) samples
    Y : (n_y, m) labels, 0 or 1; with softmax one-hot; with squared error numbers
    l2, l1 : factors of the penalty on large weights

    Returns
    -------
    grads : Gradients
        ``dW1``, ``db1``, ``dW2``, ``db2``, … in the shapes of the parameters.

    Raises
    ------
    ValueError
        If the arguments do not fit each other, the parameters do not know their activation, or a factor is negative.
    """
    parameters = _known(parameters)
    l2, l1 = checks.penalty("l2", l2), checks.penalty("l1", l1)
    X, Y = checks.samples(X, Y, parameters.sizes[0], parameters.sizes[-1], target_of(parameters.loss).labels)
    network = Network(parameters, X, Y, l2, l1)
    for number, layer in enumerate(network.layers, start=1):
        for name, array in ((f"A{number}", layer.A), (f"Z{number}", layer.Z)):
            cached = checks.entry("cache", cache, name, "forward_propagation")
            array[...] = checks.matrix(name, cached, *array.shape)
    network.backward()
    return network.gradients


def update_parameters(parameters: Parameters, grads: Mapping[str, ArrayLike], learning_rate: float = 1.2) -> Parameters:
    """One step of gradient descent, ``W = W - learning_rate * dW`` (notes: Computation graph), as new parameters.

    Raises
    ------
    ValueError
        If a gradient is missing or of the wrong shape, or the learning rate is not finite.
    """
    parameters = _known(parameters)
    learning_rate = checks.finite_number("learning_rate", learning_rate)
    updated = parameters.copy()
    for name, value in parameters.items():
        gradient = checks.entry("grads", grads, f"d{name}", "backward_propagation")
        updated[name] = value - learning_rate * checks.matrix(f"d{name}", gradient, *value.shape)
    return updated


def nn_model(
    X: ArrayLike,
    Y: ArrayLike,
    n_h: int | Sequence[int],
    num_iterations: int = 10000,
    print_cost: bool = False,
    *,
    parameters: Mapping[str, ArrayLike] | None = None,
    learning_rate: float = 1.2,
    update_rule: str = "gradient descent",
    batch_size: int | None = None,
    batch_seed: int = 3,
    l2: float = 0.0,
    l1: float = 0.0,
    schedule: str = "constant",
    half_life: float = 1000,
    activation: str | list[str] | tuple[str, ...] = "tanh",
    loss: str = "sigmoid",
    initialisation: str = "random",
    scale: float = 0.01,
    seed: int = 2,
) -> Parameters:
    """Train a network, by default with full-batch gradient descent (notes: The NumPy implementation).

    Parameters
    ----------
    X : (n_x, m) samples
    Y : (n_y, m) labels, 0 or 1; with softmax one-hot, a row for each class; with squared error numbers
    n_h : units of the hidden layer; a tuple for several layers, ``()`` for none (logistic regression)
    num_iterations : number of updates
    print_cost : print the cost of all samples before every 1,000th update
    parameters : where to begin instead: what :func:`initialize_parameters` returned, or the notes' plain dictionary
        ``{"W1": …, "b1": …, "W2": …, "b2": …}``; they are copied. Those that know their activation and loss keep both
    learning_rate : size of a step
    update_rule, batch_size, batch_seed, schedule, half_life : see :class:`Optimiser`
    l2, l1 : factors of the penalty on large weights, see :func:`compute_cost`
    activation, loss, initialisation, scale, seed : see :func:`initialize_parameters`

    Returns
    -------
    parameters : Parameters
        The trained parameters, for :func:`predict`.

    Raises
    ------
    ValueError
        If an argument is not usable; the message says what is needed.
    FloatingPointError
        If training diverges: a parameter is no longer a finite number.
    """
    if isinstance(parameters, Parameters):
        activation, loss = parameters.activation, parameters.loss
    X, Y = checks.samples(X, Y, labels=target_of(checks.known("loss", loss, LOSSES)).labels)
    num_iterations = checks.whole_number("num_iterations", num_iterations, least=0)
    learning_rate = checks.finite_number("learning_rate", learning_rate)
    trained = initialize_parameters(
        len(X), n_h, len(Y), activation, loss=loss, initialisation=initialisation, scale=scale, seed=seed
    )
    if parameters is not None:
        start = Parameters.from_arrays(parameters, activation, loss)
        if start.sizes != trained.sizes:
            raise ValueError(
                f"parameters has layers of {start.sizes} units, but X, n_h and Y need {trained.sizes}. Pass parameters "
                "of these sizes, or another n_h."
            )
        trained = start
    network = Network(trained, X, Y, checks.penalty("l2", l2), checks.penalty("l1", l1))
    optimiser = Optimiser(network, update_rule, batch_size, batch_seed, schedule, half_life)
    report, first = 1000, trained.vector.copy()
    with np.errstate(over="ignore", invalid="ignore"):
        for iteration in range(0, num_iterations, report):
            if print_cost:
                network.forward()
                print(f"Cost after iteration {iteration}: {network.cost():f}")
            steps = min(report, num_iterations - iteration)
            optimiser.train(steps, learning_rate, iteration)
            if not np.isfinite(trained.vector).all():
                raise FloatingPointError(
                    f"Training diverged before iteration {iteration + steps}: a parameter is no longer finite. "
                    f"{_advice(network, first, learning_rate)}"
                )
    return trained


def predict(parameters: Parameters, X: ArrayLike) -> NDArray:
    """The predicted class of each sample: 1 where its probability is above one half; with softmax the most probable.

    With squared error it is a number instead, the output itself.

    Parameters
    ----------
    parameters : trained parameters; they know the activation and the loss that they were trained with
    X : (n_x, m) samples

    Returns
    -------
    (n_y, m) array of int; with softmax (1, m), from 0 to K - 1; with squared error (n_y, m) array of float

    Raises
    ------
    ValueError
        If X does not fit the parameters, the parameters do not know their activation, or they are so large (or not
        finite) that an output is not a number.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        output, _ = forward_propagation(X, parameters)
    wrong = ~np.isfinite(output)
    if wrong.any():
        row, column = np.argwhere(wrong)[0]
        raise ValueError(
            f"The output for the sample in column {column} is {output[row, column]}, which says nothing: a parameter "
            "is too large or not finite. Train again with a smaller learning rate."
        )
    return target_of(parameters.loss).read(output)


def _advice(network: Network, first: NDArray, learning_rate: float) -> str:
    """What to try after training from these first parameters has diverged."""
    for name, most in largest_penalty(learning_rate).items():
        if getattr(network, name) > most:
            return f"Try {name} below {most:g}."
    if learning_rate < 0:
        return "Steps at a negative learning rate go uphill. Try one above 0."
    network.parameters.vector[:] = first
    network.forward()
    network.backward()
    if not np.isfinite(network.gradients.vector).all():
        return (
            "The first gradient is not finite either, so no learning rate helps. Try a smaller scale, smaller "
            "parameters to begin with, or smaller numbers in X and Y."
        )
    return f"Try a learning rate below {learning_rate:g}."


def _known(parameters: Parameters | None) -> Parameters:
    """Return the parameters if they know their activation; otherwise the wrong one might be used."""
    if not isinstance(parameters, Parameters):
        raise ValueError(
            f"parameters is a {type(parameters).__name__}, which does not say which activation it was trained with. "
            "Pass what initialize_parameters or update_parameters returned, or "
            "Parameters.from_arrays(parameters, activation='tanh')."
        )
    return parameters

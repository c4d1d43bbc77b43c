"""A training run beside scikit-learn's MLPClassifier and MLPRegressor, from the same weights, step by step."""

import numpy as np
import pytest
from sklearn.neural_network import MLPClassifier, MLPRegressor

from playground.data import make_dataset
from playground.nn import UPDATE_RULES, Network, Optimiser, initialize_parameters, predict
from tests.looped import looped

X, Y = make_dataset("flower")
THIRDS = np.digitize(np.hypot(*X), np.quantile(np.hypot(*X), [1 / 3, 2 / 3]))
"""Three classes of the same points, by their distance from the middle."""
NUMBERS = np.vstack([np.sin(X[0]), np.cos(X[1])])
LEARNING_RATE = 0.3


def theirs_from(kind, parameters, activation, y, **options):
    """One of scikit-learn's, of full-batch gradient descent, without extras, that starts from ``parameters``."""
    usual = {"solver": "sgd", "alpha": 0, "learning_rate_init": LEARNING_RATE, "momentum": 0, "shuffle": False}
    theirs = kind(
        hidden_layer_sizes=parameters.sizes[1:-1],
        activation=activation,
        nesterovs_momentum=False,
        **usual | {"batch_size": X.shape[1]} | options,
    )
    of_classes = {"classes": np.unique(y)} if kind is MLPClassifier else {}
    theirs.partial_fit(X.T, y, **of_classes)  # the first call makes the arrays
    for layer, (coefs, intercepts) in enumerate(zip(theirs.coefs_, theirs.intercepts_, strict=True), start=1):
        coefs[...] = parameters[f"W{layer}"].T  # in place: the solver keeps the arrays that it was given
        intercepts[...] = parameters[f"b{layer}"][:, 0]
    for name in ("velocities", "ms", "vs"):  # nor is anything left of the first call in what the solver remembers
        for array in getattr(theirs._optimizer, name, ()):
            array[...] = 0
    theirs._optimizer.t = 0
    return theirs


def assert_agree(parameters, theirs):
    for layer, (coefs, intercepts) in enumerate(zip(theirs.coefs_, theirs.intercepts_, strict=True), start=1):
        np.testing.assert_allclose(parameters[f"W{layer}"], coefs.T, rtol=0, atol=1e-10)
        np.testing.assert_allclose(parameters[f"b{layer}"][:, 0], intercepts, rtol=0, atol=1e-10)


@looped(
    ("activation", "loss", "kind", "y", "labels"),
    [
        (activation, *each)
        for each in (
            ("sigmoid", MLPClassifier, Y[0], Y),
            ("softmax", MLPClassifier, THIRDS, np.eye(3)[:, THIRDS]),
            ("squared error", MLPRegressor, NUMBERS[0], NUMBERS[:1]),
            ("squared error", MLPRegressor, NUMBERS.T, NUMBERS),
        )
        for activation in ("tanh", "relu", "sigmoid", *(["identity"] if each[1] is MLPClassifier else []))
    ],
)
def test_every_step_agrees(activation, loss, kind, y, labels):
    parameters = initialize_parameters(2, (7, 5), len(labels), activation, loss=loss, initialisation="xavier")
    start = parameters.copy()
    theirs = theirs_from(kind, parameters, "logistic" if activation == "sigmoid" else activation, y)
    network = Network(parameters, X, labels)
    for _ in range(25):
        network.forward()
        cost = network.cost()
        Optimiser(network).train(1, LEARNING_RATE)
        theirs.partial_fit(X.T, y)
        divided_by = len(labels) if kind is MLPRegressor else 1  # theirs is divided by the outputs, too
        assert cost == pytest.approx(divided_by * theirs.loss_, abs=1e-10)
        assert_agree(parameters, theirs)
    if kind is MLPRegressor:
        np.testing.assert_allclose(predict(parameters, X).T.squeeze(), theirs.predict(X.T), atol=1e-10)
    assert all(np.abs(parameters[name] - start[name]).max() > 1e-7 for name in parameters), "nothing was learned"


SOLVERS = {
    "gradient descent": (0.3, {}),
    "momentum": (0.05, {"momentum": 0.9}),
    "adam": (0.01, {"solver": "adam", "epsilon": 1e-30}),
}
"""Their rules: a learning rate, and what it takes to have them. They add Adam's epsilon at another place."""


@looped(("size", "l2"), [(None, 0.0), (1, 0.02), (32, 0.02)])
@looped("rule", list(SOLVERS))
def test_every_step_agrees_under_their_rules_with_batches_and_a_penalty(monkeypatch, rule, size, l2):
    adam = UPDATE_RULES["adam"]
    monkeypatch.setitem(UPDATE_RULES, "adam", adam._replace(constants={**adam.constants, "epsilon": 1e-30}))
    learning_rate, options = SOLVERS[rule]
    parameters = initialize_parameters(2, (6, 3), 1, initialisation="xavier")
    start = parameters.copy()
    network = Network(parameters, X, Y, l2=l2)
    optimiser = Optimiser(network, rule, size)
    per_epoch = optimiser.updates_per_epoch
    theirs = theirs_from(MLPClassifier, parameters, "tanh", Y[0], learning_rate_init=learning_rate, **options)
    for made in range(20):
        chosen = np.arange(X.shape[1])
        if size:
            order = np.random.RandomState([3, made // per_epoch]).permutation(X.shape[1])
            chosen = order[made % per_epoch * size :][:size]
        # The last of an epoch can be smaller; and their alpha is divided by the samples of a batch.
        theirs.batch_size, theirs.alpha = len(chosen), l2 * len(chosen)
        optimiser.train(1, learning_rate, made)
        theirs.partial_fit(X.T[chosen], Y[0, chosen])
        assert_agree(parameters, theirs)
    assert all(np.abs(parameters[name] - start[name]).max() > 1e-3 for name in parameters), "nothing was learned"

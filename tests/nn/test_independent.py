"""A training run beside scikit-learn's MLPClassifier, from the same weights, step by step."""

import numpy as np
import pytest
from sklearn.neural_network import MLPClassifier

from playground.data import make_dataset
from playground.nn import UPDATE_RULES, Network, Optimiser, initialize_parameters
from tests.looped import looped

X, Y = make_dataset("flower")
THIRDS = np.digitize(np.hypot(*X), np.quantile(np.hypot(*X), [1 / 3, 2 / 3]))
"""Three classes of the same points, by their distance from the middle."""
LEARNING_RATE = 0.3


def classifier_from(parameters, activation, y, **options):
    """An MLPClassifier of full-batch gradient descent, without extras, that starts from ``parameters``."""
    usual = {"solver": "sgd", "alpha": 0, "learning_rate_init": LEARNING_RATE, "momentum": 0, "shuffle": False}
    classifier = MLPClassifier(
        hidden_layer_sizes=parameters.sizes[1:-1],
        activation=activation,
        nesterovs_momentum=False,
        **usual | {"batch_size": X.shape[1]} | options,
    )
    classifier.partial_fit(X.T, y, classes=np.unique(y))  # the first call makes the arrays
    for layer, (coefs, intercepts) in enumerate(zip(classifier.coefs_, classifier.intercepts_, strict=True), start=1):
        coefs[...] = parameters[f"W{layer}"].T  # in place: the solver keeps the arrays that it was given
        intercepts[...] = parameters[f"b{layer}"][:, 0]
    for name in ("velocities", "ms", "vs"):  # nor is anything left of the first call in what the solver remembers
        for array in getattr(classifier._optimizer, name, ()):
            array[...] = 0
    classifier._optimizer.t = 0
    return classifier


@pytest.mark.parametrize("n_h", [(4,), (20,), (7, 5)])
@pytest.mark.parametrize(
    ("activation", "theirs"),
    [("tanh", "tanh"), ("relu", "relu"), ("sigmoid", "logistic"), ("identity", "identity")],
    ids=lambda name: name,
)
@pytest.mark.parametrize(
    ("loss", "y", "labels"), [("sigmoid", Y[0], Y), ("softmax", THIRDS, np.eye(3)[:, THIRDS])], ids=lambda value: ""
)
def test_every_step_agrees(activation, theirs, n_h, loss, y, labels):
    parameters = initialize_parameters(2, n_h, len(labels), activation, loss=loss, initialisation="xavier")
    start = parameters.copy()
    classifier = classifier_from(parameters, theirs, y)
    network = Network(parameters, X, labels)
    for _ in range(60):
        network.forward()
        cost = network.cost()
        Optimiser(network).train(1, LEARNING_RATE)
        classifier.partial_fit(X.T, y)
        assert cost == pytest.approx(classifier.loss_, abs=1e-10)
        for layer, (coefs, intercepts) in enumerate(
            zip(classifier.coefs_, classifier.intercepts_, strict=True), start=1
        ):
            np.testing.assert_allclose(parameters[f"W{layer}"], coefs.T, rtol=0, atol=1e-10)
            np.testing.assert_allclose(parameters[f"b{layer}"][:, 0], intercepts, rtol=0, atol=1e-10)
    least = 1e-6 if activation == "identity" else 1e-3  # straight lines part no rings, so it has little to learn
    assert all(np.abs(parameters[name] - start[name]).max() > least for name in parameters), "nothing was learned"


SOLVERS = {
    "gradient descent": (0.3, {}),
    "momentum": (0.05, {"momentum": 0.9}),
    "adam": (0.01, {"solver": "adam", "epsilon": 1e-30}),
}
"""Their rules: a learning rate, and what it takes to have them. They add Adam's epsilon at another place."""


@looped("l2", [0.0, 0.02])
@looped("size", [None, 1, 32])
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
    classifier = classifier_from(parameters, "tanh", Y[0], learning_rate_init=learning_rate, **options)
    for made in range(30):
        chosen = np.arange(X.shape[1])
        if size:
            order = np.random.RandomState([3, made // per_epoch]).permutation(X.shape[1])
            chosen = order[made % per_epoch * size :][:size]
        # The last of an epoch can be smaller; and their alpha is divided by the samples of a batch.
        classifier.batch_size, classifier.alpha = len(chosen), l2 * len(chosen)
        optimiser.train(1, learning_rate, made)
        classifier.partial_fit(X.T[chosen], Y[0, chosen])
        for layer, (coefs, intercepts) in enumerate(
            zip(classifier.coefs_, classifier.intercepts_, strict=True), start=1
        ):
            np.testing.assert_allclose(parameters[f"W{layer}"], coefs.T, rtol=0, atol=1e-10)
            np.testing.assert_allclose(parameters[f"b{layer}"][:, 0], intercepts, rtol=0, atol=1e-10)
    assert all(np.abs(parameters[name] - start[name]).max() > 1e-3 for name in parameters), "nothing was learned"

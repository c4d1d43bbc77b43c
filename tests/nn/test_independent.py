"""A training run beside scikit-learn's MLPClassifier, from the same weights, step by step."""

import numpy as np
import pytest
from sklearn.neural_network import MLPClassifier

from playground.data import make_dataset
from playground.nn import Network, initialize_parameters

X, Y = make_dataset("flower")
THIRDS = np.digitize(np.hypot(*X), np.quantile(np.hypot(*X), [1 / 3, 2 / 3]))
"""Three classes of the same points, by their distance from the middle."""
LEARNING_RATE = 0.3


def classifier_from(parameters, activation, y):
    """An MLPClassifier of full-batch gradient descent, without extras, that starts from ``parameters``."""
    classifier = MLPClassifier(
        hidden_layer_sizes=parameters.sizes[1:-1],
        activation=activation,
        solver="sgd",
        alpha=0,
        batch_size=X.shape[1],
        learning_rate_init=LEARNING_RATE,
        momentum=0,
        nesterovs_momentum=False,
        shuffle=False,
    )
    classifier.partial_fit(X.T, y, classes=np.unique(y))  # the first call makes the arrays
    for layer, (coefs, intercepts) in enumerate(zip(classifier.coefs_, classifier.intercepts_, strict=True), start=1):
        coefs[...] = parameters[f"W{layer}"].T  # in place: the solver keeps the arrays that it was given
        intercepts[...] = parameters[f"b{layer}"][:, 0]
    return classifier


@pytest.mark.parametrize("n_h", [(4,), (20,), (7, 5)])
@pytest.mark.parametrize(
    ("activation", "theirs"), [("tanh", "tanh"), ("relu", "relu"), ("sigmoid", "logistic")], ids=lambda name: name
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
        network.train(1, LEARNING_RATE)
        classifier.partial_fit(X.T, y)
        assert cost == pytest.approx(classifier.loss_, abs=1e-10)
        for layer, (coefs, intercepts) in enumerate(
            zip(classifier.coefs_, classifier.intercepts_, strict=True), start=1
        ):
            np.testing.assert_allclose(parameters[f"W{layer}"], coefs.T, rtol=0, atol=1e-10)
            np.testing.assert_allclose(parameters[f"b{layer}"][:, 0], intercepts, rtol=0, atol=1e-10)
    assert all(np.abs(parameters[name] - start[name]).max() > 1e-3 for name in parameters), "nothing was learned"

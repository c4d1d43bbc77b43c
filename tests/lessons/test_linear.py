"""Linear layers: the one layer that they make, against the network itself and against one trained without them."""

import numpy as np

from playground.lessons.linear import as_one_layer, largest_difference
from playground.nn import ACTIVATIONS, forward_propagation, initialize_parameters
from playground.pages.playground.lesson import PLAYGROUND
from playground.pages.why_depth.lesson import COMPOSED
from playground.training import RunGroup
from tests.lessons.presets import preset
from tests.looped import looped

LINEAR = preset("playground", "Twenty linear units")


def runs_of(settings, iterations, lesson=PLAYGROUND):
    chosen, notes = lesson.settings.read(settings)
    assert not notes
    runs = RunGroup(lesson.experiment(chosen))
    runs.advance(iterations)
    return runs


@looped("hidden", [(), (1,), (4,), (20, 3), (5, 5, 5, 5)])
@looped("outputs", [1, 3])
def test_layers_that_bend_nothing_are_one_layer(hidden, outputs):
    random = np.random.RandomState(len(hidden))
    loss = "softmax" if outputs > 1 else "sigmoid"
    parameters = initialize_parameters(2, hidden, outputs, "identity", loss=loss, initialisation="xavier")
    for name, value in parameters.items():
        parameters[name] = random.randn(*value.shape)
    X = random.randn(2, 50)
    W, b = as_one_layer(parameters)
    assert (W.shape, b.shape) == ((outputs, 2), (outputs, 1))
    scores = forward_propagation(X, parameters)[1][f"Z{len(hidden) + 1}"]
    np.testing.assert_allclose(W @ X + b, scores, rtol=1e-9, atol=1e-9)


@looped("activation", list(ACTIVATIONS))
def test_the_scores_of_no_other_activation_are_those_of_one_layer(activation):
    runs = runs_of({**LINEAR.settings, "activation": activation}, 100)
    assert (largest_difference(runs.first, runs) < 1e-12) == ACTIVATIONS[activation].linear


def test_twenty_linear_units_learn_what_no_hidden_layer_learns():
    runs, single = runs_of(LINEAR.settings, 3000), runs_of(LINEAR.against, 3000)
    W, b = as_one_layer(runs.first.parameters)
    np.testing.assert_allclose(W, single.first.parameters["W1"], rtol=1e-3)
    np.testing.assert_allclose(b, single.first.parameters["b1"], rtol=1e-3)
    assert runs.first.measure().score == single.first.measure().score
    apart = f"{largest_difference(runs.first, runs):.2g}"
    alone, compared = LINEAR.answer(runs), LINEAR.answer(runs, single)
    straight = f"No, it is straight: one unit computes the same z, to within {apart}."
    assert alone.sentence == straight == compared.sentence
    unit = f"That unit has w = W2·W1 = ({W[0, 0]:.4g}, {W[0, 1]:.4g}) and b = W2·b1 + b2 = {b[0, 0]:.3g}"
    assert alone.details.replace("−", "-") == f"{unit}."
    w, bias = single.first.parameters["W1"][0], single.first.parameters["b1"][0, 0]
    costs = [f"{each.first.measure().cost:.4f}" for each in (runs, single)]
    assert compared.details.replace("−", "-") == (
        f"{unit}; trained without a hidden layer, w = ({w[0]:.4g}, {w[1]:.4g}), b = {bias:.3g}. "
        f"Cost with one: {costs[0]}; without: {costs[1]}."
    )


def test_layers_of_linear_units_never_bend_and_the_answer_names_their_product():
    runs = runs_of({"part": "composed", "activation": "identity"}, 300, COMPOSED)
    W, _ = as_one_layer(runs.first.parameters)
    sentence, details = COMPOSED.presets[3].answer(runs)
    w = f"({round(W[0, 0], 3):g}, {round(W[0, 1], 3):g})"
    assert sentence.replace("−", "-") == f"No: one layer with w = W4·W3·W2·W1 = {w} computes the same z."
    assert details == f"They differ by {largest_difference(runs.first, runs):.2g} at most."

"""The exported script in PyTorch: all of a run is in it, or it is refused; by night its costs are those of the run."""

import ast
import re
from dataclasses import replace
from functools import cache
from itertools import product

import numpy as np
import pytest

from playground.data import OWN_POINTS
from playground.export.as_code import pytorch
from playground.export.as_code.pytorch import torch_file
from playground.export.as_code.script import PYTHON_FILE
from playground.language.labels import RESET
from playground.nn import ACTIVATIONS, SCHEDULES, UPDATE_RULES
from playground.nn.losses import LOSSES
from playground.training import Recipe
from playground.training.options import options
from tests.export.runs import ThreeKinds, alone, change_rate, digits, ran, trained, zero_or_random
from tests.export.test_code import EVERYTHING, others
from tests.looped import looped

ITERATIONS = 300
KINDS = {"dataset": "blobs"}, {"dataset": "spiral", "classes": 3}, {"dataset": "wave"}
"""Data for each loss."""


def test_every_activation_loss_and_update_rule_has_its_own():
    assert [*pytorch.ACTIVATIONS] == [*ACTIVATIONS]
    assert [*pytorch.LOSSES] == [*LOSSES]
    assert [*pytorch.OPTIMISERS] == [*UPDATE_RULES]


@looped(("name", "value"), [(name, value) for name in options(Recipe) for value in others(name)])
def test_every_setting_is_written_or_refused(name, value):
    usual = replace(EVERYTHING, dataset=OWN_POINTS) if name == "points" else EVERYTHING
    jumps = name.endswith("activation") and value == "threshold"
    if jumps or (name == "update_rule" and pytorch.OPTIMISERS[value].keeps_steps):
        with pytest.raises(ValueError, match="can't be written in PyTorch"):
            written(replace(usual, **{name: value}))
    else:
        same = written(usual) == written(replace(usual, **{name: value}))
        assert same == (name in ("limit", "stop", "patience", "plain_products"))


@cache
def written(recipe):
    """What its script does, without the numbers of the page."""
    code = torch_file(trained(alone(recipe), 1))
    assert max(map(len, code.splitlines())) <= 120
    return ast.unparse(ast.parse(code).body[1:])


@looped(("rule", "schedule", "changes"), list(product(UPDATE_RULES, SCHEDULES, (False, True))))
def test_momentum_at_a_rate_that_changes_is_refused(rule, schedule, changes):
    runs = trained(alone(update_rule=rule, schedule=schedule), 2)
    if changes:
        change_rate(runs, 0.1)
        runs.advance(1)
    if rule == "momentum" and (changes or schedule != "constant"):
        said = f"PyTorch's momentum .* Save the {PYTHON_FILE}, or press {RESET} and play again"
        with pytest.raises(ValueError, match=said):
            torch_file(runs)
    else:
        assert ('optimiser.param_groups[0]["lr"] =' in torch_file(runs)) == (changes or schedule != "constant")


def check(runs):
    """PyTorch takes the steps of these runs, and comes to what the page shows."""
    torch = pytest.importorskip("torch", reason="without PyTorch its script is only read: pip install torch")
    torch.set_num_threads(1)  # beside other tests
    code = torch_file(runs)
    exact = {"rtol": 1e-6} if "fewer digits" in " ".join(code.split()) else {"rtol": 0, "atol": 1e-9}  # as it says
    outcome = ran(code)
    accuracies, of_the_page = (re.findall(r"accuracy ([\d.]+) %", each) for each in (outcome.printed, code))
    assert accuracies == of_the_page
    results, shown = (re.findall(r": cost ([\d.]+)", each) for each in (outcome.printed, code))
    np.testing.assert_allclose(np.array(results, float), np.array(shown, float), **exact)
    assert shown
    *_, run = runs.values()
    points = [point for point in run.history.points if point.iteration < runs.iteration]
    assert len(points) == len(outcome.names["costs"]) == runs.iteration
    np.testing.assert_allclose(outcome.names["costs"], [point.cost for point in points], **exact)


@pytest.mark.nightly
@looped(("kind", "activation"), list(product(KINDS, filter(pytorch.ACTIVATIONS.get, ACTIVATIONS))))
def test_every_activation_with_every_loss(kind, activation):
    settings = {"depth": 2, "initialisation": "xavier", "learning_rate": 0.1, "test_share": 20}
    check(trained(alone(activation=activation, **kind, **settings), ITERATIONS))


WAYS = [
    {"learning_rate": 0.05},
    {"batch_size": 32, "l2": 0.01, "l1": 0.001},
    {"depth": 0, "batch_size": 399, "schedule": "step", "half_life": 90},
    {"depth": 3, "schedule": "exponential", "half_life": 90, "initialisation": "he", "activation": "relu"},
    {"schedule": "1/t", "half_life": 20, "batch_size": 1},
    {"depth": 3, "later_activation": "gelu", "initialisation": "he"},
]


@pytest.mark.nightly
@looped(("rule", "way"), list(product(UPDATE_RULES, WAYS)))
def test_every_way_to_take_steps(rule, way):
    if rule != "momentum" or "schedule" not in way:
        check(trained(alone(update_rule=rule, **{"learning_rate": 0.01, "dataset": "moons"} | way), ITERATIONS))


@pytest.mark.nightly
def test_whatever_a_page_trains():
    check(trained(alone(), ITERATIONS))
    check(trained(zero_or_random(left="constant", class_share=30), ITERATIONS))
    check(trained(digits(samples=200), ITERATIONS))
    check(trained(alone(ThreeKinds(), test_share=40), ITERATIONS))
    changed = trained(alone(), ITERATIONS // 2)
    change_rate(changed, 0.3)
    changed.advance(ITERATIONS // 2)
    check(changed)

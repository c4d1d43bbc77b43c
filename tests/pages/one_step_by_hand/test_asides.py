"""What stands below a stage of one step by hand: the numbers in it against the network's, and the claims."""

import re

import numpy as np
import pytest

from playground.nn import ACTIVATIONS, LOSSES
from playground.pages.one_step_by_hand.asides import asides
from playground.pages.one_step_by_hand.lesson import OneStepByHand, take_apart
from tests.looped import looped


def at(stage, **settings):
    return take_apart(OneStepByHand(stage=stage, **settings))


def formulas(aside):
    return [formula for paragraph in aside.paragraphs for formula in paragraph.formulas]


def worked_out(formula):
    """The value of the last product or sum of products in a formula, and the number that is said to be its result."""
    text = re.sub(r"\\mathrm\{e\}\{(-?\d+)\}", r"e\1", formula.removesuffix(" = a - y"))
    *_before, product, result = text.split(" = ")
    plain = product.replace(r"\cdot", "*").replace(r"\big", "")
    assert re.fullmatch(r"[-+*(). e\d]+", plain)
    return eval(plain), float(result)


def assert_worked_out(formula, expected):
    product, result = worked_out(formula)
    assert product == pytest.approx(result, abs=2e-3)
    assert result == pytest.approx(expected, abs=6e-5)


@looped("sample", ["all", "4"])
@looped("depth", [0, 1, 3])
def test_the_loss_by_the_chain_rule_with_numbers(depth, sample):
    names = OneStepByHand(depth=depth).names
    step = at(names.of("dZ", names.last), depth=depth, sample=sample)
    (aside,) = asides(step)
    *_general, given, put_in = formulas(aside)
    a, y = step.values[names.of("A", names.last)][0, 0], step.values["Y"][0, 0]
    assert [float(number) for number in re.findall(r"= (\S+?)(?:,|$)", given)] == pytest.approx([a, y], abs=6e-5)
    assert_worked_out(put_in, a - y)
    inner = re.findall(r"\\cdot (\S+) =", put_in)[-1]
    assert float(inner) == pytest.approx(a * (1 - a), abs=6e-5)  # the slope of the sigmoid; so the other is right, too
    assert (f"sample {1 if sample == 'all' else 4}:") in aside.paragraphs[1].words


@looped("a", [0.0, 1.0, 1e-310])
def test_nothing_is_divided_by_an_output_at_the_edge(a):
    step = at("dZ2")
    (aside,) = asides(step._replace(values={**step.values, "A2": np.full((1, 5), a), "Y": np.ones((1, 5))}))
    assert f"a has been rounded to {a:g}" in aside.remark
    assert len(aside.paragraphs) == 1
    step = at("dZ2", dataset="blobs", classes=3)
    (aside,) = asides(step._replace(values={**step.values, "A2": np.full((3, 5), a)}))
    assert len(aside.paragraphs) == (2 if a == 1 else 1)


def test_the_softmax_by_the_chain_rule_with_numbers():
    step = at("dZ2", dataset="blobs", classes=3, sample="2")
    put_in = asides(step)[0].paragraphs[1].formulas
    for formula, expected in zip(put_in, step.values["dZ2"][:, 0], strict=True):
        assert_worked_out(formula, expected)


@looped("classes", [2, 3])
@looped(("depth", "layer"), [(1, 1), (2, 1), (2, 2), (3, 2)])
def test_a_hidden_unit_by_the_chain_rule_with_numbers(depth, layer, classes):
    step = at(f"dZ{layer}", dataset="blobs", classes=classes, depth=depth, n_h=3)
    chain, _cached = asides(step)
    general, _short, put_in = formulas(chain)
    ways = len(step.values[f"dZ{layer + 1}"])
    assert (r"\sum_k" in general) == (ways > 1)
    assert put_in.count("+") == ways - 1
    assert_worked_out(put_in, step.values[f"dZ{layer}"][0, 0])


@looped("trained", ["0", "100"])
@looped("activation", ["sigmoid", "tanh"])
def test_the_slope_from_z_is_that_from_a(activation, trained):
    step = at("dZ1", activation=activation, trained=trained)
    from_z, from_a = formulas(asides(step)[1])
    slopes = [float(formula.split(" = ")[-1]) for formula in (from_z, from_a)]
    assert slopes[0] == slopes[1] == pytest.approx(step.values["g'(Z1)"][0, 0], abs=6e-5)
    assert from_z.startswith(f"z = {step.values['Z1'][0, 0]:.4g}"[:9])


@looped("activation", [name for name in ACTIVATIONS if name not in ("sigmoid", "tanh")])
def test_of_other_activations_it_is_said_whether_z_is_needed(activation):
    """Of those that the text says need only A: a derivative from A with a wrong Z must stay the same."""
    step = at("dZ1", activation=activation)
    said = asides(step)[1].paragraphs[1].words
    Z = np.linspace(-3, 3, 12)
    A, right, other = np.empty_like(Z), np.empty_like(Z), np.empty_like(Z)
    ACTIVATIONS[activation].function(Z, A)
    ACTIVATIONS[activation].derivative(Z, A, right)
    ACTIVATIONS[activation].derivative(Z + 1, A, other)
    assert np.array_equal(right, other) == ("alone" in said)


@looped("depth", [0, 2])
def test_the_cost_is_computed_from_z_which_an_output_that_is_rounded_does_not_hurt(depth):
    step = at("cost", depth=depth)
    (aside,) = asides(step)
    Z, A = (step.settings.names.of(kind, depth + 1) for kind in "ZA")
    assert aside.title == f"From {Z} or from {A}?"
    assert f"from {Z}:" in aside.paragraphs[0].words
    far = np.array([[-800.0]])
    assert LOSSES["sigmoid"].cost_of_scores(far, np.array([[1.0]])) == 800


def test_neurons_are_stacked():
    (aside,) = asides(at("Z1", n_h=3))
    assert r"w_1^{\,T} \\ w_2^{\,T} \\ w_3^{\,T}" in formulas(aside)[1]
    assert asides(at("Z2")) == []


@looped(("n_h", "outcome"), [(1, "by luck"), (2, "has become a matrix")])
def test_what_is_said_of_a_sum_without_keepdims(n_h, outcome):
    (aside,) = asides(at("db1", n_h=n_h))
    assert outcome in aside.remark
    assert "(n_h,)" in aside.paragraphs[0].words
    assert f"# → ({n_h}, {n_h})" in aside.code

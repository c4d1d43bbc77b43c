"""Questions where nothing plays: how they are judged, and each answer by a calculation of its own."""

import math
import re
from dataclasses import replace
from functools import partial
from itertools import product

import numpy as np
import pytest
from scipy.stats import norm

from playground.data import make_dataset
from playground.lessons.exercises import SHAPE, Question, Slip, is_right, read_number, read_shape
from playground.nn import initialize_parameters
from playground.pages.activations import lesson as activations
from playground.pages.going_downhill.direction import DIRECTION_QUESTIONS
from playground.pages.going_downhill.downhill import TwoWeights
from playground.pages.going_downhill.swap import LAYER_QUESTIONS, HiddenLayer
from playground.pages.loops_or_vectors import lesson as loops_or_vectors
from playground.pages.loops_or_vectors.lesson import LoopsOrVectors, Measured
from playground.pages.one_step_by_hand import questions as step_questions
from playground.pages.one_step_by_hand.findings import finding
from playground.pages.one_step_by_hand.lesson import OneStepByHand, take_apart
from playground.pages.the_code import questions as code_questions
from playground.pages.why_this_cost import lesson as why_this_cost
from playground.pages.why_this_cost import normal_labels
from playground.pages.why_this_cost import questions as cost_questions
from playground.pages.why_this_cost.lesson import WhyThisCost, draw_samples
from tests.language.pseudo import in_english
from tests.lessons.presets import assert_one_short_sentence
from tests.looped import looped

STEPS = [
    OneStepByHand(depth=depth, sample=sample, activation=activation, dataset=dataset, classes=classes, trained=trained)
    for (depth, activation, trained), (sample, (dataset, classes)) in product(
        ((0, "tanh", "0"), (1, "tanh", "10"), (1, "leaky_relu", "0"), (2, "sigmoid", "10"), (3, "tanh", "0")),
        product(("all", "2"), (("moons", 2), ("blobs", 3))),
    )
]
DEAD = OneStepByHand(activation="relu", seed=1, n_h=1, sample="2")
DATA = [WhyThisCost(samples=samples, data_seed=seed) for samples in (8, 13, 20) for seed in range(0, 99, 14)]
NUMBERS = [replace(settings, part="number") for settings in DATA]
LANDSCAPES = [TwoWeights("blobs", depth=0, noise=0.6, seed=seed) for seed in range(4)]
TIMES = {10: (40e-6, 10e-6), 1_000: (4e-3, 14e-6), 10_000: (40e-3, 80e-6), 100_000: (0.4, 1e-3)}
MEASURED = [Measured(m, *times, 0.0) for m, times in TIMES.items()]
G = {"tanh": np.tanh, "sigmoid": lambda z: 1 / (1 + np.exp(-z)), "leaky_relu": lambda z: np.where(z > 0, z, 0.01 * z)}

shape, labels, column, weight, bias = step_questions.QUESTIONS.values()
surer, loss_of_one, *_further = cost_questions.QUESTIONS.values()
wider, best_spread = normal_labels.NUMBER_QUESTIONS.values()
how_much_faster, how_vectors_grow, _why_faster = loops_or_vectors.QUESTIONS.values()
EVERY = [make() for make in activations.QUESTIONS.values()]
EVERY += [
    question
    for make in step_questions.QUESTIONS.values()
    for settings in (*STEPS, DEAD)
    if (question := make(settings)) or make is not labels
]
EVERY += [make(settings) for make in cost_questions.QUESTIONS.values() for settings in DATA]
EVERY += [make(settings) for make in normal_labels.NUMBER_QUESTIONS.values() for settings in NUMBERS]
EVERY += [make(LoopsOrVectors(), MEASURED) for make in loops_or_vectors.QUESTIONS.values()]
EVERY += [make([name]) for name, make in code_questions.QUESTIONS.items()]
EVERY += [make(settings, 0) for make in DIRECTION_QUESTIONS.values() for settings in LANDSCAPES]
EVERY += [make(HiddenLayer(), LANDSCAPES[0]) for make in LAYER_QUESTIONS.values()]


# Numbers as people write them


@looped(
    ("value", "texts"),
    [
        (0.25, ["0.25", " 0,25 ", "０．２５"]),
        (-1.2, ["−1.2"]),
        (-0.5, ["–.5"]),
        (3.0, ["+3"]),
        (1234.5, ["1 234,5", "1,234.5", "1.234,5"]),
        (9.5e-7, ["9.5E−07", "9,5 · 10⁻⁷", "9.5 × 10^-7", "9.5*10**-7"]),
        (0.1, ["≈ 0.1"]),
    ],
)
def test_a_number_is_read_as_people_write_it(value, texts):
    assert [read_number(text) for text in texts] == pytest.approx([value] * len(texts), rel=1e-15)


@looped("text", ["", "abc", "1/4", "--1", ".", "2e", "1.2.3", "inf", "nan", "1e999", "<b>1</b>", "9" * 41, "0.1; 0.2"])
def test_what_is_no_number_is_told(text):
    with pytest.raises(ValueError, match="is not a number"):
        read_number(text)


@looped(
    ("shape", "texts"),
    [
        ((4, 2), ["(4, 2)", "4,2", "4×2", "4 x 2", "4 2", " [4,2] ", "（４，２）", "4*2", "4、2", "(4, 2,)", "4X2"]),
        ((5,), ["(5,)", "5,", "5", "(5)"]),
        ((2, 3, 4), ["2x3x4"]),
        ((), ["()"]),
    ],
)
def test_a_shape_is_read_as_people_write_it(shape, texts):
    assert [read_shape(text) for text in texts] == [shape] * len(texts)


@looped("text", ["", " ", "abc", "n_h, m", "4.2", "-1, 2", "4,,2", ",", "4x", "<b>4</b>", "1234567, 1", "1," * 21])
def test_what_is_no_shape_is_told(text):
    with pytest.raises(ValueError, match="is not a shape"):
        read_shape(text)


@looped("value", [0.0506, -0.2748, 9.5367e-7, 1234.5, 9.96, 0.0999, 1.0, -3e-12])
def test_two_digits_are_enough_and_one_is_not(value):
    for digits in range(2, 17):
        assert is_right(float(f"{value:.{digits - 1}e}"), value)
    unit = 10.0 ** (math.floor(math.log10(abs(value))) - 1)
    for wrong in (value + unit, value - unit, -value, 2 * value, 0.0):
        assert not is_right(wrong, value)
    for zero in (0.0, 2.2e-17, -1.2e-15):  # a sum over samples rounds
        assert is_right(0.0, zero)
        assert not is_right(1e-9, zero)


def test_the_nearest_slip_that_fits_gives_the_hint_and_none_does_for_the_right_number():
    slips = [Slip(3.0, "first"), Slip(3.0, "second"), Slip(2.0, "right"), Slip(3.04, "third")]
    question = Question("?", about=None, found=2.0, slips=slips, hint="general")
    hints = ["", "", "first", "first", "third", "third", "general"]
    assert [question.mistake(typed) for typed in (2.0, 2.04, 3.0, 2.96, 3.03, 3.05, 5.0)] == hints


def test_of_slips_that_round_to_what_was_typed_the_likelier_wins_whichever_is_nearer():
    question = Question("?", about=None, found=5.0, slips=[Slip(0.0117, "likelier"), Slip(0.01206, "other")])
    typed = {0.012: "likelier", 0.0117: "likelier", 0.0118: "likelier", 0.01206: "other", 0.0121: "other"}
    assert {each: question.mistake(each) for each in typed} == typed


def test_a_shape_is_right_or_another():
    question = Question("?", about=None, found=(2, 1), slips=[Slip((1, 2), "turned")], hint="general", typed=SHAPE)
    assert [*map(question.mistake, [(2, 1), (1, 2), (2,), (2, 1, 1), ()])] == ["", "turned", *["general"] * 3]


def test_the_page_shows_it_once_its_control_is_there_or_next_to_it():
    question = Question("?", about=None, found=1.0, there={"z": 0.0, "stage": "dW1"})
    assert question.is_shown({"z": 0.1, "stage": "dW1", "else": 3})
    assert not question.is_shown({"z": 0.2, "stage": "dW1"})
    assert not question.is_shown({"z": 0.0, "stage": "dW2"})
    assert not question._replace(found=None).is_shown({"z": 0.0, "stage": "dW1"})


# All of them


@looped("question", EVERY)
def test_a_question_is_in_order(question):
    texts = [*question.claims.values()]
    said = [question.text, *question.answer, question.hint, *texts]
    assert in_english([*said, [slip.hint for slip in question.slips]]) == {}
    assert len(question.text.replace("*", "")) <= 130  # two lines in Present
    assert_one_short_sentence(question.answer, *re.findall(r"\w+\[0, 0\]", question.answer.sentence))
    assert question.answer.details
    if not question.claims:
        assert question.typed.read(question.typed.written(question.found)) == pytest.approx(question.found, rel=1e-5)
        assert question.hint
        assert question.mistake(question.found) == ""
        return
    assert question.right is not None
    assert 2 <= len(texts) == len({*map(str, texts)}) <= 4
    assert max(map(len, texts)) <= 30


# One step by hand


@looped("settings", [*STEPS, DEAD])
def test_dW_has_the_shape_of_W_and_each_likely_mistake_is_named(settings):
    names, values = settings.names, take_apart(settings).values
    question = shape(settings)
    dZ, before = values[names.of("dZ", names.last)], values[names.of("A", names.last - 1)]
    W = values[names.of("W", names.last)]
    assert question.found == W.shape == (len(dZ), len(before))
    assert question.there == {"stage": names.of("dW", names.last)}
    wrong = [W.T.shape, dZ.shape, before.shape, before.T.shape, (dZ.T @ dZ).shape, W.ravel().shape, dZ.sum(1).shape]
    for each in (each for each in wrong if each != W.shape and (dZ.shape[1] > 1 or 1 not in each)):
        assert question.mistake(each) not in ("", question.hint), each
    assert question.mistake((6, 4)) == question.hint
    if len(W.T) != len(W):
        assert question.mistake(W.T.shape).startswith("That is dW")


def test_what_is_said_of_a_wrong_shape():
    mistake = shape(OneStepByHand(n_h=3)).mistake
    for typed, hint in {
        (3, 1): "That is dW2ᵀ.",
        (3,): "That is a rank-1 array",
        (5,): "That is a rank-1 array",
        (5, 3): "There is an m in it.",
        (1, 5): "There is an m in it.",
        (3, 2): "That is the shape of dW1.",
        (1, 1): "That is the shape of db2.",
    }.items():
        assert mistake(typed).startswith(hint), typed


@looped("settings", [*STEPS, DEAD])
def test_the_shape_that_a_rank_1_array_makes_is_that_which_NumPy_broadcasts_it_to(settings):
    step, names = take_apart(settings), settings.names
    b, A = step.values[names.of("b", 1)], step.values[names.of("A", names.last)]
    question = column(settings)
    assert question.claims[question.found] == str(np.broadcast_shapes(b.shape, b[:, 0].shape))
    assert question.found == (len(b), len(b))
    assert ("by luck" in question.answer.sentence) == (len(b) == 1)
    assert question.there == {"stage": names.of("db", 1)}
    question = labels(settings)
    if len(A) > 1 or step.m == 1:
        assert question is None
        return
    assert question.claims[question.found] == str(np.broadcast_shapes(A.shape, (step.m,))) == str(A.shape)
    assert str(np.broadcast_shapes(A.T.shape, (step.m,))) in question.answer.details.replace("\xa0", " ")
    assert str(step.values["Y"][0].astype(int).tolist()) in question.text
    with pytest.raises(IndexError) as error:
        _m = step.values["Y"][0].shape[1]
    assert str(error.value) in question.answer.details


def cost(settings, step, change=0.0, place=(0, 0)):
    """The cost of the same samples by a calculation of its own, with one weight of the first layer changed."""
    names = settings.names
    A = step.values["X"]
    for layer in range(1, names.last + 1):
        W, b = (step.values[names.of(kind, layer)].copy() for kind in "Wb")
        if layer == 1:
            W[place] += change
        Z = W @ A + b
        A = G[settings.activation](Z)
    Y = step.values["Y"]
    if len(Y) == 1:
        return float((np.logaddexp(0, Z) - Y * Z).mean())
    return float((np.log(np.exp(Z).sum(axis=0)) - (Y * Z).sum(axis=0)).mean())


@looped("settings", STEPS)
def test_the_weight_s_derivative_is_the_slope_of_the_cost(settings):
    step = take_apart(settings)
    slope = partial(cost, settings, step)
    question = weight(settings)
    assert question.found == pytest.approx((slope(1e-5) - slope(-1e-5)) / 2e-5, rel=1e-5, abs=1e-9)
    assert question.there == {"stage": settings.names.of("dW", 1)}
    assert question.there["stage"] in settings.stage_names
    for place in np.ndindex(step.values[settings.names.of("W", 1)].shape):
        other = (slope(1e-5, place) - slope(-1e-5, place)) / 2e-5
        if not is_right(other, question.found):
            assert question.mistake(other) != question.hint


def test_each_factor_that_is_missing_is_named():
    settings = OneStepByHand(n_h=3, dataset="circles", seed=7)
    step, question = take_apart(settings), weight(settings)
    X, Y, W2, A1, A2 = (step.values[name] for name in ("X", "Y", "W2", "A1", "A2"))
    m = X.shape[1]
    from_after, slope = W2[0, 0] * (A2 - Y)[0], 1 - A1[0] ** 2
    assert question.found == pytest.approx((from_after * slope * X[0]).sum() / m)
    for row, factor, hint in (
        (from_after * slope, 1, "1/m is missing"),
        (-from_after * slope, 1 / m, "sign"),
        (from_after, 1 / m, "g′(Z1) is missing"),
        (from_after, 1, "g′(Z1) and 1/m"),
        ((A2 - Y)[0], 1 / m, "made with dZ2"),
        ((A2 - Y)[0] * slope, 1 / m, "W2ᵀ is missing"),
    ):
        assert hint in question.mistake((row * X[0]).sum() * factor), hint
    assert "row of X" in question.mistake((from_after * slope * X[1]).sum() / m)
    assert question.mistake(123.0) == question.hint


@looped("depth", [0, 1, 2])
def test_the_output_s_slope_once_too_often_is_named(depth):
    settings = OneStepByHand(depth=depth, scale=1.0)
    step, names = take_apart(settings), settings.names
    A, Y = step.values[names.of("A", names.last)], step.values["Y"]
    passed = (A - Y) * A * (1 - A)
    for layer in range(depth, 0, -1):
        passed = (step.values[names.of("W", layer + 1)].T @ passed) * (1 - step.values[names.of("A", layer)] ** 2)
    hint = weight(settings).mistake(float((passed @ step.values["X"].T)[0, 0] / step.m))
    dZ, last = (names.of(kind, names.last) for kind in ("dZ", "A"))
    assert hint == f"The slope of the sigmoid is in it once too often: {dZ} is {last} − Y, without the factor a(1 − a)."


def test_a_slip_that_is_met_better_wins_over_another_number_of_the_same_digits():
    settings = OneStepByHand()
    other = float(take_apart(settings).values["dW1"][1, 1])  # 0.0117
    question = weight(settings)
    assert is_right(0.012, other)
    assert "once too often" in question.mistake(0.012)  # 0.01206
    assert question.mistake(other).startswith("That is dW1[1, 1].")


def test_a_single_sample_needs_no_mean_softmax_has_no_slope_and_a_dead_unit_s_weight_has_the_derivative_0():
    question = weight(OneStepByHand(sample="2"))
    assert not any("1/m is missing" in hint for hint in map(question.mistake, [question.found, 2 * question.found]))
    assert not any("sigmoid" in slip.hint for slip in weight(OneStepByHand(dataset="blobs", classes=3)).slips)
    assert (take_apart(DEAD).values["A1"] == 0).all()
    question = weight(DEAD)
    assert (question.found, question.mistake(0.0), question.mistake(0.1)) == (0, "", question.hint)


@looped("settings", STEPS)
def test_the_bias_moves_against_the_mean_error(settings):
    step, question = take_apart(settings), bias(settings)
    names = settings.names
    error = float((step.values[names.of("A", names.last)] - step.values["Y"])[0].mean())
    assert question.claims[question.found] == ("Down" if error > 0 else "Up")
    assert question.there["stage"] == settings.stage_names[-1]


@looped("settings", [OneStepByHand(dataset=name, classes=3, depth=0, trained="1000") for name in ("xor", "flower")])
def test_a_bias_whose_slope_is_0_but_for_rounding_does_not_move(settings):
    assert 0 < abs(take_apart(settings).values["db"][0, 0]) < 1e-14
    question = bias(settings)
    assert question.claims[question.found] == "It does not move"
    assert question.answer.sentence == "It does not move: its derivative is 0 but for rounding."
    assert finding(take_apart(replace(settings, stage="update"))).endswith(", as before.")


def test_a_bias_that_moves_is_shown_with_the_digits_in_which_it_does():
    settings = OneStepByHand(dataset="flower", classes=3, depth=0, trained="100")
    question = bias(settings)
    before, after = (take_apart(settings).values[name][0, 0] for name in ("b", "new b"))
    assert f"{before:.4f}" == f"{after:.4f}"
    assert question.claims[question.found] == "Up"
    said = re.search(r"from (.+) to (.+)\.$", question.answer.sentence.replace("−", "-"))
    assert [float(each) for each in said.groups()] == pytest.approx([before, after], abs=2e-11)


def test_where_training_diverges_nothing_is_asked():
    settings = {"activation": "leaky_relu", "n_h": 3, "scale": 2.0, "learning_rate": 10.0, "trained": "1000"}
    tried = (OneStepByHand(dataset="spiral", seed=seed, **settings) for seed in range(30))
    wild = next(each for each in tried if weight(each) is None)
    assert [make(wild) for make in step_questions.QUESTIONS.values()] == [None] * 5


# Why this cost


def loss(x, y, w, b):
    """Without a network and without a sigmoid: log(1 + e^z) - y z."""
    z = w * x + b
    return np.logaddexp(0, z) - y * z


@looped("settings", DATA)
def test_a_surer_model_is_judged_by_its_cost(settings):
    X, Y = draw_samples(settings.samples, settings.data_seed)
    before, after = (loss(X, Y, w, 0).mean() for w in (1, 5))
    question = surer(settings)
    assert question.claims[question.found] == ("It falls" if after < before else "It rises")
    assert f"{after:.4f}" in question.answer.sentence
    assert ("rises" in question.answer.sentence) == (after > before)


def test_it_mostly_costs_more_and_each_question_is_asked_where_its_labels_are_on_screen():
    assert [surer(settings).right for settings in DATA].count(2) > len(DATA) / 2
    assert surer(WhyThisCost()).right == 2
    assert not any(make(NUMBERS[0]) for make in cost_questions.QUESTIONS.values())
    assert not any(make(DATA[0]) for make in (wider, best_spread))


@looped("settings", DATA)
def test_the_loss_of_a_sample_is_minus_the_logarithm_of_its_p(settings):
    X, Y = draw_samples(settings.samples, settings.data_seed)
    losses = loss(X, Y, 1, 0)[0]
    question = loss_of_one(settings)
    assert question.found == pytest.approx(losses.max())
    p = math.exp(-losses.max())
    for value, hint in (
        (math.log(p), "minus is missing"),
        (-math.log(1 - p), "other class"),
        (-math.log10(p), "base 10"),
        (p, "p itself"),
    ):
        if not is_right(value, question.found):
            assert question.mistake(value) != question.hint
        if settings == DATA[0]:
            assert hint in question.mistake(value)


def likelihoods(settings, spread, b=0.0):
    """Of every line through (0, b), by SciPy; by their w."""
    X, Y = normal_labels.draw_numbers(settings.samples, settings.data_seed)
    return {w: norm.logpdf(Y, w * X + b, spread).sum() for w in np.linspace(-5, 5, 101).round(1)}


@looped("settings", NUMBERS)
def test_a_wider_distribution_has_its_maximum_at_the_same_w(settings):
    narrow, wide = (likelihoods(settings, spread) for spread in (0.5, 1.0))
    best = max(narrow, key=narrow.get)
    assert max(wide, key=wide.get) == best
    question = wider(settings)
    assert question.claims[question.found] == "At the same w"
    assert f"w = {best:g}." in question.answer.whole.replace("−", "-")
    assert f"was {narrow[best]:.1f} and is now {wide[best]:.1f}" in question.answer.whole.replace("−", "-")


@looped("settings", NUMBERS)
def test_the_best_spread_is_the_root_of_the_mean_squared_error(settings):
    X, Y = normal_labels.draw_numbers(settings.samples, settings.data_seed)
    spreads = np.linspace(0.05, 3, 5901)
    heights = norm.logpdf(Y.T, X.T, spreads).sum(axis=0)
    question = best_spread(settings)
    assert question.found == pytest.approx(spreads[heights.argmax()], abs=6e-4)
    assert f"is {heights.max():.2f} there" in question.answer.whole.replace("−", "-")
    assert why_this_cost.NARROWEST <= question.there["spread"] <= why_this_cost.WIDEST
    assert abs(question.there["spread"] - question.found) <= 0.05 + 1e-9
    error = ((X - Y) ** 2).mean()
    for value, hint in (
        (error, "which is σ²"),
        (error / 2, "That is the cost"),
        (math.sqrt(error / 2), "root of the cost"),
    ):
        if not is_right(value, question.found):
            assert question.mistake(value) != question.hint
        if settings == NUMBERS[0]:
            assert hint in question.mistake(value)


# Activations


def test_sigmoid_is_steepest_at_0():
    steepest, ten = EVERY[:2]
    z = np.linspace(-6, 6, 1201)
    slopes = np.diff(1 / (1 + np.exp(-z))) / np.diff(z)
    assert steepest.found == pytest.approx(slopes.max(), rel=1e-4)
    assert steepest.claims[steepest.found] == "0.25"
    assert abs(z[slopes.argmax()] - steepest.there["z"]) < 0.02
    assert ten.found == pytest.approx(2.0**-20)
    for value, hint in ((0.25, "one layer"), (2.5, "multiplied"), (0.0039, "four"), (0.5**10, "not the slope")):
        assert hint in ten.mistake(value)


def test_below_thresholds_nothing_learns():
    samples = make_dataset("flower")
    X, Y = samples.X, samples.Y
    W1, b1, W2, b2 = initialize_parameters(2, 4, 1, scale=1.0).values()
    costs, on = [], W1 @ X + b1 > 0
    for _ in range(501):  # of one layer: the lines at which the units jump stay where they are
        A2 = 1 / (1 + np.exp(-(W2 @ on + b2)))
        costs.append(-np.mean(Y * np.log(A2) + (1 - Y) * np.log(1 - A2)))
        W2, b2 = W2 - 1.2 * (A2 - Y) @ on.T / Y.size, b2 - 1.2 * np.mean(A2 - Y)
    threshold = EVERY[2]
    assert threshold.claims[threshold.found] == "Only those of the output layer"
    assert f"from {costs[0]:.4f} to {costs[-1]:.4f}" in threshold.answer.details


# Loops or vectors


def test_times_are_judged_once_they_are_measured():
    settings = LoopsOrVectors()
    for make, measured, text in (
        (how_much_faster, MEASURED, "More than 300 times"),
        (how_vectors_grow, MEASURED, "Less than 5 times"),
    ):
        assert make(settings, ()).right is make(settings, measured[:1]).right is None
        assert not make(settings, measured[:1]).is_shown({})
        question = make(settings, measured)
        assert question.claims[question.found] == text
        assert question.is_shown({})
        assert question.about == make(settings, ()).about
    # With fewer samples, or where more would take too long, it is about those.
    assert "1,000 samples" in how_much_faster(LoopsOrVectors(largest="1000"), ()).text
    assert "100 samples" in how_vectors_grow(LoopsOrVectors(largest="100"), ()).text
    assert how_vectors_grow(LoopsOrVectors(largest="10"), ()) is None
    slow = [Measured(10, 1e-3, 1e-5, 0.0), Measured(100, 1e-2, 1e-5, 0.0), Measured(1000, 0.1, 1e-5, 0.0)]
    question = how_much_faster(settings, slow)
    assert "1,000 samples" in question.text
    assert question.right is not None

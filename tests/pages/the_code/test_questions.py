"""What a change of the code does to training, by loops and slopes of the test's own."""

import inspect
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from playground.data import make_dataset
from playground.pages.the_code import questions
from playground.pages.the_code import seven_functions as notes
from playground.pages.the_code.plain import train_plainly
from playground.pages.the_code.questions import (
    CHANGES,
    ITERATIONS,
    LEARNS,
    QUESTIONS,
    SAME,
    STUCK,
    Compared,
    compared,
)
from tests.looped import looped

X, Y = make_dataset("flower")
NO_COST, W2_FIRST = CHANGES.values()
RIGHT = {"no cost": "No, it stays the same", "W2 first": "Yes, but it still learns"}


def start():
    random = np.random.RandomState(2)
    W1, W2 = (random.randn(*shape) * 0.01 for shape in ((4, 2), (1, 4)))
    return W1, np.zeros((4, 1)), W2, np.zeros((1, 1))


def cost(W1, b1, W2, b2):
    Z = W2 @ np.tanh(W1 @ X + b1) + b2
    return (np.logaddexp(0, Z) - Y * Z).mean()


def trained(iterations, w2_first, W1, b1, W2, b2):
    """By einsum and the other formula of the sigmoid, and without a cost."""
    for _ in range(iterations):
        A1 = np.tanh(W1 @ X + b1)
        error = (0.5 + 0.5 * np.tanh((W2 @ A1 + b2) / 2) - Y) / 400
        new = W2 - 1.2 * np.einsum("om,hm->oh", error, A1)
        back = np.einsum("oh,om->hm", new if w2_first else W2, error) * (1 - A1**2)
        W1, b1 = W1 - 1.2 * np.einsum("hm,xm->hx", back, X), b1 - 1.2 * back.sum(axis=1, keepdims=True)
        W2, b2 = new, b2 - 1.2 * error.sum(axis=1, keepdims=True)
    return W1, b1, W2, b2


def test_the_costs_are_those_of_a_calculation_of_its_own():
    as_it_is, w2_first = (cost(*trained(ITERATIONS, order, *start())) for order in (False, True))
    assert as_it_is == pytest.approx(0.288083, abs=1e-6)
    assert abs(w2_first - as_it_is) > 1e-3
    for name, after in (("no cost", as_it_is), ("W2 first", w2_first)):
        came = compared(name)
        assert (came.start, came.before, came.after) == pytest.approx((cost(*start()), as_it_is, after), abs=1e-6)


def test_without_the_cost_every_bit_is_the_same_and_in_the_other_order_none():
    assert (compared("no cost").equal, compared("no cost").total, compared("no cost").apart) == (17, 17, 0)
    came = compared("W2 first")
    ends = [trained(ITERATIONS, order, *start()) for order in (False, True)]
    assert (came.equal, came.total) == (0, 17)
    assert came.apart == pytest.approx(
        max(np.abs(one - other).max() for one, other in zip(*ends, strict=True)), abs=1e-6
    )


def test_after_w2_has_moved_what_w1_follows_is_no_derivative_of_the_cost():
    before = dict(zip(("W1", "b1", "W2", "b2"), (10 * each for each in start()), strict=True))
    (as_it_is, _), (w2_first, _) = (train(before, X, Y, 1) for train in (train_plainly, W2_FIRST.changed))
    for name, value in before.items():
        slopes = np.zeros_like(value)
        for place in np.ndindex(value.shape):
            up, down = value.copy(), value.copy()
            up[place] += 1e-5
            down[place] -= 1e-5
            slopes[place] = (cost(**before | {name: up}) - cost(**before | {name: down})) / 2e-5
        np.testing.assert_allclose(as_it_is[name], value - 1.2 * slopes, rtol=0, atol=1e-8)
        moved = np.abs(w2_first[name] - (value - 1.2 * slopes)).max()
        assert (moved > 1e-4) == (name in ("W1", "b1")), name


def test_two_visitors_never_draw_random_numbers_in_turn_and_the_second_finds_it_computed(monkeypatch):
    questions._compared.cache_clear()
    at_work, most = [], []

    def train(function):
        at_work.append(function)
        most.append(len(at_work))
        time.sleep(0.02)
        at_work.remove(function)
        return notes.initialize_parameters(2, 4, 1)

    monkeypatch.setattr(questions, "CHANGES", {name: NO_COST._replace(train=train) for name in ("one", "other")})
    with ThreadPoolExecutor() as visitors:
        came = list(visitors.map(compared, ["one", "other", "one", "other"]))
    assert most == [1] * 4  # each change with the code and with the changed code
    assert came[0] is came[2]


def test_only_printing_needs_the_cost(capsys):
    NO_COST.changed(X, Y, 4, 3)
    with pytest.raises(NameError, match="cost"):
        NO_COST.changed(X, Y, 4, 3, print_cost=True)
    notes.nn_model(X, Y, 4, 3, print_cost=True)
    assert capsys.readouterr().out == "Cost after iteration 0: 0.693048\n"


@looped("change", CHANGES.values())
def test_the_changed_code_is_the_page_s_but_for_the_lines_that_are_shown(change):
    source = inspect.getsource(change.function)
    shown = {sign: [line[2:].strip() for line in change.difference.splitlines() if line[0] == sign] for sign in " -+"}
    assert all(line in [each.strip() for each in source.splitlines()] for line in shown[" "] + shown["-"])
    lines, changed = ([line.strip() for line in text.splitlines()] for text in (source, change.source))
    assert sorted(lines + shown["+"]) == sorted(changed + shown["-"])
    assert any(line[2] != " " for line in change.difference.splitlines())  # no further in than it has to be, for phones


def test_the_lines_are_the_ones_that_are_asked_about():
    assert [line for line in NO_COST.difference.splitlines() if line[0] != " "] == [
        "-     cost = compute_cost(A2, Y, parameters)"
    ]
    changed = W2_FIRST.source.replace(" ", "").splitlines()
    assert changed.index("W2=W2-learning_rate*dW2") == changed.index("dZ1=(W2.T@dZ2)*(1-A1**2)") - 1
    assert changed.count("W2=W2-learning_rate*dW2") == 1


@looped(
    ("equal", "after", "found"),
    [
        (17, 0.28, SAME),
        (0, 0.30, LEARNS),
        (16, 0.29, LEARNS),
        (0, 0.69, STUCK),
        (0, 0.9, STUCK),
        (0, float("nan"), STUCK),
    ],
)
def test_what_is_found_follows_from_the_numbers(equal, after, found):
    assert Compared(equal, 17, 0.1, 0.69, 0.28, after).found == found


@looped("name", list(QUESTIONS))
def test_nobody_knows_before_the_change_has_run_and_then_the_answer_says_what_the_claim_said(name):
    make = QUESTIONS[name]
    for others in ((), [each for each in QUESTIONS if each != name]):
        question = make(others)
        assert question.right is question.found is None
        assert not question.answer.sentence
        assert not question.is_shown({})
    question = make([name])
    assert question.claims[question.found] == RIGHT[name]
    assert question.answer.sentence.startswith(f"{RIGHT[name]}: ")
    assert question.is_shown({})

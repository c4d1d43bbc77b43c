"""The gradient check: its curve by a calculation of its own, which error is said to rule, and what the page shows."""

import json
from dataclasses import replace

import numpy as np

from playground.features.gradient_check.check import EPSILONS, check, places, which_error
from playground.pages.contents import ONE_STEP_BY_HAND
from playground.pages.one_step_by_hand.lesson import OneStepByHand, take_apart
from tests.looped import looped
from tests.ui.pages import STATIC_PAGES, Visit, link_to, said

(CASE,) = (case for case in STATIC_PAGES if case.page == ONE_STEP_BY_HAND)
DEAD = OneStepByHand(activation="relu", seed=1, n_h=1, sample="2")
PARAMETERS = [
    (OneStepByHand(depth=depth, trained="10"), f"{kind}{n}") for depth in (1, 3) for kind in "Wb" for n in (1, 2)
]


def plain_cost(values, moved, name):
    """The cost of tanh units and a sigmoid, from the notes' formulas; of complex numbers, too."""
    A, last = values["X"], len([each for each in values if each[0] == "W"])
    for layer in range(1, last + 1):
        W, b = (moved if name == each else values[each] for each in (f"W{layer}", f"b{layer}"))
        Z = W @ A + b
        A = np.tanh(Z) if layer < last else 1 / (1 + np.exp(-Z))
    Y = values["Y"]
    return -np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A)) / Y.shape[1]


@looped(("settings", "name"), PARAMETERS)
def test_the_error_is_that_of_a_plain_calculation_falls_by_a_hundred_and_rises_again(settings, name):
    step = take_apart(settings)

    def cost(by):
        moved = step.values[name].astype(complex)
        moved[0, 0] += by
        return plain_cost(step.values, moved, name)

    exact = cost(1e-200j).imag / 1e-200  # without a difference, and so without either error
    errors = check(step, name, (0, 0)).errors
    for epsilon, error in zip(EPSILONS, errors, strict=True):
        ours = abs((cost(epsilon) - cost(-epsilon)).real / (2 * epsilon) - exact)
        assert abs(error - ours) <= 4e-16 / epsilon
    *_, thousandth, hundredth, tenth = errors
    slopes = np.log10([tenth / hundredth, hundredth / thousandth])
    np.testing.assert_allclose(slopes, 2, atol=0.1)
    assert max(errors[:3]) > 1e4 * min(errors)
    sentences = [which_error(step, check(step, name, (0, 0)), epsilon) for epsilon in EPSILONS]
    ruling = ["truncation error dominates" in each for each in sentences]
    assert ruling == sorted(ruling)
    assert not ruling[4]
    assert ruling[-2]
    assert all(each != ("rounding error dominates" in one) for each, one in zip(ruling, sentences, strict=True))


def test_a_kink_and_a_unit_that_is_off_are_told():
    step, spans = take_apart(replace(DEAD, sample="all", scale=0.1)), set()
    for name, place in places(step).values():
        found = check(step, name, place)
        crossed = [epsilon for epsilon, kink in zip(EPSILONS, found.kinks, strict=True) if kink]
        z = step.values["W1"] @ step.values["X"]
        reach = np.abs(z / step.values["X"][place[1]]).min()  # a move of the weight that brings some z to 0
        assert crossed == [epsilon for epsilon in EPSILONS if epsilon > reach]
        assert all("no derivative" in which_error(step, found, epsilon) for epsilon in crossed)
        spans |= {*found.kinks}
    assert spans == {False, True}
    off = take_apart(DEAD)
    assert not off.values["A1"].any()
    assert "so is the quotient" in which_error(off, check(off, "W1", (0, 0)), 1e-5)


def test_the_curve_comes_with_the_answer_and_the_chosen_epsilon_is_marked():
    visit = Visit(CASE, **link_to(CASE, stage="db1"))
    assert not visit.components("step_check_charts")
    visit.press("exercise_gradient_check")
    assert "A middle one, 1e-05: it is off by" in visit.component("comment_gradient_check").json
    errors, marked, sentence = on_screen(visit)
    assert (len(errors), marked) == (len(EPSILONS), [EPSILONS[-1]])
    assert "truncation error dominates" in sentence
    visit.app.select_slider(key="step_epsilon").set_value(1e-13)
    visit.run()
    assert on_screen(visit)[1] == [1e-13]
    assert "rounding error dominates" in on_screen(visit)[2]
    (choice,) = [each for each in visit.app.selectbox if each.label == "Derivative"]
    assert choice.options == ["db1[0, 0]", "db1[1, 0]"]
    choice.set_value("db1[1, 0]")
    visit.run()
    assert on_screen(visit)[0] != errors
    visit.app.button(key="present").click()
    visit.run()
    assert not visit.components("step_check_charts")


def test_where_training_diverged_nothing_is_checked_and_the_page_says_so():
    link = {"dataset": "spiral", "activation": "leaky_relu", "n_h": "3", "scale": "2", "learning_rate": "10"}
    visit = next(v for seed in range(30) if (v := Visit(CASE, **link_to(CASE, **link, trained=1000, seed=seed))).errors)
    assert [each.value for each in visit.app.markdown].count(visit.errors[0]) == 1
    visit.set("trained", "0")
    assert visit.has("exercise_gradient_check")


def on_screen(visit):
    """The errors that the curve has, the marked ε, and the sentence, as the browser is sent them."""
    sent = json.loads(visit.component("step_check_charts").json)
    errors, _rounding, marked = json.loads(sent["charts"]["check"])["data"]
    return errors["y"], marked["x"], said(sent).panels[0].sentence

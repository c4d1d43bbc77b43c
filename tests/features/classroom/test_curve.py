"""What the lecturer's page says of the curves that a class has drawn, once the run has drawn its own."""

import numpy as np

from playground.features.classroom.questions.curve import Curve
from playground.features.classroom.questions.kinds import CURVE, of_link
from playground.features.classroom.questions.question import CLOSED, OPEN, REVEALED, Asked, experiment_of
from playground.lessons.drawn.curve import pack, unpack
from playground.training import RunGroup
from tests.looped import looped

SLOW, STEEP, SHORT = [[0, 0.7], [300, 0.4]], [[0, 0.7], [60, 0.1], [2000, 0.05]], [[0, 0.7], [40, 0.3]]
LATE = [[500, 0.2], [900, 0.1]]
MOST_LETTERS = 90


def trained(iterations, query=""):
    """The runs of a question about the playground, and what was recorded of each iteration."""
    runs = RunGroup(experiment_of(of_link("", query, CURVE)))
    runs.advance(iterations)
    known = {point.iteration: point.cost for point in runs.first.history.points}
    assert [*known] == [*range(iterations + 1)]
    return runs, known


def answered(runs, *rounds, phase=REVEALED, query=""):
    """What is said of runs where the class has drawn these curves, round by round."""
    sheets = [{f"{place}": pack(points) for place, points in enumerate(each)} for each in rounds]
    asked = Asked(of_link("", query, CURVE), phase, len(rounds))
    return Curve().preset(asked, sheets).answer(runs).sentence


def off_by(points, known, scale=lambda at: at):
    """By how much a curve misses the recorded costs, by hand: at many places of the axis where both are."""
    at, costs = unpack(pack(points))
    x = np.linspace(scale(at[0]), scale(min(at[-1], max(known))), 20_001)
    drawn, came = np.interp(x, scale(np.array(at)), costs), np.interp(x, scale(np.array([*known])), [*known.values()])
    return np.abs(drawn - came).mean()


@looped("iterations", [40, 150, 350])
def test_it_tells_by_how_much_the_class_misses_the_cost_and_the_nearest_of_it(iterations):
    runs, known = trained(iterations)
    off = [off_by(each, known) for each in (SLOW, STEEP, SHORT)]
    assert max(off) > 1.5 * min(off)
    said = answered(runs, [SLOW, STEEP, SHORT])
    numbers = f"{np.mean(off):.2g} on average, the nearest by {min(off):.2g}."
    assert said == f"The class's curves miss the run's cost by {numbers}"
    assert len(said) <= MOST_LETTERS


def test_of_a_single_curve_it_tells_how_far_that_is_off_and_without_any_that_there_is_none():
    runs, known = trained(150)
    only = f"The only curve of the class misses the run's cost by {off_by(STEEP, known):.2g} on average."
    assert answered(runs, [STEEP]) == only
    assert len(only) <= MOST_LETTERS
    assert answered(runs, []) == "Nobody in the class has drawn a curve."


def test_it_is_about_the_last_round():
    runs, _known = trained(150)
    assert answered(runs, [SLOW, SHORT], [STEEP]) == answered(runs, [STEEP])
    assert answered(runs, [STEEP], []) == answered(runs, [])


@looped("phase", [OPEN, CLOSED])
def test_before_the_curves_are_revealed_nothing_is_said(phase):
    runs, _known = trained(150)
    assert answered(runs, [STEEP], phase=phase) == answered(runs, [], phase=phase) == ""
    assert answered(runs, [STEEP]) != ""


def test_a_curve_that_begins_beyond_the_run_is_not_compared():
    runs, _known = trained(150)
    far, near = answered(runs, [SLOW, STEEP, LATE]), answered(runs, [SLOW, STEEP])
    assert far == near != ""
    assert answered(runs, [LATE]) == ""


def test_where_the_iterations_are_drawn_on_a_logarithmic_axis_it_is_measured_there():
    runs, known = trained(350)
    said = answered(runs, [STEEP], query="log_iteration=true")
    assert f" {off_by(STEEP, known, np.log1p):.2g} " in said
    assert said != answered(runs, [STEEP])


def test_of_a_run_that_has_diverged_it_says_nothing():
    query = "learning_rate=100&activation=relu&initialisation=large"
    runs = RunGroup(experiment_of(of_link("", query, CURVE)))
    runs.advance(10_000)
    assert runs.first.divergence
    assert answered(runs, [STEEP], query=query) == ""


def test_what_is_asked_is_one_question_whether_or_not_it_can_be_answered():
    asked = [Curve().preset(Asked(of_link("", "", CURVE), phase), [{}]).question for phase in (OPEN, CLOSED, REVEALED)]
    assert {*asked} == {"How will the cost change?"}

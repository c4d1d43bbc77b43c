"""Inside the symmetry: its settings, what nudges do, and that its experiments show what they ask for."""

import numpy as np
import pytest
from threadpoolctl import threadpool_info

from playground.nn import initialize_parameters
from playground.pages.inside_the_symmetry.lesson import INSIDE_THE_SYMMETRY, Followed, Nudge
from playground.training import Run, groups, hidden_units, largest_distance, verdict
from playground.training.formatting import magnitude
from tests.lessons.presets import answer, chosen, costs, experiment, first_costs, fresh, trained
from tests.looped import looped

PAGE = "inside the symmetry"
LN_2 = "0.6931"
SMALL = Followed(samples=40, n_h=3, initialisation="random", scale=1.0)
STEP = {"W1": np.full((3, 2), 0.1), "b1": np.arange(3).reshape(3, 1)}
OTHER = {"W2": np.full((1, 3), -0.25)}


def alone(**settings):
    """The recipe of the page's only network."""
    return experiment(PAGE, **settings)[""].recipe


# Settings


@looped(
    ("start", "without_effect"),
    {"constant": {"scale"}, "zero": {"constant", "scale"}, "random": {"constant"}, "zero_W1": {"constant"}}.items(),
)
def test_a_start_has_one_network_with_a_size_of_its_own_and_the_other_size_is_marked(start, without_effect):
    assert list(experiment(PAGE, initialisation=start)) == [""]
    size = -0.7 if start == "constant" else 0.02
    recipe = alone(initialisation=start, scale=0.02, constant=-0.7, n_h=3)
    assert recipe == Followed(initialisation=start, scale=size, n_h=3, limit=30_000)
    assert INSIDE_THE_SYMMETRY.settings.unused(chosen(PAGE, initialisation=start)) == without_effect


# Nudges: what they add


@looped("unit", [1, 3, 5])
@looped(("weight", "shape"), [("W1", (5, 2)), ("W2", (1, 5))])
def test_one_weight_of_the_chosen_unit_is_nudged(weight, shape, unit):
    parameters = initialize_parameters(2, 5, 1)
    before = parameters.vector.copy()
    ((name, step),) = Nudge(unit=unit, weight=weight, amount=1e-3).one(parameters).items()
    expected = np.zeros(shape)
    expected[(unit - 1, 0) if weight == "W1" else (0, unit - 1)] = 1e-3
    assert name == weight
    np.testing.assert_array_equal(step, expected)
    np.testing.assert_array_equal(parameters.vector, before)


@looped(("n_h", "unit", "weight"), [(4, 5, "W1"), (1, 20, "W2")])
def test_a_unit_that_is_not_there_can_not_be_nudged(n_h, unit, weight):
    with pytest.raises(
        ValueError, match=f"^There is no unit {unit}: the layer has {n_h}. Choose a unit from 1 to {n_h}.$"
    ):
        Nudge(unit=unit, weight=weight).one(initialize_parameters(2, n_h, 1))


@looped(("weight", "shape"), [("W1", (5, 2)), ("W2", (1, 5))])
def test_each_weight_is_nudged_by_a_random_number_of_its_own(weight, shape):
    parameters = initialize_parameters(2, 5, 1)
    nudge = Nudge(unit=20, weight=weight, amount=1e-3)  # the unit does not count
    ((name, step),) = nudge.each(parameters, 3).items()
    assert name == weight
    np.testing.assert_array_equal(step, 1e-3 * np.random.RandomState(3).randn(*shape))
    assert not np.array_equal(step, nudge.each(parameters, 4)[weight])


# Nudges: what they do to a run. That each comes again at its iteration, tests/training/test_timeline.py shows.


def straight(recipe, iterations, nudges=()):
    """The run against which others are compared: trained from nudge to nudge, (iteration, step) each."""
    run = Run(recipe)
    for iteration, step in nudges:
        run.advance(iteration - run.iteration)
        run.nudge(step)
    run.advance(iterations - run.iteration)
    return run


def assert_same(run, other):
    """The same numbers, also along the way."""
    assert (run.iteration, run.nudged) == (other.iteration, other.nudged)
    np.testing.assert_array_equal(run.parameters.vector, other.parameters.vector)
    assert [point[:5] for point in run.history.points] == [point[:5] for point in other.history.points]
    for point, twin in zip(run.history.points, other.history.points, strict=True):
        np.testing.assert_array_equal(point.units, twin.units, err_msg=f"iteration {point.iteration}")


def test_a_nudge_leaves_the_spare_rows_at_zero():
    run = straight(SMALL, 20, [(10, STEP)])
    for value in run.parameters.values():
        value[...] = 0
    assert not run.parameters.vector.any()


@looped("amount", [[[np.nan], [0], [0]], [[np.inf], [0], [0]], [1, 2, 3, 4]])
def test_a_nudge_that_can_not_be_added_is_an_error_and_changes_nothing(amount):
    run = straight(SMALL, 5)
    before = run.parameters.vector.copy()
    with pytest.raises(ValueError, match=r"b1|broadcast"):
        run.nudge({"b1": amount})
    np.testing.assert_array_equal(run.parameters.vector, before)
    assert run.nudged == []


def test_the_units_way_with_nudges_is_the_same_however_it_is_cut_and_wherever_one_has_been():
    nudges = [(0, OTHER), (30, STEP), (1001, STEP)]  # the last between two points of a history that has become long
    run = Run(SMALL)
    run.nudge(OTHER)
    for target, step in ((30, STEP), (1001, STEP), (1100, None)):
        while run.iteration < target:
            run.advance(min(13, target - run.iteration))
        if step:
            run.nudge(step)
    assert run.history.every == 4
    assert_same(run, straight(SMALL, 1100, nudges))
    for target in (1001, 1000, 30, 29, 0):
        run.seek(target)
        assert_same(run, straight(SMALL, target, [nudge for nudge in nudges if nudge[0] <= target]))
    run.advance(1100)
    assert_same(run, straight(SMALL, 1100, nudges))


def test_nudged_names_the_iterations_up_to_now_and_reset_forgets_them():
    run = straight(SMALL, 40, [(10, STEP), (10, OTHER), (20, STEP)])
    for target, nudged in ((40, [10, 20]), (20, [10, 20]), (19, [10]), (10, [10]), (9, [])):
        run.seek(target)
        assert run.nudged == nudged
    run.advance(31)
    assert run.nudged == [10, 20]
    run.reset()
    assert_same(run, straight(SMALL, 0))
    run.advance(30)
    assert_same(run, straight(SMALL, 30))


# What the notes measured: one weight of one unit is raised by 1e-4 at the start


def nudged(activation, initialisation, weight, iterations, each=False):
    """The run after a nudge of unit 2, and its units."""
    recipe = alone(activation=activation, initialisation=initialisation)
    run, nudge = Run(recipe), Nudge(unit=2, weight=weight)
    assert groups(hidden_units(run.parameters), 0) == [0] * 4
    run.nudge(nudge.each(run.parameters, seed=2) if each else nudge.one(run.parameters))
    run.advance(iterations)
    return run, hidden_units(run.parameters)


ONLY_UNIT_2 = [0, 1, 0, 0]


@looped(
    ("activation", "initialisation", "weight", "iterations", "apart"),
    [
        ("tanh", "zero", "W1", 500, 2.4),
        ("tanh", "zero", "W2", 500, 2.4),
        ("sigmoid", "zero", "W1", 500, 1),
        ("sigmoid", "zero", "W2", 500, 1),
        ("relu", "zero", "W1", 500, 0.1),  # in W2 it does nothing
        *((each, "constant", weight, 2000, 2.5) for each in ("tanh", "sigmoid") for weight in ("W1", "W2")),
    ],
)
def test_a_nudged_unit_separates_and_three_stay_equal_bit_for_bit(
    activation, initialisation, weight, iterations, apart
):
    run, units = nudged(activation, initialisation, weight, iterations)
    assert groups(units) == groups(units, 0) == ONLY_UNIT_2
    assert largest_distance(units) > apart
    sentence = verdict(run.evaluate(), run.first).sentence
    assert sentence == "The weights move, but some units are equal: 4 units work as 2."
    dead = initialisation == "zero" and activation != "sigmoid"
    assert units[[0, 2, 3]].any() != dead
    assert units[1].all()
    for point in run.history.points[1:]:
        assert groups(point.units, 0) == ONLY_UNIT_2, f"iteration {point.iteration}"
    assert largest_distance(run.history.points[1].units) < 1e-3  # the nudge was tiny
    if (activation, initialisation) == ("tanh", "zero"):
        assert largest_distance(units) == pytest.approx(2.5, abs=0.1)
        assert run.measure().cost == pytest.approx(0.639, abs=6e-4)


@looped("each", [False, True])
def test_relu_from_zero_never_does_anything_if_nudged_in_w2(each):
    run, units = nudged("relu", "zero", "W2", 0, each)
    before = run.parameters.vector.copy()
    run.advance(1000)
    np.testing.assert_array_equal(run.parameters.vector, before)
    assert run.measure().cost == pytest.approx(0.6931, abs=1e-4)
    assert verdict(run.evaluate(), run.first).gradient == 0
    assert len(set(groups(units))) == (4 if each else 2)


@looped("initialisation", ["zero", "constant"])
@looped(
    ("activation", "weight"), [("tanh", "W1"), ("tanh", "W2"), ("sigmoid", "W1"), ("sigmoid", "W2"), ("relu", "W1")]
)
def test_random_numbers_free_all_units(activation, weight, initialisation):
    run, units = nudged(activation, initialisation, weight, 500 if activation == "relu" else 1500, each=True)
    apart = np.abs(units[:, None] - units).max(axis=2) + np.eye(4)
    assert apart.min() > 0.01
    assert verdict(run.evaluate(), run.first).sentence.startswith("All 4 units differ")
    assert activation != "relu" or run.measure().cost < 0.65


# Without a nudge


@looped("activation", ["sigmoid", "relu"])  # of tanh the page's first experiment, below
def test_the_paths_of_equal_units_coincide_bit_for_bit(activation):
    points = straight(alone(activation=activation), 3000).history.points
    for point in points:
        assert (point.units == point.units[0]).all(), f"iteration {point.iteration}"
    assert (np.abs(np.diff([point.units[0] for point in points], axis=0)).max(axis=1) > 0).all(), "they stand still"
    assert largest_distance(np.array([point.units[0] for point in points])) > 0.1, "they hardly move"


def rounding(n_h, plain, iterations):
    """The largest distance between units along a run from every weight 0.5."""
    run = straight(alone(n_h=n_h, plain_products=plain), iterations)
    return [largest_distance(point.units) for point in run.history.points]


def test_plain_products_separate_equal_units_through_rounding_and_blocks_do_not():
    # At which sizes they separate depends on the processor; at 13 on all of OpenBLAS's kernels that were tried.
    for n_h in (13, 14, 17, 18, 11, 15, 19, 12, 20, *range(5, 11), 16):
        distances = rounding(n_h, True, 2000)
        if max(distances) > 0.1:
            break
    else:
        pytest.fail("no size from 5 to 20 separates them")
    assert distances[0] == 0
    assert any(0 < distance < 1e-9 for distance in distances)  # it begins with the last bits
    assert set(rounding(n_h, False, 2000)) == {0.0}
    for n_h in range(5, 21):
        assert set(rounding(n_h, False, 100)) == {0.0}, n_h


# What the experiments show


def said(name, iterations):
    """The run of a preset, and the answer."""
    runs = trained(PAGE, name, iterations)
    return runs.first, answer(PAGE, name, runs)


def said_after(name, iterations, *nudges, at=100):
    """The run of a preset that was nudged on the way, and the answer."""
    runs = fresh(PAGE, name, at)
    for nudge in nudges:
        runs.first.nudge(nudge.one(runs.first.parameters))
    runs.advance(iterations - at)
    return runs.first, answer(PAGE, name, runs)


@looped("iterations", [1, 3000])
def test_symmetry_lasts(iterations):
    run, told = said("Symmetry", iterations)
    assert {largest_distance(point.units) for point in run.history.points} == {0.0}
    assert told == ("No, not so far: all 4 units are exactly equal.", "")


def separated_by_a_nudge(separate):
    """What is said once so many units have separated since a nudge."""
    return f"Not on their own: since a nudge, {separate} of the 4 units {'has' if separate == 1 else 'have'} separated."


@looped(
    ("nudges", "units", "separate", "details"),
    [
        *(
            (
                [Nudge(weight=weight)],
                [0, 1, 1, 1],
                1,
                f"{weight} was nudged at iteration 100. The other 3 are still exactly equal.",
            )
            for weight in ("W1", "W2")
        ),
        (
            [Nudge(weight="W2"), Nudge(unit=3)],
            [0, 1, 2, 1],
            2,
            "There have been nudges of W1 and W2 since iteration 100. The other 2 are still exactly equal.",
        ),
        (
            [Nudge(unit=unit, amount=10.0**-unit) for unit in (1, 2, 3)],
            [0, 1, 2, 3],
            4,
            "There have been nudges of W1 since iteration 100.",
        ),
    ],
)
def test_nudges_separate_units_from_the_others(nudges, units, separate, details):
    for iterations in (100, 1000):
        run, told = said_after("Symmetry", iterations, *nudges)
        assert groups(hidden_units(run.parameters), 0) == units
        distance = largest_distance(hidden_units(run.parameters))
        assert told == (separated_by_a_nudge(separate), f"{details} The largest distance is {magnitude(distance)}.")
        assert distance > 0.1 or iterations == 100


def test_more_nudges_than_a_run_remembers(monkeypatch):
    monkeypatch.setattr("playground.training.timeline.MOST_EVENTS", 9)
    run, told = said_after("Symmetry", 200, *[Nudge()] * 9)
    assert run.event_log is None
    assert told.sentence == separated_by_a_nudge(1)
    assert told.details.startswith("There have been nudges since iteration 100. The other 3 are still exactly equal. ")


def test_a_nudge_that_lies_ahead_is_not_spoken_of():
    runs = fresh(PAGE, "Symmetry", 20)
    runs.first.nudge(Nudge().one(runs.first.parameters))
    runs.advance(20)
    runs.first.nudge(Nudge(weight="W2").one(runs.first.parameters))
    runs.seek(30)
    told = answer(PAGE, "Symmetry", runs)
    assert told.sentence == separated_by_a_nudge(1)
    assert told.details.startswith("W1 was nudged at iteration 20. The other 3 are still exactly equal. ")
    runs.seek(10)
    assert answer(PAGE, "Symmetry", runs) == ("No, not so far: all 4 units are exactly equal.", "")
    runs.first.nudge({"W1": np.full((4, 2), 0.1)})  # which separates no unit
    equal = "No, not even nudged: all 4 units are exactly equal."
    assert answer(PAGE, "Symmetry", runs) == (equal, "W1 was nudged at iteration 10.")


IT_MATTERS = "Yes: a nudge of W1 gives a gradient to 1 of the units, a nudge of W2 to 0."
STILL = f"The cost is still {LN_2}."


@looped("iterations", [1, 500])
@looped(
    ("name", "expected"),
    {
        "Dead start": (f"None without a nudge: no weight has moved, and the cost is still {LN_2}.", ""),
        "Dead ReLU": (IT_MATTERS, STILL),
    }.items(),
)
def test_nothing_moves_without_a_nudge(name, expected, iterations):
    run, told = said(name, iterations)
    assert not run.parameters.vector.any()
    assert told == expected


@looped("iterations", [100, 600])
@looped(("name", "weight"), [("Dead start", "W1"), ("Dead start", "W2"), ("Dead ReLU", "W1")])
def test_a_nudge_brings_one_unit_to_life(name, weight, iterations):
    run, told = said_after(name, iterations, Nudge(weight=weight))
    for units in (run.parameters, run.evaluate().gradients):
        assert np.abs(hidden_units(units)).any(axis=1).tolist() == [True, False, False, False]
    alive = "1 of the 4 units comes alive: it has a gradient now."
    later = iterations == 600
    way = f"The cost has fallen from {LN_2} to {run.measure().cost:.4f}." if later else STILL
    assert told == (alive if name == "Dead start" else IT_MATTERS, f"{weight} was nudged at iteration 100. {way}")
    assert not later or run.measure().cost < 0.68


def test_a_nudge_of_w2_does_nothing_to_dead_relu_units():
    run, told = said_after("Dead ReLU", 1600, Nudge(weight="W2"))
    assert verdict(run.evaluate(), run.first).gradient == 0
    assert told == (IT_MATTERS, f"W2 was nudged at iteration 100. {STILL}")


def test_units_that_move_without_a_nudge_are_counted_too():
    runs = trained(PAGE, "Random", 10)
    alive = "4 of the 4 units come alive: they have a gradient now."
    assert answer(PAGE, "Dead start", runs) == (alive, fallen(runs))


def fallen(runs):
    """What is said of a cost that has fallen."""
    (first,), (now,) = first_costs(runs), costs(runs)
    assert float(now) < float(first)
    return f"The cost has fallen from {first} to {now}."


@looped("iterations", [10, 1500])
def test_rounding_is_blamed_where_it_has_separated_units(iterations):
    run, told = said("Rounding", iterations)
    units = hidden_units(run.parameters)
    exact = groups(units, 0)
    together = max(map(exact.count, exact))
    if together == 13:
        assert told == ("Yes: all 13 units are exactly equal.", "")
    else:
        far = f"The largest distance is {magnitude(largest_distance(units))}."
        separate, equal = (
            (13 - together, f"The other {together} are still exactly equal. ") if together > 1 else (13, "")
        )
        assert told == (f"No: rounding alone has separated {separate} of the 13 units.", f"{equal}{far}")


def test_rounding():
    run, told = said("Rounding", 1500)
    assert run.parameters.block == 1
    assert groups(hidden_units(fresh(PAGE, "Rounding").first.parameters), 0) == [0] * 13
    if any(blas["internal_api"] == "openblas" for blas in threadpool_info()):  # others may cut elsewhere
        assert largest_distance(hidden_units(run.parameters)) > 0.1
        assert told.sentence.startswith("No: rounding alone has separated ")
    # As other processors may do it: here the units differ from the start.
    told = answer(PAGE, "Rounding", trained(PAGE, "Random", 10))
    assert told.sentence == "No: rounding alone has separated 4 of the 4 units."
    assert told.details.startswith("The largest distance is ")


@looped("iterations", [1, 3000])
def test_random_units_go_ways_of_their_own_and_are_better_than_equal_ones(iterations):
    run, told = said("Random", iterations)
    units, now = hidden_units(run.parameters), run.measure()
    assert groups(units) == [0, 1, 2, 3]
    way = fallen(trained(PAGE, "Random", iterations)) if iterations > 1 else f"The cost is still {now.cost:.4f}."
    far = f"The largest distance is {magnitude(largest_distance(units))}."
    assert told.sentence == "Each to its own place: all 4 units differ."
    assert told.details == f"{far} {way} {100 * now.score + 1e-9:.1f} % of the points are right."
    if iterations > 1:
        assert now.cost < 0.25 < said("Symmetry", iterations)[0].measure().cost

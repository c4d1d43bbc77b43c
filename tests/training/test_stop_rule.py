"""The stop rule: where a plain loop over the costs stops, however the run was trained, and each run by itself."""

from dataclasses import replace
from functools import cache

from playground.lessons.sweep import Plan, Sweep
from playground.training import Experiment, Moment, Recipe, Run, RunGroup
from tests.looped import looped

LONG = 1500
OVERFITS = Recipe(samples=60, noise=0.3, n_h=20, test_share=50, scale=1.0, limit=LONG)
SETTLES = Recipe("moons", samples=60, learning_rate=0.5, limit=LONG)
RULES = {
    "the cost settles": (SETTLES, "cost", 20),
    "and later for the more patient": (SETTLES, "cost", 60),
    "the test cost rises": (OVERFITS, "test cost", 100),
    "batches": (replace(OVERFITS, batch_size=7, update_rule="adam", learning_rate=0.05), "test cost", 15),
    "it goes on to the limit": (OVERFITS, "cost", 1000),
    "there is no test cost": (replace(OVERFITS, test_share=0), "test cost", 10),
}


def ruled(case):
    recipe, stop, patience = RULES[case]
    return replace(recipe, stop=stop, patience=patience)


@cache
def costs(recipe):
    """The cost and the test cost at each iteration, of a run that makes one at a time."""
    run = Run(recipe)
    found = []
    while True:
        now = run.measure()
        found.append({"cost": now.cost, "test cost": now.test_cost})
        if run.ended:
            return found
        run.advance(1)


def stop_of(recipe):
    """Where it ends by the plain rule: the costs are looked at 32 times or more between an iteration and its double."""
    lowest, since, apart = float("inf"), 0, 1
    for iteration, each in enumerate(costs(replace(recipe, stop="none"))):
        if iteration >= 64 * apart:
            apart *= 2
        if iteration % apart or each[recipe.stop] is None:
            continue
        if each[recipe.stop] < 0.999 * lowest:
            lowest, since = each[recipe.stop], iteration
        elif iteration - since >= recipe.patience:
            return iteration
    return recipe.limit


def sliced(recipe, *portions):
    run = Run(recipe)
    while not run.ended:
        for portion in portions:
            run.advance(portion)
    return run


@looped("case", [*RULES])
def test_it_stops_where_a_plain_loop_does_however_it_was_trained(case):
    recipe = ruled(case)
    end = stop_of(recipe)
    assert (end < LONG) == (case not in ("it goes on to the limit", "there is no test cost")), end
    back_and_forth, chosen_late = Run(recipe), Run(replace(recipe, stop="none"))
    for at in (40, 3, 90, 11, LONG, 7, LONG):
        back_and_forth.advance(at)
        back_and_forth.seek(at // 2)
    back_and_forth.advance(LONG)
    chosen_late.advance(LONG)
    chosen_late.adjust(recipe)
    assert chosen_late.ended
    chosen_late.seek(5)
    assert not chosen_late.ended
    chosen_late.advance(LONG)
    for run in (sliced(recipe, LONG), sliced(recipe, 1), sliced(recipe, 13, 1, 40), back_and_forth, chosen_late):
        assert (run.iteration, run.ended_by) == (end, "stop" if end < LONG else "limit")
        assert run.measure().cost == costs(replace(recipe, stop="none"))[end]["cost"]


def test_what_is_done_on_the_way_moves_it_and_a_run_restored_from_the_log_stops_there_too():
    recipe = ruled("the cost settles")
    run = Run(recipe)
    run.advance(LONG)
    first = run.end
    run.seek(first - 30)
    run.nudge({"b2": [[4.0]]})
    assert not run.ended
    assert run.stop is None  # nobody knows yet
    run.advance(30)
    run.adjust(replace(recipe, learning_rate=0.3))
    run.advance(LONG)
    assert run.ended_by == "stop"
    assert run.end != first
    again = Run(replace(recipe, learning_rate=0.3))
    again.restore(run.event_log)
    for _ in range(LONG):
        again.advance(11)
    assert (again.iteration, again.ended_by) == (run.end, "stop")
    assert again.measure() == run.measure()


def test_a_run_goes_on_with_more_patience_and_without_the_rule_and_a_moment_beyond_it_can_be_reached():
    recipe = ruled("the cost settles")
    run = Run(recipe)
    run.advance(LONG)
    assert run.iteration == stop_of(recipe)
    more = replace(recipe, patience=60)
    run.adjust(more)
    assert not run.ended
    run.advance(LONG)
    assert run.iteration == stop_of(more) > stop_of(recipe)
    run.adjust(replace(more, stop="none"))
    run.advance(LONG)
    assert (run.iteration, run.ended_by) == (LONG, "limit")
    run.adjust(recipe)
    assert (run.ended_by, run.end) == ("stop", stop_of(recipe))  # as with a limit that is lowered: it stays
    assert run.iteration == LONG
    begun = Moment(recipe, 900, None).begin()
    begun.advance(LONG)
    assert begun.iteration == 900


def test_each_run_of_a_group_stops_by_itself_and_one_that_goes_on_brings_all_back_in_step():
    quick, slow = ruled("the cost settles"), ruled("and later for the more patient")
    runs = RunGroup(Experiment.compare({"quick": ("Quick", quick), "slow": ("Slow", slow)}))
    runs.advance(stop_of(quick) + 50)
    assert not runs.ended
    assert [run.iteration for run in runs.values()] == [stop_of(quick), stop_of(quick) + 50]
    runs.advance(LONG)
    assert runs.ended
    assert runs.iteration == runs.latest == stop_of(slow)
    on = {name: (name, replace(recipe, stop="none")) for name, recipe in (("quick", quick), ("slow", slow))}
    runs.adjust(Experiment.compare(on))
    assert {run.iteration for run in runs.values()} == {runs.latest} == {stop_of(quick)}
    runs.seek(stop_of(slow))  # a page that still asks for where it was
    runs.advance(7)
    assert {run.iteration for run in runs.values()} == {stop_of(quick) + 7}
    assert runs.first.measure().cost == costs(replace(quick, stop="none"))[runs.iteration]["cost"]


def test_the_networks_of_a_sweep_stop_each_by_itself():
    recipes = tuple(ruled(case) for case in ("the cost settles", "the test cost rises", "it goes on to the limit"))
    sweep = Sweep(Plan(("a", "b", "c"), (1, 2, 3), recipes, "n"))
    while not sweep.ended:
        sweep.advance(17)
    assert [each.measured.iteration for each in sweep.trained] == [stop_of(recipe) for recipe in recipes]


def test_patience_has_no_effect_without_a_rule():
    assert "patience" in Recipe().unused
    assert "patience" not in Recipe(stop="cost").unused

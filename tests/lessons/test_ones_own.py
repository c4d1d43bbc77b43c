"""A visitor's own experiment: what was changed, and what came of it beside the last preset, computed again."""

from dataclasses import replace

import numpy as np

from playground.pages.digits.lesson import DIGITS
from playground.pages.playground.lesson import PLAYGROUND
from playground.training import Recipe, RunGroup, hidden_units
from playground.training.options import options
from tests.language.pseudo import in_english
from tests.lessons.presets import assert_one_short_sentence, chosen, experiment, fresh
from tests.looped import looped

REFERENCE = PLAYGROUND.presets[0]
DETAILS = 175
"""Characters of the details, as many as are seen whole on a phone."""
BEFORE_PLAY = "Before you press Play: {}?"
ONE_SEED = "One seed each, so this may be chance."
NO_SEED = "No seed plays a part in that: every weight starts equal."
COST, POINTS, UNITS, VALUES = (
    BEFORE_PLAY.format(asked)
    for asked in (
        "how low will the cost go",
        "how many points will be right",
        "will the hidden units differ from each other",
        "how close will the output come to the values",
    )
)


def asked(since=REFERENCE, **settings):
    return PLAYGROUND.asked(chosen("playground", **settings), since)


def both(iterations, since=REFERENCE, **settings):
    """The runs of these settings, and what they are compared with."""
    runs, others = (RunGroup(experiment("playground", **each)) for each in (settings, since.settings))
    runs.advance(iterations)
    others.advance(iterations)
    return runs, others


def change_of(cost, first):
    """How the cost has changed since the start."""
    if f"{cost:.4f}" == f"{first:.4f}":
        return f"The cost is still {cost:.4f}."
    return f"The cost has {'fallen' if cost < first else 'risen'} from {first:.4f} to {cost:.4f}."


@looped(
    ("settings", "words", "question"),
    [
        ({"n_h": 5}, "With 5 hidden units instead of 4", POINTS),
        ({"learning_rate": 0.1}, "With learning rate 0.1 instead of 1.2", COST),
        ({"batch_size": 10}, "With batches of 10 instead of all samples at once", COST),
        ({"x1_squared": True}, "With x₁²", POINTS),
        ({"initialisation": "he"}, "With He instead of random", UNITS),
        ({"n_h": 5, "noise": 0.3}, "With noise 0.3 and 5 hidden units instead of 0.2 and 4", POINTS),
        (
            {"n_h": 5, "noise": 0.3, "samples": 200, "depth": 2},
            "With noise 0.3, 200 samples and 2 hidden layers and 1 more change",
            POINTS,
        ),
        (
            {"n_h": 5, "noise": 0.3, "samples": 200, "seed": 3, "depth": 2},
            "With noise 0.3, 200 samples and 2 hidden layers and 2 more changes",
            POINTS,
        ),
    ],
)
def test_what_was_changed_is_named(settings, words, question):
    runs, others = both(3, **settings)
    this = asked(**settings)
    assert this.question == question
    assert this.against == REFERENCE.settings
    alone, compared = this.answer(runs), this.answer(runs, others)
    change = change_of(runs.first.measure().cost, runs.first.history.points[0].cost)
    assert alone.details == (f"{words}." if question == COST else f"{words}. {change}")
    assert (alone.sentence == change) == (question == COST)
    assert compared.details.startswith(f"{words}. ")
    assert len(compared.details) <= DETAILS
    assert in_english([alone, compared]) == {}


def beside(now, before, test=False):
    """What is said of the points of two runs."""
    score, cost = ("test_score", "test_cost") if test else ("score", "cost")
    better, higher = (getattr(now, each) - getattr(before, each) for each in (score, cost))
    points, more = f"{100 * abs(better) + 1e-9:.1f} percentage points", "more" if better > 0 else "fewer"
    if better * higher > 0:
        return f"{points} {more} are right than in *Reference*, at a {'higher' if higher > 0 else 'lower'} cost."
    share = f"{100 * getattr(now, score) + 1e-9:.1f} % of the {'test ' * test}points are right"
    where = "above" if better > 0 else "below"
    return f"{share}, {points} {where} *Reference*." if better else f"{share}, as many as in *Reference*."


@looped("settings", [{"n_h": 5}, {"n_h": 1}, {"learning_rate": 0.05}, {"seed": 5}])
def test_both_runs_are_compared_at_the_same_iteration(settings):
    runs, others = both(400, **settings)
    now, before = (each.first.measure() for each in (runs, others))
    sentence, details = asked(**settings).answer(runs, others)
    assert sentence == (COSTS.format(now=now, before=before) if "learning_rate" in settings else beside(now, before))
    seeds = settings.keys() == {"seed"}
    chance = "Nothing but a seed differs, so that is chance." if seeds else ONE_SEED
    assert details.endswith(f" {chance}")


@looped("since", PLAYGROUND.presets)
@looped("settings", [{"n_h": 5}, {"learning_rate": 0.05}, {"initialisation": "he"}, {"dataset": "spiral"}])
def test_an_answer_begins_with_one_short_sentence(since, settings):
    settings = {**since.settings, **settings}
    this = asked(since, **settings)
    if not this:
        return
    runs, others = both(1, since, **settings)
    for iterations in (1, 20):
        for each in (runs, others):
            each.advance(iterations - each.iteration)
        assert_one_short_sentence(this.answer(runs))
        assert_one_short_sentence(this.answer(runs, others), since.name)


SLOW = {"learning_rate": 0.1}
COSTS = "It is {now.cost:.4f}, in *Reference* {before.cost:.4f}."


@looped("test_share", [0, 50])
@looped("settings", [{"activation": "relu"}, {"n_h": 1}, {"initialisation": "he"}])
def test_a_cost_that_says_otherwise_than_the_points_is_told(settings, test_share):
    since = REFERENCE._replace(settings={"test_share": test_share})
    runs, others = (RunGroup(experiment("playground", **each)) for each in (settings | since.settings, since.settings))
    for _ in range(8):
        runs.advance(38)
        others.advance(38)
        now, before = (each.first.measure() for each in (runs, others))
        score, cost = ("test_score", "test_cost") if test_share else ("score", "cost")
        better = getattr(now, score) - getattr(before, score)
        higher = getattr(now, cost) - getattr(before, cost)
        sentence, details = asked(since, **settings, **since.settings).answer(runs, others)
        said = f" The {'test ' * bool(test_share)}cost is {getattr(now, cost):.4f}, there {getattr(before, cost):.4f}. "
        assert (said in details) == (", there " in details) == (better * higher > 0)
        if "initialisation" not in settings:
            assert sentence == beside(now, before, test=bool(test_share))


@looped(("rate", "more"), [(0.1, "more"), (2.0, "fewer")])
def test_points_that_say_otherwise_than_the_cost_are_told(rate, more):
    runs, others = both(5, learning_rate=rate)
    now, before = (each.first.measure() for each in (runs, others))
    assert (now.cost > before.cost) == (now.score > before.score) == (more == "more")
    sentence = asked(learning_rate=rate).answer(runs, others).sentence
    assert sentence == f"{COSTS.format(now=now, before=before)[:-1]}, yet {more} points are right."


def test_costs_with_another_penalty_are_not_compared():
    runs, others = both(76, l2=0.01)
    now, before = (each.first.measure() for each in (runs, others))
    assert now.score > before.score
    assert now.cost > before.cost
    text = asked(l2=0.01).answer(runs, others).whole
    assert "at a " not in text
    assert "there" not in text


def test_nothing_is_said_where_nothing_that_has_an_effect_was_changed():
    assert asked() is None
    assert asked(limit=30) is None
    assert asked(batch_seed=9) is None
    assert asked(dataset="own points") is None  # these have a question of their own, or none yet
    since = next(each for each in PLAYGROUND.presets if each.name == "Starts at zero")
    assert asked(since=since, initialisation="zero", seed=5) is None  # no seed plays a part


def test_of_a_run_alone_the_answer_names_no_other():
    for settings in ({}, {"n_h": 5}, {"dataset": "saddle", "test_share": 20}):
        runs, _others = both(20, **settings)
        alone = asked(since=None, **settings)
        assert (alone.claims, alone.against) == (None, None)
        sentence, details = alone.answer(runs)
        now = runs.first.measure()
        if "dataset" in settings:
            assert alone.question == VALUES
            assert sentence == f"On the test points it is off by {(2 * now.test_cost) ** 0.5:.4f} (RMSE)."
        else:
            assert alone.question == POINTS
            assert sentence == f"{100 * now.score + 1e-9:.1f} % of the points are right."
        assert details == change_of(now.cost, runs.first.history.points[0].cost)


def test_nothing_is_compared_with_a_run_that_has_diverged():
    runs, others = both(3, n_h=5)
    wild = RunGroup(experiment("playground", activation="leaky_relu", initialisation="he", learning_rate=50.0))
    wild.advance(500)
    assert wild.first.divergence
    this = asked(n_h=5)
    assert this.answer(runs, wild) == this.answer(runs)
    this = asked(learning_rate=5.0)
    assert this.claims.each[this.claims.true_of(others, None)] == "It diverges"


def test_own_experiments_with_digits_are_judged_by_the_test():
    records = chosen("digits", n_h=8)
    this = DIGITS.asked(records, DIGITS.presets[0])
    runs, others = RunGroup(DIGITS.experiment(records)), fresh("digits", "Reference")
    runs.advance(20)
    others.advance(20)
    answer = this.answer(runs, others)
    assert answer.sentence == beside(runs.first.measure(), others.first.measure(), test=True)
    assert answer.details.startswith("With 8 hidden units instead of 16. ")
    assert replace(records[type(runs.first.recipe)], n_h=16) == others.first.recipe


@looped(
    ("settings", "question", "right", "said"),
    [
        ({"n_h": 1}, POINTS, "Fewer", ""),
        ({"learning_rate": 0.1}, COST, "A higher cost", COSTS),
        ({"update_rule": "adam"} | SLOW, COST, "A lower cost than in Reference", COSTS),
        ({"initialisation": "constant"}, UNITS, "The units stay equal", "The 4 units work as one."),
        ({"initialisation": "xavier"}, UNITS, "All units differ", "All 4 units differ."),
    ],
)
def test_what_can_be_predicted_is_about_what_was_changed_and_the_answer_says_it(settings, question, right, said):
    runs, others = both(400, **settings)
    this = asked(**settings)
    decide = (runs, others) if this.claims.compares else (runs,)
    assert this.claims.each[this.claims.true_of(*decide)] == right
    assert this.question == question
    now, before = (each.first.measure() for each in (runs, others))
    answer = this.answer(runs, others)
    assert answer.sentence == (said or beside(now, before)).format(now=now, before=before)
    assert len(answer.details) <= DETAILS


@looped("initialisation", options(Recipe)["initialisation"].names)
def test_that_units_differ_may_be_chance_only_if_a_seed_plays_a_part(initialisation):
    settings = {"initialisation": initialisation} if initialisation != "random" else {"scale": 1.0}
    starts = [RunGroup(experiment("playground", **settings, seed=seed)).first.first.vector for seed in (1, 2)]
    sentence, details = asked(**settings).answer(*both(3, **settings))
    if (starts[0] == starts[1]).all():
        assert sentence == "The 4 units work as one."
        assert details.startswith(NO_SEED)  # the cost, which comes later, depends on the data's
    else:
        assert details.endswith(ONE_SEED)


@looped(
    ("start", "change", "said"),
    [
        ({"initialisation": "zero"}, {"n_h": 8}, NO_SEED),
        ({"initialisation": "zero"}, {"learning_rate": 0.1}, NO_SEED),
        ({"initialisation": "zero"}, {"data_seed": 4}, NO_SEED),
        ({"initialisation": "zero"}, {"activation": "sigmoid", "class_share": 30}, ONE_SEED),  # here weights move
        ({"initialisation": "constant"}, {"n_h": 8}, ONE_SEED),
        ({}, {"n_h": 8}, ONE_SEED),
    ],
)
def test_what_is_compared_may_be_chance_unless_no_weight_moves_with_any_seed(start, change, said):
    settings = {**start, **change}
    answers = set()
    for seed in (1, 2, 3):
        since = REFERENCE._replace(settings={**start, "data_seed": seed})
        now = settings if "data_seed" in change else {**settings, "data_seed": seed}
        answer = asked(since, **now).answer(*both(40, since, **now))
        assert answer.details.endswith(said)
        answers.add(answer.sentence)
    assert said == ONE_SEED or len(answers) == 1


@looped("depth", [1, 2])
def test_a_single_unit_has_no_other_to_be_equal_to(depth):
    settings = {"n_h": 1, "depth": depth, "initialisation": "he"}
    this = asked(**settings)
    text = this.answer(*both(20, **settings)).whole
    assert this.question == POINTS
    assert not any("nits" in claim for claim in this.claims.each)
    assert "work as" not in text
    assert "All" not in text


@looped(("initialisation", "depth"), [("zero", 1), ("constant", 1), ("constant", 3), ("he", 1), ("he", 3)])
def test_what_is_judged_of_the_units_is_what_is_said_of_them(initialisation, depth):
    settings = {"initialisation": initialisation, "depth": depth}
    runs, others = both(20, **settings)
    this = asked(**settings)
    true = this.claims.each[this.claims.true_of(runs)]
    layers = [hidden_units(runs.first.parameters, layer) for layer in range(1, depth + 1)]
    equal = all(np.ptp(layer, axis=0).max() < 1e-9 for layer in layers)
    assert true == ("The units stay equal" if equal else "All units differ")
    as_one = f"The 4 units {'of each hidden layer ' * (depth > 1)}work as one."
    assert this.answer(runs, others).sentence == (as_one if equal else f"All {4 * depth} units differ.")


# A number instead of classes


def test_a_number_does_not_compare_with_classes():
    this = asked(dataset="plane", learning_rate=0.1)
    assert this.against is this.claims is None
    assert this.question == VALUES
    runs, _ = both(3, dataset="plane", learning_rate=0.1)
    cost = runs.first.measure().cost
    changed = "With plane and learning rate 0.1 instead of flower and 1.2."
    assert this.answer(runs) == (
        f"It is off by {(2 * cost) ** 0.5:.4f} (RMSE).",
        f"{changed} {change_of(cost, runs.first.history.points[0].cost)}",
    )


@looped("test_share", [0, 50])
def test_a_number_is_compared_by_the_error_of_the_test_points_if_there_are_any(test_share):
    since = next(each for each in PLAYGROUND.presets if each.name == "A bump of planes")
    since = since._replace(settings={**since.settings, "test_share": test_share})
    settings = {**since.settings, "n_h": 8}
    runs, others = both(200, since=since, **settings)
    this = asked(since=since, **settings)
    now, before = (
        (2 * (each.test_cost if test_share else each.cost)) ** 0.5
        for each in (runs.first.measure(), others.first.measure())
    )
    off = f"{'On the test points it' if test_share else 'It'} is off by {now:.4f} (RMSE)"
    sentence, details = this.answer(runs, others)
    assert this.question == VALUES
    assert this.answer(runs).sentence == f"{off}."
    assert sentence == f"{off}, in *A bump of planes* by {before:.4f}."
    assert details.startswith("With 8 hidden units instead of 4. ")
    assert details.endswith(f" {ONE_SEED}")
    true = this.claims.each[this.claims.true_of(runs, others)]
    assert true == ("A lower RMSE than in A bump of planes" if now < before else "A higher RMSE")
    assert this.claims.right(runs) is None
    assert this.claims.each[this.claims.true_of(runs, None)] == "It diverges"

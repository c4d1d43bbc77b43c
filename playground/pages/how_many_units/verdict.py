"""Conclusions from a sweep, in sentences computed from the runs."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from playground.language import Message, _, advice, listed, ngettext, sentences
from playground.lessons.rising_cost import MAGNIFIED
from playground.lessons.sweep import Plan, Results, Trained
from playground.nn.targets import TARGETS
from playground.training.formatting import percent, setting
from playground.training.scores import SCORES, Score

from .lesson import UNLIKELY, number_of_parameters

SUSPECTED = 0.04
"""The p-value below which the largest is said to overfit. Accuracies are shares of a few points, not normal: at 0.05,
up to 6 of 100 sweeps of pure chance were suspected; at 0.04 it is at most 5."""


class LastTexts(NamedTuple):
    """Sentences about the last network, where they go from small to large.

    ``best``: it is the best; ``no_better``: it is no better than ``{best}``, a smaller one; ``worse``: it is worse than
    that on test samples; ``worse_by_chance``, ``overfits``: in ``{worse}`` of ``{runs}`` runs, and whether that is more
    than chance.
    """

    best: Message
    no_better: Message
    worse: Message
    worse_by_chance: Message
    overfits: Message


LAST = {
    "largest": LastTexts(
        _("It is the largest network."),
        _("The largest network does no better than {best}."),
        _(
            "The largest network, {last}, gets {share} ({right}); of the training samples it gets {training}, against "
            "{training_of_best} for {best}."
        ),
        _(
            "The largest network does better in training and worse in the test than {best} in {worse} of {runs} runs; "
            "that may be chance."
        ),
        _(
            "The largest network does better in training and worse in the test than {best} in {worse} of {runs} runs: "
            "that is overfitting."
        ),
    ),
    "deepest": LastTexts(
        _("It is the deepest network."),
        _("The deepest network does no better than {best}."),
        _(
            "The deepest network, {last}, gets {share} ({right}); of the training samples it gets {training}, against "
            "{training_of_best} for {best}."
        ),
        _(
            "The deepest network does better in training and worse in the test than {best} in {worse} of {runs} runs; "
            "that may be chance."
        ),
        _(
            "The deepest network does better in training and worse in the test than {best} in {worse} of {runs} runs: "
            "that is overfitting."
        ),
    ),
}
"""The sentences, by :attr:`~playground.lessons.sweep.Plan.largest`."""


class SpreadTexts(NamedTuple):
    """Sentences about scores, by the kind of samples, and by whether they are medians of several runs."""

    equal: Message
    between: Message


SPREADS = {
    ("test", "single"): SpreadTexts(
        _("On the test samples {measure} is {share} with each."),
        _("On the test samples {measure} goes from {least} ({lowest}) to {most} ({highest})."),
    ),
    ("test", "median"): SpreadTexts(
        _("On the test samples the median {measure} is {share} with each."),
        _("On the test samples the median {measure} goes from {least} ({lowest}) to {most} ({highest})."),
    ),
    ("training", "single"): SpreadTexts(
        _("On the training samples {measure} is {share} with each."),
        _("On the training samples {measure} goes from {least} ({lowest}) to {most} ({highest})."),
    ),
    ("training", "median"): SpreadTexts(
        _("On the training samples the median {measure} is {share} with each."),
        _("On the training samples the median {measure} goes from {least} ({lowest}) to {most} ({highest})."),
    ),
}


def verdict(results: Results) -> str:
    """Conclusions so far: which values do best, whether that is more than chance, and what it costs.

    With a single run per size, the test points that are in the right class are counted instead.
    """
    plan, done = results.plan, len(results.trained)
    said: list[str] = []
    if not plan.setting:
        counts = sorted({number_of_parameters(recipe.hidden, results.sweep.outputs) for recipe in plan.recipes})
        said.append(_parameters(counts))
    if not done:
        return sentences(*said, _("None of them is trained yet.") if said else _("No network is trained yet."))
    if not results.ended:
        said.append(
            ngettext(
                "So far {n} of {all} networks is trained.",
                "So far {n} of {all} networks are trained.",
                done,
                all=len(plan.recipes),
            )
        )
    diverged = [plan.names[value] for value in range(len(plan.values)) if results.diverged(value)]
    if sum(1 for each in results.trained if each.divergence) == len(plan.recipes):
        said.append(sentences(_("Training diverged in every network."), advice(_("See below for what to try."))))
    elif diverged:
        said.append(
            ngettext(
                "Training diverged with {networks}, so it is left out.",
                "Training diverged with {networks}, so they are left out.",
                len(diverged),
                networks=listed(diverged),
            )
        )
    if len(results.compared) > 1:
        count = plan.largest and plan.runs == 1 and TARGETS[results.sweep.target].classes
        said += _counted(results) if count else _spread(results)
    return sentences(*said)


# One run of each size


def _counted(results: Results) -> Sequence[str]:
    """The sentences about two networks or more, from small to large, each trained once on the same points."""
    plan, m_test = results.plan, results.sweep.samples[1]
    networks: dict[str, Trained] = {plan.names[value]: results.by_value[value][0] for value in results.compared}
    if not m_test:
        return [_("There are no test points to compare them on.")]
    right = {name: round(m_test * one.score(test=True)) for name, one in networks.items()}
    best = max(right.values())
    winners = [name for name, points in right.items() if points == best]
    guess = round(m_test * results.trained[0].guess)
    if best <= guess:
        return [
            _(
                "On the test samples none does better than always predicting one class, which gets {right} right.",
                right=guess,
            )
        ]
    score = {"share": percent(best / m_test), "right": best, "all": m_test}
    if len(winners) == len(networks):
        return [_("On the test samples all do equally well: {share} ({right} of {all} points).", **score)]
    said = [
        _(
            "Best on the test samples: {networks}, with {share} ({right} of {all} points).",
            networks=listed(winners),
            **score,
        )
    ]
    first, last, texts = winners[0], list(networks)[-1], LAST[plan.largest]
    if not results.ended:
        return said
    if first == last:
        return [*said, texts.best]
    if last in winners:
        return [*said, texts.no_better.filled(best=first)]
    before, after = networks[first].measured.score, networks[last].measured.score
    said.append(
        texts.worse.filled(
            last=last,
            share=percent(right[last] / m_test),
            right=right[last],
            training=percent(after),
            training_of_best=percent(before),
            best=first,
        )
    )
    if after > before:
        said.append(
            _(
                "Better in training and worse in the test: that may be overfitting, or chance. Several runs of each "
                "can tell."
            )
        )
    return said


# Several runs, or another setting


def _spread(results: Results) -> list[str]:
    """The sentences about two values or more, from the medians and ranges of their runs."""
    plan, test, values = results.plan, results.sweep.has_test, results.compared
    medians = {value: spread.median for value in values if (spread := results.score(value, test))}
    best, worst = max(medians.values()), min(medians.values())
    single, score = plan.runs == 1, _score(results)
    texts = SPREADS["test" if test else "training", "single" if single else "median"]
    said: list[str] = [] if test else [_("There are no test points.")]
    guessing = [value for value in values if _is_guess(results, value)]
    if len(guessing) == len(values):
        if test:
            return [_("On the test samples none of them does better than {guessing}.", guessing=score.guessing)]
        return [
            *said,
            _("On the training samples none of them does better than {guessing}.", guessing=score.guessing),
        ]
    if best == worst:
        return [*said, texts.equal.filled(measure=score.noun, share=score.written(best))]
    highest, lowest = ([plan.names[value] for value in values if medians[value] == end] for end in (best, worst))
    said.append(
        texts.between.filled(
            measure=score.noun,
            least=score.written(worst),
            lowest=_some(lowest),
            most=score.written(best),
            highest=_some(highest),
        )
    )
    if not results.ended:
        return said
    said += _one_run_each(results) if single else [_chance(results)]
    if guessing:
        names = listed([plan.names[value] for value in guessing])
        said.append(
            _("With {values} the network does no better than {guessing}.", values=names, guessing=score.guessing)
            if single
            else _("With {values} most networks do no better than {guessing}.", values=names, guessing=score.guessing)
        )
    if test:
        said += _training_and_test(results)
    return said


def _is_guess(results: Results, value: int) -> bool:
    """Whether most runs with this value are no better than always giving the same answer."""
    test, runs = results.sweep.has_test, results.by_value[value]
    return 2 * sum(1 for each in runs if each.score(test) <= each.guess) > len(runs)


def _one_run_each(results: Results) -> list[str]:
    """Conclusions from a single run of each value."""
    if results.plan.setting == "seed":
        text = (
            _(
                "Only the initial weights differ, so {difference} are pure chance. A smaller difference between single "
                "runs tells nothing."
            )
            if TARGETS[results.sweep.target].classes
            else _(
                "Only the initial weights differ, so a difference of {difference} is pure chance. A smaller one "
                "between single runs tells nothing."
            )
        )
        return [text.filled(difference=_score(results).difference(results.effect))]
    return [sentences(_("With one run of each, nothing tells this from chance."), advice(_("Try more.")))]


def _chance(results: Results) -> str:
    """Whether the setting has more effect than the seeds."""
    effect, noise, chance = results.effect, results.noise, results.chance()
    typical = _score(results).difference(noise)
    often = math.ceil(100 * chance)
    if chance < UNLIKELY:
        if noise < effect:
            text = _(
                "Runs that differ only in their seeds are typically {difference} apart. By chance alone, the values "
                "would differ as much in at most {often} of 100 sweeps: this is more than chance."
            )
        else:
            text = _(
                "Runs that differ only in their seeds are typically {difference} apart; but with equal seeds the "
                "values differ in much the same way, which would happen by chance alone in at most {often} of 100 "
                "sweeps: this is more than chance."
            )
        return sentences(text.filled(difference=typical, often=often), _of_one_rate(results.plan))
    if noise >= effect:
        return _(
            "Runs that differ only in their seeds are typically {difference} apart, as much or more: no effect can be "
            "told from chance.",
            difference=typical,
        )
    return _(
        "Runs that differ only in their seeds are typically {difference} apart, and by chance alone the values would "
        "differ as much in about {often} of 100 sweeps: it may be just that.",
        difference=typical,
        often=often,
    )


def _of_one_rate(plan: Plan) -> str:
    """With which learning rate activations were compared: each has its own that suits it best."""
    if plan.setting != "activation":
        return ""
    rate = setting(plan.recipes[0].learning_rate)
    return _("That is with a learning rate of {rate}; with another rate it may be otherwise.", rate=rate)


def _training_and_test(results: Results) -> list[str]:
    """The change of the gap between the training and the test score, from the first value to the last."""
    plan, values = results.plan, results.compared
    first, last, score = values[0], values[-1], _score(results)
    if plan.largest:
        medians = {value: spread.median for value in values if (spread := results.score(value, True))}
        best = max(values, key=lambda value: medians[value])  # the smallest if there is a tie
        pairs = list(zip(results.by_value[best], results.by_value[last], strict=True))
        count = sum(1 for one, large in pairs if _overfits(one, large))
        if medians[last] == medians[best] or 2 * count <= len(pairs):
            return []
        texts = LAST[plan.largest]
        text = texts.overfits if results.behind(best, last) < SUSPECTED else texts.worse_by_chance
        return [text.filled(best=plan.names[best], worse=count, runs=len(pairs))]
    if plan.setting not in ("samples", "noise"):
        return []
    return [
        _(
            "Training {measure} is ahead of test {measure} by {first_gap} with {first}, by {last_gap} with {last}.",
            measure=score.noun,
            first_gap=score.difference(_ahead(results, first)),
            first=plan.names[first],
            last_gap=score.difference(_ahead(results, last)),
            last=plan.names[last],
        )
    ]


def _overfits(one: Trained, large: Trained) -> bool:
    return large.score(False) > one.score(False) and large.score(True) < one.score(True)


def _ahead(results: Results, value: int) -> float:
    """The median training score minus the median test score."""
    train, test = (results.score(value, each) for each in (False, True))
    assert train
    assert test
    return train.median - test.median


def divergences(results: Results) -> str:
    """What happened to the networks that have diverged, and what to try; empty if there are none."""
    plan = results.plan
    said: list[str] = []
    for value, name in enumerate(plan.names):
        runs = [each.divergence for each in results.diverged(value) if each.divergence]
        if runs:
            first = min(runs, key=lambda each: each.iteration)
            blown_up = {"network": name, "parameter": first.parameter, "iteration": first.iteration}
            said.append(
                _("{network}: {parameter} blew up at iteration {iteration:,}.", **blown_up)
                if plan.runs == 1
                else _(
                    "{network}: {diverged} of {runs}, the first: {parameter} blew up at iteration {iteration:,}.",
                    diverged=len(runs),
                    runs=len(results.by_value[value]),
                    **blown_up,
                )
            )
    if not said:
        return ""
    if any(results.diverged(value) and not results.finite(value) for value in range(len(plan.values))):
        said.append(_("What is shown is the network just before."))
    return sentences(*said, advice(_("Try a learning rate below {rate:g}.", rate=_least_rate(plan, results))))


def rounding(results: Results) -> str:
    """Whose scores another program need not find again to the digit shown; empty where the cost only fell."""
    names = [
        name
        for value, name in enumerate(results.plan.names)
        if any(each.rose and not each.divergence for each in results.by_value[value])
    ]
    if not names:
        return ""
    return sentences(
        _("The cost rose now and then with {networks}.", networks=listed(names)),
        MAGNIFIED,
        _("So a program of your own may get another accuracy there, in the first decimal already.")
        if TARGETS[results.sweep.target].classes
        else _("So a program of your own may get another R² there, in the third decimal already."),
    )


def _least_rate(plan: Plan, results: Results) -> float:
    """The smallest learning rate with which training has diverged."""
    pairs = zip(plan.recipes, results.trained, strict=False)
    return min(recipe.learning_rate for recipe, one in pairs if one.divergence)


def _score(results: Results) -> Score:
    return SCORES[results.sweep.target]


def _some(names: list[str]) -> str:
    """Up to three names, or the first one if there are more."""
    if len(names) <= 3:
        return listed(names)
    return ngettext("{name} and {n} other", "{name} and {n} others", len(names) - 1, name=names[0])


def _parameters(counts: list[int]) -> str:
    """[77, 81] → "The networks have 77 to 81 parameters."."""
    least, most = counts[0], counts[-1]
    if least == most:
        return ngettext("The networks have {n} parameter.", "The networks have {n} parameters.", least)
    return _("The networks have {least} to {most} parameters.", least=least, most=most)

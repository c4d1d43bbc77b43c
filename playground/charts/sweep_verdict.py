"""What the numbers of a sweep say, in sentences: each is computed from the runs."""

import math

from playground.language import listed
from playground.lessons.sizes import number_of_parameters
from playground.lessons.sweep import Plan, Results, Trained
from playground.training.formatting import percent

UNLIKELY = 0.05
"""What would come about less often than this by chance alone is taken for more than chance, as is usual."""


def verdict(results: Results) -> str:
    """What can be said so far: which values do best, whether that is more than chance, and what it costs.

    With a single run of each size the test points are counted instead.
    """
    plan, done = results.plan, len(results.trained)
    said = []
    if not plan.setting:
        counts = sorted({number_of_parameters(recipe.hidden, results.sweep.outputs) for recipe in plan.recipes})
        said.append(f"The networks have {_span(counts)} parameters.")
    if not done:
        return " ".join([*said, "None of them is trained yet." if said else "No network is trained yet."])
    if not results.ended:
        said.append(f"So far {done} of {len(plan.recipes)} networks are trained.")
    diverged = [plan.names[value] for value in range(len(plan.values)) if results.diverged(value)]
    if sum(1 for each in results.trained if each.divergence) == len(plan.recipes):
        said.append("Training diverged in every network; see below for what to try.")
    elif diverged:
        said.append(f"Training diverged with {listed(diverged)}, so {_they(diverged)} left out.")
    if len(results.compared) > 1:
        said += _counted(results) if plan.largest and plan.runs == 1 else _spread(results)
    return " ".join(said)


# One run of each size


def _counted(results: Results) -> list[str]:
    """The sentences about two networks or more, from small to large, each trained once on the same points."""
    plan, m_test = results.plan, results.sweep.samples[1]
    networks: dict[str, Trained] = {plan.names[value]: results.by_value[value][0] for value in results.compared}
    if not m_test:
        return ["There are no test points to compare them on."]
    right = {name: round(m_test * one.accuracy(test=True)) for name, one in networks.items()}
    best = max(right.values())
    winners = [name for name, points in right.items() if points == best]
    score = f"{percent(best / m_test)} ({best} of {m_test} points)"
    guess = round(m_test * results.trained[0].guess)
    if best <= guess:
        return [
            f"On the test samples none does better than naming one class for every point, which gets {guess} right."
        ]
    if len(winners) == len(networks):
        return [f"On the test samples all do equally well: {score}."]
    said = [f"Best on the test samples: {listed(winners)}, with {score}."]
    first, last = winners[0], list(networks)[-1]
    if not results.ended:
        return said
    if first == last:
        return [*said, f"It is the {plan.largest} network."]
    if last in winners:
        return [*said, f"The {plan.largest} network does no better than {first}."]
    before, after = networks[first].measured.accuracy, networks[last].measured.accuracy
    said.append(
        f"The {plan.largest} network, {last}, gets {percent(right[last] / m_test)} ({right[last]}); of the training "
        f"samples it gets {percent(after)}, where {first} {_gets(first)} {percent(before)}."
    )
    if after > before:
        # Within two standard deviations of the number of heads in so many tosses of a coin.
        chance = best - right[last] <= math.sqrt(m_test)
        but = "; but a difference of so few points may be chance" if chance else ""
        said.append(f"Better in training and worse in the test: that is overfitting{but}.")
    return said


# Several runs, or another setting


def _spread(results: Results) -> list[str]:
    """The sentences about two values or more, by the medians of their runs and by how far these are apart."""
    plan, test, values = results.plan, results.sweep.has_test, results.compared
    medians = {value: spread.median for value in values if (spread := results.accuracy(value, test))}
    best, worst = max(medians.values()), min(medians.values())
    where = "On the test samples" if test else "There are no test points. On the training samples"
    single = plan.runs == 1
    the = "accuracy" if single else "the median accuracy"
    guessing = [value for value in values if _is_guess(results, value)]
    if len(guessing) == len(values):
        return [f"{where} none of them does better than naming one class for every point."]
    if best == worst:
        return [f"{where} {the} is {percent(best)} with each."]
    highest, lowest = ([plan.names[value] for value in values if medians[value] == end] for end in (best, worst))
    said = [f"{where} {the} goes from {percent(worst)} ({_some(lowest)}) to {percent(best)} ({_some(highest)})."]
    if not results.ended:
        return said
    said += _one_run_each(results) if single else [_chance(results)]
    if guessing:
        names = listed([plan.names[value] for value in guessing])
        networks = "the network does" if single else "most networks do"
        said.append(f"With {names} {networks} no better than naming one class for every point.")
    if test:
        said += _training_and_test(results)
    return said


def _is_guess(results: Results, value: int) -> bool:
    """Whether most runs with this value get no more right than naming the most frequent class does."""
    test, runs = results.sweep.has_test, results.by_value[value]
    return 2 * sum(1 for each in runs if each.accuracy(test) <= each.guess) > len(runs)


def _one_run_each(results: Results) -> list[str]:
    """What a single run of each value can tell."""
    if results.plan.setting == "seed":
        return [
            f"Nothing but the first weights differs: {_points(results.effect)} are chance. A smaller difference "
            "between single runs tells nothing."
        ]
    return ["With one run of each, nothing tells this from chance: try more."]


def _chance(results: Results) -> str:
    """Whether the setting does more than the seeds."""
    effect, noise = results.effect, results.noise
    typical = f"Runs that differ only in their seeds are typically {_points(noise)} apart"
    of_hundred = math.ceil(100 * (chance := results.chance()))
    if chance < UNLIKELY:
        if noise < effect:
            return f"{typical}, so this is more than chance."
        return f"{typical}, but with equal seeds the values differ in much the same way: this is more than chance."
    if noise >= effect:
        return f"{typical}, as much or more: no effect can be told from chance."
    often = f"chance alone would set the values as far apart in about {of_hundred} of 100 sweeps"
    return f"{typical}, and {often}: it may be just that."


def _training_and_test(results: Results) -> list[str]:
    """What has become of the difference between training and test, from the first value to the last."""
    plan, values = results.plan, results.compared
    first, last = values[0], values[-1]
    if plan.largest:
        medians = {value: spread.median for value in values if (spread := results.accuracy(value, True))}
        best = max(values, key=lambda value: medians[value])  # of several the smallest
        pairs = list(zip(results.by_value[best], results.by_value[last], strict=True))
        count = sum(1 for one, large in pairs if _overfits(one, large))
        if 2 * count <= len(pairs):
            return []
        so = ": that is overfitting" if count == len(pairs) else ""
        return [
            f"The {plan.largest} network does better in training and worse in the test than {plan.names[best]} in "
            f"{count} of {len(pairs)} runs{so}."
        ]
    if plan.setting not in ("samples", "noise"):
        return []
    gaps = [f"by {_points(_ahead(results, value))} with {plan.names[value]}" for value in (first, last)]
    return [f"Training is ahead of the test {gaps[0]}, {gaps[1]}."]


def _overfits(one: Trained, large: Trained) -> bool:
    return large.accuracy(False) > one.accuracy(False) and large.accuracy(True) < one.accuracy(True)


def _ahead(results: Results, value: int) -> float:
    """By how much the median in training is larger than that in the test."""
    train, test = (results.accuracy(value, each) for each in (False, True))
    assert train
    assert test
    return train.median - test.median


def divergences(results: Results) -> str:
    """What happened to the networks that have diverged, and what to try; otherwise nothing."""
    plan, said = results.plan, []
    for value, name in enumerate(plan.names):
        runs = [each.divergence for each in results.diverged(value) if each.divergence]
        if runs:
            first = min(runs, key=lambda each: each.iteration)
            begin = "" if plan.runs == 1 else f"{len(runs)} of {len(results.by_value[value])}, the first: "
            said.append(f"{name}: {begin}{first.parameter} blew up at iteration {first.iteration:,}.")
    if not said:
        return ""
    if any(results.diverged(value) and not results.finite(value) for value in range(len(plan.values))):
        said.append("What is shown is the network just before.")
    return f"{' '.join(said)} Try a learning rate below {_least_rate(plan, results):g}."


def _least_rate(plan: Plan, results: Results) -> float:
    """The smallest learning rate with which training has diverged."""
    pairs = zip(plan.recipes, results.trained, strict=False)
    return min(recipe.learning_rate for recipe, one in pairs if one.divergence)


def _points(difference: float) -> str:
    """0.0312 → "3.1 percentage points"."""
    return f"{100 * difference:.1f} percentage points".replace("-", "−")


def _some(names: list[str]) -> str:
    """All of three names, of more the first one."""
    return listed(names) if len(names) <= 3 else f"{names[0]} and {len(names) - 1} others"


def _span(counts: list[int]) -> str:
    """[77, 81] → "77 to 81"."""
    return f"{counts[0]}" if len(counts) == 1 else f"{counts[0]} to {counts[-1]}"


def _they(names: list[str]) -> str:
    return "it is" if len(names) == 1 else "they are"


def _gets(name: str) -> str:
    """What fits "1 unit" or "3 units"."""
    return "gets" if name.startswith("1 ") else "get"

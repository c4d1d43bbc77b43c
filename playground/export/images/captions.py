"""Texts in pictures: a title, the runs' numbers, the settings in small print, and what is shown, in words."""

from collections.abc import Mapping, Sequence
from functools import reduce

from playground.charts.numbers import numbers_of
from playground.data import COORDINATES, INPUTS, OWN_POINTS
from playground.language import _, enumerated, listed, ngettext, number, without_advice
from playground.lessons.starts import start_label
from playground.pages.digits.lesson import DigitsRecipe
from playground.pages.digits.scene import DigitsScene
from playground.pages.playground.scene import playground_scene
from playground.training import Recipe, Run, RunGroup, View, name_of, steps_in_words
from playground.training.difference import rates_in_words
from playground.training.formatting import decimals
from playground.training.scores import SCORES

RATES = 3
"""Changes of the learning rate to list if there is room; if there are more, only their number is given."""


def title_of(runs: RunGroup) -> str:
    """The data and the network: "Dataset flower: 4 tanh units"."""
    recipe = runs.first.recipe
    if isinstance(recipe, DigitsRecipe):
        return _("Digits, {network}", network=_network(recipe))
    if recipe.dataset == OWN_POINTS:
        return _("Own points, {network}", network=_network(recipe))
    return _("Dataset {dataset}: {network}", dataset=name_of(recipe.dataset), network=_network(recipe))


def in_words(runs: RunGroup, view: View) -> str:
    """What the page shows of these runs, for those who do not see a picture of it."""
    scene = (DigitsScene if isinstance(runs.first.recipe, DigitsRecipe) else playground_scene)(runs, view)
    return without_advice(scene.described())  # a picture has no controls


def numbers_lines(runs: RunGroup) -> list[str]:
    """The numbers of one run in a line; for several runs, a line with the iteration and then a line for each run."""
    if len(runs) == 1:
        return [_numbers_line(runs.first, numbers_of(runs.first))]
    lines: list[str] = [_("{label} {value}", label=_("Iteration"), value=number(runs.iteration))]
    for run in runs.values():
        now, score = run.measure(), SCORES[run.train.target]
        lines.append(_numbers_line(run, {_("Cost"): decimals(now.cost), score.label: score.written(now.score)}))
    return lines


def _numbers_line(run: Run, numbers: Mapping[str, str]) -> str:
    """Labelled numbers, and where the run has diverged."""
    parts = [_("{label} {value}", label=label, value=value) for label, value in numbers.items()]
    if run.divergence:
        parts.append(_("Diverged at {iteration:,}", iteration=run.divergence.iteration))
    return _in_a_row(parts)


def small_print(runs: RunGroup) -> list[str]:
    """The settings of the run in two lines: its data; its network and training.

    If there is more to say about how steps are taken, the network is in the line of the data.
    """
    run = runs.first
    data, network = _data_line(run), _network_line(runs)
    if steps := steps_in_words(run):
        return [_in_a_row([*data, *network]), _in_a_row([*steps, _rates(run, 1)])]
    return [_in_a_row(data), _in_a_row([*network, _rates(run, RATES)])]


def _in_a_row(parts: Sequence[str]) -> str:
    return reduce(lambda several, following: _("{several} · {next}", several=several, next=following), parts)


def _network(recipe: Recipe) -> str:
    """Units and layers: "4 tanh units", "3 layers of 4 tanh units", "no hidden layer"."""
    if not recipe.depth:
        return _("no hidden layer")
    activation = enumerated([name_of(name) for name in dict.fromkeys(recipe.activations)])
    units = ngettext("{n} {activation} unit", "{n} {activation} units", recipe.n_h, activation=activation)
    return units if recipe.depth == 1 else _("{depth} layers of {units}", depth=recipe.depth, units=units)


def _data_line(run: Run) -> list[str]:
    recipe = run.recipe
    train, test = run.Y.shape[1], run.Y_test.shape[1]
    if test:
        samples = ngettext(
            "{n:,} sample, {test:,} of them to test with",
            "{n:,} samples, {test:,} of them to test with",
            train + test,
            test=test,
        )
    else:
        samples = ngettext("{n:,} sample", "{n:,} samples", train)
    classes = ngettext("{n} class", "{n} classes", len(run.class_names))
    parts = [_name_of_data(recipe), samples, classes if run.class_names else _("a number to predict")]
    if not isinstance(recipe, DigitsRecipe):
        if "noise" not in recipe.unused:
            parts.append(_("noise {noise:g}", noise=recipe.noise))
        if recipe.class_share != 50 and "class_share" not in recipe.unused:
            parts.append(_("share of class 1 {share} %", share=recipe.class_share))
    return parts + ([_("data seed {seed}", seed=recipe.data_seed)] if "data_seed" not in recipe.unused else [])


def _name_of_data(recipe: Recipe) -> str:
    if isinstance(recipe, DigitsRecipe):
        return _("Data: digits")
    return (
        _("Data: own points") if recipe.dataset == OWN_POINTS else _("Data: {dataset}", dataset=name_of(recipe.dataset))
    )


def _network_line(runs: RunGroup) -> list[str]:
    run = runs.first
    sizes = "-".join(map(str, run.parameters.sizes))
    starts = listed([start_label(each.recipe) for each in runs.values()])
    drawn = any(each.recipe.initialisation not in ("zero", "constant") for each in runs.values())
    inputs = listed([INPUTS[name].symbol for name in run.recipe.inputs])
    return [
        _("Network: {sizes}", sizes=sizes),
        *([_("inputs: {inputs}", inputs=inputs)] if run.recipe.inputs != COORDINATES else []),
        _("start: {starts}", starts=starts),
        *([_("weight seed {seed}", seed=run.recipe.seed)] if drawn else []),
    ]


def _rates(run: Run, most: int) -> str:
    """The learning rate and its changes up to now, if few: "learning rate 1.2 until 300, then 0.5"."""
    if run.event_log is None:
        return _("learning rate {rate:g}, changed before", rate=run.recipe.learning_rate)
    first, *later = run.rates.values()
    if len(later) > most:
        return ngettext(
            "learning rate {first:g}, after {n} change {last:g}",
            "learning rate {first:g}, after {n} changes {last:g}",
            len(later),
            first=first,
            last=later[-1],
        )
    return _("learning rate {rates}", rates=rates_in_words(run.rates))

"""What a picture says of its runs: a title, their numbers, and the settings in small print."""

from playground.charts.playground import numbers_of
from playground.data import COORDINATES, INPUTS
from playground.language import listed
from playground.lessons.digits import DigitsRecipe
from playground.lessons.starts import start_label
from playground.training import Recipe, Run, RunGroup, steps_in_words
from playground.training.formatting import decimals, percent

from .names import dataset_name

BETWEEN = " · "
RATES = 3
"""Changes of the learning rate that are listed, where there is room; of more it is said how many there were."""


def title_of(runs: RunGroup) -> str:
    """What was learned by which network: "Flower, 4 tanh units"."""
    recipe = runs.first.recipe
    return f"{dataset_name(recipe).capitalize()}, {_network(recipe)}"


def numbers_lines(runs: RunGroup) -> list[str]:
    """The numbers of one run in a line; of several the iteration in one line and then a line for each."""
    points = [run.measure() for run in runs.values()]
    if len(points) == 1:
        lines = [numbers_of(runs.first)]
        if points[0].test_accuracy is None:
            del lines[0]["Test accuracy"]
    else:
        each_line = ({"Cost": decimals(point.cost), "Accuracy": percent(point.accuracy)} for point in points)
        lines = [{"Iteration": f"{runs.iteration:,}"}, *each_line]
    for run, line in zip(runs.values(), lines[-len(points) :], strict=True):
        if run.divergence:
            line["Diverged at"] = f"{run.divergence.iteration:,}"
    return [BETWEEN.join(f"{label} {value}" for label, value in line.items()) for line in lines]


def small_print(runs: RunGroup) -> list[str]:
    """The settings that make the run what it is, in two lines: its data; its network and training.

    Where there is more to say of how steps are taken, the network is in the line of the data.
    """
    run = runs.first
    data, network = _data_line(run), _network_line(runs)
    if steps := steps_in_words(run):
        return [BETWEEN.join([*data, *network]), BETWEEN.join([*steps, f"learning rate {_rates(run, 1)}"])]
    return [BETWEEN.join(data), BETWEEN.join([*network, f"learning rate {_rates(run, RATES)}"])]


def _network(recipe: Recipe) -> str:
    """Units and layers: "4 tanh units", "3 layers of 4 tanh units", "no hidden layer"."""
    if not recipe.depth:
        return "no hidden layer"
    units = f"{recipe.n_h} {recipe.activation} unit{'s' if recipe.n_h > 1 else ''}"
    return units if recipe.depth == 1 else f"{recipe.depth} layers of {units}"


def _data_line(run: Run) -> list[str]:
    recipe = run.recipe
    train, test = run.Y.shape[1], run.Y_test.shape[1]
    samples = f"{train + test:,} samples" + (f", {test:,} of them to test with" if test else "")
    parts = [f"Data: {dataset_name(recipe)}", samples, f"{len(run.class_names)} classes"]
    if not isinstance(recipe, DigitsRecipe):
        parts += [f"noise {recipe.noise:g}"] if "noise" not in recipe.unused else []
        parts += [f"share of class 1 {recipe.class_share} %"] if recipe.class_share != 50 else []
    return parts + ([f"data seed {recipe.data_seed}"] if "data_seed" not in recipe.unused else [])


def _network_line(runs: RunGroup) -> list[str]:
    run = runs.first
    sizes = "-".join(map(str, run.parameters.sizes))
    starts = listed([start_label(each.recipe) for each in runs.values()])
    drawn = any(each.recipe.initialisation not in ("zero", "constant") for each in runs.values())
    inputs = listed([INPUTS[name].symbol for name in run.recipe.inputs])
    return [
        f"Network: {sizes}",
        *([f"inputs: {inputs}"] if run.recipe.inputs != COORDINATES else []),
        f"start: {starts}",
        *([f"weight seed {run.recipe.seed}"] if drawn else []),
    ]


def _rates(run: Run, most: int) -> str:
    """The learning rate and its changes up to now, if they are not too many: "1.2, from iteration 300 on 0.5"."""
    story = run.event_log
    if story is None:
        return f"{run.recipe.learning_rate:g}, changed before"
    events = [each for each in story if "learning_rate" in each.change and each.iteration <= run.iteration]
    by_iteration = {each.iteration: each.change["learning_rate"] for each in events}  # of one iteration the last counts
    (_, first), *later = by_iteration.items()
    if len(later) > most:
        return f"{first:g}, after {len(later)} changes {later[-1][1]:g}"
    return ", ".join([f"{first:g}", *(f"from iteration {at:,} on {rate:g}" for at, rate in later)])

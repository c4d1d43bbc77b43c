"""Networks of several sizes side by side: their boundaries, and accuracy against size."""

import math

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from playground.data import class_numbers
from playground.lessons.sizes import Sweep, Trained, number_of_parameters
from playground.training import Extent, Field, Recipe
from playground.training.formatting import decimals, listed, percent

from .boundary import SMALL_RESOLUTION, boundary_figure, boundary_picture
from .panel import Panel, Row, Table
from .scene import Still
from .style import TEST_COLOUR, TRAIN_COLOUR

HEADINGS = ("Network", "Parameters", "Cost", "Accuracy", "Test accuracy")
ACCURACY = "Accuracy"
HELP = {
    ACCURACY: "The share of points that a network gets right: of its training points, and of the test points, which it "
    "has not seen. Under each boundary: training, then test.",
    "Parameters": "All weights and biases of a network.",
}


def sizes_still(sweep: Sweep) -> Still:
    """Accuracy against size with what can be said of it, and a picture of each network, trained or not yet.

    Numbers of units fill the first screen; depths, which come further down, do not.
    """
    trained = sweep.trained  # another thread of this visitor may be training
    fills = not sweep.by_depth
    extent = Extent.around(np.hstack([sweep.X, sweep.X_test]))
    # In so small a picture test points would hide the boundary if there are more of them than training points.
    tested = sweep.Y_test.shape[1] <= sweep.Y.shape[1]
    X_test, Y_test = (sweep.X_test, sweep.Y_test) if tested else (sweep.X_test[:, :0], sweep.Y_test[:, :0])
    figures = {"accuracy": accuracy_figure(sweep, trained)}
    if not fills:
        figures["accuracy"].update_layout(meta={"height": "18rem"})
    panels = [Panel(title=ACCURACY, charts=("accuracy",), sentence=verdict(sweep, trained), help=HELP)]
    for number, name in enumerate(sweep.names):
        figure = boundary_figure(sweep.X, sweep.Y, X_test, Y_test, extent, sweep.class_names, small=True)
        if not fills:
            figure.update_layout(meta={"aspect": 1})
        one = trained[number] if number < len(trained) else None
        if one:
            picture = boundary_picture(Field(one.parameters, extent, SMALL_RESOLUTION).evaluate(one.parameters))
            figure.layout.images[0].source = f"data:image/png;base64,{picture}"
        figures[f"boundary-{number}"] = figure
        panels.append(Panel(title=name, charts=(f"boundary-{number}",), caption=_caption(one)))
    rows = [
        Row(_cells(name, recipe, trained[number] if number < len(trained) else None))
        for number, (name, recipe) in enumerate(zip(sweep.names, sweep.recipes, strict=True))
    ]
    panels.append(Panel(sentence=_divergences(sweep, trained), table=Table(HEADINGS, rows), wide=True, below=True))
    return Still(figures=figures, panels=panels, arrangement="sizes", fills=fills)


def accuracy_figure(sweep: Sweep, trained: tuple[Trained, ...]) -> go.Figure:
    """Accuracy on training and on test samples against the number of units, or the depth; a gap where there is none."""
    figure = go.Figure()
    sizes = [recipe.depth if sweep.by_depth else recipe.n_h for recipe in sweep.recipes]
    gaps = [None] * (len(sizes) - len(trained))
    measured = [None if one.divergence else one.measured for one in trained]
    lines = {
        "training samples": (TRAIN_COLOUR, "circle", "solid", [m and m.accuracy for m in measured]),
        "test samples": (TEST_COLOUR, "diamond", "dash", [m and m.test_accuracy for m in measured]),
    }
    for name, (colour, symbol, dash, accuracies) in lines.items():
        figure.add_scatter(
            x=sizes,
            y=[*accuracies, *gaps],
            text=sweep.names,
            mode="lines+markers",
            name=name,
            line={"color": colour, "width": 2, "dash": dash},
            marker={"symbol": symbol, "size": 9},
            hovertemplate="%{text}: %{y:.1%}",
        )
    lowest = min((a for *_, accuracies in lines.values() for a in accuracies if a is not None), default=1)
    ticks = {"tickmode": "array", "tickvals": sizes, "ticktext": [str(size) for size in sizes]}
    if sweep.by_depth:
        figure.update_xaxes(title="hidden layers", **ticks)
    else:
        figure.update_xaxes(title="hidden units", type="log", **ticks)
    figure.update_yaxes(title="accuracy", tickformat=".0%", range=[min(0.5, lowest) - 0.03, 1.03])
    figure.update_layout(hovermode="closest", showlegend=True, margin={"l": 56})
    return figure


def verdict(sweep: Sweep, trained: tuple[Trained, ...]) -> str:
    """What the numbers say: which networks do best on test samples, and how the largest compares with them."""
    said = []
    if sweep.by_depth:
        counts = sorted({_parameters(recipe) for recipe in sweep.recipes})
        said.append(f"The networks have {_span(counts)} parameters.")
    if not trained:
        return " ".join([*said, "None of them is trained yet." if said else "No network is trained yet."])
    if len(trained) < len(sweep.recipes):
        said.append(f"So far {len(trained)} of {len(sweep.recipes)} networks are trained.")
    named = dict(zip(sweep.names, trained, strict=False))
    diverged = [name for name, one in named.items() if one.divergence]
    if len(diverged) == len(sweep.recipes):
        said.append("Training diverged in every network; see below for what to try.")
    elif diverged:
        said.append(f"Training diverged with {listed(diverged)}, so {_they(diverged)} left out.")
    compared = {name: one for name, one in named.items() if not one.divergence}
    if len(compared) > 1:
        said += _comparison(compared, sweep.Y_test, "deepest" if sweep.by_depth else "largest", sweep.ended)
    return " ".join(said)


def _comparison(networks: dict[str, Trained], Y_test: NDArray, most: str, ended: bool) -> list[str]:
    """The sentences about two networks or more, from small to large; of the last, called ``most``, if all are there."""
    classes = class_numbers(Y_test)
    m_test = classes.size
    if not m_test:
        return ["There are no test points to compare them on."]
    right = {name: round(m_test * (one.measured.test_accuracy or 0)) for name, one in networks.items()}
    best = max(right.values())
    winners = [name for name, points in right.items() if points == best]
    score = f"{percent(best / m_test)} ({best} of {m_test} points)"
    guess = np.bincount(classes).max()
    if best <= guess:
        return [
            f"On the test samples none does better than naming one class for every point, which gets {guess} right."
        ]
    if len(winners) == len(networks):
        return [f"On the test samples all do equally well: {score}."]
    said = [f"Best on the test samples: {listed(winners)}, with {score}."]
    first, last = winners[0], list(networks)[-1]
    if not ended:
        return said
    if first == last:
        return [*said, f"It is the {most} network."]
    if last in winners:
        return [*said, f"The {most} network does no better than {first}."]
    before, after = networks[first].measured.accuracy, networks[last].measured.accuracy
    said.append(
        f"The {most} network, {last}, gets {percent(right[last] / m_test)} ({right[last]}); of the training samples it "
        f"gets {percent(after)}, where {first} {_gets(first)} {percent(before)}."
    )
    if after > before:
        # Within two standard deviations of the number of heads in so many tosses of a coin.
        chance = best - right[last] <= math.sqrt(m_test)
        but = "; but a difference of so few points may be chance" if chance else ""
        said.append(f"Better in training and worse in the test: that is overfitting{but}.")
    return said


def _caption(one: Trained | None) -> str:
    """Its accuracies in training and in the test, in a few words."""
    if not one:
        return "–"
    if one.divergence:
        return "diverged"
    return f"{percent(one.measured.accuracy)}, {percent(one.measured.test_accuracy)}"


def _cells(name: str, recipe: Recipe, one: Trained | None) -> list[str]:
    """A row under the headings; dashes until it is trained."""
    now = one.measured if one else None
    numbers = [decimals(now.cost), percent(now.accuracy), percent(now.test_accuracy)] if now else ["–", "–", "–"]
    return [name, f"{_parameters(recipe)}", *numbers]


def _divergences(sweep: Sweep, trained: tuple[Trained, ...]) -> str:
    """What happened to the networks that have diverged, and what to try; otherwise nothing."""
    said = [
        f"{name}: {one.divergence.parameter} blew up at iteration {one.divergence.iteration:,}."
        for name, one in zip(sweep.names, trained, strict=False)
        if one.divergence
    ]
    if not said:
        return ""
    rate = sweep.recipes[0].learning_rate  # that of all
    return f"{' '.join(said)} What is shown is the network just before. Try a learning rate below {rate:g}."


def _parameters(recipe: Recipe) -> int:
    return number_of_parameters(recipe.hidden)


def _span(counts: list[int]) -> str:
    """[77, 81] → "77 to 81"."""
    return f"{counts[0]}" if len(counts) == 1 else f"{counts[0]} to {counts[-1]}"


def _they(names: list[str]) -> str:
    return "it is" if len(names) == 1 else "they are"


def _gets(name: str) -> str:
    """What fits "1 unit" or "3 units"."""
    return "gets" if name.startswith("1 ") else "get"

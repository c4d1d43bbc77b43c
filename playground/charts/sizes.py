"""Networks of several sizes side by side: their boundaries, and accuracy against size."""

import math

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from playground.lessons.sizes import Sweep, Trained, number_of_parameters
from playground.training import Config, Extent, Field

from .boundary import SMALL_RESOLUTION, boundary_figure, boundary_picture
from .scene import Panel, Still
from .style import TEST_COLOUR, TRAIN_COLOUR
from .words import listed, percent

METRICS = ("Parameters", "Cost", "Accuracy: train, test")


def sizes_still(sweep: Sweep) -> Still:
    """Accuracy against size with what can be said of it, and a panel for each network, trained or not yet."""
    trained = sweep.trained  # another thread of this visitor may be training
    extent = Extent.around(np.hstack([sweep.X, sweep.X_test]))
    figures = {"accuracy": accuracy_figure(sweep, trained)}
    panels = [Panel("Accuracy", ("accuracy",), sentence=True, wide=True)]
    texts = [verdict(sweep, trained)]
    for number, (name, config) in enumerate(zip(sweep.names, sweep.configs, strict=True)):
        one = trained[number] if number < len(trained) else None
        figure = boundary_figure(sweep.X, sweep.Y, sweep.X_test, sweep.Y_test, extent, small=True)
        figure.update_layout(meta={"aspect": 1})
        if one:
            picture = boundary_picture(Field(one.parameters, extent, SMALL_RESOLUTION).evaluate(one.parameters))
            figure.layout.images[0].source = f"data:image/png;base64,{picture}"
        figures[f"boundary-{number}"] = figure
        panels.append(Panel(name, (f"boundary-{number}",), METRICS, sentence=True))
        texts += [_divergence(one, config), f"{_parameters(config)}", *_numbers(one)]
    return Still(figures=figures, panels=panels, texts=texts, panel_width=10.5)


def accuracy_figure(sweep: Sweep, trained: tuple[Trained, ...]) -> go.Figure:
    """Accuracy on training and on test samples against the number of units, or the depth; a gap where there is none."""
    figure = go.Figure()
    sizes = [config.depth if sweep.by_depth else config.n_h for config in sweep.configs]
    gaps = [None] * (len(sizes) - len(trained))
    measured = [None if one.divergence else one.measured for one in trained]
    lines = {
        "training samples": (TRAIN_COLOUR, "circle", [m and m.accuracy for m in measured]),
        "test samples": (TEST_COLOUR, "diamond", [m and m.test_accuracy for m in measured]),
    }
    for name, (colour, symbol, accuracies) in lines.items():
        figure.add_scatter(
            x=sizes,
            y=[*accuracies, *gaps],
            text=sweep.names,
            mode="lines+markers",
            name=name,
            line={"color": colour, "width": 2},
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
    figure.update_layout(hovermode="closest", showlegend=True, margin={"l": 64}, meta={"height": "18rem"})
    return figure


def verdict(sweep: Sweep, trained: tuple[Trained, ...]) -> str:
    """What the numbers say: which networks do best on test samples, and how the largest compares with them."""
    said = []
    if sweep.by_depth:
        counts = sorted({_parameters(config) for config in sweep.configs})
        said.append(f"The networks have {_span(counts)} parameters.")
    if not trained:
        return " ".join([*said, "None of them is trained yet." if said else "No network is trained yet."])
    if len(trained) < len(sweep.configs):
        said.append(f"So far {len(trained)} of {len(sweep.configs)} networks are trained.")
    named = dict(zip(sweep.names, trained, strict=False))
    diverged = [name for name, one in named.items() if one.divergence]
    if len(diverged) == len(sweep.configs):
        said.append("Training diverged in every network; each says below what to try.")
    elif diverged:
        said.append(f"Training diverged with {listed(diverged)}, so the comparison is without {_them(diverged)}.")
    compared = {name: one for name, one in named.items() if not one.divergence}
    if len(compared) > 1:
        said += _comparison(compared, sweep.Y_test, "deepest" if sweep.by_depth else "largest", sweep.ended)
    return " ".join(said)


def _comparison(networks: dict[str, Trained], Y_test: NDArray, most: str, ended: bool) -> list[str]:
    """The sentences about two networks or more, from small to large; of the last, called ``most``, if all are there."""
    m_test = Y_test.size
    right = {name: round(m_test * (one.measured.test_accuracy or 0)) for name, one in networks.items()}
    best = max(right.values())
    winners = [name for name, points in right.items() if points == best]
    score = f"{percent(best / m_test)} ({best} of {m_test} points)"
    guess = max(np.sum(Y_test == 0), np.sum(Y_test == 1))
    if best <= guess:
        return [f"On the test samples none beats naming one class for every point: that gets {guess} right."]
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
        f"The {most} network, {last}, has {right[last]} of these points right; on the training samples it has "
        f"{percent(after)}, where {first} {'has' if first.startswith('1 ') else 'have'} {percent(before)}."
    )
    if after > before:
        # Within two standard deviations of the number of heads in so many tosses of a coin.
        chance = best - right[last] <= math.sqrt(m_test)
        but = ", but a difference of so few points may be chance" if chance else ": here it does"
        said.append(f"Better in training and worse in the test is how overfitting shows{but}.")
    return said


def _numbers(one: Trained | None) -> list[str]:
    """Cost and accuracies, if there are any yet."""
    if not one:
        return ["–", "–"]
    now = one.measured
    return [f"{now.cost:.4f}", f"{percent(now.accuracy)}, {percent(now.test_accuracy)}"]


def _divergence(one: Trained | None, config: Config) -> str:
    """What happened to a network that has diverged; otherwise nothing."""
    if not one or not one.divergence:
        return ""
    parameter, iteration = one.divergence
    return (
        f"Training diverged: {parameter} blew up at iteration {iteration:,}. What is shown is the network just before. "
        f"Try a learning rate below {config.learning_rate:g}."
    )


def _parameters(config: Config) -> int:
    return number_of_parameters(config.hidden)


def _span(counts: list[int]) -> str:
    """[77, 81] → "77 to 81"."""
    return f"{counts[0]}" if len(counts) == 1 else f"{counts[0]} to {counts[-1]}"


def _them(names: list[str]) -> str:
    return "it" if len(names) == 1 else "them"

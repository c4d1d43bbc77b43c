"""The scene of the page on digits: what each unit responds to, what is misread, and how a drawing is read."""

from collections.abc import Callable, Mapping
from functools import partial

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from playground.charts.cost import CostCurve, Line, cost_figure, cost_now
from playground.charts.cursor import Reading, cells_reading, maps_in_words, weights_in_words
from playground.charts.curve import Curve, Trace
from playground.charts.numbers import numbers_of
from playground.charts.panel import Panel, Table
from playground.charts.plane.unit_maps import tiles, unit_maps_figure, unit_maps_picture
from playground.charts.scene import Now, Scene, divergence, unusual
from playground.charts.style import ACCURACY_COLOUR, TEST_COLOUR, TRAIN_COLOUR
from playground.data.dataset import class_name
from playground.data.digits import SIDE
from playground.language import _, enumerated, sentences
from playground.lessons.course import course
from playground.training import RunGroup, View
from playground.training.formatting import magnitude, minus, percent

from .confusion import counts_in_the_test, how_it_misreads, misread, worst_mistakes
from .confusion_chart import confusion_figure, confusion_picture, confusion_reading, confusion_rows
from .ink_chart import ink_figure, ink_labels, ink_picture
from .lesson import EXCITING
from .probabilities_chart import probabilities_figure, probabilities_picture
from .reading import Reader, nearest, what_excites

NEAREST, NEAREST_COLUMNS = 5, 3
"""Training samples shown after a drawing, and pictures in a row."""
MISTAKES, MISTAKES_COLUMNS = 8, 4

YOURS = _("Your digit")
HELP: dict[str, str] = {
    YOURS: _(
        "Below: your drawing as the network gets it, cut out, scaled to the size of the data's digits and reduced to "
        "8 × 8 numbers; and the training digits that differ least from it, pixel by pixel, with their classes."
    ),
    _("Nearest"): _("The classes of the training digits that differ least from yours, the nearest first."),
    _("Which digit is mistaken for which"): _(
        "Each row is a class of test digits, each column what the network reads. Green: right; purple: misread, the "
        "stronger the more often."
    ),
    _("The worst mistakes"): _(
        "Of the test digits that are misread, those whose true class gets the smallest probability. Under each: what "
        "it is → what the network reads."
    ),
}
WEIGHTS = _(
    "One weight for each pixel: where it is green, ink raises the unit's weighted input z; where it is purple, ink "
    "lowers it."
)
AVERAGES = _(
    "The average of the {count} training digits for which the unit's output is largest. It has no weight for a pixel.",
    count=EXCITING,
)


class DigitsScene(Scene):
    """One run on handwritten digits."""

    arrangement = "digits"
    of_visitor = frozenset({"probabilities", "nearest"})
    detail_every = 4

    def __init__(self, runs: RunGroup, view: View) -> None:
        super().__init__(runs, view)
        self.run = runs.first
        self._labels, self._test_labels = self.run.train.labels, self.run.test.labels
        self.classes = [str(label) for label in range(len(self.run.Y))]
        self._costs = CostCurve(self.run, ["test_score"])
        self._reader = Reader(self.run.parameters)
        self._near_to: NDArray | None = None
        self._found: list[int] = []
        self._mistakes: Trace = ink_labels([], MISTAKES_COLUMNS)
        self._nearest: Trace = ink_labels([], NEAREST_COLUMNS)

    @property
    def _pictured(self) -> list[str]:
        """The names of the first layer's units: hidden units or, without hidden layers, the classes."""
        sizes = self.run.parameters.sizes
        return self.classes if len(sizes) == 2 else [str(unit + 1) for unit in range(sizes[1])]

    @property
    def _weights_of(self) -> str:
        """The title above their pictures."""
        return _("The weights of each unit") if self.run.recipe.hidden else _("The weights of each class")

    @property
    def _later(self) -> list[int]:
        """The numbers of the hidden layers after the first."""
        return list(range(2, len(self.run.parameters.sizes) - 1))

    def figures(self) -> Mapping[str, go.Figure]:
        """Places for the pictures, and the axes for costs and accuracy."""
        names = self._pictured
        weights = unit_maps_figure(len(names), names, _("hidden unit") if self.run.recipe.hidden else _("class"))
        weights.update_layout(meta={})  # it takes all available height, and its pictures stay square
        if self.run.recipe.hidden:  # numbers would hide the maps, and nothing on the page refers to them
            weights.data[0].update(mode="markers", marker={"opacity": 0, "size": 20})
        else:  # each class in the gap before its map
            weights.data[0].update(x=[class_ % tiles(10)[1] + 0.02 for class_ in range(len(names))], cliponaxis=False)
            weights.update_layout(margin={"l": 8})
        weights.update_xaxes(constrain="domain").update_yaxes(constrain="domain", scaleanchor="x")
        later = {f"layer-{number}": _later_figure(self.run.parameters.sizes[number]) for number in self._later}
        return {
            "probabilities": probabilities_figure(self.classes),
            "nearest": ink_figure(1 + NEAREST, NEAREST_COLUMNS),
            "weights": weights,
            "cost": _cost_and_accuracy_figure(self.view),
            "mistakes": ink_figure(MISTAKES, MISTAKES_COLUMNS),
            "confusion": confusion_figure(self.classes),
            **later,
        }

    def now(self, detail: bool = True) -> Now:
        """The run at this moment; misread samples, samples like the drawing and later layers only with ``detail``."""
        run, point = self.run, self.run.measure()
        maps = run.parameters["W1"].reshape(-1, SIDE, SIDE)
        weights, reach = unit_maps_picture(maps, 0, paper=True)
        read = None if self.sample is None else self._reader.read(self.sample)
        images = {"weights": [weights], "probabilities": [probabilities_picture(read, len(self.classes))]}
        counts = counts_in_the_test(run)
        if detail:
            images |= self._detailed(counts)
        ends = [point.cost, point.test_cost or 0.0, point.test_score or 0.0]
        found = misread(counts)
        return Now(
            images,
            {
                "cost": cost_now((point.iteration, end) for end in ends),
                "mistakes": [self._mistakes],
                "nearest": [self._nearest],
            },
            numbers_of(self.run) | unusual(self.run),
            [
                Panel(
                    title=YOURS,
                    charts={"probabilities": _("probabilities"), "nearest": _("nearest")},
                    numbers={_("Read as"): self._read_as(read), _("Nearest"): self._what_is_near()},
                    help=HELP | {self._weights_of: WEIGHTS},
                ),
                Panel(
                    title=self._weights_of,
                    charts={"weights": _("weights")},
                    caption=_("{low} to {high}", low=minus(magnitude(-reach)), high=magnitude(reach))
                    if reach
                    else _("all 0"),
                ),
                Panel(title=_("Cost, and test accuracy (dotted)"), charts={"cost": _("cost")}),
                Panel(
                    title=_("The worst mistakes"),
                    charts={"mistakes": _("mistakes")},
                    caption=_("{wrong} of {all} misread", wrong=found.wrong, all=found.all),
                ),
                Panel(title=_("Which digit is mistaken for which"), charts={"confusion": _("confusion")}),
                *(
                    Panel(title=title, charts={f"layer-{layer}": _("layer")}, below=True, help={title: AVERAGES})
                    for layer, title in ((each, _what_excites_layer(each)) for each in self._later)
                ),
                Panel(
                    title=_("Which digit is mistaken for which, in numbers"),
                    sentence=how_it_misreads(found),
                    table=Table(["", *self.classes], confusion_rows(counts, self.classes) if detail else None),
                    wide=True,
                    below=True,
                ),
            ],
        )

    def _detailed(self, counts: NDArray) -> dict[str, list[str]]:
        """The pictures that change more slowly; their labels are cached, since every frame includes them."""
        run = self.run
        mistakes = worst_mistakes(run.tested().output.A, self._test_labels, MISTAKES)
        self._mistakes = ink_labels([f"{each.label} → {each.read_as}" for each in mistakes], MISTAKES_COLUMNS)
        misread_samples = run.X_test[:, [each.sample for each in mistakes]]
        near = self._near()
        labels = [] if self.sample is None else [_("yours"), *(self.classes[self._labels[number]] for number in near)]
        self._nearest = ink_labels(labels, NEAREST_COLUMNS)
        yours = np.empty((len(run.X), 0)) if self.sample is None else self.sample[:, None]
        images = {
            "mistakes": [ink_picture(_squares(misread_samples), MISTAKES, MISTAKES_COLUMNS)],
            "nearest": [
                ink_picture(_squares(np.hstack([yours, run.X[:, near]])), 1 + NEAREST, NEAREST_COLUMNS),
            ],
            "confusion": [confusion_picture(counts)],
        }
        layers = run.evaluate().hidden
        for number in self._later:
            layer = layers[number - 1]
            averages = what_excites(layer.A, run.X, EXCITING)
            columns = tiles(layer.units)[1]
            images[f"layer-{number}"] = [ink_picture(_squares(averages.T), layer.units, columns, labelled=False)]
        return images

    def _near(self) -> list[int]:
        """The indices of the training samples nearest to the drawing; searched for once per drawing."""
        if self._near_to is not self.sample:
            self._near_to = self.sample
            self._found = [] if self.sample is None else nearest(self.run.X, self.sample, NEAREST)
        return self._found

    def _read_as(self, read: NDArray | None) -> str:
        """The most probable class and its probability, "3, with 97.2 %"; and whether anything was learned before."""
        if read is None:
            return "–"
        text = _("{digit}, with {probability}", digit=int(read.argmax()), probability=percent(float(read.max())))
        return text if self.run.iteration else _("{guess}: has not learned yet", guess=text)

    def _what_is_near(self) -> str:
        """The classes of the nearest training samples: "3, 3, 5, 3, 9"."""
        near = [self.classes[self._labels[number]] for number in self._near()]
        return enumerated(near) if near else "–"

    def readings(self) -> Mapping[str, Callable[[], Reading]]:
        layers = {f"layer-{number}": partial(self._layer_in_words, number) for number in self._later}
        return {
            "probabilities": self._probabilities_in_words,
            "weights": self._weights_in_words,
            "mistakes": self._mistakes_in_words,
            "confusion": lambda: confusion_reading(counts_in_the_test(self.run), self.classes),
        } | layers

    def _probabilities_in_words(self) -> Reading:
        read = [] if self.sample is None else self._reader.read(self.sample).tolist()
        words = [_("{digit}, with {probability}", digit=digit, probability=percent(p)) for digit, p in enumerate(read)]
        return cells_reading(words or [_("nothing drawn yet")], len(self.classes), len(self.classes), shares=read)

    def _weights_in_words(self) -> Reading:
        maps = self.run.parameters["W1"].reshape(-1, SIDE, SIDE)
        name = _unit_name if self.run.recipe.hidden else class_name
        words = weights_in_words(maps, [name(unit) for unit in range(len(maps))])
        return cells_reading(words, tiles(len(maps))[1])

    def _mistakes_in_words(self) -> Reading:
        outputs = self.run.tested().output.A
        mistakes = worst_mistakes(outputs, self._test_labels, MISTAKES)
        shares = [float(outputs[each.read_as, each.sample]) for each in mistakes]
        words = [
            _("{label}, read as {read_as} with {share}", label=each.label, read_as=each.read_as, share=percent(share))
            for each, share in zip(mistakes, shares, strict=True)
        ]
        return cells_reading(words, MISTAKES_COLUMNS, places=MISTAKES, shares=shares)

    def _layer_in_words(self, number: int) -> Reading:
        averages = _squares(what_excites(self.run.evaluate().hidden[number - 1].A, self.run.X, EXCITING).T)
        words = maps_in_words(averages, [_unit_name(unit) for unit in range(len(averages))])
        return cells_reading(words, tiles(len(averages))[1])

    def seen(self) -> dict[str, str]:
        """How the drawing is read, the cost, and the worst mistakes."""
        read = None if self.sample is None else self._reader.read(self.sample)
        return {
            "": sentences(
                _("Your digit is read as {digit}.", digit=self._read_as(read)) if read is not None else "",
                divergence(self.run),
                course(self.run),
                self._worst_mistakes() if self.run.iteration else "",
            )
        }

    def _worst_mistakes(self) -> str:
        worst = worst_mistakes(self.run.tested().output.A, self._test_labels, MISTAKES)
        if not worst:
            return ""
        said: list[str] = [_("{label} as {read_as}", label=each.label, read_as=each.read_as) for each in worst]
        return _("The worst mistakes: {mistakes}.", mistakes=enumerated(said))

    def curves(self) -> dict[str, Curve]:
        """The costs and the test accuracy so far."""
        return {"cost": self._costs.so_far(), "mistakes": _no_history(), "nearest": _no_history()}


def _unit_name(unit: int) -> str:
    return _("unit {number}", number=unit + 1)


def _no_history() -> Curve:
    return {"at": [0], "y": [[]]}


def _what_excites_layer(layer: int) -> str:
    return _("Layer {layer}: what excites each unit", layer=layer)


def _squares(samples: NDArray) -> NDArray:
    """Samples (64, n) as pictures (n, 8, 8)."""
    return samples.T.reshape(-1, SIDE, SIDE)


def _later_figure(units: int) -> go.Figure:
    """Places for what excites each unit of a later layer."""
    rows, columns = tiles(units)
    figure = ink_figure(units, columns, labelled=False)
    figure.update_layout(meta={"aspect": columns / rows})
    return figure


def _cost_and_accuracy_figure(view: View) -> go.Figure:
    """Both costs on the left axis, test accuracy on the right one."""
    lines = [
        Line(_("train"), TRAIN_COLOUR),
        Line(_("test"), TEST_COLOUR, "dash"),
        Line(_("test accuracy"), ACCURACY_COLOUR, "dot"),
    ]
    figure = cost_figure(lines, view, lines_per_run=len(lines))
    figure.update_xaxes(title=None)
    for trace in figure.data[len(lines) - 1 :: len(lines)]:
        trace.update(yaxis="y2", showlegend=False)  # the title says what it is
    shares = [0, 0.5, 1]
    right = {"overlaying": "y", "side": "right", "range": [0, 1.02], "showgrid": False, "fixedrange": True}
    right |= {"tickmode": "array", "tickvals": shares, "ticktext": [percent(share, 0) for share in shares]}
    figure.update_layout(yaxis2=right, margin={"l": 46, "r": 42, "b": 28}, legend={"x": -0.15, "indentation": -4})
    return figure

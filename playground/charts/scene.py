"""What a page's live chart is made of: figures that stay, and frames that play on them."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple, NotRequired, TypedDict

import plotly.graph_objects as go

from playground.training import TOLERANCE, InStep, Run, View

from .diagram import Diagram

DISTINCT_UNITS = f"Distinct units (to {100 * TOLERANCE:g} %)"
"""Label of the number of units that differ from each other."""


class Panel(NamedTuple):
    """A part of the live chart: charts one below the other, and what is said of them.

    ``charts``: names of figures; ``sentence``: whether there is one; ``metrics``: labels of numbers;
    ``table``: column headings of a table; ``wide``: whether it takes the whole width; ``diagram``: whether it draws
    the network.
    """

    title: str = ""
    charts: Sequence[str] = ()
    metrics: Sequence[str] = ()
    sentence: bool = False
    table: Sequence[str] = ()
    wide: bool = False
    diagram: bool = False


class Trace(TypedDict, total=False):
    """What a frame adds to a curve, or all that the trace shows: ``x`` is the iteration if it is not given."""

    x: list[Any]
    y: list[Any]
    z: list[Any]
    text: list[str]


class Curve(TypedDict, total=False):
    """The history of a chart: at the iterations ``at`` each trace's ``y`` and ``x`` (the iteration if not given).

    A chart in three dimensions has ``z`` as well.

    A trace with an empty ``y`` has no history.
    """

    at: list[int]
    x: Sequence[Sequence[float]]
    y: Sequence[Sequence[float | None]]
    z: Sequence[Sequence[float | None]]


class Frame(TypedDict):
    """What is on screen at one moment.

    ``x``: the iteration; ``images``: for each chart whose picture changes its layout images, base64-encoded PNG;
    ``traces``: for each chart with curves one for each trace; ``texts``: first those of the metrics above all panels,
    then panel by panel its sentence and its metrics; ``tables``: for each panel with a table its rows, each a mark
    (equal rows have the same, from 0; -1 for none) and its cells, or no tables at all if they stay as they are;
    ``diagram``: the network, unless that stays as it is.
    """

    x: int
    images: dict[str, list[str]]
    traces: dict[str, list[Trace]]
    texts: list[str]
    tables: list[list[tuple[int, list[str]]]]
    diagram: NotRequired[Diagram]


@dataclass(frozen=True, kw_only=True)
class Still:
    """What a page shows that does not play: figures and, as in a :class:`Frame`, what is said around them.

    ``metrics``: labels of the numbers above all panels; ``texts`` begins with these numbers; ``panel_width``: least
    width of a panel in rem.
    """

    figures: Mapping[str, go.Figure]
    panels: Sequence[Panel]
    metrics: Sequence[str] = ()
    texts: Sequence[str] = ()
    tables: Sequence[list[tuple[int, list[str]]]] = ()
    panel_width: float = 22


class Scene(ABC):
    """What one page shows of its runs; made anew when the runs or the view change.

    ``metrics``: labels of the numbers above all panels; ``panel_width``: least width of a panel in rem;
    ``detail_every``: one of so many pictures has what changes more slowly, if there are very many.
    """

    metrics: Sequence[str]
    panel_width: float = 22
    detail_every = 2

    def __init__(self, runs: InStep, view: View) -> None:
        self.runs, self.view, self.extent = runs, view, runs.extent

    @property
    @abstractmethod
    def panels(self) -> Sequence[Panel]:
        """What the page is made of, in order."""

    @abstractmethod
    def figures(self) -> Mapping[str, go.Figure]:
        """The figures, still without pictures and curves.

        The ``meta`` of a layout may give a ``height`` (CSS) or an ``aspect`` (width / height); with
        ``dragmode`` false it has no buttons.
        """

    @abstractmethod
    def frame(self, detail: bool = True) -> Frame:
        """The runs at this moment; without ``detail`` what may change more slowly can be left out."""

    @abstractmethod
    def curves(self) -> dict[str, Curve]:
        """The histories of the charts that have curves."""


def divergence(run: Run) -> str:
    """What happened to a run that has diverged, and what to try; otherwise nothing."""
    if not run.divergence:
        return ""
    parameter, iteration = run.divergence
    smaller = " or smaller first weights" if run.config.uses_scale else ""
    return (
        f"Training diverged: {parameter} blew up at iteration {iteration:,}. What is shown is the network just before. "
        f"Try a learning rate below {run.config.learning_rate:g}{smaller}."
    )


# Most points of a curve were in the tick before. The size is that of a hundred visitors' curves, training and test.
@lru_cache(maxsize=100_000)
def shorten(number: float) -> float:
    """As many digits as a chart can show: 0.2880832… → 0.28808."""
    return float(f"{number:.5g}")

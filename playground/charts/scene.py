"""What a page's live chart is made of: figures that stay, and frames that play on them."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple, NotRequired, TypedDict

import plotly.graph_objects as go
from numpy.typing import NDArray

from playground.data import COORDINATES, INPUTS
from playground.language import _, sentences
from playground.training import Extent, Field, Run, RunGroup, UnitMaps, View, steps_in_words
from playground.training.formatting import beside

from .cost import PinnedLine
from .curve import Curve, Trace
from .diagram import Diagram
from .panel import Panel, layout, values


class Frame(TypedDict):
    """What is on screen at one moment.

    ``images``: for each chart whose picture changes its layout images, base64-encoded PNG;
    ``traces``: for each chart with curves one for each trace, unless they stay as they are; ``texts`` and ``tables``:
    see :class:`Values`; ``diagram``: the network, unless that stays as it is.
    """

    iteration: int
    images: dict[str, list[str]]
    traces: dict[str, list[Trace]]
    texts: list[str]
    tables: list[list[tuple[int, Sequence[str]]] | None]
    diagram: NotRequired[Diagram]


@dataclass(frozen=True, kw_only=True)
class Still:
    """What a page shows that does not play: figures, and panels as in a :class:`Scene`.

    ``numbers``: above all panels; ``arrangement``: see :class:`Scene`; ``fills``: whether it fills the first screen.
    """

    figures: Mapping[str, go.Figure]
    panels: Sequence[Panel]
    numbers: Mapping[str, str] = field(default_factory=dict)
    arrangement: str = "halves"
    fills: bool = False


class Now(NamedTuple):
    """What a scene shows at one moment, before it is flattened into a :class:`Frame`."""

    images: dict[str, list[str]]
    traces: dict[str, list[Trace]]
    numbers: Mapping[str, str]
    panels: Sequence[Panel]
    diagram: Diagram | None = None


class Scene(ABC):
    """What one page shows of its runs; made anew when the runs or the view change.

    ``arrangement``: how the panels of the first screen stand: "halves" side by side, a "pair" of runs beside a third
    panel, "many" small ones beside it; ``detail_every``: one of so many pictures has what changes more slowly, if there
    are very many.
    """

    arrangement = "halves"
    detail_every = 2
    sample: NDArray | None = None
    """An input of the visitor's own, (n_x,), where they can make one."""
    pinned: Sequence[PinnedLine] = ()
    """Pinned runs, as lines of the cost chart, where there can be any."""

    def __init__(self, runs: RunGroup, view: View) -> None:
        self.runs, self.view = runs, view

    @cached_property
    def extent(self) -> Extent:
        """The part of the plane that a scene of points in the plane shows."""
        return self.runs.extent

    @property
    def evaluated(self) -> Collection[Field | UnitMaps]:
        """What it evaluates networks with for its pictures."""
        return ()

    @property
    def nbytes(self) -> int:
        """Memory of its runs and of what it evaluates them with, in bytes."""
        return sum(each.nbytes for each in (*self.runs.values(), *self.evaluated))

    @abstractmethod
    def figures(self) -> Mapping[str, go.Figure]:
        """The figures, still without pictures and curves.

        The ``meta`` of a layout may give a ``height`` (CSS) or an ``aspect`` (width / height) that a chart keeps
        wherever it is; with ``dragmode`` false it has no buttons.
        """

    @abstractmethod
    def now(self, detail: bool = True) -> Now:
        """The runs at this moment; without ``detail`` what may change more slowly can be left out.

        The panels are always the same ones, in the same order, with the same labels: only what they say changes.
        """

    @abstractmethod
    def curves(self) -> dict[str, Curve]:
        """The histories of the charts that have curves."""

    def layout(self) -> dict[str, Any]:
        """Where everything is, for as long as this scene lasts."""
        now = self.now()
        return layout(now.numbers, now.panels)

    def frame(self, detail: bool = True) -> Frame:
        """The runs at this moment, as the page wants it."""
        now = self.now(detail)
        said = values(now.numbers, now.panels)
        frame: Frame = {
            "iteration": self.runs.iteration,
            "images": now.images,
            "traces": now.traces,
            "texts": said.texts,
            "tables": said.tables,
        }
        if now.diagram is not None:
            frame["diagram"] = now.diagram
        return frame


MakeScene = Callable[[RunGroup, View], Scene]
"""A scene, or what chooses one by the runs: a page may have several parts."""


def unusual(run: Run) -> dict[str, str]:
    """What is set one click away, and not as at first: it is said beside the numbers."""
    steps = [part for part in steps_in_words(run) if not part.startswith("batch seed")]
    inputs = " · ".join(INPUTS[name].symbol for name in run.recipe.inputs)
    return {
        **({_("Steps"): beside(steps)} if steps else {}),
        **({_("Inputs"): inputs} if run.recipe.inputs != COORDINATES else {}),
    }


def divergence(run: Run) -> str:
    """What happened to a run that has diverged, and what to try; otherwise nothing."""
    if not run.divergence:
        return ""
    parameter, iteration = run.divergence
    if run.scheduled_rate * run.recipe.l2 > 2:  # the penalty alone makes each weight change its sign, and grow
        advice = _("Try a learning rate below {rate:g} or a smaller penalty.")
    elif run.recipe.uses_scale:
        advice = _("Try a learning rate below {rate:g} or smaller first weights.")
    else:
        advice = _("Try a learning rate below {rate:g}.")
    return sentences(
        _(
            "Training diverged: {parameter} blew up at iteration {iteration:,}.",
            parameter=parameter,
            iteration=iteration,
        ),
        _("What you see is the network just before."),
        advice.filled(rate=run.rate),
    )

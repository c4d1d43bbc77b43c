"""A page's live chart: constant figures, and the frames that play on them."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple, NotRequired, TypedDict

import plotly.graph_objects as go
from numpy.typing import NDArray

from playground.data import COORDINATES, INPUTS
from playground.language import _, advice, number, sentences
from playground.lessons.course import course
from playground.nn import largest_penalty
from playground.training import Extent, Field, Run, RunGroup, UnitMaps, View, steps_in_words
from playground.training.formatting import beside

from .cost import OtherLine
from .cursor import Reading
from .curve import Curve, Trace
from .diagram import Diagram
from .panel import Panel, ScaleBar, layout, values

MOST_COURSES = 4
"""More courses of costs than that are too much to listen to."""


class Frame(TypedDict):
    """The content of the screen at one moment.

    ``images``: for each chart with a changing picture, its layout images, base64-encoded PNG; ``traces``: for each
    chart with curves, its traces, unless they are unchanged; ``texts`` and ``tables``: see :class:`Values`;
    ``diagram``: the network, unless it is unchanged; of a picture that stays, ``described``: in words, in paragraphs,
    and ``cursor``: by chart, what one finds there, see :meth:`Scene.readings`.
    """

    iteration: int
    images: dict[str, list[str]]
    traces: dict[str, list[Trace]]
    texts: list[str | None]
    tables: list[list[tuple[int, Sequence[str]]] | None]
    diagram: NotRequired[Diagram]
    described: NotRequired[list[str]]
    cursor: NotRequired[Mapping[str, Reading]]


@dataclass(frozen=True, kw_only=True)
class StaticView:
    """A static view: figures, and panels as in a :class:`Scene`.

    ``numbers``: shown above all panels; ``arrangement``, ``readings``: see :class:`Scene`; ``fills``: whether it fills
    the first screen; ``in_words``: what its pictures show, in sentences, by title.
    """

    figures: Mapping[str, go.Figure]
    panels: Sequence[Panel]
    numbers: Mapping[str, str] = field(default_factory=dict)
    arrangement: str = "halves"
    fills: bool = False
    readings: Mapping[str, Callable[[], Reading]] = field(default_factory=dict)
    in_words: Mapping[str, str] = field(default_factory=dict)

    def described(self) -> list[str]:
        """What is on screen in words, in paragraphs: its sentences, and what its pictures show."""
        return titled({**{panel.title: panel.sentence or "" for panel in self.panels}, **self.in_words})


def titled(by_title: Mapping[str, str]) -> list[str]:
    """Paragraphs, from what is said under each title; nothing of titles under which nothing is said."""
    return [_("{title}: {said}", title=title, said=said) if title else said for title, said in by_title.items() if said]


class Now(NamedTuple):
    """The content of a scene at one moment, before it is flattened into a :class:`Frame`."""

    images: dict[str, list[str]]
    traces: dict[str, list[Trace]]
    numbers: Mapping[str, str]
    panels: Sequence[Panel]
    diagram: Diagram | None = None


class Scene(ABC):
    """A page's view of its runs; recreated when the runs or the view settings change.

    ``arrangement``: of the panels on the first screen: "halves" side by side, a "pair" of runs beside a third panel,
    "many" small ones beside it, or the "inside" of a network above its costs, beside the boundary; ``detail_every``: at
    high frame rates, one in this many frames includes what changes more slowly.
    """

    arrangement = "halves"
    detail_every = 2
    sample: NDArray | None = None
    """A visitor's own input, (n_x,), on pages where they can draw one."""
    advice: Mapping[str, Any] = {}
    """The settings that its sentences advise, by name, on pages whose sentences do."""
    places: Mapping[str, str] = {}
    """What titles are called in words, where they need more than a look at the screen."""
    of_visitor: Collection[str] = frozenset()
    """Charts of what a visitor has drawn, which say nothing without one."""
    scale: ScaleBar | None = None
    """The one scale of all charts that have no bar of their own, where numbers are asked for."""
    other_lines: Sequence[OtherLine] = ()
    """Lines of other runs in the cost chart, such as those that a visitor has put aside."""

    def __init__(self, runs: RunGroup, view: View) -> None:
        self.runs, self.view = runs, view

    @cached_property
    def extent(self) -> Extent:
        """The visible part of the plane, in scenes of points in the plane."""
        return self.runs.extent

    @property
    def evaluated(self) -> Collection[Field | UnitMaps]:
        """The grids on which networks are evaluated for pictures."""
        return ()

    @property
    def nbytes(self) -> int:
        """Memory of its runs and of :meth:`evaluated`, in bytes."""
        return sum(each.nbytes for each in (*self.runs.values(), *self.evaluated))

    @abstractmethod
    def figures(self) -> Mapping[str, go.Figure]:
        """The figures, without pictures and curves.

        The ``meta`` of a layout may have a ``height`` (CSS) or an ``aspect`` (width / height) that the chart always
        keeps, the colours of its ``classes``, whose patterns the page draws, or the traces' names where it is
        ``narrow``.
        """

    @abstractmethod
    def now(self, detail: bool = True) -> Now:
        """The runs at this moment; without ``detail``, what changes more slowly may be left out.

        The panels, their order and their labels are always the same; only their content changes.
        """

    @abstractmethod
    def curves(self) -> dict[str, Curve]:
        """The histories of the charts that have curves."""

    def readings(self) -> Mapping[str, Callable[[], Reading]]:
        """What a cursor reads at this moment on each chart whose figure doesn't have it, by name: functions to find it.

        The charts are always the same.
        """
        return {}

    def layout(self) -> dict[str, Any]:
        """The layout, constant for the lifetime of the scene."""
        now = self.now()
        return layout(now.numbers, now.panels, self.scale)

    def frame(self, detail: bool = True) -> Frame:
        """The runs at this moment, in the form sent to the page."""
        return self._framed(self.now(detail))

    def _framed(self, now: Now) -> Frame:
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

    def still(self, describes: bool = True) -> Frame:
        """The runs at this moment, with all that there is to say of a picture that stays.

        ``describes``: whether also in words, see :meth:`described`.
        """
        now = self.now()
        frame = self._framed(now)
        if describes:
            frame["described"] = self._in_words(now)
        return frame

    def described(self) -> str:
        """What is on screen in sentences, for those who do not see it: computed from the runs at this moment."""
        return sentences(*self._in_words(self.now()))

    def _in_words(self, now: Now) -> list[str]:
        by_title: dict[str, str] = {"": _("Iteration {number}.", number=number(self.runs.iteration))}
        for title, said in [*self.seen().items(), *((panel.title, panel.sentence) for panel in now.panels)]:
            by_title[title] = sentences(by_title.get(title, ""), said or "")
        return titled({self.places.get(title, title): said for title, said in by_title.items()})

    def seen(self) -> dict[str, str]:
        """What the pictures show, in sentences, by the title that they come under; each page adds its own.

        Called right after :meth:`now`, whose panels add their sentences.
        """
        return self.courses()

    def courses(self) -> dict[str, str]:
        """What the cost of each run has done, by its label; that of a single run has none. Nothing of many runs."""
        if len(self.runs) > MOST_COURSES:
            return {}
        labels = self.runs.experiment.labels if len(self.runs) > 1 else [""]
        return {label: course(run) for label, run in zip(labels, self.runs.values(), strict=True)}


MakeScene = Callable[[RunGroup, View], Scene]
"""A scene class, or a function that chooses one by the runs, for pages with several parts."""


def unusual(run: Run) -> dict[str, str]:
    """Settings behind a click that differ from their defaults, to be shown beside the numbers."""
    steps = [part for part in steps_in_words(run) if not part.startswith("batch seed")]
    inputs = " · ".join(INPUTS[name].symbol for name in run.recipe.inputs)
    return {
        **({_("Steps"): beside(steps)} if steps else {}),
        **({_("Inputs"): inputs} if run.recipe.inputs != COORDINATES else {}),
    }


def divergence(run: Run) -> str:
    """What happened to a diverged run, and what to try; empty if it has not diverged."""
    return sentences(blew_up(run), against_divergence(run))


def blew_up(run: Run) -> str:
    """What happened to a diverged run; empty if it has not diverged."""
    if not run.divergence:
        return ""
    parameter, iteration = run.divergence
    return _(
        "Training diverged: {parameter} blew up at iteration {iteration:,}.", parameter=parameter, iteration=iteration
    )


def against_divergence(run: Run) -> str:
    """What is seen of a diverged run, and what to try; empty if it has not diverged."""
    if not run.divergence:
        return ""
    most = largest_penalty(run.scheduled_rate)
    if any(getattr(run.recipe, name) > factor for name, factor in most.items()):
        better = advice(_("Try a learning rate below {rate:g} or a smaller penalty."))
    elif run.recipe.uses_scale:
        better = advice(_("Try a learning rate below {rate:g} or smaller initial weights."))
    else:
        better = advice(_("Try a learning rate below {rate:g}."))
    return sentences(_("What you see is the network just before."), better.filled(rate=run.rate))

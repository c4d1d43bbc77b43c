"""What the page is told of the runs: the figures that stay mounted, and one message with what plays on them.

No Streamlit: whatever trains and shows runs elsewhere tells its page the same.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import plotly.graph_objects as go
from plotly.io import to_json

from playground.charts import Curve, Frame
from playground.language import ENGLISH, Language, rendered
from playground.training import Event


class Said(NamedTuple):
    """What is said of the runs: ``outcome`` loudly, if there is one, the rest quietly, details at a press.

    In Markdown, of which the page's script knows emphasis and code (``frontend/basics/emphasis.js``).

    ``predicted``: the visitor's prediction; ``right``: whether it is, None if there is none or the runs can't decide
    yet; ``true``: the place of the claim that is true, once the runs can decide.
    """

    outcome: str = ""
    rest: str = ""
    details: str = ""
    predicted: str = ""
    right: bool | None = None
    true: int | None = None

    @property
    def shown(self) -> dict[str, Any]:
        """As the page's script shows it; which claim is true is no part of it."""
        return {name: value for name, value in self._asdict().items() if name != "true"}


@dataclass(frozen=True)
class Charts:
    """What stays mounted on the page: the figures, by name, and the layout of figures and texts.

    ``layout``: from :func:`playground.charts.panel.layout`; ``arrangement``: of the panels on the first screen;
    ``fills``: whether they fill it; ``language``: of all texts.
    """

    figures: Mapping[str, go.Figure]
    layout: Mapping[str, Any]
    arrangement: str
    fills: bool
    language: Language = ENGLISH
    json: Mapping[str, str] = field(init=False)
    id: str = field(init=False)

    def __post_init__(self) -> None:
        styled = {
            name: rendered(_house_style(figure, self.language), self.language) for name, figure in self.figures.items()
        }
        json = {name: to_json(figure, validate=False) for name, figure in styled.items()}
        object.__setattr__(self, "json", json)
        object.__setattr__(self, "layout", rendered(self.layout, self.language))
        shown = repr((json, self.layout, self.arrangement, self.fills, self.language.code))
        object.__setattr__(self, "id", hashlib.sha1(shown.encode()).hexdigest()[:12])


@dataclass(frozen=True, kw_only=True)
class Tick:
    """One message to the page.

    Attributes
    ----------
    number : larger than that of any earlier tick of the player
    player : the sender's token, a secret of this page; a new one, after a server restart, means that the server does
        not know where the page was
    start : the same for all runs with the same start
    run : id of the run; a new one empties the page's queue
    playing : whether the page plays and requests pictures; during a restore it requests in any case
    rate : pictures per second
    frames : the next pictures to play
    now : the current state of the run; shown at once if the run is new or nothing plays
    curves : the history of each chart that has curves; only its end where the page has the rest
    ended : whether there is nothing more to play, up to where play pauses
    latest : the farthest iteration of the timeline
    events : the event logs of the runs, for a server that has to train them again; None if they are too long
    retry_after : seconds that the page should wait before its next request
    progress : share of the way to the requested iteration, 0 to 1; None once it is reached
    answer : the number of the command that this tick answers, if any
    done : the number of the last command done; in every tick, since some may never reach the page
    failed : whether the runs have failed, so that nothing more can be shown
    way : the other way to go on, "from_the_start" or "from_here" after a setting was changed, "decided" where the runs
        pause since they are; empty if there is none
    end : why the runs have ended, "limit", "stop" by the stop rule, or "diverged"; empty if they have not
    said : the comment on the runs above the charts; None with pictures and while seeking, where the last one stays
    comparing : whether other runs are being trained to be compared with these; the page then asks again
    advice : the text of the button that does what is advised, empty if nothing is; None as for ``said``
    version : changes with everything that the page shows around the charts
    """

    number: int
    player: str
    start: str
    run: str
    playing: bool
    rate: float
    frames: Sequence[Frame]
    now: Frame | None
    curves: Mapping[str, Curve]
    ended: bool
    latest: int = 0
    events: Mapping[str, Sequence[Event]] | None = None
    retry_after: float = 0
    progress: float | None = None
    answer: int | None = None
    done: int = 0
    way: str = ""
    end: str = ""
    failed: bool = False
    said: Said | None = None
    comparing: bool = False
    advice: str | None = None
    version: str = ""


def written(tick: Tick, language: Language) -> dict[str, Any]:
    """The tick as a dictionary for JSON, with its texts in this language."""
    rest = {name: rendered(getattr(tick, name), language) for name in ("frames", "now", "said", "advice")}
    curves = {
        name: curve | {"marks": rendered(curve["marks"], language)} if "marks" in curve else curve
        for name, curve in tick.curves.items()
    }
    return rest | {
        "curves": curves,
        "tick": tick.number,
        "player": tick.player,
        "start": tick.start,
        "run": tick.run,
        "playing": tick.playing,
        "rate": tick.rate,
        "ended": tick.ended,
        "latest": tick.latest,
        "events": tick.events,
        "wait": tick.retry_after,
        "progress": tick.progress,
        "answer": tick.answer,
        "done": tick.done,
        "way": tick.way,
        "end": tick.end,
        "failed": tick.failed,
        "said": rest["said"] and rest["said"].shown,
        "comparing": tick.comparing,
        "advice": rest["advice"],
        "version": tick.version,
    }


def chart_data(
    charts: Charts, tick: Tick, has_charts: str | None, speech: Mapping[str, Any] | None, **rest: Any
) -> dict[str, Any]:
    """What ``frontend/chart/live_chart.js`` is given: the tick, and the charts with their words unless it has them.

    ``rest``: what else it is told, see :func:`~playground.ui.components.live_chart.live_chart`.
    """
    known = has_charts == charts.id
    return {
        **written(tick, charts.language),
        **rest,
        "charts": None if known else charts.json,
        "speech": None if known else speech,
        "chartsId": charts.id,
        "layout": charts.layout,
        "arrangement": charts.arrangement,
        "fills": charts.fills,
    }


def _house_style(figure: go.Figure, language: Language) -> dict[str, Any]:
    """Apply the style common to all live figures; the page adds the colours of its theme."""
    styled = figure.to_dict()
    own = styled["layout"]
    for name, axis in own.items():
        if name.startswith("xaxis") and "title" in axis:  # right below the numbers; by default it can be on them
            axis["title"].setdefault("standoff", 4)
    styled["layout"] = own | {
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "margin": {"l": 44, "r": 8, "t": 26, "b": 42} | own.get("margin", {}),
        "font": {"size": 13} | own.get("font", {}),
        "legend": {"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom"} | own.get("legend", {}),
        "uirevision": own.get("uirevision", "kept"),
        "separators": language.decimal + language.thousands,
    }
    return styled

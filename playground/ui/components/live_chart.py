"""The live chart: Plotly figures that stay mounted while pictures and curve points play on them.

The page asks for more when it runs low; nothing here waits, sleeps or loops. The playing itself is in
``frontend/live_chart.js``.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import plotly.graph_objects as go
import streamlit as st
from markdown_it import MarkdownIt
from plotly.io import to_json

from playground.charts import Curve, Frame
from playground.language import ENGLISH, Language, rendered
from playground.training import Event
from playground.ui.visit import speech

from .browser_files import DIRECT_PATH, browser_files
from .commands import Command, read_command

MARKDOWN = MarkdownIt("zero").enable(["backticks", "emphasis", "escape"])
"""What is said of a run has emphasis and code. Whatever else anybody has typed stays text: HTML, links, pictures."""


@dataclass(frozen=True)
class Charts:
    """What stays on the page: the figures, by name, and where they and all that is said of them are.

    ``layout``: from :func:`playground.charts.panel.layout`; ``arrangement``: how the panels of the first screen stand;
    ``fills``: whether they fill it; ``language``: that everything is said in.
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
    """What the page is sent at a time.

    Attributes
    ----------
    number : larger than that of any tick that the player has sent before
    player : who sends it, a secret of this page; another one, after a restart of the server, does not know where the
        page was
    start : the same for all runs that start alike
    run : which run this is; another one empties the page's queue
    playing : whether the page plays, and asks; on its way back it asks in any case
    rate : pictures a second
    frames : the next pictures to play
    now : where the run is; shown at once if it is another run or nothing plays
    curves : the history of each chart that has curves; its end alone where the page has the rest
    ended : no more is to come
    latest : the farthest iteration of the timeline
    events : what was done to the runs, for a server that has to train them again; None if that is too much
    wait : seconds that the page should let pass before it asks again
    progress : how much of the way to the moment that the page wants is done, 0 to 1; None if it is there
    answer : the number of the command that this answers, if it does
    done : the number of the last command that was done; in every tick, since a page may never see some
    failed : whether nothing can be shown any more
    end : why the runs do not go on, "limit" or "diverged"; empty if they do
    said : what is said of the runs beside the charts, in Markdown; None beside pictures and on the way to a moment,
        where what was said before stays
    version : another one for each state of what the page shows around the charts
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
    wait: float = 0
    progress: float | None = None
    answer: int | None = None
    done: int = 0
    end: str = ""
    failed: bool = False
    said: str | None = None
    version: str = ""


def written(tick: Tick, language: Language) -> dict[str, Any]:
    """A tick as it is sent to a visitor who is told everything in this language."""
    rest = {name: rendered(getattr(tick, name), language) for name in ("frames", "now", "said")}
    return rest | {
        "curves": tick.curves,
        "tick": tick.number,
        "player": tick.player,
        "start": tick.start,
        "run": tick.run,
        "playing": tick.playing,
        "rate": tick.rate,
        "ended": tick.ended,
        "latest": tick.latest,
        "events": tick.events,
        "wait": tick.wait,
        "progress": tick.progress,
        "answer": tick.answer,
        "done": tick.done,
        "end": tick.end,
        "failed": tick.failed,
        "said": rest["said"] and MARKDOWN.renderInline(rest["said"]),
        "version": tick.version,
    }


def live_chart(
    charts: Charts,
    tick: Tick,
    *,
    key: str,
    has_charts: str | None = None,
    direct: bool = False,
    follows: str | None = None,
    on_command: Callable[[Command], None],
) -> None:
    """Show the charts and play the tick on them.

    Parameters
    ----------
    charts, tick : what to show
    key : the same at every call, so that the charts stay mounted
    has_charts : id of the charts that the page is known to have; they are not sent again
    direct : whether the page can ask for the next tick without a run of its script
    follows : the version that the page shows around the charts, where that has to follow what happens to the runs
    on_command : called with what the page asks, before the script or fragment runs again
    """

    def heard() -> None:
        said = st.session_state.get(key, {})  # no key: the visitor has just left for another page
        if command := read_command(said.get("command")):
            on_command(command)

    _component()(
        key=key,
        data=written(tick, charts.language)
        | {
            "key": key,
            "direct": direct,
            "follows": follows,
            "charts": None if has_charts == charts.id else charts.json,
            "speech": None if has_charts == charts.id else speech.for_scripts(charts.language),
            "chartsId": charts.id,
            "layout": charts.layout,
            "arrangement": charts.arrangement,
            "fills": charts.fills,
        },
        on_command_change=heard,
    )


def _house_style(figure: go.Figure, language: Language) -> dict[str, Any]:
    """The figure in the look that all live figures share; the page adds the colours of its theme."""
    styled = figure.to_dict()
    own = styled["layout"]
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


@cache
def _component() -> Callable[..., Any]:
    """Register the component; once a process.

    The script that is sent with every update stays small: it loads the player from a file that the browser caches.
    Its modules are fetched side by side; else each would wait for the one that imports it.
    """
    loaded = browser_files()
    script = f"""
const root = new URL(".", document.baseURI).href;
const plotly = `${{root}}{loaded.plotly}`;
{list(loaded.modules.values())}.forEach((file) => import(`${{root}}${{file}}`));
const player = import(`${{root}}{loaded.modules["live_chart.js"]}`);
const stylesheet = `${{root}}{loaded.stylesheets["live_chart.css"]}`;
const direct = `${{root}}{DIRECT_PATH}`.replace(/^http/, "ws");
export default async (component) => (await player).default(component, {{ plotly, stylesheet, direct }});
"""
    return st.components.v2.component("live_chart", js=script, isolate_styles=False)

"""The live chart: Plotly figures that stay mounted while pictures and curve points play on them.

The page asks for more when it runs low; nothing here waits, sleeps or loops. The playing itself is in
``frontend/live_chart.js``.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

import plotly.graph_objects as go
import streamlit as st
from plotly.io import to_json
from streamlit import runtime
from streamlit.components.v1.custom_component import CustomComponent

from playground.charts import Curve, Frame, Still
from playground.charts.panel import layout, values
from playground.language import ENGLISH, Language, rendered
from playground.training import Event

from . import speech
from .session import session_id

FRONTEND = Path(__file__).parent / "frontend"
DIRECT_PATH = "live"
"""Where a chart asks without a run of its page's script, below the app's own address; see ``direct.py``."""


class FrameRequest(NamedTuple):
    """The page's question for more.

    ``run``: which run it plays; ``tick``: the last that it received; ``charts``: which figures it has; ``number``: of
    the question; ``iteration``: the last that it has a picture of; ``pictures``: how many more it wants.
    """

    run: str
    tick: int
    charts: str
    number: int
    iteration: int
    pictures: int


class Stopped(NamedTuple):
    """The page's word that it has stopped, and at which iteration of which run; numbered like the questions."""

    run: str
    number: int
    iteration: int


class Seek(NamedTuple):
    """The page's wish to see the run at another iteration of its timeline.

    ``run``, ``tick``, ``charts``, ``number``: as of a :class:`FrameRequest`; ``shown``: the iteration that was on
    screen when the time line was taken hold of; ``iteration``: the one that is wanted; ``held``: whether the hand is
    still on it.
    """

    run: str
    tick: int
    charts: str
    number: int
    shown: int
    iteration: int
    held: bool


class Edit(NamedTuple):
    """The page's wish to have another number in the first network, at the iteration ``shown``, that on screen.

    ``run``, ``tick``, ``charts``, ``number``, ``held``: as of a :class:`Seek`; ``name``: of the number, "W1:3" for
    example; ``value``: what it is set to, as a visitor types it.
    """

    run: str
    tick: int
    charts: str
    number: int
    shown: int
    name: str
    value: str
    held: bool


class Freeze(NamedTuple):
    """The page's wish to have these numbers and matrices of the first network frozen, and no others, from ``shown`` on.

    ``run``, ``number``, ``shown``: as of :class:`Backwards`; ``names``: "W1" or "W1:3", for example.
    """

    run: str
    number: int
    shown: int
    names: list


class Backwards(NamedTuple):
    """The page's wish to play backwards from the iteration ``shown``, that on screen; numbered like the questions."""

    run: str
    number: int
    shown: int


class RestoreRequest(NamedTuple):
    """The page's wish to be brought back to where it was, from a server that does not know it any more.

    ``run``: the run that the server has begun instead; ``number``: as of the questions; ``start``: how the page's run
    started; ``iteration``: the one that was on screen; ``latest``: how far its timeline went; ``ended``: whether the
    run ended there; ``playing``: whether it played; ``events``: what was done to it.
    """

    run: str
    number: int
    start: str
    iteration: int
    latest: int
    ended: bool
    playing: bool
    events: dict


Word = FrameRequest | Stopped | Seek | Edit | Freeze | Backwards | RestoreRequest
"""What a page says."""
WORDS: Mapping[str, type[Word]] = {
    "frame_request": FrameRequest,
    "stopped": Stopped,
    "seek": Seek,
    "edit": Edit,
    "freeze": Freeze,
    "backwards": Backwards,
    "restore_request": RestoreRequest,
}
"""By the name of the event that brings it."""


def read_word(event: object, value: object) -> Word | None:
    """What a page says, from what a browser has sent; None if no page of ours says that."""
    word = WORDS.get(event) if isinstance(event, str) else None
    if word is None or not isinstance(value, dict):
        return None
    types = {name: type(part) for name, part in value.items()}
    return word(**value) if types == word.__annotations__ else None


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
    answer : the number of the question, or of the page's word that it has stopped, that this answers, if it does
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


def written(tick: Tick, language: Language) -> dict[str, Any]:
    """A tick as it is sent to a visitor who is told everything in this language."""
    said = {name: rendered(getattr(tick, name), language) for name in ("frames", "now")}
    return said | {
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
    }


def live_chart(
    charts: Charts,
    tick: Tick,
    *,
    key: str,
    has_charts: str | None = None,
    direct: bool = False,
    heard: Callable[[Word], None],
) -> None:
    """Show the charts and play the tick on them.

    Parameters
    ----------
    charts, tick : what to show
    key : the same at every call, so that the charts stay mounted
    has_charts : id of the charts that the page is known to have; they are not sent again
    direct : whether the page can ask for the next tick without a run of its script
    heard : called with what the page says, before the script or fragment runs again
    """

    def received(event: str) -> Callable[[], None]:
        def callback() -> None:
            said = st.session_state.get(key, {})  # no key: the visitor has just left for another page
            if word := read_word(event, said.get(event)):
                heard(word)

        return callback

    _component()(
        key=key,
        data=written(tick, charts.language)
        | {
            "direct": direct,
            "charts": None if has_charts == charts.id else charts.json,
            "speech": None if has_charts == charts.id else speech.for_scripts(charts.language),
            "chartsId": charts.id,
            "layout": charts.layout,
            "arrangement": charts.arrangement,
            "fills": charts.fills,
        },
        **{f"on_{event}_change": received(event) for event in WORDS},
    )


class _Shown(NamedTuple):
    """What a visitor was last shown on charts that do not play: how many others came before, and a hash of it."""

    number: int
    picture: str


def still_charts(still: Still, key: str) -> None:
    """Show what does not play. What changes is drawn anew on charts that stay mounted, so that a zoom stays, too.

    Parameters
    ----------
    still : what to show
    key : the same at every call
    """
    where = layout(still.numbers, still.panels)
    charts = Charts(still.figures, where, still.arrangement, still.fills, speech.language())
    said = values(still.numbers, still.panels)
    now: Frame = {"iteration": 0, "images": {}, "traces": {}, "texts": said.texts, "tables": said.tables}
    picture = hashlib.sha1(repr((charts.id, now)).encode()).hexdigest()
    shown: _Shown = st.session_state.get(f"{key}_shown") or _Shown(0, picture)
    if picture != shown.picture:
        shown = _Shown(shown.number + 1, picture)
    st.session_state[f"{key}_shown"] = shown
    player = session_id()  # after a restart of the server another one counts from 0 again
    tick = Tick(
        number=shown.number,
        player=player,
        start=key,
        run=player,
        playing=False,
        rate=1,
        frames=(),
        now=now,
        curves={},
        ended=True,
    )

    def no_answer(word: Word) -> None:
        """The charts are sent every time."""

    live_chart(charts, tick, key=key, heard=no_answer)


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


class ChartFiles(NamedTuple):
    """Addresses, below the app's own, of what charts and drawings load: Plotly.js; style sheets and modules by name."""

    plotly: str
    stylesheets: Mapping[str, str]
    modules: Mapping[str, str]


@st.cache_resource(show_spinner=False)
def chart_files() -> ChartFiles:
    """Have the files served; once a process.

    Plotly.js comes from the installed package, so nothing is fetched from elsewhere.
    """
    plotly_files = CustomComponent("plotly", path=str(files("plotly") / "package_data"))
    own_files = CustomComponent("live_chart", path=str(FRONTEND))
    if runtime.exists():
        for served in (plotly_files, own_files):  # declare_component would do this only while a page is made
            runtime.get_instance().component_registry.register_component(served)
    own = sorted(FRONTEND.iterdir())
    own_version = hashlib.sha1(b"".join(file.read_bytes() for file in own)).hexdigest()[:12]
    addresses = {file.name: f"component/{own_files.name}/{file.name}?v={own_version}" for file in own}
    return ChartFiles(
        f"component/{plotly_files.name}/plotly.min.js?v={version('plotly')}",
        *({name: address for name, address in addresses.items() if name.endswith(kind)} for kind in (".css", ".js")),
    )


@st.cache_resource(show_spinner=False, max_entries=20)
def file_component(name: str) -> Callable[..., Any]:
    """Register the component that ``frontend/<name>.js`` is, with its style sheet if it has one; once a process.

    As for a live chart, the script that is sent with every update only loads the file, which the browser keeps.
    """
    loaded = chart_files()
    script = f"""
const root = document.querySelector('script[type="module"][src*="static/js/"]').src.split("static/js/")[0];
const file = import(`${{root}}{loaded.modules[f"{name}.js"]}`);
const stylesheet = `${{root}}{loaded.stylesheets.get(f"{name}.css", "")}`;
export default async (component) => (await file).default(component, stylesheet);
"""
    return st.components.v2.component(name, js=script, isolate_styles=False)


@st.cache_resource(show_spinner=False)
def _component() -> Callable[..., Any]:
    """Register the component; once a process.

    The script that is sent with every update stays small: it loads the player from a file that the browser caches.
    All are fetched side by side; else each would wait for the one that imports it.
    """
    loaded = chart_files()
    script = f"""
const root = document.querySelector('script[type="module"][src*="static/js/"]').src.split("static/js/")[0];
const plotly = `${{root}}{loaded.plotly}`;
document.head.append(Object.assign(document.createElement("link"), {{ rel: "preload", as: "script", href: plotly }}));
{list(loaded.modules.values())}.forEach((file) => import(`${{root}}${{file}}`));
const player = import(`${{root}}{loaded.modules["live_chart.js"]}`);
const stylesheet = `${{root}}{loaded.stylesheets["live_chart.css"]}`;
const direct = `${{root}}{DIRECT_PATH}`.replace(/^http/, "ws");
export default async (component) => (await player).default(component, {{ plotly, stylesheet, direct }});
"""
    return st.components.v2.component("live_chart", js=script, isolate_styles=False)

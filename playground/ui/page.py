"""What every page starts with: its title, the menu, and the set-up of the process."""

import gc
import importlib
import time
from base64 import b64encode
from collections import deque
from datetime import timedelta
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from threadpoolctl import threadpool_limits

from playground.language import ENGLISH, _
from playground.training import GLOSSES

from . import classroom, speech
from .browser_files import file_component
from .controls import Controls
from .direct import DIRECT
from .puts import SETTLED
from .room import ROOM, one_arena, watch
from .speech import say

ICON = f"data:image/png;base64,{b64encode((Path(__file__).parent / 'icon.png').read_bytes()).decode()}"
"""Not a file to be fetched: on a busy server Streamlit can have forgotten it by then."""
STYLE = Path(__file__).parent / "frontend" / "page.css"
"""Where the parts of a first screen stand: a window's height and width are known to the browser alone."""


SEEN = "seen"
"""In the session once its first page was shown."""
MOST_RUNS_A_SECOND = 15
"""Of the whole script, for one visitor; a slider that is dragged makes about ten."""
HEAD_START = 0.075
"""Seconds that a browser has for what a visit begins with, before more comes.

It is given twice: after the page's first component, which makes it load the code for components, and after the run and
its chart. A browser draws together what arrives together, and drawing all controls of a page takes a third of a second.
"""


class Page(NamedTuple):
    """A page of the app: its script, and how the menu shows it: title, icon, under which heading, what it is about."""

    script: str
    title: str
    icon: str
    group: str
    description: str

    @property
    def path(self) -> str:
        """Its address below the app's own."""
        return "" if self is PLAYGROUND else Path(self.script).stem


PLAYGROUND = Page(
    "streamlit_app.py",
    _("Playground"),
    ":material/play_circle:",
    _("Playground"),
    _("Watch a network learn."),
)
CODE = Page(
    "pages/the_code.py",
    _("The code"),
    ":material/code:",
    _("Playground"),
    _("What trains every network here."),
)
ZERO_OR_RANDOM = Page(
    "pages/zero_or_random.py",
    _("Zero or random"),
    ":material/compare:",
    _("Initialisation"),
    _("Why not start at zero?"),
)
INSIDE = Page(
    "pages/inside_the_symmetry.py",
    _("Inside the symmetry"),
    ":material/blur_on:",
    _("Initialisation"),
    _("Why equal units stay equal."),
)
HOW_LARGE = Page(
    "pages/how_large_a_start.py",
    _("How large a start?"),
    ":material/straighten:",
    _("Initialisation"),
    _("Too small, just right, too large."),
)
ACTIVATIONS = Page(
    "pages/activations.py",
    _("Activations"),
    ":material/show_chart:",
    _("Lessons"),
    _("What becomes of a gradient."),
)
DEAD_RELU = Page(
    "pages/dead_relu.py",
    _("A dead ReLU"),
    ":material/heart_broken:",
    _("Lessons"),
    _("A unit that never comes back."),
)
ONE_STEP = Page(
    "pages/one_step_by_hand.py",
    _("One step by hand"),
    ":material/footprint:",
    _("Lessons"),
    _("One iteration, taken apart."),
)
DOWNHILL = Page(
    "pages/going_downhill.py",
    _("Going downhill"),
    ":material/landscape:",
    _("Lessons"),
    _("The cost as a landscape."),
)
SMALL_BATCHES = Page(
    "pages/small_batches.py",
    _("Small batches"),
    ":material/scatter_plot:",
    _("Lessons"),
    _("A gradient from a few samples."),
)
WHY_THIS_COST = Page(
    "pages/why_this_cost.py",
    _("Why this cost"),
    ":material/query_stats:",
    _("Lessons"),
    _("From probability to cost."),
)
TOO_GOOD = Page(
    "pages/too_good_to_be_true.py",
    _("Too good to be true"),
    ":material/target:",
    _("Going further"),
    _("Overfitting, and two remedies."),
)
LOOPS = Page(
    "pages/loops_or_vectors.py",
    _("Loops or vectors"),
    ":material/speed:",
    _("Going further"),
    _("The same gradient, timed."),
)
HOW_MANY = Page(
    "pages/how_many_units.py",
    _("How many units, how deep?"),
    ":material/grid_view:",
    _("Going further"),
    _("One setting, many values."),
)
WHY_DEPTH = Page(
    "pages/why_depth.py",
    _("Why depth"),
    ":material/layers:",
    _("Going further"),
    _("What more layers are good for."),
)
DIGITS = Page(
    "pages/digits.py",
    _("Digits"),
    ":material/draw:",
    _("Going further"),
    _("Read handwriting, yours too."),
)
PAGES = (
    PLAYGROUND,
    CODE,
    ZERO_OR_RANDOM,
    INSIDE,
    HOW_LARGE,
    ACTIVATIONS,
    DEAD_RELU,
    ONE_STEP,
    DOWNHILL,
    SMALL_BATCHES,
    WHY_THIS_COST,
    TOO_GOOD,
    LOOPS,
    HOW_MANY,
    WHY_DEPTH,
    DIGITS,
)
"""The menu, in order; pages of a group follow each other. To add a page, add a script to ``pages/`` and a line here."""


def open_page(page: Page) -> None:
    """Begin a page: call this first in its script.

    Every page does this itself, since a visitor may come to any of them first.
    """
    speech.begin()
    title = say(_("{page} · Neural network playground", page=page.title))
    st.set_page_config(page_title=title, page_icon=ICON, layout="wide")
    if "first_page" not in st.session_state:
        st.session_state["first_page"] = page
    _not_too_often()
    if st.session_state.get("page") != page:
        st.session_state.pop(SETTLED, None)
    st.session_state["page"] = page
    set_up_process()
    st.html(STYLE)
    with st.container(key="title"):  # read aloud; the menu's button shows it
        st.title(say(page.title), anchor=False)
        _tell_language()
        _once_a_day()
    if visit_begins():
        head_start()


def visit_begins() -> bool:
    """Whether nothing has been shown to this visitor yet."""
    return SEEN not in st.session_state


def visit_has_begun() -> None:
    """Note that something has."""
    st.session_state[SEEN] = True


def reserved(**how: Any) -> DeltaGenerator:
    """A container, made like Streamlit's, that has its place while nothing is in it.

    A browser leaves out an empty one, and what stands below would move when something comes.
    """
    container = st.container(**how)
    container.empty()
    return container


def head_start() -> None:
    """Let the browser show what it has, before more comes."""
    time.sleep(HEAD_START)


def _tell_language() -> None:
    """Tell the browser which language the page is in, and what option values mean in it.

    It is told by the page's first component; see ``HEAD_START``.
    """
    chosen = speech.language()
    glosses = {} if chosen is ENGLISH else say(GLOSSES)
    file_component("language")(key="language_of_page", data={"tag": chosen.tag, "glosses": glosses})


@st.fragment(run_every=timedelta(days=1))
def _once_a_day() -> None:
    """Nothing; but where something has a timer, a browser that was cut off asks for the page when it is back.

    Else it would do so only if it knew of a run under way, and a run that was cut short before it could know leaves
    the page blank.
    """


def _not_too_often() -> None:
    """Whoever runs the script more often than a hand can press waits here, so that there is time for the others.

    Streamlit makes one run of all that is asked for meanwhile.
    """
    runs: deque[float] = st.session_state.setdefault("runs", deque(maxlen=MOST_RUNS_A_SECOND))
    now = time.monotonic()
    if len(runs) == MOST_RUNS_A_SECOND and now - runs[0] < 1:
        time.sleep(1 - (now - runs[0]))
    runs.append(time.monotonic())


def menu(page: Page) -> None:
    """The title of the page, which opens the list of all pages under their headings."""
    with (
        st.popover(say(page.title), icon=":material/menu:", width="content", key="menu"),
        st.container(horizontal=True),
    ):
        columns = [st.container(width=310, gap="xsmall") for _ in range(2)]
        for group, pages in groupby(PAGES, key=lambda page: page.group):
            column = columns[group in ("Initialisation", "Going further")]  # eight pages each
            column.markdown(f"**{say(group)}**")
            for other in pages:  # in one element: the menu is drawn anew with every button
                title, description = say((other.title, other.description))
                label = f"{title}  \n:small[:gray[{description}]]"
                column.page_link(other.script, label=label, icon=other.icon, query_params=_taken_along())


def close_page(page: Page, controls: Controls | None = None) -> None:
    """End a page: the way to the next one, or from the last back to the first.

    Parameters
    ----------
    page : the page
    controls : of the page, if it has settings
    """
    if not classroom.presenting():
        _way_on(page)
    visit_has_begun()
    if controls:
        controls.finish()


def _way_on(page: Page) -> None:
    following = PAGES[(PAGES.index(page) + 1) % len(PAGES)]
    st.divider()
    label = _("**Next: {title}** · {description}", title=following.title, description=following.description)
    st.page_link(following.script, label=say(label), icon=":material/arrow_forward:", query_params=_taken_along())


def _taken_along() -> dict[str, str]:
    """What stands in the link of every page: sent later, it would be one more step on the browser's way back."""
    return classroom.in_link() | speech.in_link()


@cache
def set_up_process() -> None:
    """Prepare the process for many visitors, once.

    One BLAS thread: the products here are small, and threads would only wait for each other. What is loaded by now
    stays for good, so the garbage collector need not look at it again.
    """
    importlib.import_module("playground.charts")  # loads all that is heavy, whichever page comes first
    threadpool_limits(1, user_api="blas")
    one_arena()
    gc.collect()
    gc.freeze()
    watch(ROOM, DIRECT.has_left)

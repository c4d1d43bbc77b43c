"""What every page starts with: its title, the menu, and the set-up of the process."""

import gc
import importlib
import time
from base64 import b64encode
from collections import deque
from datetime import timedelta
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import streamlit as st
from streamlit import runtime
from threadpoolctl import threadpool_limits

from .classroom import presenting
from .controls import SETTLED, Controls
from .room import ROOM, watch

ICON = f"data:image/png;base64,{b64encode((Path(__file__).parent / 'icon.png').read_bytes()).decode()}"
"""Not a file to be fetched: on a busy server Streamlit can have forgotten it by then."""
STYLE = Path(__file__).parent / "frontend" / "page.css"
"""Where the parts of a first screen stand: a window's height and width are known to the browser alone."""


MOST_RUNS_A_SECOND = 15
"""Of the whole script, for one visitor; a slider that is dragged makes about ten."""


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
    "Playground",
    ":material/play_circle:",
    "Playground",
    "Watch a network learn.",
)
CODE = Page(
    "pages/the_code.py",
    "The code",
    ":material/code:",
    "Playground",
    "What trains every network here.",
)
ZERO_OR_RANDOM = Page(
    "pages/zero_or_random.py",
    "Zero or random",
    ":material/compare:",
    "Initialisation",
    "Why not start at zero?",
)
INSIDE = Page(
    "pages/inside_the_symmetry.py",
    "Inside the symmetry",
    ":material/blur_on:",
    "Initialisation",
    "Why equal units stay equal.",
)
HOW_LARGE = Page(
    "pages/how_large_a_start.py",
    "How large a start?",
    ":material/straighten:",
    "Initialisation",
    "Too small, just right, too large.",
)
ACTIVATIONS = Page(
    "pages/activations.py",
    "Activations",
    ":material/show_chart:",
    "Lessons",
    "What becomes of a gradient.",
)
DEAD_RELU = Page(
    "pages/dead_relu.py",
    "A dead ReLU",
    ":material/heart_broken:",
    "Lessons",
    "A unit that never comes back.",
)
ONE_STEP = Page(
    "pages/one_step_by_hand.py",
    "One step by hand",
    ":material/footprint:",
    "Lessons",
    "One iteration, taken apart.",
)
DOWNHILL = Page(
    "pages/going_downhill.py",
    "Going downhill",
    ":material/landscape:",
    "Lessons",
    "The cost as a landscape.",
)
SMALL_BATCHES = Page(
    "pages/small_batches.py",
    "Small batches",
    ":material/scatter_plot:",
    "Lessons",
    "A gradient from a few samples.",
)
WHY_THIS_COST = Page(
    "pages/why_this_cost.py",
    "Why this cost",
    ":material/query_stats:",
    "Lessons",
    "From probability to cost.",
)
TOO_GOOD = Page(
    "pages/too_good_to_be_true.py",
    "Too good to be true",
    ":material/target:",
    "Going further",
    "Overfitting, and two remedies.",
)
LOOPS = Page(
    "pages/loops_or_vectors.py",
    "Loops or vectors",
    ":material/speed:",
    "Going further",
    "The same gradient, timed.",
)
HOW_MANY = Page(
    "pages/how_many_units.py",
    "How many units, how deep?",
    ":material/grid_view:",
    "Going further",
    "One setting, many values.",
)
WHY_DEPTH = Page(
    "pages/why_depth.py",
    "Why depth",
    ":material/layers:",
    "Going further",
    "What more layers are good for.",
)
DIGITS = Page(
    "pages/digits.py",
    "Digits",
    ":material/draw:",
    "Going further",
    "Read handwriting, yours too.",
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
    st.set_page_config(page_title=f"{page.title} · Neural network playground", page_icon=ICON, layout="wide")
    st.session_state.setdefault("first_page", page)
    _not_too_often()
    if st.session_state.get("page") != page:
        st.session_state.pop(SETTLED, None)
    st.session_state["page"] = page
    set_up_process()
    st.html(STYLE)
    with st.container(key="title"):  # read aloud; the menu's button shows it
        st.title(page.title, anchor=False)
        _once_a_day()


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
    with st.popover(page.title, icon=":material/menu:", width="content", key="menu"), st.container(horizontal=True):
        columns = [st.container(width=310, gap="xsmall") for _ in range(2)]
        for group, pages in groupby(PAGES, key=lambda page: page.group):
            column = columns[group in ("Initialisation", "Going further")]  # eight pages each
            column.markdown(f"**{group}**")
            for other in pages:  # in one element: the menu is drawn anew with every button
                label = f"{other.title}  \n:small[:gray[{other.description}]]"
                column.page_link(other.script, label=label, icon=other.icon)


def close_page(page: Page, controls: Controls | None = None) -> None:
    """End a page: the way to the next one, or from the last back to the first.

    Parameters
    ----------
    page : the page
    controls : of the page, if it has settings
    """
    if not presenting():
        _way_on(page)
    if controls:
        controls.finish()


def _way_on(page: Page) -> None:
    following = PAGES[(PAGES.index(page) + 1) % len(PAGES)]
    st.divider()
    label = f"**Next: {following.title}** · {following.description}"
    st.page_link(following.script, label=label, icon=":material/arrow_forward:")


@st.cache_resource(show_spinner=False)
def set_up_process() -> None:
    """Prepare the process for many visitors, once.

    One BLAS thread: the products here are small, and threads would only wait for each other. What is loaded by now
    stays for good, so the garbage collector need not look at it again.
    """
    importlib.import_module("playground.charts")  # loads all that is heavy, whichever page comes first
    threadpool_limits(1, user_api="blas")
    gc.collect()
    gc.freeze()
    if runtime.exists():
        server = runtime.get_instance()
        watch(ROOM, lambda player: not server.is_active_session(player.session))

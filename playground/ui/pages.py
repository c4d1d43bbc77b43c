"""The pages of the app. To add one, add a script to ``pages/``, and here the page and its place in the menu."""

from pathlib import Path
from typing import NamedTuple

from playground.language import _


class Page(NamedTuple):
    """A page of the app.

    Attributes
    ----------
    script : its file
    title, icon, description : in the menu
    minutes : about how long it takes, at a minute for an experiment and two or three for a section without any
    """

    script: str
    title: str
    icon: str
    minutes: int
    description: str

    @property
    def path(self) -> str:
        """Its address below the app's own."""
        return "" if self is PLAYGROUND else Path(self.script).stem


PLAYGROUND = Page(
    "streamlit_app.py",
    _("Playground"),
    ":material/play_circle:",
    15,
    _("Watch a network learn."),
)
THE_CODE = Page(
    "pages/the_code.py",
    _("The code"),
    ":material/code:",
    8,
    _("What trains every network here."),
)
ZERO_OR_RANDOM = Page(
    "pages/zero_or_random.py",
    _("Zero or random"),
    ":material/compare:",
    8,
    _("Why not start at zero?"),
)
INSIDE_THE_SYMMETRY = Page(
    "pages/inside_the_symmetry.py",
    _("Inside the symmetry"),
    ":material/blur_on:",
    6,
    _("Why equal units stay equal."),
)
HOW_LARGE_A_START = Page(
    "pages/how_large_a_start.py",
    _("How large at the start?"),
    ":material/straighten:",
    7,
    _("Too small, just right, too large."),
)
ACTIVATIONS = Page(
    "pages/activations.py",
    _("Activations"),
    ":material/show_chart:",
    8,
    _("What happens to a gradient."),
)
DEAD_RELU = Page(
    "pages/dead_relu.py",
    _("A dead ReLU"),
    ":material/heart_broken:",
    4,
    _("A unit that never comes back."),
)
ONE_STEP_BY_HAND = Page(
    "pages/one_step_by_hand.py",
    _("One step by hand"),
    ":material/footprint:",
    12,
    _("One iteration, taken apart."),
)
GOING_DOWNHILL = Page(
    "pages/going_downhill.py",
    _("Going downhill"),
    ":material/landscape:",
    11,
    _("The cost as a landscape."),
)
SMALL_BATCHES = Page(
    "pages/small_batches.py",
    _("Small batches"),
    ":material/scatter_plot:",
    7,
    _("A gradient from a few samples."),
)
WHY_THIS_COST = Page(
    "pages/why_this_cost.py",
    _("Why this cost"),
    ":material/query_stats:",
    11,
    _("From probability to cost."),
)
TOO_GOOD_TO_BE_TRUE = Page(
    "pages/too_good_to_be_true.py",
    _("Too good to be true"),
    ":material/target:",
    7,
    _("Overfitting, and two remedies."),
)
LOOPS_OR_VECTORS = Page(
    "pages/loops_or_vectors.py",
    _("Loops or vectors"),
    ":material/speed:",
    4,
    _("The same gradient, timed."),
)
HOW_MANY_UNITS = Page(
    "pages/how_many_units.py",
    _("How many units, how deep?"),
    ":material/grid_view:",
    10,
    _("One setting, many values."),
)
WHY_DEPTH = Page(
    "pages/why_depth.py",
    _("Why depth"),
    ":material/layers:",
    12,
    _("What more layers are good for."),
)
DIGITS = Page(
    "pages/digits.py",
    _("Digits"),
    ":material/draw:",
    10,
    _("Read handwriting, yours too."),
)
OF_THE_NOTES = (
    PLAYGROUND,
    ACTIVATIONS,
    GOING_DOWNHILL,
    LOOPS_OR_VECTORS,
    WHY_THIS_COST,
    ONE_STEP_BY_HAND,
    DEAD_RELU,
    ZERO_OR_RANDOM,
    INSIDE_THE_SYMMETRY,
    HOW_LARGE_A_START,
    WHY_DEPTH,
    THE_CODE,
)
"""In the order of the lecture notes."""
FURTHER = (HOW_MANY_UNITS, SMALL_BATCHES, TOO_GOOD_TO_BE_TRUE, DIGITS)
"""What the notes leave out."""
PAGES = OF_THE_NOTES + FURTHER
"""All, in the order of the menu, and of the way from each page to the next."""
JOIN = Page("pages/join.py", _("Answer together"), ":material/group:", 0, "")
"""A student's page in a lecturer's room: no lesson, so neither in the menu nor on the way."""

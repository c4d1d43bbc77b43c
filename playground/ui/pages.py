"""The pages of the app, as the menu shows them. To add one, add a script to ``pages/`` and a line here."""

from pathlib import Path
from typing import NamedTuple

from playground.language import _


class Page(NamedTuple):
    """A page of the app: its script, and its title, icon, heading and description in the menu."""

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
THE_CODE = Page(
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
INSIDE_THE_SYMMETRY = Page(
    "pages/inside_the_symmetry.py",
    _("Inside the symmetry"),
    ":material/blur_on:",
    _("Initialisation"),
    _("Why equal units stay equal."),
)
HOW_LARGE_A_START = Page(
    "pages/how_large_a_start.py",
    _("How large should the weights start?"),
    ":material/straighten:",
    _("Initialisation"),
    _("Too small, just right, too large."),
)
ACTIVATIONS = Page(
    "pages/activations.py",
    _("Activations"),
    ":material/show_chart:",
    _("Lessons"),
    _("What happens to a gradient."),
)
DEAD_RELU = Page(
    "pages/dead_relu.py",
    _("A dead ReLU"),
    ":material/heart_broken:",
    _("Lessons"),
    _("A unit that never comes back."),
)
ONE_STEP_BY_HAND = Page(
    "pages/one_step_by_hand.py",
    _("One step by hand"),
    ":material/footprint:",
    _("Lessons"),
    _("One iteration, taken apart."),
)
GOING_DOWNHILL = Page(
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
TOO_GOOD_TO_BE_TRUE = Page(
    "pages/too_good_to_be_true.py",
    _("Too good to be true"),
    ":material/target:",
    _("Going further"),
    _("Overfitting, and two remedies."),
)
LOOPS_OR_VECTORS = Page(
    "pages/loops_or_vectors.py",
    _("Loops or vectors"),
    ":material/speed:",
    _("Going further"),
    _("The same gradient, timed."),
)
HOW_MANY_UNITS = Page(
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
    THE_CODE,
    ZERO_OR_RANDOM,
    INSIDE_THE_SYMMETRY,
    HOW_LARGE_A_START,
    ACTIVATIONS,
    DEAD_RELU,
    ONE_STEP_BY_HAND,
    GOING_DOWNHILL,
    SMALL_BATCHES,
    WHY_THIS_COST,
    TOO_GOOD_TO_BE_TRUE,
    LOOPS_OR_VECTORS,
    HOW_MANY_UNITS,
    WHY_DEPTH,
    DIGITS,
)
"""In menu order; pages of a group are adjacent."""

"""All pages, in the order of the menu. To add one, add its folder and its script, and name it here."""

from collections.abc import Mapping

from .activations import PAGE as ACTIVATIONS
from .dead_relu import PAGE as DEAD_RELU
from .digits import PAGE as DIGITS
from .going_downhill import PAGE as GOING_DOWNHILL
from .how_large_a_start import PAGE as HOW_LARGE_A_START
from .how_many_units import PAGE as HOW_MANY_UNITS
from .inside_the_symmetry import PAGE as INSIDE_THE_SYMMETRY
from .loops_or_vectors import PAGE as LOOPS_OR_VECTORS
from .one_step_by_hand import PAGE as ONE_STEP_BY_HAND
from .page import Page
from .playground import PAGE as PLAYGROUND
from .small_batches import PAGE as SMALL_BATCHES
from .the_code import PAGE as THE_CODE
from .too_good_to_be_true import PAGE as TOO_GOOD_TO_BE_TRUE
from .why_depth import PAGE as WHY_DEPTH
from .why_this_cost import PAGE as WHY_THIS_COST
from .zero_or_random import PAGE as ZERO_OR_RANDOM

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
WITH_RUNS: Mapping[str, Page] = {page.path: page for page in PAGES if page.parts}
"""Those with experiments, by their address below the app's own, which is also their name in a link."""

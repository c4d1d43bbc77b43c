"""Too good to be true: few noisy points, many units, and two ways to keep them from learning the points by heart.

Where labels are numbers, what is learned by heart is seen as a curve, beside a polynomial.
"""

from playground.language import _
from playground.pages.page import Page

from .lesson import PARTS
from .prose import prose
from .scene import too_good_to_be_true_scene

PAGE = Page(
    "too_good_to_be_true",
    _("Too good to be true"),
    ":material/target:",
    minutes=7,
    description=_("Overfitting, and two remedies."),
    prefix="good_",
    parts=PARTS,
    scene=too_good_to_be_true_scene,
    prose=prose,
)

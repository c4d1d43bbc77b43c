"""Inside the symmetry: why equal units stay equal, unit by unit, and what it takes to separate them."""

from playground.language import _
from playground.pages.page import Page

from .lesson import INSIDE_THE_SYMMETRY
from .prose import prose
from .scene import InsideTheSymmetryScene

PAGE = Page(
    "inside_the_symmetry",
    _("Inside the symmetry"),
    ":material/blur_on:",
    minutes=6,
    description=_("Why equal units stay equal."),
    prefix="inside_",
    parts={"": INSIDE_THE_SYMMETRY},
    scene=InsideTheSymmetryScene,
    prose=prose,
)

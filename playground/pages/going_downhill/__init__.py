"""Going downhill: the cost as a landscape, and gradient descent on it."""

from playground.language import _
from playground.pages.page import Page

from .lesson import PARTS
from .scene import going_downhill_scene

PAGE = Page(
    "going_downhill",
    _("Going downhill"),
    ":material/landscape:",
    minutes=11,
    description=_("The cost as a landscape."),
    prefix="downhill_",
    parts=PARTS,
    scene=going_downhill_scene,
)

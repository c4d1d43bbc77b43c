"""Why depth: what few units can draw in many layers, what layers make of the plane, and a claim put to the test."""

from playground.language import _
from playground.pages.page import Page

from .lesson import PARTS
from .prose import prose
from .scene import why_depth_scene

PAGE = Page(
    "why_depth",
    _("Why depth"),
    ":material/layers:",
    minutes=12,
    description=_("What more layers are good for."),
    prefix="depth_",
    parts=PARTS,
    scene=why_depth_scene,
    prose=prose,
)

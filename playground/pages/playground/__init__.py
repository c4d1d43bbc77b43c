"""The playground: choose data and a network, press Play, watch it learn."""

from playground.language import _
from playground.pages.page import Page

from .lesson import PLAYGROUND
from .scene import playground_scene

PAGE = Page(
    "playground",
    _("Playground"),
    ":material/play_circle:",
    minutes=16,
    description=_("Watch a network learn."),
    prefix="",
    parts={"": PLAYGROUND},
    scene=playground_scene,
    saves=True,
)

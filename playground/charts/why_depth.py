"""The scene of the page *Why depth*: that of the part on screen."""

from playground.lessons.composed import Composed
from playground.lessons.folding import Stripes
from playground.lessons.parity import Bits
from playground.training import RunGroup, View

from .composed import ComposedScene
from .folding import FoldingScene
from .parity import ParityScene
from .scene import Scene

SCENES: dict[type, type[Scene]] = {Stripes: FoldingScene, Composed: ComposedScene, Bits: ParityScene}
"""Scenes, by the recipe that is trained."""


def why_depth_scene(runs: RunGroup, view: View) -> Scene:
    """The scene of the part to which these runs belong."""
    return SCENES[type(runs.first.recipe)](runs, view)

"""The scene of the page *Why depth*: that of the part on screen."""

from playground.charts.scene import Scene
from playground.training import RunGroup, View

from .composed import Composed
from .composed_scene import ComposedScene
from .folding import Stripes
from .folding_scene import FoldingScene
from .parity import Bits
from .parity_scene import ParityScene

SCENES: dict[type, type[Scene]] = {Stripes: FoldingScene, Composed: ComposedScene, Bits: ParityScene}
"""Scenes, by the recipe that is trained."""


def why_depth_scene(runs: RunGroup, view: View) -> Scene:
    """The scene of the part to which these runs belong."""
    return SCENES[type(runs.first.recipe)](runs, view)

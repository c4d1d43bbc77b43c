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
"""By what is trained."""


def why_depth_scene(runs: RunGroup, view: View) -> Scene:
    """What the part shows whose runs these are."""
    return SCENES[type(runs.first.recipe)](runs, view)

"""What each page with runs shows of them."""

from collections.abc import Mapping

from .dead_relu import DeadReLUScene
from .digits import DigitsScene
from .going_downhill import going_downhill_scene
from .how_large_a_start import HowLargeAStartScene
from .inside_the_symmetry import InsideTheSymmetryScene
from .pair import PairScene
from .playground import playground_scene
from .scene import MakeScene
from .small_batches import SmallBatchesScene
from .too_good_to_be_true import too_good_to_be_true_scene
from .why_depth import why_depth_scene

SCENES: Mapping[str, MakeScene] = {
    "": playground_scene,
    "going_downhill": going_downhill_scene,
    "dead_relu": DeadReLUScene,
    "zero_or_random": PairScene,
    "inside_the_symmetry": InsideTheSymmetryScene,
    "how_large_a_start": HowLargeAStartScene,
    "why_depth": why_depth_scene,
    "small_batches": SmallBatchesScene,
    "too_good_to_be_true": too_good_to_be_true_scene,
    "digits": DigitsScene,
}
"""By the page's address below the app's own."""

"""The pages with experiments: their names in a link, and their lessons."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from playground.language import _
from playground.training import Settings

from .dead_relu import DEAD_RELU
from .digits import DIGITS
from .going_downhill import PARTS as DOWNHILL
from .how_large_a_start import HOW_LARGE_A_START
from .how_many_units import HOW_MANY_UNITS
from .inside_the_symmetry import INSIDE_THE_SYMMETRY
from .lesson import Lesson
from .playground import PLAYGROUND
from .small_batches import SMALL_BATCHES
from .sweep_lesson import SweepLesson
from .too_good_to_be_true import PARTS as TOO_GOOD_TO_BE_TRUE
from .why_depth import PARTS as DEPTH
from .zero_or_random import ZERO_OR_RANDOM


class LessonPage(NamedTuple):
    """A page with experiments.

    Attributes
    ----------
    title : of the page
    prefix : of its settings' names in a link
    parts : its lessons, by the value of the setting ``part``; "" if it has only one
    saves : whether its runs can be saved as files
    """

    title: str
    prefix: str
    parts: Mapping[str, Lesson | SweepLesson]
    saves: bool = False

    @property
    def settings(self) -> Settings:
        """All its settings, which its lessons share."""
        return next(iter(self.parts.values())).settings

    def lesson(self, chosen: Mapping[type, Any]) -> Lesson | SweepLesson:
        """The lesson on screen with these choices."""
        return self.parts[self.settings.by_name(chosen).get("part", "")]


PAGES: Mapping[str, LessonPage] = {
    "": LessonPage(_("Playground"), "", {"": PLAYGROUND}, saves=True),
    "going_downhill": LessonPage(_("Going downhill"), "downhill_", DOWNHILL),
    "dead_relu": LessonPage(_("A dead ReLU"), "dead_", {"": DEAD_RELU}),
    "zero_or_random": LessonPage(_("Zero or random"), "zero_", {"": ZERO_OR_RANDOM}, saves=True),
    "inside_the_symmetry": LessonPage(_("Inside the symmetry"), "inside_", {"": INSIDE_THE_SYMMETRY}),
    "how_large_a_start": LessonPage(_("How large at the start?"), "large_", {"": HOW_LARGE_A_START}),
    "why_depth": LessonPage(_("Why depth"), "depth_", DEPTH),
    "how_many_units": LessonPage(_("How many units, how deep?"), "sizes_", {"": HOW_MANY_UNITS}),
    "small_batches": LessonPage(_("Small batches"), "batches_", {"": SMALL_BATCHES}),
    "too_good_to_be_true": LessonPage(_("Too good to be true"), "good_", TOO_GOOD_TO_BE_TRUE),
    "digits": LessonPage(_("Digits"), "digits_", {"": DIGITS}, saves=True),
}
"""Those pages, by their address below the app's own."""

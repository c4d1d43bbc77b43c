"""How much of a time slice goes into training, on a clock that moves by what is computed."""

import pytest

from playground.charts import Frame
from playground.pages.playground.scene import PlaygroundScene
from playground.training import Experiment, Recipe, RunGroup, View
from playground.ui.runs.frames import PICTURES_A_SLICE, FrameMaker
from playground.ui.runs.scheduler import TimeSlice

ITERATION = 1e-5
"""Seconds of an iteration."""


class Clock:
    """Seconds computed so far."""

    now = 0.0


def pictures_made(visitors: int, drawing: float) -> int:
    """How many pictures a slice makes among so many visitors, if drawing one takes so long, once that is known."""
    clock = Clock()

    class Runs(RunGroup):
        def advance(self, iterations: int) -> None:
            clock.now += iterations * ITERATION
            super().advance(iterations)

    class Drawn(PlaygroundScene):
        def frame(self, detail: bool = True) -> Frame:
            clock.now += drawing
            return super().frame(detail)

    runs, view = Runs(Experiment.alone(Recipe(samples=20, limit=10**6))), View("max")
    maker, scene = FrameMaker(runs), Drawn(runs, view)
    for _ in range(2):
        frames = maker.frames(TimeSlice(visitors, lambda: clock.now), runs.iteration, 60, scene, view, False)
    return len(frames)


@pytest.mark.parametrize("visitors", [2, 15, 100])
def test_training_leaves_time_to_draw_however_short_the_time_slice(visitors):
    assert (
        pictures_made(visitors, drawing=TimeSlice(visitors, float).seconds / 3 / PICTURES_A_SLICE) >= PICTURES_A_SLICE
    )


def test_where_drawing_takes_long_half_of_the_time_is_for_training():
    assert pictures_made(100, drawing=0.26 * TimeSlice(100, float).seconds) == 2

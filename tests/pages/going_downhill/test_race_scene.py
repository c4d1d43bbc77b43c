"""The scene of four rules: paths, costs, steps and words are those of the runs."""

import numpy as np
import pytest

from playground.charts.curve import shorten
from playground.pages.going_downhill.downhill import costs_of, lowest, way_of
from playground.pages.going_downhill.downhill_scene import DownhillScene
from playground.pages.going_downhill.lesson import SETTINGS, on_screen
from playground.pages.going_downhill.race import NAMES, SIDES, arrivals, on_side, step_lengths, who_has_arrived
from playground.pages.going_downhill.race_scene import FLOOR, HEADINGS, RaceScene
from playground.pages.going_downhill.scene import going_downhill_scene
from playground.training import RunGroup, View
from tests.charts.scenes import assert_no_sentence_is_of_another_iteration
from tests.looped import looped


def scene_of(iterations=0, **settings):
    chosen, notes = SETTINGS.read({"part": "rules", "limit": 300, **settings})
    assert notes == []
    runs = RunGroup(on_screen(chosen))
    runs.advance(iterations)
    return runs, going_downhill_scene(runs, chosen[View])


@looped("part", ("rules", "rates"))
def test_what_is_said_and_the_numbers_beside_it_are_of_the_same_iteration(part):
    assert_no_sentence_is_of_another_iteration(*scene_of(part=part))


def test_each_part_has_its_scene():
    assert type(scene_of()[1]) is RaceScene
    assert type(scene_of(part="rates")[1]) is DownhillScene


@looped("settings", ({}, {"shrink": 1.0, "begin": "chosen", "rate_rmsprop": 1.0}))
def test_all_that_moves_is_where_the_runs_are(settings):
    runs, scene = scene_of(**settings)
    for iterations in (0, 1, 130):
        runs.advance(iterations - runs.iteration)
        assert_drawn(runs, scene)
        assert_told(runs, scene)


def assert_drawn(runs, scene):
    frame, curves, figures = scene.frame(), scene.curves(), scene.figures()
    for name, figure in figures.items():
        still = 2 if name in SIDES else 0  # the lowest point, and the ground
        assert len(figure.data) - still == len(frame["traces"][name]) == len(curves[name]["y"])
        assert curves[name]["at"] == list(range(runs.iteration + 1))
    for inputs in SIDES:
        for number, run in enumerate(on_side(runs, inputs).values()):
            way = way_of(run)
            for axis, name in enumerate("xy"):
                assert curves[inputs][name][number] == [shorten(weight) for weight in way[:, axis]]
                dots = [frame["traces"][inputs][place][name] for place in (number, number + 4)]
                assert dots == [[shorten(way[-1, axis])]] * 2
        bottom, ground = figures[inputs].data[-2:]
        first = next(iter(on_side(runs, inputs).values()))
        np.testing.assert_allclose([bottom.x[0], bottom.y[0]], lowest(first.X, first.Y).weights)
        assert ground.type == "contour"
        assert ground.x[0] < way_of(first)[0].min()
        assert lowest(first.X, first.Y).weights.max() < ground.x[-1]
    for number, run in enumerate(runs.values()):
        above = np.maximum(np.array(costs_of(run)) - lowest(run.X, run.Y).cost, FLOOR)
        assert curves["cost"]["y"][number] == [shorten(cost) for cost in above]
        assert frame["traces"]["cost"][number]["y"] == [shorten(above[-1])]
        lengths = [shorten(max(length, FLOOR)) for length in step_lengths(run)]
        assert curves["steps"]["y"][number] == [None, *lengths]
        assert frame["traces"]["steps"][number]["y"] == lengths[-1:]


def assert_told(runs, scene):
    """Words and table are those of the runs."""
    panels = scene.now().panels
    for inputs, panel in zip(SIDES, panels, strict=False):
        said = who_has_arrived(on_side(runs, inputs))
        assert panel.sentence == (said if runs.iteration else "All four begin at the same two weights.")
    table = panels[-1].table
    assert list(table.headings) == list(HEADINGS)
    assert [row.cells[:2] for row in table.rows] == [(name, said) for name in NAMES.values() for said in SIDES.values()]
    for number, row in enumerate(table.rows):
        side = on_side(runs, list(SIDES)[number % 2])
        run, since = side[row.cells[0]], arrivals(side)[row.cells[0]]
        assert row.mark == number // 2
        assert row.cells[2] == f"{run.recipe.learning_rate:g}"
        assert row.cells[5] == ("–" if since is None else str(since))
        above = max(costs_of(run)[-1] - lowest(run.X, run.Y).cost, 0)
        assert float(row.cells[4]) == pytest.approx(above, rel=0.06, abs=6e-5 if above > 1e-3 else 1e-20)
        last = step_lengths(run)[-1:]
        assert row.cells[6] == (f"{last[0]:.2g}" if last else "–")

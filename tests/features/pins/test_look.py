"""How pinned runs look: lines and pictures in the same look, told apart by everybody."""

import base64
import io
import itertools

import numpy as np
from colorspacious import deltaE
from PIL import Image

from playground.charts.plane.boundary import boundary_picture
from playground.charts.style import CLASS_COLOURS, TEST_COLOUR, TRAIN_COLOUR, rgb
from playground.features.pins.look import FRAME, PINNED_STYLES, SIDE, pinned_line, thumbnail
from playground.features.pins.pinned import MOST_PINS, Pinned
from playground.pages.playground.scene import PlaygroundScene
from playground.training import Experiment, Field, Recipe, RunGroup, View
from tests.charts.test_style import PAGE, SIGHTS, contrast, seen
from tests.looped import looped


def ran(iterations=300, **settings):
    runs = RunGroup(Experiment.alone(Recipe(samples=60, **settings)))
    runs.advance(iterations)
    return runs


def image(png):
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(png, validate=True))).convert("RGBA"))


def test_each_place_has_dashes_of_its_own_and_a_colour_of_no_other_line_or_class():
    assert len(PINNED_STYLES) == MOST_PINS
    assert len({style.dash for style in PINNED_STYLES}) == MOST_PINS
    assert "solid" not in {style.dash for style in PINNED_STYLES}
    assert {style.colour for style in PINNED_STYLES}.isdisjoint({TRAIN_COLOUR, TEST_COLOUR, *CLASS_COLOURS})


def test_the_colours_are_told_apart_with_every_kind_of_sight_and_seen_in_both_themes():
    colours = [style.colour for style in PINNED_STYLES]
    for sight in SIGHTS:
        for one, other in itertools.combinations(colours, 2):
            distance = deltaE(seen(one, sight), seen(other, sight), input_space="sRGB1")
            assert distance >= 14, f"{one} and {other} with {sight}: {distance:.1f}"  # and their dashes differ
    for colour, page in itertools.product(colours, PAGE.values()):
        assert contrast(colour, page) >= 2.1


@looped("style", PINNED_STYLES)
def test_a_thumbnail_is_the_boundary_in_a_frame_of_its_look(style):
    runs = ran(30, classes=3, dataset="spiral")
    picture = image(thumbnail(runs.first, runs.extent, style))
    inner = picture[2 * FRAME : -2 * FRAME, 2 * FRAME : -2 * FRAME]
    outputs = Field(runs.first.parameters, runs.extent, SIDE).evaluate(runs.first.parameters)
    np.testing.assert_array_equal(inner, image(boundary_picture(runs.first.train, outputs)))
    for edge in (picture[0], picture[-1], picture[:, 0], picture[:, -1]):
        on = (edge == [*rgb(style.colour), 255]).all(axis=1)
        assert 0.4 < on.mean() < 0.9
        assert not edge[~on, 3].any()  # between the dashes the page is seen
    assert not picture[FRAME : 2 * FRAME, FRAME:-FRAME, 3].any()


def test_what_is_pinned_stays_in_the_chart_after_the_lines_of_the_run():
    before = ran(test_share=20)
    pin = Pinned.of(before.first)
    runs = ran(5, test_share=20, activation="relu")
    scene = PlaygroundScene(runs, View())
    alone = scene.figures()["cost"]
    scene.other_lines = [pinned_line(pin, "tanh", PINNED_STYLES[2])]
    chart = scene.figures()["cost"]
    assert len(alone.data) == len(scene.curves()["cost"]["y"]) == len(scene.now().traces["cost"]) == 4
    assert [trace.to_plotly_json() for trace in chart.data[:4]] == [trace.to_plotly_json() for trace in alone.data]
    (line,) = chart.data[4:]
    assert (line.name, line.line.color, line.line.dash) == ("tanh", *PINNED_STYLES[2])
    assert line.line.width < chart.data[0].line.width
    assert list(line.x) == [point.iteration for point in before.first.history.points]
    np.testing.assert_allclose(line.y, [point.cost for point in before.first.history.points], rtol=1e-4)

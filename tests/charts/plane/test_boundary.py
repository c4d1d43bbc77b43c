"""The boundary: colours that say what the network predicts, in few bytes, under points that stand out."""

import base64
import html
import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from playground.charts.plane.boundary import boundary_figure, boundary_picture, output_maps_column
from playground.charts.style import CLASS_COLOURS, CLASS_SYMBOLS, rgb
from playground.data import OWN_POINTS, Dataset, Points, pack
from playground.nn import predict
from playground.training import Extent, Field, Recipe, Run
from tests.charts.test_style import SIGHTS, distance
from tests.looped import looped

MOST_BYTES = 6000
BLUE, VERMILION = map(rgb, CLASS_COLOURS[:2])


def samples_of(outputs):
    """Samples, of which there are none, with as many classes as a network with these outputs has."""
    names = [f"class {label}" for label in range(max(2, len(outputs)))]
    return Dataset(np.empty((2, 0)), np.empty(0, int), names, ("x₁", "x₂"))


def picture_of(outputs, hard=False):
    return boundary_picture(samples_of(outputs), outputs, hard)


def maps_of(outputs):
    return output_maps_column(samples_of(outputs), outputs)


def pixels(picture):
    """A picture as (n, n, 4): red, green, blue and opacity."""
    image = Image.open(io.BytesIO(base64.b64decode(picture, validate=True)))
    assert image.format == "PNG"
    return np.asarray(image.convert("RGBA"))


def pixels_of(*probabilities, dtype=float, hard=False):
    return pixels(picture_of(np.array([[probabilities]], dtype), hard))[0]


def classes(shown):
    """The class whose colour each pixel has."""
    is_1 = (shown[..., :3] == VERMILION).all(axis=-1)
    assert (is_1 | (shown[..., :3] == BLUE).all(axis=-1)).all()
    return is_1.astype(int)


def reference_run(iterations=0, **choices):
    run = Run(Recipe(**choices))
    run.advance(iterations)
    return run, Field(run.parameters, Extent.around(run.X))


# The picture

both_kinds = looped("hard", [False, True])
BACKGROUNDS = {"light": (255, 255, 255), "dark": (14, 17, 23)}


def on(background, colour, opacity):
    """What is seen of it there."""
    share = opacity / 255
    return share * np.array(colour) + (1 - share) * np.array(background)


@both_kinds
def test_rows_and_columns_stay_where_they_are(hard):
    probability = np.full((10, 10), 0.9)
    probability[:, :4] = 0.1  # class 0 on the left
    probability[:2] = 0.2  # and on top
    np.testing.assert_array_equal(classes(pixels(picture_of(probability[None], hard))), probability > 0.5)


@both_kinds
def test_the_colour_changes_exactly_where_the_prediction_does(hard):
    for dtype in (np.float32, np.float64):
        half = dtype(0.5)
        below, above = np.nextafter(half, dtype(0)), np.nextafter(half, dtype(1))
        shown = pixels_of(0, 1e-9, 0.25, below, half, above, 0.75, 1 - 1e-7, 1, dtype=dtype, hard=hard)
        assert classes(shown).tolist() == [0, 0, 0, 0, 0, 1, 1, 1, 1]  # one half is class 0 to ``predict``


@both_kinds
def test_the_colours_are_the_classes_that_the_network_predicts(hard):
    run, field = reference_run(1000)
    n, (left, right, bottom, top) = 100, field.extent
    x1, x2 = (np.linspace(start, end, 2 * n + 1)[1::2] for start, end in ((left, right), (top, bottom)))
    points = np.stack(np.meshgrid(x1, x2)).reshape(2, -1)
    shown = classes(pixels(picture_of(field.evaluate(run.parameters), hard)))
    predicted = predict(run.parameters, points).reshape(n, n)
    assert np.mean(shown != predicted) <= 0.001  # single precision may move the border by a cell here and there
    assert 0.1 < predicted.mean() < 0.9


def test_hard_classes_have_exactly_two_colours():
    shown = pixels_of(*np.linspace(0, 1, 500), hard=True)
    assert len(np.unique(shown, axis=0)) == 2
    opacity = shown[:, 3]
    soft = pixels_of(0.5, 1)[:, 3]
    assert opacity.min() == pytest.approx(opacity.max(), abs=1)
    assert soft[0] < opacity.min() <= opacity.max() < soft[1]


def test_the_surer_the_stronger_and_both_classes_alike():
    opacity = pixels_of(*np.linspace(0, 1, 401))[:, 3].astype(int)
    distance_from_half = np.diff(opacity)
    assert (distance_from_half[:199] <= 0).all()
    assert (distance_from_half[202:] >= 0).all()
    np.testing.assert_allclose(opacity, opacity[::-1], atol=4)
    assert len(np.unique(opacity)) > 20  # a gradient to the eye, not steps
    assert 0.1 <= opacity.min() / 255 < 0.2  # pale, and yet there
    assert 0.4 < opacity.max() / 255 <= 0.5


@both_kinds
def test_pictures_are_small_and_all_differ_and_leave_the_numbers_as_they_are(hard):
    run, field = reference_run()
    pictures = []
    for _ in range(30):
        probability = field.evaluate(run.parameters)
        before = probability.copy()
        pictures.append(picture_of(probability, hard))
        assert pictures[-1] == picture_of(before.astype(np.float64), hard)
        np.testing.assert_array_equal(probability, before)
        run.advance(50)
    other, field = reference_run(400, initialisation="he", learning_rate=0.1, dataset="xor", n_h=50)
    assert max(map(len, (*pictures, picture_of(field.evaluate(other.parameters), hard)))) <= MOST_BYTES
    if not hard:  # a border that moves by less than a cell may leave hard classes as they are
        assert len(set(pictures)) == len(pictures)


# Several classes


def several(*columns, hard=False):
    """The pixels of a row of cells, each with the probabilities of its classes."""
    return pixels(picture_of(np.array(columns, float).T[:, None], hard))[0]


@looped("hard", [False, True])
@looped("K", [3, 4, 5])
def test_each_cell_has_the_colour_of_its_most_probable_class(K, hard):
    generator = np.random.RandomState(K)
    outputs = generator.dirichlet([0.4] * K, (30, 30)).transpose(2, 0, 1)
    shown = pixels(picture_of(outputs, hard))[..., :3]
    np.testing.assert_array_equal(shown, np.array([rgb(colour) for colour in CLASS_COLOURS])[outputs.argmax(axis=0)])
    assert len(np.unique(outputs.argmax(axis=0))) == K


def test_a_class_that_wins_narrowly_is_paler():
    opacity = several([0.34, 0.33, 0.33], [0.5, 0.45, 0.05], [0.5, 0.25, 0.25], [0.9, 0.05, 0.05], [1, 0, 0])[:, 3]
    assert (np.diff(opacity.astype(int)) > 0).all()
    certain, torn = (int(pixels_of(share)[0, 3]) for share in (1.0, 0.5))
    assert abs(int(opacity[-1]) - certain) <= 1  # as with two classes
    assert abs(int(opacity[0]) - torn) <= 2
    one, other = several([0.4, 0.3, 0.3], [0.98, 0.01, 0.01], hard=True)
    np.testing.assert_array_equal(one, other)


def test_the_map_of_an_output_is_the_stronger_the_more_probable_its_class_is():
    outputs = np.stack([np.full((4, 4), p) for p in (0.1, 0.3, 0.6)])
    shown = pixels(maps_of(outputs)).reshape(3, 6, 6, 4)
    for label, image in enumerate(shown):
        assert (image[..., :3] == rgb(CLASS_COLOURS[label])).all()
        assert len(np.unique(image[..., 3])) == 1
    assert (np.diff(shown[:, 0, 0, 3].astype(int)) > 0).all()
    alone = outputs[:1]
    assert maps_of(alone) == picture_of(np.pad(alone, ((0, 0), (1, 1), (1, 1)), mode="edge"))


# The colours


@looped("sight", SIGHTS)
def test_classes_and_their_pale_fields_are_told_apart_by_everybody(sight):
    # For comparison: a usual red and green (#d62728, #2ca02c) are 120 apart, but 7 with deuteranopia.
    assert distance(BLUE, VERMILION, sight) > 60
    for background in BACKGROUNDS.values():
        fields = [on(background, colour, opacity) for *colour, opacity in pixels_of(0, 1)]
        assert distance(*fields, sight) > 25
        for field, colour in zip(fields, (BLUE, VERMILION), strict=True):
            assert distance(colour, field) > 20  # points stand out from the strongest field of their own class


def test_the_simulation_knows_what_is_hard_to_tell_apart():
    red, green = rgb("#d62728"), rgb("#2ca02c")
    assert distance(red, green) > 100
    assert distance(red, green, "deuteranomaly") < 20
    assert distance((255, 255, 255), (0, 0, 0)) == pytest.approx(100, abs=0.1)


# The figure


def figure_of(**choices):
    run = Run(Recipe(**choices))
    extent = Extent.around(run.X)
    return run, extent, boundary_figure(run.train, run.test, extent)


@looped("share", [0, 25])
def test_every_point_is_there_once_in_the_trace_of_its_class(share):
    run, _, figure = figure_of(dataset="moons", test_share=share, samples=200)
    expected = [(run.X, run.Y, 0), (run.X, run.Y, 1), (run.X_test, run.Y_test, 0), (run.X_test, run.Y_test, 1)]
    assert len(figure.data) == (4 if share else 2)
    for trace, (points, labels, label) in zip(figure.data, expected, strict=False):
        x1, x2 = points[:, labels[0] == label]
        np.testing.assert_allclose(trace.x, x1, rtol=0, atol=6e-4)
        np.testing.assert_allclose(trace.y, x2, rtol=0, atol=6e-4)
        assert f"class {label}" in trace.name
    assert sum(len(trace.x) for trace in figure.data) == 200
    assert len(figure.to_json()) < 30_000


def test_classes_differ_by_symbol_as_well_as_colour_and_test_points_have_another_look():
    run, extent, figure = figure_of(test_share=20)
    train, test = figure.data[:2], figure.data[2:]
    assert [trace.marker.symbol for trace in train] == [*CLASS_SYMBOLS[:2]]
    assert [trace.marker.color for trace in train] == [*CLASS_COLOURS[:2]]
    assert [("test" in trace.name) for trace in figure.data] == [False, False, True, True]
    for one, other in zip(train, test, strict=True):
        assert other.marker.symbol == one.marker.symbol  # still told by class
        assert other.marker.line.color == one.marker.color != other.marker.color
    only_1 = run.Y[0] == 1
    without = replace(run.train, X=run.X[:, only_1], labels=run.train.labels[only_1])
    assert boundary_figure(without, None, extent).data[0].name == "class 1 (notes: blue)"


def test_the_legend_of_two_classes_says_their_colours_in_the_notes():
    run, extent, figure = figure_of()
    names = [trace.name for trace in figure.data]
    assert names == ["class 0 (notes: red)", "class 1 (notes: blue)"]
    assert [trace.hovertemplate.split("<extra>")[1] for trace in figure.data] == [f"class {n}</extra>" for n in (0, 1)]
    small = boundary_figure(run.train, run.test, extent, small=True)
    assert figure.layout.meta["narrow"] == ["class 0", "class 1"]
    for other in (small, figure_of(classes=3)[2], figure_of(test_share=20)[2]):
        assert not any("notes" in trace.name for trace in other.data)
        assert "narrow" not in other.layout.meta


def test_the_picture_lies_under_the_points_exactly_over_the_extent():
    _, extent, figure = figure_of()
    (image,) = figure.layout.images
    assert (image.x, image.y) == (extent.left, extent.top)
    assert (image.xanchor or "left", image.yanchor or "top") == ("left", "top")
    assert (image.sizex, image.sizey) == (extent.right - extent.left, extent.top - extent.bottom)
    assert (image.xref, image.yref, image.sizing, image.layer) == ("x", "y", "stretch", "below")
    assert tuple(figure.layout.xaxis.range) == (extent.left, extent.right)
    assert tuple(figure.layout.yaxis.range) == (extent.bottom, extent.top)
    assert figure.layout.yaxis.scaleanchor == "x"  # a circle looks like one


def test_a_small_figure_has_the_same_points_in_less_room():
    run, extent, large = figure_of(test_share=25)
    small = boundary_figure(run.train, run.test, extent, small=True)
    for one, other in zip(small.data, large.data, strict=True):
        assert (one.name, one.marker.symbol, one.marker.color) == (other.name, other.marker.symbol, other.marker.color)
        assert (list(one.x), list(one.y)) == (list(other.x), list(other.y))
        assert one.marker.size < other.marker.size
    assert small.layout.images == large.layout.images
    for axis in ("xaxis", "yaxis"):
        assert small.layout[axis].range == large.layout[axis].range
        assert large.layout[axis].title.text
        assert not small.layout[axis].title.text
    assert small.layout.showlegend is False
    assert not small.layout.xaxis.showticklabels
    assert large.layout.xaxis.showticklabels is None
    assert sum(small.layout.margin[side] for side in "lrtb") < 60


# Own points


def own_run(names, **changes):
    """A run on 40 points of each class, in a row, with a gap between neighbours."""
    K = len(names)
    X = np.random.RandomState(1).uniform(-0.4, 0.4, (2, 40 * K)) + np.array([[1.0], [0.0]]) * np.repeat(range(K), 40)
    points = pack(Points.of(X, np.repeat(range(K), 40), names))
    return Run(Recipe(dataset=OWN_POINTS, points=points, n_h=10, initialisation="xavier", **changes))


def test_classes_are_called_as_the_visitor_calls_them_and_nothing_in_a_name_takes_effect():
    names = ["setosa", "<a href=//a.b>c</a>", "a & b", "100 %{x} > größer"]
    run = own_run(names, test_share=20)
    figure = boundary_figure(run.train, run.test, Extent.around(run.X))
    shown = [trace.name for trace in figure.data]
    legend = ["setosa", "<a href=//…", "a & b", "100 %{x} >…"]
    assert [html.unescape(name) for name in shown] == [*legend, *(f"{name}, test" for name in legend)]
    hovered = [trace.hovertemplate.split("<extra>")[1].removesuffix("</extra>") for trace in figure.data]
    assert [html.unescape(name) for name in hovered] == [*names, *(f"{name}, test" for name in names)]
    assert not any("<" in name or "%" in name for name in (*shown, *hovered))


def test_axes_are_called_as_the_columns_of_a_table_and_said_to_be_standardised():
    run = own_run(["a", "b"])
    table = replace(run.train, input_names=("<b>height</b>", "%{x}"))
    plain, named = (boundary_figure(train, run.test, Extent.around(run.X)) for train in (run.train, table))
    assert [plain.layout[axis].title.text for axis in ("xaxis", "yaxis")] == ["x₁", "x₂"]
    assert plain.data[0].hovertemplate.startswith("x₁ %{x:.2f}, x₂ %{y:.2f}<extra>")
    titles = [named.layout[axis].title.text for axis in ("xaxis", "yaxis")]
    assert [html.unescape(title) for title in titles] == ["<b>height</b>, standardised", "%{x}, standardised"]
    assert not any("<" in title or "%" in title for title in titles)
    place = named.data[0].hovertemplate.split("<extra>")[0]
    assert html.unescape(place) == "<b>height</b> %{x:.2f}, %{x} %{y:.2f}, standardised"
    assert "<" not in place


def test_ten_classes_have_five_colours_and_ten_symbols_and_the_picture_has_the_same_ones():
    run = own_run([f"c{k}" for k in range(10)])
    extent = Extent.around(run.X)
    figure = boundary_figure(run.train, run.test, extent)
    colours = [trace.marker.color for trace in figure.data]
    assert colours == [*CLASS_COLOURS, *CLASS_COLOURS]
    assert len({trace.marker.symbol for trace in figure.data}) == 10
    outputs = np.eye(10)[:, None, :].repeat(3, axis=1)  # in each column another class is certain
    image = np.array(Image.open(io.BytesIO(base64.b64decode(picture_of(outputs)))).convert("RGBA"))
    np.testing.assert_array_equal(image[0, :, :3], [rgb(colour) for colour in colours])
    maps = np.array(Image.open(io.BytesIO(base64.b64decode(maps_of(outputs)))).convert("RGBA"))
    np.testing.assert_array_equal(maps[::5, 0, :3], [rgb(colour) for colour in colours])

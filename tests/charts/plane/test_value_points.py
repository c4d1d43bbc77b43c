"""Points with numbers: as they are drawn, and the residuals that a standing picture tells."""

import base64
import io
import json

import numpy as np
import pytest
from PIL import Image

from playground.charts.pair import PairScene
from playground.charts.plane.boundary import boundary_figure, boundary_picture, output_maps_column
from playground.charts.plane.dataset_picture import dataset_picture
from playground.charts.plane.scale import SHADES, Scale
from playground.charts.plane.targets import scale_of
from playground.data import OWN_POINTS, Dataset, pack
from playground.data.table import Columns, parse, read
from playground.pages.playground.scene import playground_scene
from playground.training import Experiment, Extent, Recipe, Run, RunGroup, Variant, View
from tests.looped import looped

NUMBERS = ("plane", "saddle", "bump", "wave")


PRICES = [130_000, 250_000, 150_000, 400_000, 270_000]
FLATS = "size,rooms,price\n" + "\n".join(
    f"{size},{rooms},{price}"
    for size, rooms, price in zip((50, 80, 65, 120, 90), (1, 2.5, 0.5, 3, 2), PRICES, strict=True)
)


def recipe_of(**settings):
    return Recipe(**{"dataset": "saddle", "n_h": 5, "initialisation": "xavier", "learning_rate": 0.2} | settings)


def scene_of(iterations=0, **settings):
    runs = RunGroup(Experiment.alone(recipe_of(**settings)))
    runs.advance(iterations)
    return playground_scene(runs, View())


def pixels(picture):
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(picture))).convert("RGBA"))


def test_a_point_has_the_colour_of_the_field_where_the_network_meets_its_value():
    samples = recipe_of().whole
    values = samples.labels[:9].reshape(1, 3, 3)
    picture = pixels(boundary_picture(samples, values))
    figure = boundary_figure(samples, None, Extent.around(samples.X))
    assert (picture[..., 3] == 255).all()
    field = ["#" + bytes(colour).hex() for colour in picture[..., :3].reshape(-1, 3)]
    assert list(figure.data[1].marker.color[:9]) == field
    assert (pixels(output_maps_column(samples, values))[1:-1, 1:-1] == picture).all()
    bar, scale = figure.data[-1].marker, scale_of(samples)
    assert (bar.cmin, bar.cmax) == (scale.low, scale.high)
    assert bar.colorbar.ticktext == scale.ends
    assert len(bar.colorscale) == len(SHADES[1])
    assert len({dataset_picture(Recipe(dataset=name)) for name in NUMBERS}) == len(NUMBERS)


@looped("share", [0, 25])
def test_a_standing_picture_tells_value_output_and_residual_of_every_point(share):
    scene = scene_of(50, test_share=share)
    run, traces = scene.run, scene.still()["traces"]["boundary"]
    parts = [(run.train, run.outputs[0]), *([(run.test, run.tested().output.A[0])] if share else [])]
    assert len(traces) == len(parts)
    for trace, (samples, outputs) in zip(traces, parts, strict=True):
        np.testing.assert_allclose([trace["x"], trace["y"]], samples.X, atol=5e-4)
        for text, value, output in zip(trace["text"], samples.labels, outputs, strict=True):
            said, right = text.replace("−", "-").split(" = ")
            first, sign, last = right.split(" ")
            assert float(said) == pytest.approx(value, abs=0.0051)
            assert float(first) == pytest.approx(output, abs=0.0051)
            assert float(first) + float(sign + last) == pytest.approx(float(said))


def test_of_a_tables_numbers_it_tells_them_in_their_own_unit():
    points = read(parse(FLATS), Columns(0, 1, 2), number=True).points
    scene = scene_of(30, dataset=OWN_POINTS, points=pack(points))
    run, unit, (traces,) = scene.run, points.unit, scene.still()["traces"]["boundary"]
    for text, price, output in zip(traces["text"], PRICES, run.outputs[0], strict=True):
        said, right = text.replace("−", "-").replace(",", "").split(" = ")
        first, sign, last = right.split(" ")
        assert float(said) == price
        assert float(first) == pytest.approx(unit.original(output), abs=500)
        assert float(first) + float(sign + last) == float(said)
    figure = scene.figures()["boundary"]
    assert figure.data[-1].marker.colorbar.ticktext == scale_of(run.train).ends
    hover = figure.data[0].hovertemplate
    assert str(hover).startswith("size %{x:.2f}, rooms %{y:.2f}, standardised<br>value = output")
    error = np.sqrt(np.mean((unit.original(run.outputs[0]) - PRICES) ** 2))
    assert float(scene.now().numbers["Train RMSE"].replace(",", "")) == pytest.approx(error, abs=60)
    assert any(f"its value is {price:,}, the output" in scene.described() for price in PRICES)
    assert scene.readings()["boundary"]()["groups"][0]["values"] == PRICES
    assert scene.frame()["diagram"]["columns"][-1]["called"] == ["Output, standardised"]
    assert any("standardised" in panel.help.get("Cost", "") for panel in scene.now().panels)


def test_what_else_numbers_have_and_classes_have_not():
    classes, scene = playground_scene(RunGroup(Experiment.alone(Recipe())), View()), scene_of(20, test_share=25)
    assert classes.still(describes=False) == classes.frame()
    assert set(classes.curves()) == {"cost"}
    assert "values" not in classes.frame()["diagram"]
    assert scene.frame()["diagram"]["values"]
    assert list(scene.now().numbers) == ["Iteration", "Cost", "Train R²", "Train RMSE", "Test R²", "Test RMSE"]
    spread = np.var(recipe_of().whole.labels)  # in which a spike of the cost is measured
    assert scene_of().figures()["cost"].layout.meta["cuts"] == pytest.approx(1.5 * spread / 2)
    # While it plays no residuals are sent; the page fills the first traces of the figure with them.
    for detail in (True, False):
        assert scene.frame(detail)["traces"]["boundary"] == [{"x": [], "y": []}] * 2
    assert [len(trace.x) for trace in scene.figures()["boundary"].data[:3]] == [0, 0, 300]


def test_the_scale_stays_while_the_network_learns_and_test_samples_have_the_same():
    scene = scene_of(test_share=25)
    figure = scene.figures()["boundary"]
    scale = Scale.of(scene.run.train.labels)
    assert [*figure.data[3].marker.color] == scale.colours(scene.run.test.labels)
    before = scene.still()["images"]
    scene.runs.advance(30)
    assert scene.still()["images"] != before
    assert scene.figures()["boundary"].to_json() == figure.to_json()


def test_two_runs_side_by_side_have_small_points_and_say_the_scale():
    one, other = recipe_of(), recipe_of(depth=0)
    runs = RunGroup(Experiment({"a": Variant(one), "b": Variant(other)}))
    scene = PairScene(runs, View())
    for figure in (scene.figures()[f"boundary-{name}"] for name in runs):
        assert [trace.marker.size for trace in figure.data] == [4]
    below = [panel.numbers for panel in scene.now().panels if panel.below]
    assert [each["Values, brown to teal"] for each in below] == [
        f"{scale.ends[0]} to {scale.ends[-1]}" for scale in map(scale_of, (run.train for run in runs.values()))
    ]
    bar = scene.layout()["scale"]
    assert (bar["name"], bar["ends"]) == ("Values, brown to teal", scale_of(runs.first.train).ends)
    for first, second in (("saddle", "wave"), ("moons", "wave"), ("saddle", "moons")):
        pair = {"a": Variant(recipe_of(dataset=first)), "b": Variant(recipe_of(dataset=second))}
        assert "scale" not in PairScene(RunGroup(Experiment(pair)), View()).layout()  # they have none in common


def test_a_run_that_diverges_can_be_sent():
    scene = scene_of(500, learning_rate=100.0)
    assert scene.run.divergence
    json.dumps([scene.still(), scene.curves()], allow_nan=False)
    assert scene.now().numbers["Train R²"].startswith("−")


def test_values_that_are_all_equal():
    class Equal(Recipe):
        @property
        def whole(self):
            return Dataset(np.random.RandomState(1).randn(2, 40), np.full(40, 5.0), (), ("x₁", "x₂"))

    run = Run(Equal(dataset="plane"))
    run.advance(20)
    picture = boundary_picture(run.train, np.array([[[4.0, 5, 6]]]))
    assert len(set(map(tuple, pixels(picture)[0].tolist()))) == 3
    scene = playground_scene(RunGroup(Experiment.alone(Equal(dataset="plane"))), View())
    json.dumps(scene.still(), allow_nan=False)

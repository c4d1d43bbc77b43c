"""Pictures to take along: they show what the network says, with its numbers, and come out the same every time."""

import io
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from xml.etree import ElementTree

import matplotlib
import numpy as np
import pytest
from PIL import Image

from playground.charts.plane.targets import scale_of
from playground.charts.style import CLASS_COLOURS, rgb
from playground.data import DATASETS, OWN_POINTS, Points, pack
from playground.export.images.captions import numbers_lines, small_print, title_of
from playground.export.images.drawing import drawing
from playground.export.images.figures import HEIGHT, WIDTH, PageLayout, blank_page
from playground.export.images.pictures import digits_picture, points_picture
from playground.language import LANGUAGES, rendered, without_advice
from playground.nn import forward_propagation
from playground.pages.digits.confusion import counts_in_the_test
from playground.pages.digits.lesson import DigitsRecipe
from playground.pages.playground.scene import playground_scene
from playground.training import Experiment, Recipe, RunGroup, View, name_of
from playground.training.formatting import decimals, percent
from tests.export.shown import check_boundary, coordinates, one, pair
from tests.looped import looped

SVG = "{http://www.w3.org/2000/svg}"


def page_of(png):
    """A PNG in the size in which places are given, (HEIGHT, WIDTH, 3)."""
    image = Image.open(io.BytesIO(png))
    assert image.format == "PNG"
    assert image.size == (2000, 1000)
    return np.asarray(image.convert("RGB").resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS))


def words_of(svg):
    """The texts of an SVG."""
    root = ElementTree.fromstring(svg)
    assert root.tag == f"{SVG}svg"
    return ["".join(text.itertext()) for text in root.iter(f"{SVG}text")]


def digits(iterations=0, **settings):
    recipe = DigitsRecipe(**{"n_h": 4, "initialisation": "xavier", "learning_rate": 0.5, "samples": 100} | settings)
    runs = RunGroup(Experiment.alone(recipe))
    runs.advance(iterations)
    return runs


# What is shown


@looped(
    "make",
    {
        "spiral": lambda: one(200, dataset="spiral", classes=5, n_h=20, initialisation="xavier", learning_rate=0.5),
        "circles": lambda: one(200, dataset="circles", classes=3, test_share=30, n_h=8, learning_rate=0.3),
        "ReLU": lambda: one(200, activation="relu", depth=2, n_h=10, initialisation="he", learning_rate=0.3),
        "pair": lambda: pair(300, left="constant"),
    },
)
def test_the_plane_of_each_run_has_the_colours_of_the_classes_that_the_network_predicts(make):
    runs = make()
    page = page_of(points_picture(runs, View(), "png"))
    for place, run in zip(PageLayout.of(runs).boundaries, runs.values(), strict=True):
        check_boundary(page, place, run, runs.extent)


def test_it_is_paler_where_the_network_is_less_sure_unless_classes_are_hard():
    runs = one(60, dataset="blobs", noise=0.5)
    place = PageLayout.of(runs).boundaries[0]
    pixels = np.mgrid[HEIGHT - place.bottom - 30 : HEIGHT - place.bottom - 4, place.left + 4 : place.left + 316]
    pixels = pixels.reshape(2, -1)  # the lowest rows of the plane, which the border crosses, or the highest ones
    (p,), _ = forward_propagation(coordinates(place, runs.extent, pixels), runs.first.parameters)
    sure, unsure = p < 0.05, (p > 0.35) & (p < 0.45)
    assert min(sure.sum(), unsure.sum()) > 50
    for view in (View(), View(hard=True)):
        page = page_of(points_picture(runs, view, "png"))
        strengths = [np.median(255.0 - page[tuple(pixels[:, chosen])].min(axis=-1)) for chosen in (sure, unsure)]
        assert strengths[0] == strengths[1] if view.hard else strengths[0] > 1.7 * strengths[1]


def test_samples_are_where_they_belong_in_the_colour_of_their_class():
    runs = one(samples=40, test_share=50, classes=5, dataset="blobs")
    run, extent = runs.first, runs.extent
    page = page_of(points_picture(runs, View(), "png"))
    place = PageLayout.of(runs).boundaries[0]
    everything = np.hstack([run.X, run.X_test])
    seen = 0
    for samples, test in ((run.train, False), (run.test, True)):
        for sample, label in zip(samples.X.T, samples.labels, strict=True):
            distances = np.sort(((everything.T - sample) ** 2).sum(axis=1))
            if distances[1] < (9 / place.width * (extent.right - extent.left)) ** 2:
                continue  # another sample is on top of it
            column = place.left + (sample[0] - extent.left) / (extent.right - extent.left) * place.width
            row = HEIGHT - place.bottom - (sample[1] - extent.bottom) / (extent.top - extent.bottom) * place.height
            pixel = page[int(row), int(column)].astype(int)
            wanted = (255, 255, 255) if test and label < 4 else rgb(CLASS_COLOURS[label])
            if not (test and label == 4):  # the inside of a ringed plus is smaller than a pixel
                assert np.abs(pixel - wanted).max() < 70, (label, test, pixel)
                seen += 1
    assert seen > 15


@looped("dataset", [*DATASETS])
def test_every_dataset_can_be_drawn(dataset):
    runs = one(2, dataset=dataset, classes=DATASETS[dataset].most_classes, n_h=3)
    assert f"Dataset {name_of(dataset)}: 3 tanh units" in words_of(points_picture(runs, View(), "svg"))


def test_numbers_have_a_bar_with_its_ends_and_their_test_points_another_symbol():
    runs = one(20, dataset="bump", test_share=30)
    words = words_of(points_picture(runs, View(), "svg"))
    assert {"train", "test", *scale_of(runs.first.train).ends} <= {*words}


def test_three_runs_are_too_many():
    runs = RunGroup(Experiment.compare({name: (name, Recipe()) for name in "abc"}))
    with pytest.raises(ValueError, match="one run or two, not 3"):
        points_picture(runs, View(), "png")


@looped("code", [*LANGUAGES])
def test_what_it_shows_is_in_the_file_in_words_and_those_are_in_a_font_that_most_have(code):
    runs = one(300, dataset="blobs")
    said = rendered(without_advice(playground_scene(runs, View()).described()), LANGUAGES[code])
    svg = points_picture(runs, View(), "svg", LANGUAGES[code]).decode()
    assert f"<desc>{said}</desc>" in svg
    styles = re.findall(r'<text[^>]*style="([^"]*)"', svg)
    assert styles
    assert all("DejaVu Sans" in style and "sans-serif" in style for style in styles)
    assert Image.open(io.BytesIO(points_picture(runs, View(), "png", LANGUAGES[code]))).text["Description"] == said


# The words


def test_title_numbers_and_settings_are_those_of_the_run():
    runs = one(300, test_share=25)
    now = runs.first.measure()
    words = words_of(points_picture(runs, View(), "svg"))
    assert "Dataset flower: 4 tanh units" in words
    assert (
        f"Iteration 300 · Cost {decimals(now.cost)} · Train accuracy {percent(now.score)} · "
        f"Test accuracy {percent(now.test_score)}" in words
    )
    assert "Data: flower · 400 samples, 100 of them to test with · 2 classes · noise 0.2 · data seed 1" in words
    assert "Network: 2-4-1 · start: Random × 0.01 · weight seed 2 · learning rate 1.2" in words
    assert {"class 0", "class 1", "test", "iteration", "cost"} <= set(words)
    both = pair(300)
    words = words_of(points_picture(both, View(), "svg"))
    for name, run in both.items():
        assert both.experiment[name].label in words
        assert f"Cost {decimals(run.measure().cost)} · Accuracy {percent(run.measure().score)}" in words


@looped(
    ("settings", "title"),
    [
        ({"depth": 0}, "Dataset flower: no hidden layer"),
        ({"n_h": 1, "activation": "relu"}, "Dataset flower: 1 ReLU unit"),
        ({"depth": 3, "dataset": "xor"}, "Dataset XOR: 3 layers of 4 tanh units"),
    ],
)
def test_the_title_names_data_and_network(settings, title):
    assert title_of(one(**settings)) == title


def test_small_print_leaves_out_what_has_no_effect_and_says_what_the_network_is_given():
    data, training = small_print(one(initialisation="zero", class_share=25))
    assert "share of class 1 25 %" in data
    assert "start: All zero" in training
    assert "seed" not in training
    assert "inputs" not in training
    assert "seed" not in small_print(digits(samples=1437))[0]
    given = small_print(one(x1_squared=True, sin_x2=True, x2=False))[1]
    assert given.startswith("Network: 3-4-1 · inputs: x₁, x₁² and sin x₂ · start:")


def test_small_print_tells_how_the_learning_rate_was_changed_up_to_now():
    runs = one(100)
    for iteration, rate in [(100, 0.5), (150, 2.0), (200, 0.1)]:
        runs.advance(iteration - runs.iteration)
        runs.first.adjust(Recipe(learning_rate=rate))
    assert small_print(runs)[1].endswith("learning rate 1.2 until 100, 0.5 until 150, 2 until 200, then 0.1")
    runs.seek(160)
    assert small_print(runs)[1].endswith("0.5 until 150, then 2")
    runs.advance(100)
    runs.first.adjust(Recipe(learning_rate=0.2))
    assert small_print(runs)[1].endswith("learning rate 1.2, after 4 changes 0.2")


@looped(
    ("settings", "steps"),
    [
        ({"update_rule": "adam"}, "Adam"),
        ({"batch_size": 32, "batch_seed": 3}, "batches of 32 · batch seed 3"),
        ({"batch_size": 400}, ""),  # all samples
        ({"l2": 0.01}, "L2 penalty 0.01"),
        ({"schedule": "1/t"}, "schedule 1/t · half-life 1000"),
        ({"half_life": 7, "batch_seed": 7}, ""),  # there is no schedule, and there are no batches
    ],
)
def test_small_print_tells_how_steps_are_taken(settings, steps):
    data, training = small_print(one(**settings))
    network = "Network: 2-4-1 · start: Random × 0.01 · weight seed 2"
    assert training == f"{steps or network} · learning rate 1.2"
    assert data.endswith(network if steps else "data seed 1")


def test_the_longest_small_print_fits_the_page():
    settings = {"update_rule": "rmsprop", "batch_size": 32, "l2": 0.005, "l1": 0.0005, "schedule": "exponential"}
    runs = one(1100, **settings, learning_rate=0.05, test_share=25, class_share=30, noise=0.35, samples=100)
    for _ in range(12):
        runs.first.adjust(replace(runs.first.recipe, learning_rate=runs.first.rate / 1.5))
        runs.advance(1)
    with drawing():
        figure = blank_page(runs, small_print(runs))
        figure.canvas.draw()
        assert [text.get_window_extent().x1 <= figure.bbox.x1 for text in figure.texts] == [True] * 3


def test_a_run_that_has_diverged_says_so():
    runs = one(200, activation="relu", initialisation="he", scale=10, learning_rate=100.0, n_h=20, depth=4)
    assert runs.first.divergence
    assert f"Diverged at {runs.first.divergence.iteration}" in numbers_lines(runs)[0]
    points_picture(runs, View(log_cost=True, log_iteration=True), "svg")


# Digits


def test_digits_show_their_confusion_in_numbers():
    runs = digits(60)
    words = words_of(digits_picture(runs, View(), "svg"))
    counts = counts_in_the_test(runs.first)
    shown = [word for word in words if re.fullmatch(r"\d+", word)]
    for count in counts[counts > 9]:
        assert shown.count(str(count)) >= (counts == count).sum()
    assert numbers_lines(runs)[0] in words
    assert {"Digits, 4 tanh units", "The weights of each unit", "read as", "is", "100 %"} <= set(words)
    logarithmic = View(log_cost=True, log_iteration=True)
    for settings in ({"depth": 3, "n_h": 32}, {"depth": 0}):
        words = words_of(digits_picture(digits(3, **settings), logarithmic, "svg"))
        assert ("The weights of each class" in words) == (not settings["depth"])


def test_digits_weights_are_green_above_zero_and_purple_below():
    runs = digits(30, depth=0)
    assert "The weights of each class" in words_of(digits_picture(runs, View(), "svg"))
    page = page_of(digits_picture(runs, View(), "png")).astype(int)
    W = runs.first.parameters["W1"].reshape(-1, 8, 8)
    columns, cell = 4, 256 / 4
    seen = 0
    for unit, row, column in np.argwhere(np.abs(W) > 0.5 * np.abs(W).max()):
        if row < 3 and column < 4:
            continue  # the unit's number
        y = 132 + (unit // columns) * cell + (row + 1.5) / 10 * cell
        x = 36 + (unit % columns) * cell + (column + 1.5) / 10 * cell
        red, green, _ = page[int(y), int(x)]
        assert (green > red) == (W[unit, row, column] > 0), (unit, row, column)
        seen += 1
    assert seen > 10


# The same everywhere


@pytest.mark.nightly
@looped("kind", ["png", "svg"])
def test_the_same_run_gives_the_same_bytes(kind):
    for draw, runs, again in ((points_picture, one(50), one(50)), (digits_picture, digits(5), digits(5))):
        picture = draw(runs, View(), kind)
        matplotlib.rcParams["font.size"] = 30  # what else may use matplotlib in this process has no effect
        try:
            assert draw(again, View(), kind) == picture
            assert matplotlib.rcParams["font.size"] == 30
        finally:
            matplotlib.rcParams["font.size"] = matplotlib.rcParamsDefault["font.size"]
        assert b"<dc:date>" not in picture


@pytest.mark.nightly
def test_threads_do_not_disturb_each_other():
    runs = [one(iterations) for iterations in (0, 20, 40)]
    alone = [points_picture(each, View(), "png") for each in runs]
    with ThreadPoolExecutor(3) as threads:
        assert [*threads.map(lambda each: points_picture(each, View(), "png"), runs)] == alone


def test_own_points_have_the_names_that_their_classes_were_given():
    names = ("cats", "$x^2$", "_a", "<b>", "e", "f", "g")
    X = np.random.RandomState(1).uniform(-2, 2, (2, 70))
    own = pack(Points.of(X, np.repeat(range(7), 10), names))
    runs = one(20, dataset=OWN_POINTS, points=own)
    words = words_of(points_picture(runs, View(), "svg"))
    assert {name.strip() for name in words} >= set(names)
    assert "7 classes" in " ".join(words)

"""The scene on digits: its pictures pixel by pixel, and what is said of a drawing."""

import base64
import io

import numpy as np
import pytest
from PIL import Image

from playground.charts.plane.unit_maps import unit_maps_picture
from playground.charts.style import HIGH_COLOUR, INK_COLOUR, LOW_COLOUR, PAPER_COLOUR, on_paper, rgb
from playground.data.digits import pool_and_test
from playground.nn import forward_propagation
from playground.pages.digits.confusion import counts_in_the_test
from playground.pages.digits.confusion_chart import CELL, confusion_picture
from playground.pages.digits.ink_chart import ink_figure, ink_labels, ink_picture
from playground.pages.digits.lesson import MOST_UNITS
from playground.pages.digits.probabilities_chart import probabilities_picture
from playground.pages.digits.reading import nearest
from playground.pages.digits.scene import EXCITING, MISTAKES, NEAREST, DigitsScene
from tests.charts.scenes import scene_of
from tests.looped import looped

_, TEST = pool_and_test()
DRAWN = TEST.X[:, 0]
PAPER, INK, GREEN, PURPLE = map(rgb, (PAPER_COLOUR, INK_COLOUR, HIGH_COLOUR, LOW_COLOUR))


def pixels(picture):
    """An image as (height, width, 4)."""
    image = Image.open(io.BytesIO(base64.b64decode(picture, validate=True)))
    assert image.format == "PNG"
    return np.asarray(image.convert("RGBA")).astype(int)


def panel(scene, title):
    (found,) = (each for each in scene.now().panels if each.title == title)
    return found


# Ink on paper


def test_colours_on_paper_are_those_of_see_through_ones_above_it():
    colours, opacity = bytes([*GREEN, *GREEN, *GREEN]), bytes([0, 51, 255])
    wanted = [PAPER, tuple(round(0.8 * p + 0.2 * c) for p, c in zip(PAPER, GREEN, strict=True)), GREEN]
    assert [tuple(on_paper(colours, opacity)[3 * i : 3 * i + 3]) for i in range(3)] == wanted


@looped("labelled", [True, False])
def test_each_picture_is_in_its_place_and_the_others_stay_empty(labelled):
    pictures = np.zeros((2, 3, 3))
    pictures[0, 0, 2] = pictures[1, 2, 0] = 1
    shown = pixels(ink_picture(pictures, places=3, columns=2, labelled=labelled))
    height = shown.shape[0] // 2
    for place, ink in ((0, (0, 2)), (1, (2, 0))):
        cells = shown[1:4, 5 * place + 1 : 5 * place + 4]
        assert (cells[..., 3] == 255).all()
        assert tuple(cells[ink][:3]) == INK
        assert (cells.reshape(-1, 4)[:, :3] == PAPER).all(axis=1).sum() == 8
    assert not shown[height:, :, 3].any()
    assert not shown[4:height, :, 3].any()


@looped("places", [1, 5, 6, 8, MOST_UNITS])
def test_the_image_is_as_high_as_its_figure_says(places):
    for labelled in (True, False):
        figure = ink_figure(places, 3, labelled)
        (image,) = figure.layout.images
        height, width, _ = pixels(ink_picture(np.zeros((places, 8, 8)), places, 3, labelled)).shape
        assert height / width == pytest.approx(image.sizey / image.sizex, rel=0.05)
        assert (list(figure.layout.xaxis.range), list(figure.layout.yaxis.range)) == ([0, 3], [image.sizey, 0])


def test_labels_are_under_their_pictures():
    labels = ink_labels(["a", "b", "c"], 2)
    figure = ink_figure(3, 2)
    (moving, places) = figure.data
    assert len(moving.x) == 0
    assert labels["text"] == ["a", "b", "c"]
    assert labels["x"] == list(places.x)
    for below, middle in zip(labels["y"], places.y, strict=True):
        assert middle + 0.5 < below < middle + 1


# Weights


def test_weights_on_paper_are_purple_below_zero_and_green_above():
    maps = np.zeros((2, 8, 8))
    maps[0, 0, 0], maps[1, 3, 4] = -2, 2
    shown, reach = unit_maps_picture(maps, 0, paper=True)
    shown = pixels(shown)
    assert reach == 2
    assert tuple(shown[1, 1]) == (*PURPLE, 255)
    assert tuple(shown[4, 15]) == (*GREEN, 255)
    assert (shown[1:9, 1:9].reshape(-1, 4) == (*PAPER, 255)).all(axis=1).sum() == 63


@pytest.mark.parametrize("depth", [0, 1, 2])
def test_the_pictures_are_the_first_weights_as_they_are_now(depth):
    runs, scene = scene_of(DigitsScene, 5, depth=depth)
    W1 = runs.first.parameters["W1"]
    wanted, _ = unit_maps_picture(W1.reshape(len(W1), 8, 8), 0, paper=True)
    assert scene.frame(detail=False)["images"]["weights"] == [wanted]
    names = list(scene.figures()["weights"].data[0].text)
    assert names == ([str(number) for number in range(10)] if depth == 0 else [str(unit + 1) for unit in range(16)])
    runs.advance(1)
    assert scene.frame(detail=False)["images"]["weights"] != [wanted]


# Cost and accuracy


def test_the_third_line_is_the_test_accuracy_on_an_axis_of_its_own():
    runs, scene = scene_of(DigitsScene, 12)
    figure, frame = scene.figures()["cost"], scene.frame()
    assert [trace.yaxis for trace in figure.data] == [None, None, "y2"] * 2
    now = runs.first.measure()
    wanted = [now.cost, now.test_cost, now.test_score]
    for ends in (frame["traces"]["cost"][:3], frame["traces"]["cost"][3:]):
        assert [end["y"][0] for end in ends] == pytest.approx(wanted, rel=1e-4)
    curve = scene.curves()["cost"]
    points = runs.first.history.points
    assert curve["at"] == [point.iteration for point in points]
    for line, name in zip(curve["y"], ("cost", "test_cost", "test_score"), strict=False):
        assert line == pytest.approx([getattr(point, name) for point in points], rel=1e-4)


# Probabilities


def test_bars_are_as_high_as_the_probabilities_and_the_highest_is_green():
    read = np.array([0.5, 0.3, 0.2, 0])
    shown = pixels(probabilities_picture(read, 4))
    height, width, _ = shown.shape
    for label, probability in enumerate(read):
        bar = shown[:, label * width // 4 : (label + 1) * width // 4]
        column = bar[:, bar.shape[1] // 2]
        assert (column[:, 3] > 0).sum() == round(height * probability)
        assert not (column[: height - round(height * probability), 3]).any()
        if probability:
            assert (tuple(column[-1, :3]) == GREEN) == (label == 0)


def test_without_a_drawing_there_are_no_bars():
    assert not pixels(probabilities_picture(None, 10))[..., 3].any()


# Confusion


def test_right_is_green_wrong_is_purple_and_one_of_many_is_seen():
    counts = np.array([[36, 0, 0], [1, 35, 0], [0, 0, 0]])
    shown = pixels(confusion_picture(counts))
    cell = {(row, column): shown[row * CELL + 2, column * CELL + 2] for row in range(3) for column in range(3)}
    assert tuple(cell[0, 0]) == (*GREEN, 255)
    for empty in ((0, 1), (2, 2), (2, 0)):
        assert tuple(cell[empty]) == (*PAPER, 255)
    red, green, blue, _ = cell[1, 0]
    assert green < min(red, blue) - 5
    assert np.abs(cell[1, 0][:3] - PAPER).sum() > 40
    assert not shown[0, :, 3].any()


@pytest.mark.parametrize("iterations", [0, 30])
def test_the_table_has_the_counts_and_the_caption_how_many_are_wrong(iterations):
    runs, scene = scene_of(DigitsScene, iterations)
    counts = counts_in_the_test(runs.first)
    table = panel(scene, "Which digit is mistaken for which, in numbers").table
    assert [[int(cell or 0) for cell in row.cells[1:]] for row in table.rows] == counts.tolist()
    assert [row.cells[0] for row in table.rows] == list(table.headings[1:]) == [str(label) for label in range(10)]
    wrong = counts.sum() - np.trace(counts)
    assert panel(scene, "The worst mistakes").caption == f"{wrong} of {counts.sum()} misread"
    assert scene.frame()["images"]["confusion"] == [confusion_picture(counts)]


def test_the_mistakes_are_told_with_what_they_are_and_what_is_read():
    runs, scene = scene_of(DigitsScene, 100)
    outputs, _ = forward_propagation(TEST.X, runs.first.parameters)
    (labels,) = scene.frame()["traces"]["mistakes"]
    wrong = [i for i in range(TEST.labels.size) if outputs[:, i].argmax() != TEST.labels[i]]
    wrong.sort(key=lambda i: outputs[TEST.labels[i], i])
    worst = wrong[:MISTAKES]
    assert labels["text"] == [f"{TEST.labels[i]} → {outputs[:, i].argmax()}" for i in worst]
    pictures = TEST.X[:, worst].T.reshape(-1, 8, 8)
    assert scene.frame()["images"]["mistakes"] == [ink_picture(pictures, MISTAKES, 4)]


# What a drawing is read as


def test_before_anything_is_drawn_nothing_is_read():
    _, scene = scene_of(DigitsScene, 3)
    assert panel(scene, "Your digit").numbers == {"Read as": "–", "Nearest": "–"}
    assert scene.frame()["traces"]["nearest"][0]["text"] == []


@pytest.mark.parametrize("depth", [0, 1, 3])
def test_the_network_on_screen_reads_it_trained_or_not(depth):
    runs, scene = scene_of(DigitsScene, depth=depth)
    scene.sample = DRAWN
    seen = []
    for iterations in (0, 1, 30):
        runs.advance(iterations)
        outputs, _ = forward_propagation(DRAWN[:, None], runs.first.parameters)
        label, highest = outputs.argmax(), outputs.max()
        assert panel(scene, "Your digit").numbers["Read as"] == f"{label}, with {100 * highest + 1e-9:.1f} %"
        for detail in (True, False):
            assert scene.frame(detail)["images"]["probabilities"] == [probabilities_picture(outputs[:, 0], 10)]
        seen += scene.frame()["images"]["probabilities"]
    assert len(set(seen)) > 1
    scene.sample = None
    assert panel(scene, "Your digit").numbers["Read as"] == "–"


@looped("sample", range(0, 60, 5))
def test_the_nearest_training_digits_are_shown_with_their_classes(sample):
    runs, scene = scene_of(DigitsScene, samples=300)
    run = runs.first
    scene.sample = TEST.X[:, sample]
    near = nearest(run.X, scene.sample, NEAREST)
    labels = [str(label) for label in run.train.labels[near]]
    frame = scene.frame()
    assert frame["traces"]["nearest"][0]["text"] == ["yours", *labels]
    pictures = np.hstack([scene.sample[:, None], run.X[:, near]]).T.reshape(-1, 8, 8)
    assert frame["images"]["nearest"] == [ink_picture(pictures, 1 + NEAREST, 3)]
    assert panel(scene, "Your digit").numbers["Nearest"] == ", ".join(labels)


# Later layers


@pytest.mark.parametrize("depth", [0, 1, 2, 3])
def test_each_later_layer_shows_the_average_of_what_excites_its_units(depth):
    runs, scene = scene_of(DigitsScene, 20, depth=depth, n_h=5)
    run = runs.first
    titles = [each.title for each in scene.now().panels if each.title.startswith("Layer")]
    assert titles == [f"Layer {number}: what excites each unit" for number in range(2, depth + 1)]
    _, cache = forward_propagation(run.X, run.parameters)
    for number in range(2, depth + 1):
        averages = []
        for unit in cache[f"A{number}"]:
            best = sorted(range(unit.size), key=lambda sample: -unit[sample])[:EXCITING]
            averages.append(run.X[:, best].mean(axis=1).reshape(8, 8))
        wanted = pixels(ink_picture(np.array(averages), 5, 4, labelled=False))
        (shown,) = scene.frame()["images"][f"layer-{number}"]
        assert np.abs(pixels(shown) - wanted).max() <= 4  # a shade, where it is rounded the other way
    assert not any(name.startswith("layer") for name in scene.frame(detail=False)["images"])

"""The scene on digits: its pictures pixel by pixel, and what is said of a drawing."""

import base64
import io

import numpy as np
from PIL import Image

from playground.charts.style import HIGH_COLOUR, INK_COLOUR, LOW_COLOUR, PAPER_COLOUR, on_paper, rgb
from playground.data.digits import pool_and_test
from playground.nn import forward_propagation
from playground.pages.digits.confusion import counts_in_the_test
from playground.pages.digits.confusion_chart import CELL, confusion_picture
from playground.pages.digits.ink_chart import ink_picture
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


def test_the_table_the_caption_and_the_worst_mistakes_are_those_of_the_network():
    runs, scene = scene_of(DigitsScene, 30)
    counts = counts_in_the_test(runs.first)
    table = panel(scene, "Which digit is mistaken for which, in numbers").table
    assert [[int(cell or 0) for cell in row.cells[1:]] for row in table.rows] == counts.tolist()
    wrong = counts.sum() - np.trace(counts)
    assert panel(scene, "The worst mistakes").caption == f"{wrong} of {counts.sum()} misread"
    frame = scene.frame()
    assert frame["images"]["confusion"] == [confusion_picture(counts)]
    outputs, _ = forward_propagation(TEST.X, runs.first.parameters)
    misread = [i for i in range(TEST.labels.size) if outputs[:, i].argmax() != TEST.labels[i]]
    worst = sorted(misread, key=lambda i: outputs[TEST.labels[i], i])[:MISTAKES]
    assert frame["traces"]["mistakes"][0]["text"] == [f"{TEST.labels[i]} → {outputs[:, i].argmax()}" for i in worst]
    assert frame["images"]["mistakes"] == [ink_picture(TEST.X[:, worst].T.reshape(-1, 8, 8), MISTAKES, 4)]


# What a drawing is read as


@looped("depth", [0, 3])
def test_the_network_on_screen_reads_it_trained_or_not(depth):
    runs, scene = scene_of(DigitsScene, depth=depth)
    scene.sample = DRAWN
    seen = []
    for iterations in (0, 30):
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


@looped("sample", [0, 5])
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


@looped("depth", [1, 3])
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

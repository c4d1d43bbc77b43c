"""The scene on digits: what is misread, and what a drawing is read as."""

import base64
import io

import numpy as np
from PIL import Image

from playground.charts.style import HIGH_COLOUR, rgb
from playground.data.digits import pool_and_test
from playground.nn import forward_propagation
from playground.pages.digits.confusion import counts_in_the_test
from playground.pages.digits.confusion_chart import confusion_picture
from playground.pages.digits.ink_chart import ink_picture
from playground.pages.digits.probabilities_chart import probabilities_picture
from playground.pages.digits.reading import nearest
from playground.pages.digits.scene import EXCITING, MISTAKES, NEAREST, DigitsScene
from tests.charts.scenes import scene_of
from tests.looped import looped

_, TEST = pool_and_test()
DRAWN = TEST.X[:, 0]


def pixels(picture):
    """An image as (height, width, 4)."""
    image = Image.open(io.BytesIO(base64.b64decode(picture, validate=True)))
    assert image.format == "PNG"
    return np.asarray(image.convert("RGBA")).astype(int)


def panel(scene, title):
    (found,) = (each for each in scene.now().panels if each.title == title)
    return found


# What is read


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
            assert (tuple(column[-1, :3]) == rgb(HIGH_COLOUR)) == (label == 0)


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
        assert panel(scene, "Your digit").numbers["Read as"] == (
            f"{label}, with {100 * highest + 1e-9:.1f} %{'' if iterations else ': has not learned yet'}"
        )
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

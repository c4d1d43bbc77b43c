"""The animation: the same network again, frame by frame, within its limits; the run on screen is left alone."""

import io
import math
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image

import playground.export.images.animation as module
from playground.data import DATASETS
from playground.export.images.animation import FRAME_MS, FRAMES, LAST_MS, SLICE_WORK, Animation
from playground.export.images.captions import in_words
from playground.export.images.figures import HEIGHT, WIDTH, PageLayout
from playground.language import ENGLISH, LANGUAGES, rendered
from playground.language.labels import PLAY
from playground.training import Recipe, RunGroup, View
from tests.export.runs import digits, trained
from tests.export.shown import check_boundary, one, pair
from tests.looped import looped

MOST_BYTES = 3_000_000


@pytest.fixture
def few_frames(monkeypatch):
    """Where it does not matter how many there are."""
    monkeypatch.setattr(module, "FRAMES", 8)


def made(runs, view=None, language=ENGLISH):
    animation = Animation(runs, view or View(), language)
    assert not animation.file
    assert [*animation.make()][-1] == 1
    return animation


def frames_of(file):
    """The frames in full colour, (n, HEIGHT, WIDTH, 3), and how long each stays in milliseconds."""
    image = Image.open(io.BytesIO(file))
    assert image.format == "GIF"
    assert image.size == (WIDTH, HEIGHT) >= (800, 400)
    assert image.info["loop"] == 0
    frames, durations = [], []
    for number in range(getattr(image, "n_frames", 1)):
        image.seek(number)
        frames.append(np.asarray(image.convert("RGB")))
        durations.append(round(image.info["duration"]))
    return np.array(frames), durations


def same_parameters(copies, runs):
    return all(np.array_equal(copies[name].parameters.vector, run.parameters.vector) for name, run in runs.items())


# In words


def test_what_the_last_frame_shows_is_in_the_file_in_words(few_frames):
    shown, language = trained(digits(samples=60), 40), LANGUAGES["zh"]
    image = Image.open(io.BytesIO(made(shown, language=language).file))
    assert image.n_frames > 2
    assert image.info["comment"].decode() == rendered(in_words(shown, View()), language) != ""


# The same network


def changed(runs):
    """Runs with a past: other learning rates, nudges, and a step back."""
    run = runs.first
    runs.advance(40)
    run.adjust(Recipe(learning_rate=0.3))
    runs.checkpoint()
    runs.advance(37)
    run.nudge({"W1": np.full(run.parameters["W1"].shape, 0.01)})
    runs.advance(50)
    run.adjust(Recipe(learning_rate=2.0))
    runs.advance(10)
    runs.seek(90)
    return runs


DIVERGING = {"activation": "relu", "learning_rate": 100.0, "n_h": 50, "scale": 10.0, "dataset": "blobs"}


@looped(
    "make",
    {
        "plain": lambda: one(333),
        "changed": lambda: changed(one()),
        "deep": lambda: one(40, depth=4, n_h=20, activation="relu", initialisation="he", classes=3, test_share=20),
        "diverged": lambda: pair(400, **DIVERGING),
    },
)
@pytest.mark.nightly
def test_in_the_end_the_copy_is_the_run_bit_for_bit_and_the_run_is_as_it_was(make, few_frames):
    runs, untouched = make(), make()
    animation = made(runs)
    assert same_parameters(animation.runs, runs)
    assert [run.divergence for run in animation.runs.values()] == [run.divergence for run in runs.values()]
    assert animation.runs.iteration == runs.iteration == animation.iterations[-1]
    assert same_parameters(untouched, runs)
    assert runs.event_log == untouched.event_log
    assert [run.history.points for run in runs.values()] == [run.history.points for run in untouched.values()]
    runs.advance(60)
    untouched.advance(60)
    assert same_parameters(untouched, runs)


@pytest.mark.nightly
def test_what_the_run_does_meanwhile_is_not_seen(few_frames):
    runs = one(100)
    still = made(runs)
    animation = Animation(runs, View())
    for _ in animation.make():
        runs.advance(1)
        runs.first.adjust(Recipe(learning_rate=0.1))
    assert animation.file == still.file


# The file


def several(dataset):
    """A run with as many classes as a dataset can have."""
    settings = {"n_h": 8, "initialisation": "xavier", "test_share": 20}
    return one(2, dataset=dataset, classes=DATASETS[dataset].most_classes, **settings)


@looped(
    "make",
    {
        "flower": lambda: several("flower"),
        "spiral": lambda: several("spiral"),
        "pair": lambda: pair(150, left="constant"),
    },
)
def test_it_ends_with_each_run_in_a_plane_of_its_own(make, few_frames):
    runs = make()
    animation = made(runs)
    frames, durations = frames_of(animation.file)
    assert sum(durations) == (len(animation.iterations) - 1) * FRAME_MS + LAST_MS
    assert len(animation.file) < MOST_BYTES
    for place, run in zip(PageLayout.of(runs).boundaries, runs.values(), strict=True):
        check_boundary(frames[-1], place, run, runs.extent)


def test_each_frame_is_of_its_iteration_whatever_the_limit_is_now(few_frames):
    runs = one(60)
    runs.first.adjust(Recipe(limit=50))
    animation = made(runs)
    frames, _ = frames_of(animation.file)
    assert len(frames) == 8
    place = PageLayout.of(runs).boundaries[0]
    for number in (0, 4, 7):
        check_boundary(frames[number], place, one(animation.iterations[number]).first, runs.extent)
    alone, _ = frames_of(made(one(animation.iterations[4])).file)
    words = slice(32, 60)
    assert np.array_equal(frames[4][words, :440] < 128, alone[-1][words, :440] < 128)


# Which iterations


def test_frames_are_spread_as_the_growing_speed_spreads_its_pictures():
    pictures, view = [0], View(speed="growing")
    while pictures[-1] < 10_000:
        pictures.append(min(10_000, pictures[-1] + int(view.next_picture(pictures[-1], 60))))
    iterations = Animation(one(10_000), View(speed="max")).iterations
    assert len(iterations) == FRAMES
    places = [pictures.index(iteration) for iteration in iterations]
    assert (places[0], places[-1]) == (0, len(pictures) - 1)
    assert max(np.diff(places)) - min(np.diff(places)) <= 1


@looped("iterations", [1, 2, 59, 60, 301])
def test_there_are_at_most_sixty_from_the_first_to_the_last(iterations):
    found = Animation(one(iterations), View()).iterations
    assert (found[0], found[-1], len(found)) == (0, iterations, min(iterations + 1, FRAMES))
    assert all(before < after for before, after in pairwise(found))


# Limits


@pytest.mark.nightly
def test_what_takes_too_long_is_left_out_and_said(monkeypatch):
    monkeypatch.setattr(module, "FRAMES", 20)
    runs = one(500, depth=2)
    whole = made(runs)
    assert not whole.note
    monkeypatch.setattr(module, "MOST_WORK", whole._work * 200)
    animation = made(runs)
    assert animation.note == (
        "Training up to iteration 500 once more would take too long: the animation shows the first 200 iterations, and "
        "then the network as it is now."
    )
    assert animation.runs.iteration == animation.iterations[-2] == 200
    assert animation.iterations[-1] == 500
    assert len(animation.iterations) <= 20
    last, ends = (frames_of(each.file)[0][-1].astype(int) for each in (whole, animation))
    assert np.abs(last - ends).max() <= 40  # the same picture, but for the choice of colours
    check_boundary(ends, PageLayout.of(runs).boundaries[0], runs.first, runs.extent)


@looped(
    ("settings", "least", "most"),
    [({}, 800_000, 1e6), ({"depth": 4, "n_h": 50, "samples": 1000, "classes": 5}, 5000, 20_000)],
)
def test_the_limits_are_those_of_the_largest_settings(settings, least, most):
    runs = one(1, limit=1_000_000, **settings)
    runs.first.iteration = 1_000_000  # as if it had come so far: training would take minutes
    animation = Animation(runs, View())
    assert len(animation.iterations) <= FRAMES
    assert least < animation.iterations[-2] < most
    assert bool(animation.note) != (animation._work * 1_000_000 <= module.MOST_WORK)


@pytest.mark.nightly
def test_a_file_that_would_grow_too_large_has_fewer_frames(monkeypatch):
    runs = one(60)
    whole = made(runs)
    monkeypatch.setattr(module, "MOST_BYTES", len(whole.file) // 2)
    animation = made(runs)
    frames, _ = frames_of(animation.file)
    assert 10 < len(frames) < FRAMES
    assert len(animation.file) < 1.2 * len(whole.file) // 2
    assert same_parameters(animation.runs, runs)
    assert np.abs(frames[-1].astype(int) - frames_of(whole.file)[0][-1]).max() <= 1


def test_it_works_in_short_turns_and_says_how_far_it_is(monkeypatch, few_frames):
    trained = []
    advance = RunGroup.advance
    monkeypatch.setattr(RunGroup, "advance", lambda runs, n: (trained.append(n), advance(runs, n)))
    runs = pair(3000)
    trained.clear()
    animation = Animation(runs, View())
    shares = []
    for share in animation.make():
        assert len(trained) <= 1
        assert all(n * animation._work <= SLICE_WORK for n in trained)
        trained.clear()
        shares.append(share)
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0, 1)
    assert len(shares) > module.FRAMES


def test_what_was_not_played_or_was_changed_too_often_can_not_be_shown(monkeypatch):
    with pytest.raises(ValueError, match=f"press {PLAY} first"):
        Animation(one(), View())
    monkeypatch.setattr("playground.training.timeline.MOST_EVENTS", 9)
    runs = one(1)
    for number in range(9):
        runs.advance(1)
        runs.first.adjust(Recipe(learning_rate=1 + number / 100))
    with pytest.raises(ValueError, match="changed too often"):
        Animation(runs, View())


# Digits


def colours_of_weights(frame, run):
    """The pixels at the middles of the cells of the pictures of weights, (units, 8, 8, 3)."""
    units, columns = len(run.parameters["W1"]), math.ceil(math.sqrt(len(run.parameters["W1"])))
    scale = 320 // (10 * columns)
    unit, row, column = np.indices((units, 8, 8))
    y = 104 + ((unit // columns) * 10 + 1 + row) * scale + scale // 2
    x = 36 + ((unit % columns) * 10 + 1 + column) * scale + scale // 2
    return frame[y, x].astype(int)


def test_digits_that_all_start_at_zero_stay_pale(few_frames):
    runs = trained(digits(initialisation="zero", samples=100), 9)
    frames, _ = frames_of(made(runs).file)
    assert (colours_of_weights(frames[-1], runs.first) == colours_of_weights(frames[0], runs.first)[0, 0, 0]).all()

"""Own points: what is packed comes back bit for bit, and no text that somebody made up does any harm."""

import base64
import tracemalloc
import zlib
from struct import Struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.data import DATASETS, SURFACES, Points, Unit, have_values, make_dataset, pack, unpack
from playground.data.points import LONGEST_NAME, LONGEST_TEXT, MOST_DOUBLINGS, MOST_OWN_CLASSES, MOST_POINTS, check_name
from playground.language import Message
from tests.looped import looped

calmly = settings(deadline=None, derandomize=True, max_examples=40)


def is_name(text):
    try:
        return bool(check_name(text))
    except ValueError:
        return False


NAMES = st.lists(st.text(max_size=LONGEST_NAME).filter(is_name), min_size=1, max_size=MOST_OWN_CLASSES, unique=True)


@st.composite
def some_points(draw):
    names = draw(NAMES)
    m = draw(st.integers(1, 20))
    size = draw(st.sampled_from([1e-6, 1.0, 6.0, 700.0]))
    places = st.floats(-size, size, allow_nan=False)
    X = [draw(st.lists(places, min_size=m, max_size=m)) for _ in range(2)]
    labels = draw(st.lists(st.integers(0, len(names) - 1), min_size=m, max_size=m))
    return X, labels, names


def at_random(m, K=2, seed=1, size=3.0, names=None):
    random = np.random.RandomState(seed)
    labels = np.concatenate([np.arange(K), random.randint(K, size=m - K)])
    return Points.of(random.uniform(-size, size, (2, m)), labels, names or [f"class {k}" for k in range(K)])


@given(given=some_points())
@calmly
def test_points_are_rounded_once_put_in_order_and_come_back_bit_for_bit_from_their_text(given):
    X, labels, names = np.array(given[0]), np.array(given[1]), given[2]
    points = Points.of(*given)
    assert Points.of(points.X, points.labels, points.names) == points
    order = np.argsort(labels, kind="stable")
    half = 6 * 2**points.doublings
    assert (np.abs(points.X - X[:, order]) <= half / 4096 * (1 + 1e-12)).all()  # by half a step at most
    assert [points.names[label] for label in points.labels] == [names[label] for label in labels[order]]
    # In no larger square than they need.
    assert points.doublings == 0 or np.abs(X).max() > (half / 2) * 4094 / 4096
    text = pack(points)
    assert unpack(text) == points
    assert pack(unpack(text)) == text
    assert len(text) <= LONGEST_TEXT
    assert set(text) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")


@st.composite
def some_values(draw):
    m = draw(st.integers(1, 20))
    places, size = st.floats(-6, 6, allow_nan=False), draw(st.sampled_from([1e-6, 1.0, 32.7675, 3000.0, 32767.0]))
    X = [draw(st.lists(places, min_size=m, max_size=m)) for _ in range(2)]
    return X, draw(st.lists(st.floats(-size, size, allow_nan=False), min_size=m, max_size=m))


@given(given=some_values())
@calmly
def test_values_come_back_bit_for_bit_rounded_once_and_in_their_order(given):
    points = Points.of(*given, (), ("height", "weight"))
    assert unpack(pack(points)) == points
    assert Points.of(points.X, points.labels, (), points.inputs) == points
    step = 10.0**-points.values.decimals
    assert (np.abs(points.labels - given[1]) <= step / 2 * (1 + 1e-9)).all()
    assert np.abs(points.labels).max() * 10 > 32_767 * step or step == 0.001  # as many decimals as there is room for
    np.testing.assert_array_equal(points.X, Points.of(given[0], np.zeros(points.size), ["a"]).X)


def test_links_that_are_out_in_the_world_go_on_meaning_the_same():
    X, labels = [[0.5, -1, 2], [2, 3, 4]], [0, 1, 1]
    values = Points.of([[0.5, -1], [2, 3]], [0.1, -2.3456], ())
    assert (values.labels.tolist(), values.dataset.target) == ([0.1, -2.346], "number")
    for text, points in (
        ("eNpjZGBiT85JLC5WMGBghLIMGZi6dq3O2sOwam8oAH16CbM", Points.of(X, labels, ["class 0", "class 1"])),
        (
            "eNpjYmBiTGRgZExiYGLLSM1MzyhhKwdTXbtWZ-1hWLU3FACAcgqr",
            Points.of(X, labels, ["a", "b"], ("height", "weight")),
        ),
        ("eNpjZmBmYOjatTprDwNDyrdrABzlBUw", values),
    ):
        assert unpack(text) == points
        assert pack(points) == text
        assert have_values(text) == (points is values)
    assert not have_values("")


def test_the_length_of_the_text():
    assert len(pack(at_random(200))) < 1000
    assert len(pack(at_random(600, K=5))) < 2600
    longest = [chr(0x1F600 + k) * LONGEST_NAME for k in range(MOST_OWN_CLASSES)]
    assert len(pack(at_random(MOST_POINTS, MOST_OWN_CLASSES, names=longest))) <= LONGEST_TEXT
    random = np.random.RandomState(1)
    unit = Unit(random.randn(), abs(random.randn()))
    values = Points.of(random.randn(2, MOST_POINTS), random.randn(MOST_POINTS), (), tuple(longest[:2]), unit)
    assert len(pack(values)) <= LONGEST_TEXT


@looped("name", [*DATASETS, *(name for name, surface in SURFACES.items() if surface.inputs == 2)])
def test_any_dataset_can_become_own_points(name):
    is_number = name in SURFACES
    dataset = make_dataset(name, 120, **({} if is_number else {"classes": DATASETS[name].most_classes}))
    points = Points.of_dataset(dataset)
    np.testing.assert_allclose(points.X, dataset.X, atol=6 * 2**points.doublings / 4096)
    np.testing.assert_allclose(points.labels, dataset.labels, atol=0.0005 if is_number else 0)
    if not is_number:
        assert points.names == tuple(dataset.class_names)
        np.testing.assert_array_equal(points.dataset.Y, dataset.Y)
        np.testing.assert_array_equal(points.dataset.X, points.X)


def test_one_class_is_learned_as_one_of_two_and_one_without_points_is_left_out():
    dataset = Points.of([[1, 2], [3, 4]], [0, 0], ["a"]).dataset
    assert dataset.loss == "sigmoid"
    np.testing.assert_array_equal(dataset.Y, [[0, 0]])
    points = Points.of([[1, 2, 0], [3, 4, 0]], [2, 0, 2], ["a", "b", "c"])
    assert (points.names, points.counts) == (("a", "c"), (1, 2))
    np.testing.assert_allclose(points.X, [[2, 1, 0], [4, 3, 0]], atol=0.002)
    assert Points.of([[0, 1], [0, 1]], [0, 1], ["-1", "+1.5"]).names == ("-1", "+1.5")  # signed numbers are names


def test_the_edges_of_the_squares():
    for doublings in range(MOST_DOUBLINGS + 1):
        half = 6.0 * 2**doublings
        inside = half * 2047 / 2048
        assert Points.of([[inside, -half], [0, 0]], [0, 0], ["a"]).doublings == doublings
        if doublings < MOST_DOUBLINGS:
            assert Points.of([[half], [0]], [0], ["a"]).doublings == doublings + 1
        else:
            with pytest.raises(ValueError, match="beyond ±767"):
                Points.of([[half], [0]], [0], ["a"])


@looped(
    ("X", "labels", "names", "says"),
    [
        ([[], []], [], ["a"], "0 points"),
        (np.zeros((2, MOST_POINTS + 1)), np.zeros(MOST_POINTS + 1), ["a"], "2,001 points"),
        ([[np.nan], [0]], [0], ["a"], "must be numbers"),
        ([[1e308], [0]], [0], ["a"], "beyond"),
        ([[0], [0]], [1], ["a"], "not among the names"),
        ([[0], [0]], [-1], ["a"], "not among the names"),
        ([[0, 1]], [0, 0], ["a"], "two coordinates"),
        ([[0], [0]], [0, 0], ["a"], "two coordinates"),
        ([[0, 1], [0, 1]], [0, 1], ["a", "a"], "same name"),
        ([[0] * 11, [0] * 11], range(11), "abcdefghijk", "11 classes"),
        ([[0], [0]], [0], [""], "no name"),
        ([[0], [0]], [0], ["x" * (LONGEST_NAME + 1)], "more than 20"),
        ([[0], [0]], [0], ["a\nb"], "can't be shown"),
        ([[0], [0]], [0], [" a"], "can't be shown"),
        ([[0], [0]], [0], ["=1+2"], "as a formula does"),
        ([[0], [0]], [0], ["@SUM(A1)"], "as a formula does"),
        ([[0], [0]], [0], ["-cmd"], "as a formula does"),
        ([[0], [0]], [np.nan], (), "Values must be numbers"),
        ([[0], [0]], [32_767.6], (), "beyond ±32,767"),
        ([[0], [0]], [1, 2], (), "two coordinates"),
    ],
)
def test_points_that_are_none_are_refused(X, labels, names, says):
    with pytest.raises(ValueError, match=says) as caught:
        Points.of(X, list(labels), list(names))
    assert isinstance(caught.value.args[0], Message)


# Texts that nobody's points make


def as_text(data, level=9):
    return base64.urlsafe_b64encode(zlib.compress(data, level)).decode().rstrip("=")


def inside(text):
    return zlib.decompress(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def with_unit(mean, deviation):
    """A point with a value that was standardised by these, whatever they are."""
    return as_text(b"\x04\0\x03" + Struct(">2d").pack(mean, deviation) + b"\0\0" + b"\x80\x08\0" + b"\0\x01")


def test_values_that_were_standardised_have_their_own_unit_in_the_link():
    assert unpack(with_unit(240.5, 90.25)).unit == Unit(240.5, 90.25)
    assert pack(unpack(with_unit(240.5, 90.25))) == with_unit(240.5, 90.25)


GOOD = pack(at_random(30, K=3))
DATA = inside(GOOD)


@looped(
    "text",
    {
        "empty": "",
        "a word": "cat",
        "no letters of it": "é" * 40,
        "NUL": GOOD[:9] + "\0" + GOOD[10:],
        "plus and slash": "++//" + GOOD,
        "padded": GOOD + "====",
        "100 kB": "A" * 100_000,
        "100 kB of it": GOOD * 400,
        "something after it": as_text(DATA + b"\0"),
        "cut inside": as_text(DATA[:-1]),
        "another version": as_text(b"\x05" + DATA[1:]),
        "values that are not there": as_text(b"\x03" + DATA[1:]),
        "fewer decimals than possible": as_text(b"\x03\0\x02\0\0" + b"\x80\x08\0" + b"\0\x01"),
        "255 decimals": as_text(b"\x03\0\xff\0\0" + b"\x80\x08\0" + b"\0\x01"),
        "too low a value": as_text(b"\x03\0\0\0\0" + b"\x80\x08\0" + b"\x80\0"),
        "half a value": as_text(b"\x03\0\x03\0\0" + b"\x80\x08\0" + b"\0"),
        "no values": as_text(b"\x03\0\x03\0\0"),
        **{
            f"the unit {unit}": with_unit(*unit)
            for unit in [(0, 1), (0, 0), (1, -1), (np.nan, 1), (1, np.nan), (np.inf, 1), (1, np.inf), (1e200, 1)]
        },
        "half a unit": as_text(b"\x04\0\x03" + b"\0" * 12),
        "one name of two": as_text(b"\x03\0\x03\x01a\0" + b"\x80\x08\0" + b"\0\x01"),
        "names that are not there": as_text(b"\x02" + DATA[1:]),
        "too large a square": as_text(DATA[:1] + bytes([MOST_DOUBLINGS + 1]) + DATA[2:]),
        "larger than it needs": as_text(DATA[:1] + b"\x03" + DATA[2:]),
        "no class": as_text(b"\x01\0\0"),
        "255 classes": as_text(DATA[:2] + b"\xff" + DATA[3:]),
        "name too long": as_text(b"\x01\0\x01\xff" + b"a" * 255 + b"\0\x01" + b"\0\0\0"),
        "name not UTF-8": as_text(b"\x01\0\x01\x01\xff\0\x01\0\0\0"),
        "a formula": as_text(b"\x01\0\x01\x02=1\0\x01\0\0\0"),
        "no points": as_text(b"\x01\0\x01\x01a\0\0"),
        "not packed": base64.urlsafe_b64encode(DATA).decode().rstrip("="),
        "two after each other": base64.urlsafe_b64encode(zlib.compress(DATA) * 2).decode().rstrip("="),
    },
)
def test_a_text_that_is_none_is_refused_in_a_sentence(text):
    with pytest.raises(ValueError, match=r"^(The p|P)oints in .*copy the whole link again\.?$"):
        unpack(text)


def test_a_text_of_another_kind_is_refused():
    for value in (None, 4, b"abc", [GOOD]):
        with pytest.raises(ValueError, match="Points in a link"):
            unpack(value)


def test_every_cut_and_every_change_of_one_letter_is_noticed_or_means_the_same():
    points = unpack(GOOD)
    for end in range(len(GOOD)):
        with pytest.raises(ValueError, match="cut or changed"):
            unpack(GOOD[:end])
    noticed = 0
    for place in range(len(GOOD)):
        other = "A" if GOOD[place] != "A" else "B"
        try:
            assert unpack(GOOD[:place] + other + GOOD[place + 1 :]) == points  # a bit that is not used
        except ValueError:
            noticed += 1
    assert noticed >= len(GOOD) - 3


ALTERED = st.binary(max_size=40).map(lambda end: as_text(DATA[:-40] + end))


@given(text=st.text(max_size=200) | st.binary(max_size=300).map(as_text) | ALTERED)
@calmly
def test_any_text_is_points_or_a_sentence(text):
    try:
        points = unpack(text)
    except ValueError as error:
        assert str(error).endswith(".")  # noqa: PT017
        assert isinstance(error.args[0], Message)  # noqa: PT017
    else:
        assert Points.of(points.X, points.labels, points.names) == points


def test_a_bomb_costs_nothing():
    bomb = as_text(bytes(9_000_000))  # as long a text as is read at all; unpacked, nine megabytes
    assert LONGEST_TEXT * 0.7 < len(bomb) <= LONGEST_TEXT
    tracemalloc.start()
    with pytest.raises(ValueError, match="cut or changed"):
        unpack(bomb)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 200_000

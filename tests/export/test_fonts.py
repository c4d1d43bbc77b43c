"""Names that a visitor gives to classes are written with the fonts that there are; what none can write is said."""

import io
import warnings

import matplotlib
import numpy as np
import pytest
from matplotlib import font_manager
from PIL import Image

from playground.data import OWN_POINTS, Points, pack
from playground.export.images import fonts
from playground.export.images.figures import HEIGHT, LEGEND, WIDTH
from playground.export.images.pictures import points_picture
from playground.training import View
from tests.export.shown import one
from tests.looped import looped

ANOTHER = "STIXGeneral"
"""Comes with matplotlib, and has some letters that its own font lacks, as a Chinese font would."""


@pytest.fixture
def installed(monkeypatch):
    """Says which further fonts the machine has."""

    def only(*names):
        monkeypatch.setattr(fonts, "FURTHER", names)
        fonts.families.cache_clear()

    yield only
    monkeypatch.undo()
    fonts.families.cache_clear()


def own(*names, **settings):
    X = np.random.RandomState(1).uniform(-2, 2, (2, 4 * len(names)))
    return one(3, dataset=OWN_POINTS, points=pack(Points.of(X, np.repeat(range(len(names)), 4), names)), **settings)


def letters_of(name):
    return set(map(chr, font_manager.get_font(font_manager.findfont(name)).get_charmap()))


def legend_of(runs):
    """The pixels beside the title, dark where there is ink."""
    image = Image.open(io.BytesIO(points_picture(runs, View(), "png"))).convert("L").resize((WIDTH, HEIGHT))
    return np.asarray(image)[:40, -LEGEND - 28 :] < 160


@pytest.mark.nightly
def test_the_letters_of_another_font_are_written_if_it_is_there(installed):
    letter = min(each for each in letters_of(ANOTHER) - letters_of(fonts.OWN) if each.isalpha())
    installed()
    assert letter in fonts.without_letters(["a", letter])
    boxes = legend_of(own("a", letter))
    installed(ANOTHER, "No such font")
    assert fonts.families() == [fonts.OWN, ANOTHER]
    assert fonts.without_letters(["a", letter]) == ""
    assert (legend_of(own("a", letter)) != boxes).any()


def test_what_no_font_has_is_said_by_name(installed):
    installed()
    assert fonts.without_letters(["cats", "chat noir", "Ελλάδα", "قطة", "é ☺"]) == ""
    said = fonts.without_letters(["cats", "猫", "한 글", "ok"])
    assert "“猫” and “한 글”" in said
    assert "ok" not in said


def test_a_missing_letter_is_no_warning_in_the_log_and_stays_text_in_an_svg(installed):
    installed()
    points = Points.of(np.random.RandomState(1).randn(2, 8), [0, 1] * 4, ["猫", "b"], ("height $_2$", "年龄"))
    runs = one(3, dataset=OWN_POINTS, points=pack(points))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        points_picture(runs, View(), "png")
        svg = points_picture(runs, View(), "svg").decode()
    assert [each for each in caught if "missing" in str(each.message)] == []
    for words in ("猫", "height $_2$, standardised", "年龄, standardised"):  # of a class, and of a table's columns
        assert f">{words}<" in svg


def test_arabic_is_joined_and_goes_from_right_to_left():
    assert tuple(map(int, matplotlib.__version__.split(".")[:2])) >= (3, 11)  # from there on letters are shaped
    beh, joined = "ب", "ببب"
    widths = [np.flatnonzero(legend_of(own(name, "b")).any(axis=0)) for name in (beh, joined)]
    alone, three = (int(each[-1] - each[0]) for each in widths)
    assert three - alone < 1.5 * 8.5  # three letters that stand alone would be wider


@pytest.mark.nightly
@looped(
    "names",
    [
        [f"a rather long name {letter}" for letter in "ABCDE"],
        [f"long name {number} of tens" for number in range(10)],
        ["W" * 20, "V" * 20, "y"],
        ["猫" * 20, "犬" * 20, "鳥" * 20],
    ],
)
def test_the_longest_names_leave_the_title_alone(names):
    image = Image.open(io.BytesIO(points_picture(own(*names, test_share=25), View(), "png"))).convert("L")
    page = np.asarray(image.resize((WIDTH, HEIGHT)))
    title_ends, legend_begins = 290, WIDTH - 28 - LEGEND - 4  # "Own points, 4 tanh units"
    assert (page[:40, title_ends:legend_begins] > 200).all()
    assert (page[:40, legend_begins:] < 160).any()

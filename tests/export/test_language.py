"""What is taken along is in the visitor's language: every word of it, but for code, and what no font can write."""

import gettext
import re
from dataclasses import replace
from itertools import combinations, cycle

import nbformat
import pytest

from playground.data import DATASETS
from playground.export.as_code.exercise import exercise
from playground.export.as_code.hints import HINTS
from playground.export.as_code.notebook import notebook
from playground.export.as_code.script import python_file
from playground.export.images import animation as animation_module
from playground.export.images import fonts, pictures
from playground.export.images.animation import Animation
from playground.export.images.pictures import picture
from playground.language import ENGLISH, LANGUAGES, Language, rendered
from playground.nn import ACTIVATIONS, UPDATE_RULES
from playground.training import View
from tests.export.runs import ThreeKinds, alone, digits, trained, zero_or_random
from tests.export.shown import one, pair
from tests.export.test_pictures import words_of
from tests.looped import looped

CHINESE = LANGUAGES["zh"]
PSEUDO = Language("qq", "qq", "⟦⟧")


class _InBrackets(gettext.NullTranslations):
    """Says every text in brackets."""

    def gettext(self, message):
        return f"⟦{message}⟧"

    def ngettext(self, msgid1, msgid2, n):
        return f"⟦{msgid1 if n == 1 else msgid2}⟧"

    def pgettext(self, context, message):
        return f"⟦{message}⟧"


@pytest.fixture
def in_brackets(monkeypatch):
    """A language in which all that is a message has brackets around it."""
    monkeypatch.setattr("playground.language.languages._catalogue", lambda code: _InBrackets())
    return PSEUDO


@pytest.fixture
def no_chinese_font(monkeypatch):
    """A server that has no font with Chinese letters."""
    monkeypatch.setattr(fonts, "families", lambda: [fonts.OWN])


def outside(text):
    """What is not in brackets."""
    while (less := re.sub(r"⟦[^⟦⟧]*⟧", "", text)) != text:
        text = less
    return text


def markdown_of(book):
    return [cell.source for cell in nbformat.reads(book, as_version=4).cells if cell.cell_type == "markdown"]


def code_of(book):
    return [cell.source for cell in nbformat.reads(book, as_version=4).cells if cell.cell_type == "code"]


def some_runs():
    """Runs with every dataset, activation and update rule, and of all other kinds."""
    for name, activation, rule in zip(DATASETS, cycle(ACTIVATIONS), cycle(UPDATE_RULES), strict=False):
        yield alone(dataset=name, activation=activation, update_rule=rule, test_share=20, batch_size=9)
    yield from (alone(ThreeKinds()), alone(depth=0, batch_size=1), digits(), digits(depth=0))
    yield zero_or_random(left="constant")


def notebooks(language):
    """Those of all these runs, and the exercise with and without its solution."""
    for experiment in some_runs():
        yield notebook(trained(experiment, 2), language)
    yield exercise(trained(alone(), 2), language)
    yield exercise(trained(zero_or_random(), 2), language, solved=True)


def test_all_that_a_notebook_says_between_its_cells_are_messages(in_brackets):
    for book in notebooks(in_brackets):
        for cell in markdown_of(book):
            said = re.sub(r"^## `\w+`", "", cell)  # the name of a function
            formulas = re.sub(r"\$\$[^$]*\$\$", lambda found: found[0] if r"\text{" in found[0] else "", said)
            assert not re.search(r"[^\W\d_]{2}", outside(formulas)), cell


def test_code_is_the_same_in_every_language(in_brackets):
    runs = trained(zero_or_random(left="constant"), 5)
    assert code_of(notebook(runs, in_brackets)) == code_of(notebook(runs))
    assert "⟦" not in python_file(runs)


def test_the_words_of_a_picture_are_messages(in_brackets):
    words = words_of(picture(one(3, test_share=25), View(), "svg", in_brackets))
    assert {"⟦test⟧", "⟦train⟧", "⟦iteration⟧", "⟦cost⟧", "⟦Dataset ⟦flower⟧: ⟦4 tanh units⟧⟧"} <= set(words)
    (settings,) = (word for word in words if "seed 1" in word)
    assert not outside(settings)
    said = words_of(picture(trained(digits(samples=100), 3), View(), "svg", in_brackets))
    assert {"⟦The weights of each unit⟧", "⟦Which digit is mistaken for which⟧", "⟦read as⟧", "⟦is⟧", "⟦Cost⟧"} <= set(
        said
    )


# Chinese

NAMES = {
    *("numpy", "NumPy", "scikit-learn", "matplotlib", "softmax", "Xavier", "He"),
    "kind",  # as somebody calls classes of their own
    *" ".join(each.label for each in (*ACTIVATIONS.values(), *UPDATE_RULES.values())).split(),
}
"""What is Latin in Chinese, too."""


def english_in(text):
    """The English words in it."""
    return {word for word in re.findall(r"[A-Za-z]{2,}(?:[_-][a-z]+)*", text) if word not in NAMES}


def test_no_english_word_is_left_in_a_chinese_notebook_and_its_hints():
    for book in notebooks(CHINESE):
        for cell in markdown_of(book):
            words = re.sub(r"`[^`]*`|(\$\$?)[^$]*\1", "", cell)  # without code and formulas
            assert not english_in(" ".join([words, *re.findall(r"\\text\{([^}]*)\}", cell)])), cell
    for name, hint in HINTS.items():
        words = re.sub(r"`[^`]*`|\{\w+\}", "", rendered(hint, CHINESE))
        assert not english_in(words) - {"tanh", "sigmoid", "ReLU", "rank", "rank-1", "array"}, name


def of_many_words():
    """A run that has something in every place of a picture."""
    runs = one(200, test_share=25, class_share=30, x1_squared=True, batch_size=32, l2=0.01)
    runs.first.adjust(replace(runs.first.recipe, learning_rate=0.01))
    runs.advance(100)
    return runs


PICTURED = {
    "points": of_many_words,
    "deep": lambda: one(3, depth=2, initialisation="xavier", learning_rate=0.1),
    "pair": lambda: pair(20, left="constant"),
    "digits": lambda: trained(digits(samples=100), 3),
}


@looped("make", PICTURED)
def test_no_english_word_is_left_in_a_chinese_picture_and_its_words_have_room(make, monkeypatch):
    pages, runs = [], make()
    for words in words_of(picture(runs, View(), "svg", CHINESE)):
        assert not english_in(words), words
    with monkeypatch.context() as patch:
        patch.setattr(pictures, "_saved", lambda figure, *rest: pages.append(figure))
        patch.setattr(fonts, "drawn", lambda language: language)  # boxes are as wide as the letters
        picture(runs, View(), "png", CHINESE)
    (figure,) = pages
    figure.draw_without_rendering()
    extents = [text.get_window_extent() for text in figure.texts]
    assert max(extent.x1 for extent in extents) <= figure.bbox.x1
    for extent, other in combinations(extents, 2):
        assert not extent.overlaps(other)


# Fonts


def animated(runs, language):
    animation = Animation(runs, View(), language)
    for _ in animation.make():
        pass
    return animation.file


@pytest.mark.nightly
def test_without_a_font_the_words_of_a_picture_are_english_and_that_is_said(no_chinese_font):
    assert fonts.drawn(CHINESE) is ENGLISH
    assert CHINESE.name in fonts.in_english_instead(CHINESE)
    for runs in (one(3), trained(digits(samples=100), 3)):
        assert picture(runs, View(), "png", CHINESE) == picture(runs, View(), "png")
        assert animated(runs, CHINESE) == animated(runs, ENGLISH)


def test_neither_english_nor_an_svg_needs_a_further_font_of_the_server(no_chinese_font, in_brackets):
    assert (fonts.drawn(ENGLISH), fonts.in_english_instead(ENGLISH)) == (ENGLISH, "")
    words = words_of(picture(one(3), View(), "svg", in_brackets._replace(name=CHINESE.name)))
    assert "⟦iteration⟧" in words


def test_what_is_new_in_a_frame_is_written_with_a_font_that_has_the_letters(monkeypatch, in_brackets):
    monkeypatch.setattr(animation_module, "FRAMES", 3)
    letters = in_brackets._replace(name="ﬀ")  # stands for Chinese ones: few machines have a font of those
    monkeypatch.setattr(fonts, "families", lambda: [fonts.OWN, "STIXGeneral"])
    monkeypatch.setattr(fonts, "_has", lambda font, letters: letters.isascii() or "STIX" in font.family_name)
    assert fonts.drawn(letters) is letters
    assert fonts.in_english_instead(letters) == ""
    assert "STIX" in fonts.file_of_letters(letters)[0]
    assert animated(one(3), letters) != animated(one(3), ENGLISH)

"""Links, numbers, pictures and files of experiments with classes are those of before there were numbers to learn.

Recorded from the last commit with classes alone, 8aaead85. Whatever is meant to change is recorded again, and its
commit says why: ``python -m tests.lessons.test_as_before NAME …`` prints its lines. All words, and the experiments with
numbers, are those of the last commit before pages became folders, 7a687b43: a sentence that is meant to change needs
its line again, too.
"""

import json
import sys
from pathlib import Path
from xml.etree import ElementTree
from zlib import crc32

import numpy as np
import plotly.graph_objects as go
import pytest

from playground.charts.png import png
from playground.language import _
from tests.lessons.everything import (
    OF_ANY_RUNS,
    OF_FEATURES,
    agree,
    drawn,
    everything,
    fingerprint,
    fingerprints,
    words,
)
from tests.looped import looped

FILE = Path(__file__).with_name("as_before.json")
ROUNDING = {
    "digits / All zero": "",
    "own points, 3 classes": "svg",
    "inside_the_symmetry / Rounding": "",
    "how_large_a_start / Too large": "",
    "how_large_a_start / Deep ReLU": "",
    "how_many_units": "at the end",
}
"""Where rounding has grown, by the beginning of a name and the end of a thing's: how much there is, is compared."""
BY_DAY = {
    "playground / Overfitting",
    "playground / Three arms",
    "own points, 2 classes",
    "going_downhill / rates / Both weights zero",
    "dead_relu / Push one unit",
    "zero_or_random / No hidden layer",
    "inside_the_symmetry / Symmetry",
    "how_large_a_start / Six initialisations",
    "why_depth / folding / One fold",
    "why_depth / composed / Spiral",
    "why_depth / parity / Four bits",
    "small_batches / One or two",
    "too_good_to_be_true / class / A small network",
    "digits / No hidden layer",
    *(name for name in everything() if name.startswith("question / ")),
}
"""Every page, both kinds of classes, and what pages ask on which nothing plays; the rest by night."""

RECORDED = json.loads(FILE.read_text())


def checksums(name, things):
    """What is recorded of each message, and the message; where rounding has grown, of what is asked alone.

    What a feature says is not among them: it can be taken away.
    """
    own = {thing: each for thing, each in things.items() if " · " not in thing}
    kept = [each for thing, each in own.items() if thing == "asked" or not is_rounding(name, thing)]
    return {crc32(each.encode()): each for each in words(kept)}


def recorded(name):
    """What is recorded of an entry: the fingerprints of its things, and the checksums of their messages, in order."""
    things = everything()[name]()
    return {**fingerprints(things), "words": [*checksums(name, things)]}


def as_much(one, other):
    """Whether two fingerprints are of about as many numbers and as many pictures."""
    return all(abs(then[0] - now[0]) <= 1 for then, now in zip(one[1:], other[1:], strict=True))


def is_rounding(name, thing):
    """Whether it differs between processors."""
    return any(name.startswith(start) and thing.endswith(end) for start, end in ROUNDING.items())


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=() if name in BY_DAY else pytest.mark.nightly) for name in RECORDED]
)
def test_whatever_is_of_classes_is_as_before(name):
    things = everything()[name]()
    then, now, said = {**RECORDED[name]}, fingerprints(things), checksums(name, things)
    then = {
        thing: each for thing, each in then.items() if thing.rpartition(" · ")[0] in {"", *OF_FEATURES, *OF_ANY_RUNS}
    }
    said_then = then.pop("words")
    new = [text for crc, text in said.items() if crc not in said_then]
    assert not new, "\n".join(["not said then:", *new])
    assert [*said] == said_then, "something is no longer said, or in another order"
    assert [*then.keys() - now.keys()] == []
    differing = {
        thing: (each, now[thing])
        for thing, each in then.items()
        if not (as_much if is_rounding(name, thing) else agree)(each, now[thing])
    }
    assert differing == {}, "the text without its numbers, the numbers and the pictures, then and now"


def test_every_page_is_compared_by_day():
    assert RECORDED.keys() >= BY_DAY
    pages = {name.split(" / ")[0] for name in BY_DAY}
    assert {name.split(" / ")[0] for name in RECORDED if " / " in name} - pages == {"how_many_units"}  # takes long


def picture(middle=3):
    """A small picture of seven shades, one pixel of which can be another."""
    pixels = np.arange(64 * 64).reshape(64, 64) // 600
    pixels[30, 30] = middle
    return png(pixels.astype(np.uint8), bytes(range(0, 210, 10)), b"\xff" * 7)


def figure(**changes):
    """A small figure."""
    points = {"x": np.arange(50.0), "y": np.arange(50.0) / 7, "marker": {"color": "#1e77b4"}}
    return go.Figure(go.Scatter(points | changes))


def in_font(fonts):
    """What is drawn of a text in an SVG with these fonts."""
    return [*drawn(ElementTree.fromstring(f'<text style="font-family: {fonts}; fill: #222222"/>'))]


@looped(
    ("one", "other"),
    [
        ("cost 0.6931, accuracy 50.0 %", "cost 0.6931000001, accuracy 50.0 %"),
        ({"cost": 1e-17}, {"cost": 0.0}),
        (_("Cost {cost}", cost=0.25), _("A cost of {cost}", cost=0.25)),
        (figure(), figure(y=np.arange(50.0) / 7 + 1e-12)),
        (picture(), picture(4)),
        (f"data:image/png;base64, {picture()}", f"data:image/png;base64,{picture(4)}"),  # as in an SVG
        (in_font("'DejaVu Sans', sans-serif"), in_font("'DejaVu Sans', 'Droid Sans Fallback', sans-serif")),
    ],
)
def test_rounding_words_and_the_fonts_of_a_machine_are_no_difference(one, other):
    assert agree(fingerprint(one), fingerprint(other))


@looped(
    ("one", "other"),
    [
        ("cost 0.6931", "cost 0.6951"),
        ("cost = np.mean(x)", "cost = np.sum(x)"),
        ({"cost": 1e-3}, {"cost": 0.0}),
        ({"link": "dataset"}, {"link": "samples"}),
        (_("Cost {cost}", cost=0.25), _("Cost {cost}", cost=0.26)),
        (figure(), figure(y=np.arange(50.0)[::-1] / 7)),
        (figure(), figure(y=np.r_[0.01, np.arange(1, 50.0) / 7])),
        (figure(), figure(marker={"color": "#1e77b5"})),
        (picture(), png(np.ones((64, 64), np.uint8), bytes(range(0, 210, 10)), b"\xff" * 7)),
    ],
)
def test_all_else_is(one, other):
    assert not agree(fingerprint(one), fingerprint(other))


if __name__ == "__main__":
    names = sys.argv[1:] or everything()
    lines = [f"{json.dumps(name)}: {json.dumps(recorded(name), separators=(',', ':'))}" for name in names]
    print("{" + ",\n".join(lines) + "}")

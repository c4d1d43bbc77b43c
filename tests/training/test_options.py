"""Options: every value that a visitor, a link or a browser can send is either taken or answered with a note."""

import dataclasses
import math

import numpy as np
import pytest

from playground.data import Points, pack, unpack
from playground.language import Message
from playground.training import Recipe, View
from playground.training.options import (
    Choice,
    Ordered,
    Packed,
    Real,
    Several,
    Switch,
    Whole,
    defaults,
    option,
    options,
    read_option,
)
from tests.looped import looped
from tests.training.offered import OFFERED, PAGES

_RECORDS = [record for page in PAGES.values() for record in (*page.records, *page.aside)]
TABLES = list(dict.fromkeys([Recipe, View, *map(type, _RECORDS)]))  # in the same order in every process
"""All records of options: those that every lesson shares, and those of single lessons."""


@dataclasses.dataclass(frozen=True)
class OneOfEach:
    """An option of every kind, whatever the pages use."""

    name: str = option("b", Choice(label="Name", help="A name.", names=("a", "b")))
    level: str = option("low", Ordered(label="Level", help="How much.", names=("low", "high")))
    whole: int = option(3, Whole(label="Whole", help="A whole number.", least=-2, most=9))
    size: int = option(0, Whole(label="Size", help="How many, or all.", least=0, most=9, marks=(0, 4), zero="all"))
    real: float = option(0.5, Real(label="Real", help="A number.", least=-1, most=2.5))
    several: tuple = option((1, 3), Several(label="Several", help="Numbers.", least=0, most=9, fewest=2, at_most=4))
    switch: bool = option(True, Switch(label="Switch", help="On or off."))


def _specs():
    """Every option with its default by a name; what several pages offer alike only once."""
    known = set()
    tables = [
        (table.__name__, name, spec, defaults(table)[name])
        for table in (OneOfEach, Recipe, View)
        for name, spec in options(table).items()
    ]
    pages = [(page, name, PAGES[page].spec(name), PAGES[page].default(name)) for page, name in OFFERED]
    for where, name, spec, default in (*tables, *pages):
        if (spec, default) not in known:
            known.add((spec, default))
            yield f"{where}-{name}", (spec, default)


SPECS = dict(_specs())


def for_each(kinds):
    return looped(("spec", "default"), {name: each for name, each in SPECS.items() if isinstance(each[0], kinds)})


every_setting = for_each(object)

NEVER = {
    "a word": "cat",
    "empty": "",
    "blank": "  \t",
    "NaN": "nan",
    "infinite": "inf",
    "minus infinite": "-Infinity",
    "huge": "1e308",
    "beyond a float": "9" * 5000,
    "100 kB": "x" * 100_000,
    "100 kB of digits": "1" * 100_000,
    "HTML": "<script>alert(1)</script>",
    "NUL": "4\0",
    "hexadecimal": "0x10",
    "a list": "[1]",
    "a formula": "2**3",
    "two numbers": "1;2",
}
NO_TEXT = {
    "None": None,
    "float NaN": math.nan,
    "float infinite": math.inf,
    "int beyond a float": 10**400,
    "int with too many digits to print": 10**5000,
    "minus": -300,
    "list": [1],
    "dict": {},
    "complex": 1j,
    "bytes": b"\xff",
    "array": np.ones(3),
    "object": object(),
}
LONGEST_NOTE = 250


def allows(spec, value):
    """Whether a setting's value is what its option promises: an independent wording of ``read``."""
    match spec:
        case Choice():
            return type(value) is str and value in spec.names
        case Switch():
            return type(value) is bool
        case Whole():
            return type(value) is int and spec.least <= value <= spec.most
        case Real():
            return type(value) is float and math.isfinite(value) and spec.least <= value <= spec.most
        case Several():
            whole = type(value) is tuple and all(
                type(each) is int and spec.least <= each <= spec.most for each in value
            )
            return whole and spec.fewest <= len(value) <= spec.at_most and list(value) == sorted(set(value))
        case Packed():
            return value == "" or pack(unpack(value)) == value
    raise AssertionError(f"a kind of option without a test: {spec}")


def assert_usable(record, specs=None):
    """Every option of a record holds what it promises.

    ``specs``: the options that it was read with, by name, where they are not the record's own.
    """
    own = options(record)
    promised = own | {name: spec for name, spec in (specs or {}).items() if name in own}
    wrong = {name: value for name, spec in promised.items() if not allows(spec, value := getattr(record, name))}
    assert wrong == {}


def needed(spec):
    """The words with which a note says what a setting takes."""
    match spec:
        case Choice():
            return spec.names
        case Switch():
            return ("true", "false")
        case Several():
            return (f"{spec.fewest} to {spec.at_most} whole numbers from {spec.least} to {spec.most}", "commas")
        case Packed():
            return ("copy the whole link again",)
    return (f"{spec.least:,}" if isinstance(spec, Whole) else f"{spec.least:g}", "number from")


def assert_falls_back(spec, default, value):
    read_back, note = read_option(spec, value, default)
    assert read_back is default
    assert isinstance(note, Message)
    assert note.startswith(f"{spec.label}: ")
    assert [word for word in needed(spec) if word not in note] == [], note
    assert ("It is left out." if isinstance(spec, Packed) else f"The default, {default}, is in effect.") in note
    assert len(note) <= LONGEST_NOTE
    assert "\n" not in note


def assert_taken(spec, default, value, meant):
    read_back, note = read_option(spec, value, default)
    assert (read_back, note) == (meant, "")
    assert allows(spec, read_back)


@looped("table", TABLES)
def test_every_field_is_an_option(table):
    names = [field.name for field in dataclasses.fields(table)]
    assert list(options(table)) == list(options(table())) == list(defaults(table)) == names
    assert all(value == getattr(table(), name) for name, value in defaults(table).items())
    assert_usable(table())


@every_setting
def test_the_default_is_accepted_as_it_is_and_as_text(spec, default):
    assert allows(spec, default)
    for value in (default, str(default).strip("()")):
        assert_taken(spec, None, value, default)


@every_setting
def test_every_setting_has_a_label_and_one_line_of_help(spec, default):
    assert spec.label.strip() == spec.label != ""
    assert spec.help.strip() == spec.help != ""
    assert "\n" not in spec.help
    assert spec.help.endswith(".")
    assert len(spec.help) <= 200


@for_each(Whole | Real)
def test_both_ends_of_a_range_are_accepted_and_nothing_beyond(spec, default):
    for value in (spec.least, spec.most, str(spec.least), f" {spec.most} "):
        assert_taken(spec, default, value, float(value))
    beyond = [spec.least - 1, spec.most + 1]
    if isinstance(spec, Real):
        beyond = [np.nextafter(spec.least, -np.inf), np.nextafter(spec.most, np.inf)]
    for value in beyond:
        assert_falls_back(spec, default, value)
        assert_falls_back(spec, default, repr(float(value)))


@for_each(Whole)
def test_a_whole_number_is_not_rounded(spec, default):
    assert_taken(spec, default, f"{spec.least}.0", spec.least)
    assert_falls_back(spec, default, spec.least + 0.5)
    assert_falls_back(spec, default, f"{spec.least + 0.5}")


@for_each(Choice | Switch)
def test_every_choice_is_accepted_and_keeps_its_spelling(spec, default):
    choices = {n: n for n in spec.names} if isinstance(spec, Choice) else {"true": True, "False": False, True: True}
    for value, meant in choices.items():
        assert_taken(spec, None, value, meant)
    for value in (f" {default}", f"{default}s"):
        assert_falls_back(spec, default, value)


@for_each(Several)
def test_a_list_is_read_with_any_spaces_in_order_and_without_what_comes_twice(spec, default):
    for value in ("3,1", " 1 , 3", "3 1", "1,,3,", "1\t3\n", "1.0, 3", "3, 1, 3", (3, 1), [1, 3]):
        assert_taken(spec, None, value, (1, 3))
    hash(spec.read("3, 1"))


@for_each(Several)
def test_of_a_list_neither_a_number_nor_how_many_there_are_may_be_out_of_range(spec, default):
    longest = range(spec.most - spec.at_most + 1, spec.most + 1)
    for values in ((spec.least, spec.most), longest):
        assert_taken(spec, None, ",".join(map(str, values)), tuple(values))
    for values in (
        (spec.least - 1, spec.most),
        (spec.least, spec.most + 1),
        (spec.least, 2.5),
        (*longest, spec.least),
        (spec.least,) * spec.fewest,
        (spec.least, "x"),
        (spec.least, "nan"),
        (),
    ):
        assert_falls_back(spec, default, ",".join(map(str, values)))
        assert_falls_back(spec, default, values)


@looped("value", NEVER | NO_TEXT)
@every_setting
def test_what_no_setting_takes_falls_back_with_a_note(spec, default, value):
    if isinstance(spec, Packed) and isinstance(value, str) and not value:
        assert_taken(spec, None, value, "")  # no points
    else:
        assert_falls_back(spec, default, value)


def test_a_limit_leaves_what_is_within_and_moves_what_is_beyond():
    whole = Whole(label="Units", help="How many.", least=1, most=9).limited(4)
    assert [whole.nearest(value) for value in (1, 4, 7)] == [1, 4, 4]
    with pytest.raises(ValueError, match="from 1 to 4"):
        whole.read(5)
    ordered = Ordered(label="Stage", help="Which.", names=("start", "Z1", "Z2")).limited(("start", "Z1"))
    assert [ordered.nearest(value) for value in ("Z1", "Z2")] == ["Z1", "start"]
    with pytest.raises(ValueError, match="start, Z1"):
        ordered.read("Z2")
    switch = Switch(label="On", help="Whether.")
    assert switch.limited(3) is switch
    assert switch.nearest(True)


def test_points_are_taken_as_they_are_packed_and_are_in_no_log():
    spec, text = options(Recipe)["points"], pack(Points.of([[1, 2], [3, 4]], [0, 1], ["a", "b"]))
    assert_taken(spec, "", text, text)
    assert_falls_back(spec, "", text[:-2])
    assert_falls_back(spec, "", text + text)
    assert text not in repr(Recipe(points=text))


@looped("name", ["samples", "learning_rate"])
def test_a_number_is_never_read_as_anything_but_itself(name):
    # True is 1 to Python. As a setting it may be either refused or 1, but the setting must be a number.
    spec = options(Recipe)[name]
    for value in (True, False):
        assert allows(spec, read_option(spec, value, defaults(Recipe)[name])[0])

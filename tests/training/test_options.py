"""Settings: every value that a visitor, a link or a browser can send is either taken or answered with a note."""

import dataclasses
import math
import random

import numpy as np
import pytest

from playground.lessons.sizes import Sizes
from playground.lessons.starts import HowLargeAStart, InsideTheSymmetry, Nudge, ScalesView, UnitsView, ZeroOrRandom
from playground.training import Config, View
from playground.training.options import Choice, Real, Several, Switch, Whole, defaults, option, options, read

TABLES = (Config, View, ZeroOrRandom, InsideTheSymmetry, HowLargeAStart, UnitsView, ScalesView, Nudge, Sizes)
PAGES = [
    (Config, View),
    (ZeroOrRandom, View),
    (InsideTheSymmetry, UnitsView, Nudge),
    (HowLargeAStart, ScalesView),
    (Sizes,),
]
COMMON = [*options(Config).values(), *options(View).values()]
SPECS = [  # of the pages' tables what they add or change
    (table, name)
    for table in TABLES
    for name, spec in options(table).items()
    if table in (Config, View) or not any(spec is common for common in COMMON)
]
NUMBERS = [(table, name) for table, name in SPECS if isinstance(options(table)[name], Whole | Real)]
LISTS = [(table, name) for table, name in SPECS if isinstance(options(table)[name], Several)]
OTHERS = [setting for setting in SPECS if setting not in NUMBERS + LISTS]


def for_each(settings):
    return pytest.mark.parametrize(("table", "name"), settings, ids=[f"{t.__name__}-{name}" for t, name in settings])


every_setting = for_each(SPECS)

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
    "minus": -3,
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
    raise AssertionError(f"a kind of option without a test: {spec}")


def assert_usable(settings):
    wrong = {
        name: value for name, spec in options(type(settings)).items() if not allows(spec, value := vars(settings)[name])
    }
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
    return (f"{spec.least:,}" if isinstance(spec, Whole) else f"{spec.least:g}", "number from")


def assert_falls_back(table, name, value):
    settings, notes = read(table, {name: value})
    assert settings == table()
    assert len(notes) == 1
    spec, (note,) = options(table)[name], notes
    assert note.startswith(f"{spec.label}: ")
    assert [word for word in needed(spec) if word not in note] == [], note
    assert f"The default, {defaults(table)[name]}, is in effect." in note
    assert len(note) <= LONGEST_NOTE
    assert "\n" not in note


@pytest.mark.parametrize("table", TABLES)
def test_every_field_that_is_not_fixed_is_an_option(table):
    fixed = getattr(table, "fixed", ())
    assert list(options(table)) == [field.name for field in dataclasses.fields(table) if field.name not in fixed]
    assert list(defaults(table)) == list(options(table))
    assert all(value == getattr(table(), name) for name, value in defaults(table).items())


def test_a_field_that_is_fixed_can_not_be_set():
    assert read(Config, {"plain_products": True, "n_h": 5}) == (Config(n_h=5), [])
    assert read(InsideTheSymmetry, {"plain_products": "true"}) == (InsideTheSymmetry(plain_products=True), [])


@every_setting
def test_the_default_is_accepted_as_it_is_and_as_text(table, name):
    spec, default = options(table)[name], defaults(table)[name]
    assert allows(spec, default)
    for value in (default, str(default).strip("()")):
        read_back = spec.read(value)
        assert read_back == default
        assert type(read_back) is type(default)


@every_setting
def test_every_setting_has_a_label_and_one_line_of_help(table, name):
    spec = options(table)[name]
    assert spec.label.strip() == spec.label != ""
    assert spec.help.strip() == spec.help != ""
    assert "\n" not in spec.help
    assert spec.help.endswith(".")
    assert len(spec.help) <= 120


@pytest.mark.parametrize("tables", PAGES)
def test_labels_tell_the_settings_of_a_page_apart(tables):
    labels = [spec.label for table in tables for spec in options(table).values()]
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize("tables", PAGES)
def test_the_tables_of_a_page_share_no_name(tables):
    # All are in one link, so a name must say which is meant.
    names = [name for table in tables for name in options(table)]
    assert len(set(names)) == len(names)


@for_each(NUMBERS)
def test_both_ends_of_a_range_are_accepted_and_nothing_beyond(table, name):
    spec = options(table)[name]
    for value in (spec.least, spec.most, str(spec.least), f" {spec.most} "):
        settings, notes = read(table, {name: value})
        assert notes == []
        assert getattr(settings, name) == float(value)
        assert_usable(settings)
    beyond = [spec.least - 1, spec.most + 1]
    if isinstance(spec, Real):
        beyond = [np.nextafter(spec.least, -np.inf), np.nextafter(spec.most, np.inf)]
    for value in beyond:
        assert_falls_back(table, name, value)
        assert_falls_back(table, name, repr(float(value)))


@for_each([(table, name) for table, name in NUMBERS if isinstance(options(table)[name], Whole)])
def test_a_whole_number_is_not_rounded(table, name):
    spec = options(table)[name]
    assert read(table, {name: f"{spec.least + 1}.0"})[1] == []
    assert_falls_back(table, name, spec.least + 0.5)
    assert_falls_back(table, name, f"{spec.least + 0.5}")


@for_each(OTHERS)
def test_every_choice_is_accepted_and_keeps_its_spelling(table, name):
    spec = options(table)[name]
    choices = {n: n for n in spec.names} if isinstance(spec, Choice) else {"true": True, "False": False, True: True}
    for value, meant in choices.items():
        settings, notes = read(table, {name: value})
        assert (getattr(settings, name), notes) == (meant, [])
    for value in (f" {defaults(table)[name]}", f"{defaults(table)[name]}s"):
        assert_falls_back(table, name, value)


@for_each(LISTS)
def test_a_list_is_read_with_any_spaces_in_order_and_without_what_comes_twice(table, name):
    for value in ("3,1", " 1 , 3", "3 1", "1,,3,", "1\t3\n", "1.0, 3", "3, 1, 3", (3, 1), [1, 3]):
        settings, notes = read(table, {name: value})
        assert (getattr(settings, name), notes) == ((1, 3), [])
    assert_usable(settings)
    hash(settings)


@for_each(LISTS)
def test_of_a_list_neither_a_number_nor_how_many_there_are_may_be_out_of_range(table, name):
    spec = options(table)[name]
    longest = range(spec.most - spec.at_most + 1, spec.most + 1)
    for values in ((spec.least, spec.most), longest):
        assert read(table, {name: ",".join(map(str, values))})[1] == []
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
        assert_falls_back(table, name, ",".join(map(str, values)))
        assert_falls_back(table, name, values)


@pytest.mark.parametrize("value", [*NEVER.values(), *NO_TEXT.values()], ids=[*NEVER, *NO_TEXT])
@every_setting
def test_what_no_setting_takes_falls_back_with_a_note(table, name, value):
    assert_falls_back(table, name, value)


@pytest.mark.parametrize(("table", "name"), [(Config, "dataset"), (Config, "samples"), (View, "hard")])
def test_a_number_with_too_many_digits_to_print(table, name):
    assert_falls_back(table, name, 10**5000)  # Python refuses to turn more than 4,300 digits into text


@pytest.mark.parametrize("value", [True, False])
@pytest.mark.parametrize("name", ["samples", "learning_rate"])
def test_a_number_is_never_read_as_anything_but_itself(name, value):
    # True is 1 to Python. As a setting it may be either refused or 1, but the setting must be a number.
    assert_usable(read(Config, {name: value})[0])


@pytest.mark.parametrize("name", ["", "Dataset", "datasets", "__class__", "config", "é", "<b>", "x" * 100_000, None, 7])
def test_names_that_are_no_settings_are_left_alone(name):
    assert read(Config, {name: "moons"}) == (Config(), [])


def test_what_can_be_used_is_used_beside_what_can_not():
    settings, notes = read(Config, {"dataset": "moons", "n_h": "900", "noise": "0.5", "limit": "soon", "depth": "2"})
    assert settings == Config(dataset="moons", noise=0.5, depth=2)
    assert [note.split(":")[0] for note in notes] == ["Hidden units", "Iteration limit"]


def test_nothing_given_is_the_default_without_a_note():
    assert read(Config, {}) == (Config(), [])
    assert read(View, {}) == (View(), [])


def garbage(generator):
    """A value of any kind that may come: half of them nearly right."""
    number = generator.choice([0, 1, -1, 4, 20, 50, 1000, 2**32, 1e-4, 1e6, 0.5, math.nan, math.inf, 10**400])
    characters = "0123456789.eE+-_ ,<>&%\"'/\\abcntrueTFflow²٣½\0\n\u202e😀"
    return generator.choice(
        [
            number,
            str(number) if number != 10**400 else "1" + "0" * 400,
            number * generator.uniform(-2, 2) if number != 10**400 else generator.random(),
            str(generator.uniform(-100, 100)),
            generator.randint(-(10**6), 10**6),
            "".join(generator.choices(characters, k=generator.randint(0, 12))),
            generator.choice(["flower", "tanh", "relu", "zero_W2", "max", "600", "true", "FALSE", "Flower"]),
            generator.choice([*NEVER.values(), *NO_TEXT.values()]),
            [number],
            bool(number),
        ]
    )


@pytest.mark.parametrize("table", TABLES)
def test_whatever_comes_the_settings_are_usable(table):
    generator = random.Random(1)
    fields = list(options(table))
    used = 0
    for _ in range(2000):
        values = {name: garbage(generator) for name in generator.sample(fields, generator.randint(1, len(fields)))}
        settings, notes = read(table, values)
        assert_usable(settings)
        assert len(notes) <= len(values)
        assert all(len(note) <= LONGEST_NOTE for note in notes)
        used += len(values) - len(notes)
    assert used > min(300, 60 * len(fields))  # enough were taken for the check of ranges to mean something


def test_a_new_field_is_a_new_setting():
    @dataclasses.dataclass(frozen=True)
    class Longer(Config):
        momentum: float = option(
            0.9, Real(label="Momentum", help="How much of the last step is kept.", least=0, most=1)
        )

    assert list(options(Longer)) == [*options(Config), "momentum"]
    assert read(Longer, {"momentum": "0.5", "n_h": "5"}) == (Longer(momentum=0.5, n_h=5), [])
    assert_falls_back(Longer, "momentum", "2")

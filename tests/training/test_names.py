"""What the values that a visitor chooses from are called, and what explains them."""

import re

from playground.language import Message
from playground.training import GLOSSES, NAMES, Recipe, name_of
from playground.training.options import Choice, options
from tests.training.offered import OFFERED, PAGES

SYMBOL = re.compile(r"\d+|d?[WbZA]\d?")
SPECS = [PAGES[page].spec(name) for page, name in OFFERED]
VALUES = {value for spec in SPECS if isinstance(spec, Choice) for value in (*spec.names, *spec.more)}
WORDS = {value for value in VALUES if not SYMBOL.fullmatch(value)}


def test_every_word_that_a_visitor_chooses_has_a_name_or_is_its_own():
    assert WORDS - set(NAMES) <= {"1/t"}
    assert set(NAMES) <= WORDS | {"line"}  # of the one dataset that comes with a part of a page, not by choice


def test_a_name_is_what_people_write():
    written = [name_of(value) for value in ("relu", "leaky_relu", "gelu", "xavier", "he", "zero_W1", "adam", "blobs")]
    assert written == ["ReLU", "leaky ReLU", "GELU", "Xavier", "He", "only W1 zero", "Adam", "clouds"]
    assert not [name for name in NAMES.values() if "_" in name]
    assert name_of("600") == "600"


def test_no_two_values_have_the_same_name_by_which_a_choice_is_described():
    assert len({*NAMES.values()}) == len(NAMES)
    activation, schedule = (options(Recipe)[name] for name in ("activation", "schedule"))
    assert activation.words("leaky_relu") == "leaky ReLU"
    assert schedule.words("step") == "schedule in steps"


def test_there_is_a_short_gloss_for_proper_names_alone_and_a_translator_knows_both_from_labels():
    translated = {value for value, name in NAMES.items() if isinstance(name, Message)}
    assert set(GLOSSES) <= WORDS - translated
    assert all(len(gloss) <= 30 for gloss in GLOSSES.values())
    assert {gloss.context for gloss in GLOSSES.values()} == {"gloss"}
    assert {NAMES[value].context for value in translated} == {"option"}

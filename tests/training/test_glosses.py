"""What explains the names that a visitor chooses from."""

import re

from playground.training import GLOSSES
from playground.training.options import Choice
from tests.training.offered import OFFERED, PAGES

SYMBOL = re.compile(r"\d+|d?[WbZA][12]")
SPECS = [PAGES[page].spec(name) for page, name in OFFERED]
NAMES = {name for spec in SPECS if isinstance(spec, Choice) for name in (*spec.names, *spec.more)}


def test_there_is_a_gloss_for_names_alone_and_not_for_symbols():
    assert set(GLOSSES) <= {name for name in NAMES if not SYMBOL.fullmatch(name)}


def test_a_gloss_is_short_enough_to_stand_beside_its_name():
    assert all(len(gloss) <= 30 for gloss in GLOSSES.values())


def test_a_translator_knows_a_gloss_from_a_label():
    assert {gloss.context for gloss in GLOSSES.values()} == {"gloss"}

"""Why this cost, in words and formulas: where formulas are announced they follow, and nowhere else."""

from playground.lessons.derivation import FROM_PROBABILITY, MORE_CLASSES, SQUARED_ERROR
from tests.looped import looped


@looped("paragraph", [*FROM_PROBABILITY, *SQUARED_ERROR, *MORE_CLASSES])
def test_a_colon_at_the_end_announces_the_formulas(paragraph):
    assert paragraph.words.endswith(":") == bool(paragraph.formulas)


@looped(
    "formula", [each for part in (FROM_PROBABILITY, SQUARED_ERROR, MORE_CLASSES) for p in part for each in p.formulas]
)
def test_every_brace_of_a_formula_is_closed(formula):
    assert formula.count("{") == formula.count("}")

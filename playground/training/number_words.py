"""Small numbers as words."""

from collections.abc import Mapping

from playground.language import pgettext

# Translators: beside the name of what is counted; digits will do, too.
WORDS: Mapping[int, str] = {
    2: pgettext("how many", "two"),
    3: pgettext("how many", "three"),
    4: pgettext("how many", "four"),
    5: pgettext("how many", "five"),
    6: pgettext("how many", "six"),
    7: pgettext("how many", "seven"),
    8: pgettext("how many", "eight"),
    9: pgettext("how many", "nine"),
    10: pgettext("how many", "ten"),
    11: pgettext("how many", "eleven"),
    12: pgettext("how many", "twelve"),
}


def as_word(number: int) -> str:
    """A small number as a word, any other in digits."""
    return WORDS.get(number, str(number))

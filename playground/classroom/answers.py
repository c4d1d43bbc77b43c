"""What students send, checked, and where it is written down."""

from typing import Any

from playground.language import _
from playground.lessons.drawn.curve import pack
from playground.lessons.drawn.line import MOST_POINTS

from .question import CLAIMS, Question, number_of_claims
from .refusal import Refused

LONGEST_LINK = 2000


def answers_sheet(number: int, round: int) -> str:
    """The sheet with the answers to a question in one vote."""
    return f"answers {number} {round}"


def entries_sheet(number: int) -> str:
    """The sheet with the entries to a contest."""
    return f"entries {number}"


def written(question: Question, value: Any) -> str:
    """An answer as it is written down: the place of a claim, or the letters of a curve.

    Raises
    ------
    Refused
        If it does not answer the question.
    """
    if question.kind == CLAIMS:
        most = number_of_claims(question)
        if type(value) is not int or not 0 <= value < most:
            raise Refused(_("Choose one of the {most} answers.", most=most))
        return str(value)
    if not isinstance(value, list) or not 2 <= len(value) <= MOST_POINTS:
        raise Refused(_("Draw a curve of 2 to {most} points.", most=MOST_POINTS))
    try:
        return pack(value)
    except ValueError as error:
        raise Refused(*error.args) from None


def entry_link(link: Any) -> str:
    """A link that was sent to a contest, which has still to be read.

    Raises
    ------
    Refused
        If it is not a link, or too long.
    """
    if not isinstance(link, str) or not link or len(link) > LONGEST_LINK or not is_plain(link):
        raise Refused(_("An entry is a link to your network, of at most {most:,} characters.", most=LONGEST_LINK))
    return link


def is_plain(text: str) -> bool:
    """Whether a text has only characters that may stand in a link."""
    return text.isascii() and text.isprintable()

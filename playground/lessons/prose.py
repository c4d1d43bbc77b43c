"""What a page explains below its first screen."""

from collections.abc import Sequence
from typing import NamedTuple


class Paragraph(NamedTuple):
    """A text, and the formulas under it.

    ``notes``: a remark for readers of the notes, where they are wrong or loose: it begins "The notes say", and goes on
    with what is seen here, in numbers where there are some.
    """

    words: str
    formulas: tuple[str, ...] = ()
    notes: str = ""


class Section(NamedTuple):
    """A heading, and what is explained under it."""

    heading: str
    paragraphs: Sequence[Paragraph]

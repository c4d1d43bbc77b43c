"""A course's chapters: pages, each opened at a place of its own, so that one page can be several chapters."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

from playground.data import OWN_POINTS
from playground.language import _

from .contents import (
    ACTIVATIONS,
    DEAD_RELU,
    DIGITS,
    GOING_DOWNHILL,
    HOW_LARGE_A_START,
    INSIDE_THE_SYMMETRY,
    LOOPS_OR_VECTORS,
    ONE_STEP_BY_HAND,
    PAGES,
    PLAYGROUND,
    THE_CODE,
    WHY_DEPTH,
    WHY_THIS_COST,
    ZERO_OR_RANDOM,
)
from .links import check_settings, names_in, settings_in
from .page import Page

COURSE, QUESTION = "course", "question"
"""In a link: the chapters of a course, and the question that is on screen on a page without runs."""


class Chapter(NamedTuple):
    """A page at a place of its own.

    Attributes
    ----------
    page : the page
    place : its settings, and the question on screen, as in the page's link after its "?"; empty for just the page
    minutes : about how long it takes; 0 if nobody has said so
    heading : of the lecture notes, if it is about one
    """

    page: Page
    place: str = ""
    minutes: int = 0
    heading: str = ""

    @property
    def entry(self) -> str:
        """It as in the link of a course, see :func:`read_entry`."""
        return ":".join([str(PAGES.index(self.page) + 1), *filter(None, self.place.split("&"))])


_BY_NAME: Mapping[str, Page] = {
    **{str(number): page for number, page in enumerate(PAGES, 1)},
    **{page.path or PLAYGROUND.name: page for page in PAGES},
}
OF_PAGES: Sequence[Chapter] = [Chapter(page, minutes=page.minutes) for page in PAGES]
"""The pages of the menu, as chapters."""


def chapter_of(page: Page, names: Mapping[str, str]) -> Chapter:
    """A page with these names of its link.

    Raises
    ------
    ValueError
        If a chapter can't have them; the message is for the visitor.
    """
    check_settings(names, page)
    known = {page.prefix + name for name in page.settings.names} | ({QUESTION} if page.questions else set())
    if unknown := next((name for name in names if name not in known), ""):
        raise ValueError(
            _(
                "{name} is no setting of “{page}”. A chapter is a page and, after colons, what its link has, such as "
                "{example}.",
                name=repr(unknown[:40]),
                page=page.title,
                example=THE_NOTES[3].entry,
            )
        )
    if (asked := names.get(QUESTION)) not in (None, *page.questions):
        codes = ", ".join(page.questions)
        raise ValueError(
            _("{name}: {value} is not one of {codes}.", name=QUESTION, value=repr(str(asked)[:40]), codes=codes)
        )
    if OWN_POINTS in settings_in(names, page).values():
        raise ValueError(_("A course can't hold points of one's own: choose another dataset."))
    place = urlencode(sorted(names.items()))
    return Chapter(page, place, 0 if place else page.minutes)


def read_entry(entry: str) -> Chapter:
    """A chapter in the link of a course: a page's number in the menu or address, and after colons its settings.

    Raises
    ------
    ValueError
        If it is none; the message is for the visitor.
    """
    name, _colon, rest = entry.partition(":")
    if name not in _BY_NAME:
        raise ValueError(
            _(
                "{name} in {course} is not a page: name pages by their numbers in the menu, 1 to {most}, or as in "
                "their addresses, such as {path}.",
                name=repr(name[:40]),
                course=COURSE,
                most=len(PAGES),
                path=DIGITS.path,
            )
        )
    try:
        return chapter_of(_BY_NAME[name], names_in(rest.replace(":", "&")))
    except ValueError as error:
        why = error.args[0]
        raise ValueError(_("{name} in {course}: {why}", name=repr(entry[:80]), course=COURSE, why=why)) from None


def chapter_at(link: str) -> Chapter:
    """What a link leads to, without what a chapter can't have, such as a moment of a run.

    Raises
    ------
    ValueError
        If it can't be a chapter; the message is for the visitor.
    """
    path, names = urlsplit(link).path, names_in(urlsplit(link).query)
    page = _BY_NAME.get(path or PLAYGROUND.name)
    if not page:
        raise ValueError(_("{link} is no link.", link=repr(link[:80])))
    kept = {page.prefix + name: value for name, value in settings_in(names, page).items()}
    if page.questions and QUESTION in names:
        kept[QUESTION] = names[QUESTION].partition(".")[0]  # without the answer
    return chapter_of(page, kept)


GRAPH, START = _("Computation graph"), _("Random initialisation")
THE_NOTES: Sequence[Chapter] = (
    Chapter(PLAYGROUND, "", 5, _("A preview")),
    Chapter(ACTIVATIONS, "question=steepest", 7, _("Sigmoid")),
    Chapter(GOING_DOWNHILL, "", 6, _("Cost and gradient descent")),
    Chapter(GOING_DOWNHILL, "downhill_begin=chosen", 4, _("Cost and gradient descent")),
    Chapter(ONE_STEP_BY_HAND, "step_depth=0", 6, GRAPH),
    Chapter(LOOPS_OR_VECTORS, "question=how+much+faster", 4, GRAPH),
    Chapter(ONE_STEP_BY_HAND, "step_stage=db2", 4, _("NumPy vectors")),
    Chapter(WHY_THIS_COST, "", 10, _("Why this cost")),
    Chapter(ONE_STEP_BY_HAND, "step_stage=Z1", 6, _("Forward computation, vectorised")),
    Chapter(ACTIVATIONS, "question=ten+layers", 5, _("Activations")),
    Chapter(DEAD_RELU, "", 4, _("Activations")),
    Chapter(ZERO_OR_RANDOM, "", 3, START),
    Chapter(ZERO_OR_RANDOM, "zero_left=zero_W1", 2, START),
    Chapter(INSIDE_THE_SYMMETRY, "", 3, START),
    Chapter(HOW_LARGE_A_START, "large_dataset=flower&large_depth=4&large_n_h=10", 3, START),
    Chapter(WHY_DEPTH, "depth_part=composed", 3, _("Why depth works")),
    Chapter(WHY_DEPTH, "", 2, _("Why depth works")),
    Chapter(ONE_STEP_BY_HAND, "step_stage=dZ2", 6, _("Forward and backward in detail")),
    Chapter(THE_CODE, "", 7, _("The NumPy implementation")),
)
"""A lesson along the lecture notes, heading by heading."""
READY: Mapping[str, Sequence[Chapter]] = {"notes": THE_NOTES}
"""Courses by their name in a link, where it stands for all their chapters."""


def title_of(ready: Sequence[Chapter]) -> str:
    """What one of them is called."""
    return _("The notes in {minutes} minutes", minutes=sum(chapter.minutes for chapter in ready))

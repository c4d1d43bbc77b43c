"""What can be asked of a class: an experiment, as in a page's link, with claims to choose from, a curve or a contest.

A question may come from anybody's browser: :meth:`Question.of` takes only what the page would take from its link.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlencode

from playground.features.challenges.goals import CHALLENGE, CHALLENGES, Challenge
from playground.language import Language, _, rendered
from playground.lessons.claims import Outcome
from playground.lessons.course import course
from playground.lessons.drawn.curve import SPAN
from playground.lessons.lesson import Chosen, Lesson, Preset, SweepLesson
from playground.lessons.own_question import lines, one_line, unfolded
from playground.pages.contents import WITH_RUNS
from playground.pages.in_effect import in_effect
from playground.pages.links import chosen_in
from playground.training import Experiment, Run, View

from .links import names_in, usable
from .refusal import Refused

CLAIMS, CURVE, CONTEST = "claims", "curve", "contest"
KINDS = (CLAIMS, CURVE, CONTEST)
ASK, SAY = "ask", "say"
"""Names in a link that are no settings: a teacher's question and claims."""
LONGEST_SETTINGS = 12_000
"""Letters: enough for a link with the most points."""
TO_DRAW = Preset(
    "",
    {},
    _("How will the cost change? Draw the curve that you expect."),
    outcome=Outcome(also=lambda runs: course(runs.first)),
)
"""What is asked, and answered, where a class draws the cost curve; with any settings."""


@dataclass(frozen=True)
class Question:
    """A question; make it by :meth:`of` or :func:`of_link`.

    Attributes
    ----------
    page : address of the page below the app's own
    settings : those of the page that differ from its own, as in its link after the "?"
    kind : what is answered: one of :data:`KINDS`
    text, claims : a lecturer's own, plain text; empty if they are those of the experiment
    challenge : the number of a contest's challenge, from 1
    """

    page: str
    settings: str
    kind: str
    text: str = ""
    claims: tuple[str, ...] = ()
    challenge: int = 0

    @classmethod
    def of(cls, data: Any) -> "Question":
        """The question in an unchecked :attr:`as_json`, without the settings that the page can't use.

        Raises
        ------
        Refused
            If it can't be asked.
        """
        match data:
            case {"page": str(page), "settings": str(settings), "kind": str(kind)}:
                text, claims, challenge = data.get("text", ""), data.get("claims", ()), data.get("challenge", 0)
            case _:
                raise Refused(_("This is not a question: it needs a page, settings and a kind."))
        if kind not in KINDS:
            raise Refused(_("{kind}: the kind of a question is claims, curve or contest.", kind=repr(kind[:40])))
        if kind == CONTEST:
            if page or type(challenge) is not int or not 1 <= challenge <= len(CHALLENGES):
                raise Refused(
                    _("A contest needs one of the playground's challenges, 1 to {most}.", most=len(CHALLENGES))
                )
            return cls("", "", CONTEST, challenge=challenge)
        if page not in WITH_RUNS:
            raise Refused(_("{page}: this page has no experiment to ask about.", page=repr(page[:40])))
        if len(settings) > LONGEST_SETTINGS:
            raise Refused(
                _("These settings have {letters:,} characters, more than {most:,}.").filled(
                    letters=len(settings), most=LONGEST_SETTINGS
                )
            )
        own = [*map(_cut, claims[:10])] if isinstance(claims, list | tuple) else []
        question = cls(page, usable(page, settings), kind, _cut(text), tuple(lines("\n".join(own))))
        question._check()
        return question

    def _check(self) -> None:
        """Raise :class:`Refused` if there is nothing to answer."""
        experiment = experiment_of(self)
        if self.kind == CURVE:
            if experiment is None or len(experiment) > 1:
                raise Refused(_("A cost curve can be drawn only where a single network is trained."))
            axis_of(self)
            return
        if self.claims and not self.text:
            raise Refused(_("These predictions need a question of your own."))
        if self.text and len(self.claims) < 2:
            raise Refused(_("A question of your own needs at least two predictions to choose from."))
        if not self.text and number_of_claims(self) < 2:
            raise Refused(_("This experiment has no predictions to choose from: choose one of the page's experiments."))

    @property
    def as_json(self) -> dict[str, Any]:
        """Itself as a dictionary for JSON."""
        return vars(self) | {"claims": [*self.claims]}


def of_link(page: str, query: str, kind: str = CLAIMS) -> Question:
    """The question that a link asks; ``query``: what it has after its "?", a teacher's own question included."""
    link = names_in(query)
    number = link.get(CHALLENGE, "")
    return Question.of(
        {
            "page": page,
            "settings": query,
            "kind": kind,
            "text": unfolded(link.get(ASK, "")),
            "claims": lines(unfolded(link.get(SAY, ""))),
            "challenge": int(number) if number.isascii() and number.isdigit() and len(number) < 4 else 0,
        }
    )


def _cut(text: Any) -> str:
    """Untrusted text on one line; the rest of a long one is not even looked at."""
    return one_line(text[:1000]) if isinstance(text, str) else ""


@lru_cache(maxsize=256)
def chosen_of(question: Question) -> Chosen:
    """The page's records with these settings, points included; see :func:`chosen_in`."""
    return chosen_in(names_in(question.settings), WITH_RUNS[question.page])


def lesson_of(question: Question) -> Lesson | SweepLesson:
    """The lesson on screen."""
    return WITH_RUNS[question.page].lesson(chosen_of(question))


def preset_of(question: Question) -> Preset | None:
    """The preset in effect, if the settings are one's."""
    lesson = lesson_of(question)
    return in_effect(lesson.presets, lesson.settings, chosen_of(question))


def experiment_of(question: Question) -> Experiment | None:
    """What is trained; None for a sweep, whose networks come one after the other.

    Raises
    ------
    Refused
        If these settings can't be run.
    """
    lesson = lesson_of(question)
    if isinstance(lesson, SweepLesson):
        return None
    try:
        return lesson.experiment(chosen_of(question))
    except ValueError as error:
        raise Refused(*error.args) from None


def challenge_of(question: Question) -> Challenge | None:
    """The challenge of a contest."""
    return CHALLENGES[question.challenge - 1] if question.kind == CONTEST else None


def number_of_claims(question: Question) -> int:
    """How many claims there are to choose from."""
    if question.text:
        return len(question.claims)
    preset = preset_of(question)
    return len(preset.claims.each) if preset and preset.claims else 0


def asked(question: Question, language: Language) -> tuple[str, list[str]]:
    """The question, and the claims to choose from; plain text if it is a lecturer's own, else in Markdown."""
    if question.text:
        return question.text, [*question.claims]
    if challenge := challenge_of(question):
        return rendered(challenge.goal, language), []
    if question.kind == CURVE:
        return rendered(TO_DRAW.question, language), []
    preset = preset_of(question)
    claims = preset.claims.each if preset and preset.claims else []
    text = preset.question if preset else ""
    return rendered(text, language), [rendered(claim, language) for claim in claims]


class Axis(NamedTuple):
    """Where a cost curve is drawn: up to which iteration, from which cost, and whether its axis is logarithmic."""

    span: int
    start: float
    log: bool


@lru_cache(maxsize=64)
def axis_of(question: Question) -> Axis:
    """The axis on which students draw the curve.

    Raises
    ------
    Refused
        If these settings can't be run.
    """
    experiment = experiment_of(question)
    assert experiment
    view = next(each for each in chosen_of(question).values() if isinstance(each, View))
    try:
        run = Run(next(iter(experiment.values())).recipe, checkpoint_bytes=0)
    except ValueError as error:
        raise Refused(*error.args) from None
    span = experiment.limit if view.log_iteration else min(experiment.limit, SPAN)
    return Axis(span, run.measure().cost, view.log_iteration)


def link_of(question: Question, more: Mapping[str, Any]) -> str:
    """The link to the experiment, or to the beginning of a contest, below the app's address; ``more``: what it adds."""
    own = {CHALLENGE: question.challenge} if question.kind == CONTEST else {}
    query = "&".join(filter(None, [question.settings, urlencode(own | dict(more))]))
    return (question.page or "./") + (f"?{query}" if query else "")

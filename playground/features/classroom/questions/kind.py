"""What a kind of question is: all that rooms, views, tables and pages ask of one. :mod:`.kinds` has them all."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from playground.features.classroom.stores.store import Store
from playground.language import Language, Message, _, pgettext, rendered
from playground.lessons.lesson import Preset
from playground.lessons.own_question import lines, one_line
from playground.pages.contents import WITH_RUNS

from .links import usable
from .question import CLOSED, OPEN, TALK, Asked, Question
from .refusal import Refused

LONGEST_SETTINGS = 12_000
"""Letters: enough for a link with the most points."""
Sheet = Mapping[str, str]
"""The lines of a sheet, by name."""
Seen = dict[str, Any]
"""A view, or a part of one, for JSON."""
Rows = list[Sequence[Any]]
"""Of a table."""

Steps = Sequence[tuple[str, Message]]
"""What a lecturer can do, as the messages of a room, each with its button's text."""

WHY = "why"
"""The message, and the name in one, by which students say why they have answered as they have."""
LONGEST_REASON = 80
"""Letters of that."""
MOST_STUDENTS = 300
MOST_ROUNDS = 9
VOTE = _("Round")


CLOSE, REVEAL = pgettext("a vote", "Close"), pgettext("a vote", "Reveal")


class Line(NamedTuple):
    """A line on a sheet of a room: ``name`` has one there, of at most ``most``."""

    sheet: str
    name: str
    value: str
    most: int


class Kind:
    """A kind of question. Where it says nothing else, a class answers it in rounds, and a run then shows what is true.

    Attributes
    ----------
    name : in messages and stores
    label, icon : of the button that asks such a question
    about : what its questions are about beside page and settings, by name, with what others have in its place
    own_text : whether a lecturer's own question takes the place of the page's
    of_run : whether it is about one run, which the phones follow once all is revealed, and of which the room is told
    explains : whether students can say why they have answered as they have
    does : the message by which students answer
    in_rounds : whether they answer in rounds
    to_lecturer, to_student : what they are to do, by phase
    changeable : what a student is to do whose answer is in
    counted : how many have answered: ``{answered} of {present}``
    again_label : of the button for another round
    row : what the lecturer's row says of such questions alone, by the names that its script has for it
    file, file_label, headings : the table of its answers: its name, its button, and its columns after the question's
    """

    name: str
    label: Message
    icon: str
    about: Mapping[str, int] = {}
    own_text, of_run, in_rounds, explains = False, True, True, False
    does = "answer"
    to_lecturer: Mapping[str, Message]
    to_student: Mapping[str, Message]
    changeable: Message
    counted = _("{answered} of {present} answered")
    again_label = _("Vote again")
    row: Mapping[str, Message] = {}
    file: str
    file_label: Message
    headings: Sequence[Message]

    def about_in(self, link: Mapping[str, str]) -> dict[str, int]:
        """What a link says of what such a question is :attr:`about`. Called where one is to be asked."""
        return {}

    def question(self, page: str, settings: str, data: Mapping[str, Any]) -> Question:
        """The question in an unchecked message. Called before it is asked; raises :class:`Refused` if it can't be."""
        if page not in WITH_RUNS:
            raise Refused(_("{page}: this page has no experiment to ask about.", page=repr(page[:40])))
        if len(settings) > LONGEST_SETTINGS:
            raise Refused(
                _("These settings have {letters:,} characters, more than {most:,}.").filled(
                    letters=len(settings), most=LONGEST_SETTINGS
                )
            )
        text, claims = data.get("text", ""), data.get("claims", ())
        own = [*map(_cut, claims[:10])] if isinstance(claims, list | tuple) else []
        why = self.explains and data.get(WHY) is not False
        made = Question(page, usable(page, settings), self.name, _cut(text), tuple(lines("\n".join(own))), why=why)
        self.check(made)
        return made

    def check(self, question: Question) -> None:
        """Raise :class:`Refused` if there is nothing to answer. Called by :meth:`question`."""

    def asks(self, question: Question) -> tuple[str, Sequence[str]]:
        """What is asked, and the claims to choose from. Called unless the question is a lecturer's own."""
        raise NotImplementedError

    def preset(self, now: Asked, answers: Any) -> Preset | None:
        """What the lecturer's page asks instead of its own, if anything. Called in each run of its script.

        It is answered while the runs play, when nobody may ask the store: what it needs of the ``answers`` it has to
        take along. The page's script runs again when these are revealed, and when the class is to answer once more.
        """
        return None

    def choices(self, question: Question) -> int:
        """How many claims there are of which a run shows one to be true; 0 if it shows none. Called when it does."""
        return 0

    def written(self, question: Question, value: Any) -> str:
        """An unchecked answer as it is written down; raises :class:`Refused` if it is none. Called when it comes."""
        raise NotImplementedError

    def value(self, written: str) -> Any:
        """The same as a phone shows it. Called for each view of a student."""
        raise NotImplementedError

    def line(self, number: int, now: Asked, device: str, message: Mapping[str, Any]) -> Line:
        """What a message with an answer writes down; ``number``: of the question. Called when it comes in time."""
        return Line(
            answers_sheet(number, now.round), device, self.written(now.question, message.get("value")), MOST_STUDENTS
        )

    def reason(self, number: int, now: Asked, device: str, message: Mapping[str, Any]) -> Line:
        """The same of a message that says why. Called when it comes in time."""
        said = message.get(WHY)
        if not now.question.why or not isinstance(said, str):
            raise Refused(_("Nobody has asked why: reload the page."))
        return Line(reasons_sheet(number, now.round), device, one_line(said[:1000], LONGEST_REASON), MOST_STUDENTS)

    def admits(self, store: Store, code: str, line: Line) -> bool:
        """Whether a line is to be written; raises :class:`Refused` if there have been too many. Called before it is."""
        return True

    def again(self, now: Asked) -> Asked:
        """What follows if the class is to answer again; raises :class:`Refused` if it can't. Called when asked to."""
        if now.phase == OPEN:
            raise Refused(_("The vote is still open: close it first, then the class can vote again."))
        if now.round >= MOST_ROUNDS:
            raise Refused(_("A class can vote at most {most} times on a question.", most=MOST_ROUNDS))
        return replace(now, phase=OPEN, round=now.round + 1, right=None, answer={}, at=0, changes="", quoted="")

    def steps(self, now: Asked) -> Steps:
        """What the lecturer can do, first what comes next, unless that is up to their page. Called for their views."""
        close, talk, reveal = ("close", CLOSE), ("talk", _("Let them talk")), ("reveal", REVEAL)
        again = "again", self.again_label
        match now.phase:
            case phase if phase == OPEN:
                return [close, reveal] if now.round == 1 else [reveal, close]
            case phase if phase == CLOSED:
                return [talk, again, reveal] if now.round == 1 else [reveal, talk, again]
            case phase if phase == TALK:
                return [again, reveal]
        return [again]

    def sheets(self, number: int, rounds: int) -> Sequence[str]:
        """The sheets with the answers to a question, the last round's last. Called when they are read."""
        return [answers_sheet(number, vote) for vote in range(1, rounds + 1)]

    def read(self, sheets: Sequence[Sheet]) -> Any:
        """What stands on them, as the hooks below get it. Called once after each change of the room."""
        return sheets

    def answered(self, answers: Any) -> int:
        """How many students have answered. Called for views."""
        return len(answers[-1])

    def what_to_do(self, now: Asked, lecturer: bool) -> Message:
        """What the lecturer, or a student, is to do. Called for views."""
        return (self.to_lecturer if lecturer else self.to_student)[now.phase]

    def seen(self, now: Asked, answers: Any, lecturer: bool, language: Language) -> Seen:
        """What is in a lecturer's view, or in each student's, of this kind alone. Called for views."""
        return {}

    def advice(self, answers: Any, right: int, voted_before: bool) -> Message | None:
        """What is known to help a class next, given the place of the claim that is right.

        Called for the lecturer's own device.
        """
        return None

    def seen_by(self, seen: Seen, now: Asked, answers: Any, device: str, language: Language) -> Seen:
        """What a device sees beyond, or instead of, all that is ``seen``; "": the lecturer's. Called for each view."""
        written = answers[-1].get(device)
        if written is None:
            return {"mine": None}
        said = rendered(self.changeable, language) if now.phase == OPEN else seen["said"]
        return {"mine": self.value(written), "said": said}

    def rows(self, asked: Asked, claims: Sequence[str], sheets: Sequence[Sheet], language: Language) -> Rows:
        """The rows of the table, without what all of a question have. Called when results are saved.

        Every round is in it but one in which the class still answers.
        """
        over = sheets[: asked.round - (asked.phase == OPEN)]
        return [
            (vote, *row)
            for vote in range(1, len(over) + 1)
            for row in self.rows_of_round(asked, claims, over[0], over[vote - 1])
        ]

    def rows_of_round(self, asked: Asked, claims: Sequence[str], first: Sheet, answers: Sheet) -> Rows:
        """Those of one round; ``first``: the answers of the first one. Called by :meth:`rows`."""
        raise NotImplementedError


def answers_sheet(number: int, round: int) -> str:
    """The sheet with the answers to a question in one vote."""
    return f"answers {number} {round}"


def reasons_sheet(number: int, round: int) -> str:
    """The sheet with why students have answered as they have in that vote."""
    return f"reasons {number} {round}"


def said_in(said: Mapping[str, str], language: Language) -> str:
    """A sentence that was written in several languages."""
    return said.get(language.code) or said.get("en", "")


def _cut(text: Any) -> str:
    """Untrusted text on one line; the rest of a long one is not even looked at."""
    return one_line(text[:1000]) if isinstance(text, str) else ""

"""A room as a state machine: what is asked in it, and which messages it takes in which phase.

Immutable, and without anything from outside: a message makes a new room, or a line on one of its sheets, or is refused.
Whoever calls has checked who sends it.

A vote is open, then closed; the class may talk and vote again, before the answers are revealed or after; its kind says
how.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from playground.features.classroom.questions.kind import LONGEST_REASON, WHY, Line
from playground.features.classroom.questions.kinds import KINDS, as_json, kind_of, of_json, question_of
from playground.features.classroom.questions.links import is_plain
from playground.features.classroom.questions.question import CLOSED, OPEN, REVEALED, TALK, Asked, Question
from playground.features.classroom.questions.refusal import Refused
from playground.language import LANGUAGES, Message, _
from playground.lessons.drawn.curve import MOST_ITERATIONS
from playground.training.changes import MOST_LETTERS

MOST_QUESTIONS = 20
LONGEST_ANSWER = 2000
LECTURERS = ("ask", "close", "talk", "reveal", "again", "at", "decide", "quote", "offer", "press", "end")
STUDENTS = (*(each.does for each in KINDS.values()), WHY)
IN_ROUNDS = (*(each.does for each in KINDS.values() if each.in_rounds), WHY)
"""Messages of lecturers; of students; and those of them that say for which vote they are."""

OFFERS = ("ask", "back", "next", "play", "")
"""What a lecturer's page can offer that only it can do; see :attr:`Room.offer`."""
AFTER_REVEAL = _("The run waits until the answers are revealed: reveal them first.")


@dataclass(frozen=True)
class Room:
    """A class and its lecturer.

    Attributes
    ----------
    code : what students type
    key_hash : of the lecturer's secret; no other room has it, so it also tells a room from an earlier one with its code
    asked : all questions; the last one is the current one
    offer : what comes next on the lecturer's page, of :data:`OFFERS`; "" if that is up to the room
    pressed : how often that has been pressed on another device, for the page to do it
    """

    code: str
    key_hash: str
    asked: tuple[Asked, ...]
    offer: str = ""
    pressed: int = 0

    @property
    def number(self) -> int:
        """The number of the current question, from 1."""
        return len(self.asked)

    @property
    def now(self) -> Asked:
        """The current question."""
        return self.asked[-1]

    def after(self, message: Mapping[str, Any]) -> "Room | None":
        """The room after a message of its lecturer; None if it is to end.

        Raises
        ------
        Refused
            If it is no message of theirs, or out of order.
        """
        self._check_current(message)
        now = self.now
        match message.get("do"):
            case "ask":
                return self._with_question(question_of(message.get("question")))
            case "close":
                if now.phase != OPEN:
                    raise Refused(_("Answers are already closed."))
                return self._changed(phase=CLOSED)
            case "talk":
                if now.phase != CLOSED or not kind_of(now.question).in_rounds:
                    raise Refused(_("Close the vote first: then the class can talk, and vote again."))
                return self._changed(phase=TALK)
            case "reveal":
                if now.phase == REVEALED:
                    raise Refused(_("The answers have already been revealed."))
                return self._changed(phase=REVEALED)
            case "again":
                return self._with(kind_of(now.question).again(now))
            case "at":
                return self._at(message.get("iteration"), message.get("changes", ""))
            case "decide":
                return self._decided(message.get("right"), message.get("answer"))
            case "quote":
                return self._quoting(message.get(WHY))
            case "offer":
                if message.get("what") not in OFFERS:
                    raise Refused(_unknown({"do": message.get("what")}))
                return replace(self, offer=message["what"])
            case "press":
                if not self.offer or message.get("what") != self.offer:
                    raise Refused(_("Nothing on the projector waits for that just now."))
                return replace(self, pressed=self.pressed + 1)
            case "end":
                return None
            case what if what in STUDENTS:
                raise Refused(_("Only students can answer: to try it, join the room from another browser."))
        raise Refused(_unknown(message))

    def line(self, device: str, message: Mapping[str, Any]) -> Line:
        """What a message of a student writes down; ``device``: the name of their browser.

        Raises
        ------
        Refused
            If it is no message of theirs, or out of order.
        """
        what, now = message.get("do"), self.now
        if what in LECTURERS:
            raise Refused(_("Only the teacher can do that, with their own link to the room."))
        if what not in STUDENTS:
            raise Refused(_unknown(message))
        if message.get("number") is None or (what in IN_ROUNDS and message.get("round") is None):
            raise Refused(_("An answer needs the numbers of its question and its vote."))
        self._check_current(message)
        if now.phase != OPEN:
            raise Refused(_("Answers are closed: this one came too late."))
        kind = kind_of(now.question)
        if what == WHY:
            return kind.reason(self.number, now, device, message)
        if what != kind.does:
            raise Refused(_("This does not answer the question: reload the page."))
        return kind.line(self.number, now, device, message)

    def _check_current(self, message: Mapping[str, Any]) -> None:
        """Refuse a message about another question or vote than the current one."""
        if message.get("number") not in (None, self.number):
            raise Refused(_("That question is over: the class is on another one."))
        if message.get("round") not in (None, self.now.round):
            raise Refused(_("That vote is over: the class is voting again."))

    def _changed(self, **changes: Any) -> "Room":
        """The room with another state of its current question."""
        return self._with(replace(self.now, **changes))

    def _with(self, now: Asked) -> "Room":
        offer = self.offer if now.phase == self.now.phase else ""  # of the phase before
        return replace(self, asked=(*self.asked[:-1], now), offer=offer)

    def _with_question(self, question: Question) -> "Room":
        if self.number >= MOST_QUESTIONS:
            raise Refused(_("A room takes at most {most} questions: end it, and open another.", most=MOST_QUESTIONS))
        return replace(self, asked=(*self.asked, Asked(question)), offer="")

    def _quoting(self, said: Any) -> "Room":
        if self.now.phase == OPEN:
            raise Refused(_("Close the vote first: what one says now would be everybody's answer."))
        if not isinstance(said, str) or len(said) > LONGEST_REASON or not said.isprintable():
            raise Refused(_("What is shown is a line of at most {most} letters.", most=LONGEST_REASON))
        return self._changed(quoted=said)

    def _at(self, iteration: Any, changes: Any) -> "Room":
        if self.now.phase != REVEALED:
            raise Refused(AFTER_REVEAL)
        if type(iteration) is not int or not 0 <= iteration <= MOST_ITERATIONS:
            raise Refused(_("An iteration is a whole number from 0 to {most:,}.", most=MOST_ITERATIONS))
        if not isinstance(changes, str) or len(changes) > MOST_LETTERS or not is_plain(changes):
            raise Refused(
                _("The list of what was changed on the way has at most {most} characters.", most=MOST_LETTERS)
            )
        return self._changed(at=iteration, changes=changes)

    def _decided(self, right: Any, answer: Any) -> "Room":
        if self.now.phase != REVEALED:
            raise Refused(AFTER_REVEAL)
        claims = kind_of(self.now.question).choices(self.now.question)
        if right is not None and (type(right) is not int or not 0 <= right < claims):
            raise Refused(_("There is no such prediction."))
        if not isinstance(answer, Mapping) or any(
            language not in LANGUAGES
            or not isinstance(text, str)
            or len(text) > LONGEST_ANSWER
            or not all(each.isprintable() for each in text.splitlines())
            for language, text in answer.items()
        ):
            raise Refused(
                _("An answer is a text of at most {most:,} characters in each language.", most=LONGEST_ANSWER)
            )
        return self._changed(right=right, answer=dict(answer))

    @property
    def as_json(self) -> str:
        """Itself as text for a store."""
        asked = [vars(each) | {"question": as_json(each.question)} for each in self.asked]
        return json.dumps(vars(self) | {"asked": asked})

    @classmethod
    def of_json(cls, text: str) -> "Room":
        """The room in an :attr:`as_json`."""
        data = json.loads(text)
        asked = tuple(Asked(**each | {"question": of_json(each["question"])}) for each in data["asked"])
        return cls(**data | {"asked": asked})


def _unknown(message: Mapping[str, Any]) -> Message:
    return _("A room does not know what {what} means.", what=repr(str(message.get("do"))[:40]))

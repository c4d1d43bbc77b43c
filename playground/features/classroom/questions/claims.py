"""Questions with claims to choose from: those of an experiment, or a lecturer's own."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from playground.language import Language, Message, _, rendered
from playground.language.labels import PLAY, TRAIN_ALL
from playground.lessons.claims import you_said

from .kind import VOTE, Kind, Rows, Seen, Sheet
from .question import CLOSED, OPEN, REVEALED, TALK, Asked, Question, lesson_of, preset_of
from .refusal import Refused

TO_LECTURER_OF_SWEEP = _("Talk about it and vote again, or press {play}: the run decides.", play=TRAIN_ALL)
JUDGED_BY_NOBODY = _("This is what the class thinks.")
DECIDED = _("The run has decided.")
LEAST_RIGHT, MOST_RIGHT = 35, 70
"""Per cent of a class that choose what is right, between which it gains most if it talks and votes again: Crouch and
Mazur, Peer instruction: Ten years of experience and results, American Journal of Physics 69 (2001), 970."""


class Claims(Kind):
    """The class chooses one of several claims."""

    name, label, icon = "claims", _("Ask the class"), ":material/how_to_vote:"
    own_text = explains = True
    to_lecturer: Mapping[str, Message] = {
        OPEN: _("Students are choosing."),
        CLOSED: _("The vote is closed. Let the class talk, or reveal what it thinks."),
        TALK: _("The class talks. Then it votes again."),
        REVEALED: _("Talk about it and vote again, or press {play}: the run decides.", play=PLAY),
    }
    to_student: Mapping[str, Message] = {
        OPEN: _("Choose your answer."),
        CLOSED: _("The vote is closed. Wait for what comes next."),
        TALK: _("Talk it over with your neighbour. Then you vote again."),
        REVEALED: _("This is what the class thinks. The run will decide."),
    }
    changeable = _("Your answer is in. You can change it until the vote is closed.")
    file, file_label = "votes", _("Answers (.csv)")
    headings = (
        VOTE,
        _("Answer"),
        _("Chosen by"),
        _("Share (%)"),
        _("Change since round 1 (percentage points)"),
        _("True"),
        _("Right in round 1: above {most} %", most=MOST_RIGHT),
    )

    def check(self, question: Question) -> None:
        """There have to be two claims, and those of a lecturer's own need a question."""
        if question.claims and not question.text:
            raise Refused(_("These predictions need a question of your own."))
        if question.text and len(question.claims) < 2:
            raise Refused(_("A question of your own needs at least two predictions to choose from."))
        if not question.text and self.choices(question) < 2:
            raise Refused(_("This experiment has no predictions to choose from: choose one of the page's experiments."))

    def asks(self, question: Question) -> tuple[str, Sequence[str]]:
        preset = preset_of(question)
        return (preset.question, preset.claims.each if preset.claims else []) if preset else ("", [])

    def choices(self, question: Question) -> int:
        return len(question.claims if question.text else self.asks(question)[1])

    def written(self, question: Question, value: Any) -> str:
        most = self.choices(question)
        if type(value) is not int or not 0 <= value < most:
            raise Refused(_("Choose one of the {most} answers.", most=most))
        return str(value)

    def value(self, written: str) -> int:
        return int(written)

    def what_to_do(self, now: Asked, lecturer: bool) -> Message:
        """Once revealed it depends on what decides, if anything does."""
        if now.phase == REVEALED:
            if now.right is not None:
                return DECIDED
            if now.question.text:
                return JUDGED_BY_NOBODY
            if lecturer and not lesson_of(now.question).runs.in_step:
                return TO_LECTURER_OF_SWEEP
        return super().what_to_do(now, lecturer)

    def seen(self, now: Asked, answers: Any, lecturer: bool, language: Language) -> Seen:
        if now.phase != REVEALED:
            return {}
        return {"counts": [counts(each, self.choices(now.question)) for each in answers]}

    def seen_by(self, seen: Seen, now: Asked, answers: Any, device: str, language: Language) -> Seen:
        own = super().seen_by(seen, now, answers, device, language)
        mine = own["mine"]
        if mine is None or now.phase != REVEALED or now.right is None:
            return own
        return {"mine": mine, "said": rendered(you_said(seen["claims"][mine], mine == now.right), language)}

    def advice(self, answers: Any, right: int, voted_before: bool) -> Message | None:
        """By the share that is right, see :data:`LEAST_RIGHT`."""
        now = shares(answers[-1], 1 + max([right, *map(int, answers[-1].values())], default=0))
        if not now:
            return None
        share = round(now[right])
        if now[right] < LEAST_RIGHT:
            return _("{share} % are right. Few: explain the idea before you go on.", share=share)
        if now[right] > MOST_RIGHT:
            return _("{share} % are right. Most: reveal, and go on.", share=share)
        if voted_before:
            return _("{share} % are right. Reveal both rounds, and let the run decide.", share=share)
        return _("{share} % are right. Let them talk and vote again.", share=share)

    def rows_of_round(self, asked: Asked, claims: Sequence[str], first: Sheet, answers: Sheet) -> Rows:
        """A row for each claim. What nobody knows, as no run has decided it or nobody has answered, is left empty."""
        before, now = (shares(each, len(claims)) for each in (first, answers))
        right = asked.right
        easy = "" if right is None or not before else int(before[right] > MOST_RIGHT)
        return [
            (
                claim,
                chosen,
                round(now[place], 1) if now else "",
                round(now[place] - before[place], 1) if now and before and answers is not first else "",
                "" if right is None else int(place == right),
                easy,
            )
            for place, (claim, chosen) in enumerate(zip(claims, counts(answers, len(claims)), strict=True))
        ]


def counts(answers: Sheet, claims: int) -> list[int]:
    """How many chose each claim."""
    chosen = Counter(answers.values())
    return [chosen[str(place)] for place in range(claims)]


def shares(answers: Sheet, claims: int) -> list[float]:
    """The share of each claim, in per cent; empty if nobody has answered."""
    return [100 * count / len(answers) for count in counts(answers, claims)] if answers else []

"""Questions with claims to choose from: those of an experiment, or a lecturer's own."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from playground.language import Language, Message, _, rendered
from playground.language.labels import PLAY, TRAIN_ALL
from playground.lessons.claims import you_said

from .kind import VOTE, Kind, Rows, Seen, Sheet
from .question import CLOSED, OPEN, REVEALED, Asked, Question, lesson_of, preset_of
from .refusal import Refused

TO_LECTURER_OF_SWEEP = _("Talk about it and vote again, or press {play}: the run decides.", play=TRAIN_ALL)
JUDGED_BY_NOBODY = _("This is what the class thinks.")
DECIDED = _("The run has decided.")


class Claims(Kind):
    """The class chooses one of several claims."""

    name, label, icon = "claims", _("Ask the class"), ":material/how_to_vote:"
    own_text = True
    to_lecturer: Mapping[str, Message] = {
        OPEN: _("Students are choosing."),
        CLOSED: _("The vote is closed. Reveal what the class thinks."),
        REVEALED: _("Talk about it and vote again, or press {play}: the run decides.", play=PLAY),
    }
    to_student: Mapping[str, Message] = {
        OPEN: _("Choose your answer."),
        CLOSED: _("The vote is closed. Wait until the answers are revealed."),
        REVEALED: _("This is what the class thinks. The run will decide."),
    }
    changeable = _("Your answer is in. You can change it until the vote is closed.")
    file, file_label = "votes", _("Answers (.csv)")
    headings = VOTE, _("Answer"), _("Chosen by"), _("True")

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

    def rows_of_round(self, asked: Asked, claims: Sequence[str], answers: Sheet) -> Rows:
        marks = ["" if asked.right is None else int(place == asked.right) for place in range(len(claims))]
        return [*zip(claims, counts(answers, len(claims)), marks, strict=True)]


def counts(answers: Sheet, claims: int) -> list[int]:
    """How many chose each claim."""
    chosen = Counter(answers.values())
    return [chosen[str(place)] for place in range(claims)]

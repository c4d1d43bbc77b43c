"""What a lecturer and a student see of a room, as dictionaries for JSON, in their language.

No student sees what others have answered before it is revealed, nor does the lecturer of a vote, whose screen is the
class's: only how many have.
"""

from typing import Any

from playground.features.classroom.questions.kind import said_in
from playground.features.classroom.questions.kinds import asked, kind_of, link_of
from playground.features.classroom.questions.question import REVEALED
from playground.language import Language, Message, _, rendered
from playground.pages.contents import WITH_RUNS

from .records import Record

ENDED = _("This room has ended, and nothing of it is kept.")

NOBODY = _("Nobody has joined yet")


def gone(code: str, language: Language) -> dict[str, Any]:
    """What everybody sees of a room that has ended."""
    return {"code": code, "phase": "gone", "said": rendered(ENDED, language)}


def view(record: Record, device: str, lecturer: bool, language: Language) -> dict[str, Any]:
    """What the lecturer sees, or the student with this ``device``."""
    kept = lecturer, language.code
    if kept not in record.shared:
        record.shared[kept] = _shared(record, lecturer, language)
    seen, now = record.shared[kept], record.room.now
    whose = "" if lecturer else device
    return seen | kind_of(now.question).seen_by(seen, now, record.answers, whose, language)


def _count(record: Record) -> Message:
    """How many have answered, in words."""
    kind, now = kind_of(record.room.now.question), record.room.now
    if not record.seats:
        return NOBODY
    words = kind.counted.filled(answered=kind.answered(record.answers), present=len(record.seats))
    return _("Round {round}: {words}", round=now.round, words=words) if now.round > 1 else words


def _shared(record: Record, lecturer: bool, language: Language) -> dict[str, Any]:
    """What is in the view of every student, or in that of the lecturer."""
    room, now = record.room, record.room.now
    question, kind, revealed = now.question, kind_of(now.question), now.phase == REVEALED
    text, claims = asked(question, language)
    seen: dict[str, Any] = {
        "code": room.code,
        "phase": now.phase,
        "number": room.number,
        "round": now.round,
        "kind": kind.name,
        "page": rendered(WITH_RUNS[question.page].title, language),
        "question": text,
        "own": bool(question.text),
        "claims": claims,
        "said": rendered(kind.what_to_do(now, lecturer), language),
    }
    if lecturer:
        seen |= rendered({"count": _count(record), "steps": [*map(list, kind.steps(now))]}, language)
    if lecturer or revealed:
        seen |= {"present": len(record.seats), "answered": kind.answered(record.answers)}
    if not kind.of_run:
        seen["link"] = link_of(question, {})
    elif revealed:
        moment = {"at": now.at} | ({"changes": now.changes} if now.changes else {})
        seen |= {"right": now.right, "answer": said_in(now.answer, language), "at": now.at}
        seen["link"] = link_of(question, moment if now.at else {})
    return seen | kind.seen(now, record.answers, lecturer, language)

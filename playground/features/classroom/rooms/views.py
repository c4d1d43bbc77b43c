"""What a lecturer and a student see of a room, as dictionaries for JSON, in their language.

No student sees what others have answered before it is revealed, nor does the lecturer of a vote, whose screen is the
class's: only how many have. A device of the lecturer's own has all that as soon as nobody answers any more.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from playground.features.classroom.questions.kind import WHY, said_in
from playground.features.classroom.questions.kinds import asked, kind_of, link_of
from playground.features.classroom.questions.question import OPEN, REVEALED, Question, lesson_of
from playground.language import Language, Message, _, rendered
from playground.language.labels import PLAY, TRAIN_ALL
from playground.lessons.claims import MOST
from playground.pages.contents import WITH_RUNS

from .records import Record

ENDED = _("This room has ended, and nothing of it is kept.")

NOBODY = _("Nobody has joined yet")

ON_PAGE: Mapping[str, Message] = {
    "ask": _("Ask this"),
    "back": _("Back to the question"),
    "next": _("Next question"),
}
"""What a lecturer's page can do beside beginning a run; see :data:`.room.OFFERS`."""


def play(question: Question) -> Message:
    """What begins the runs of a question."""
    return PLAY if not kind_of(question).of_run or lesson_of(question).runs.in_step else TRAIN_ALL


def gone(code: str, language: Language) -> dict[str, Any]:
    """What everybody sees of a room that has ended."""
    return {"code": code, "phase": "gone", "said": rendered(ENDED, language)}


def view(record: Record, device: str, lecturer: bool, language: Language, own: bool = False) -> dict[str, Any]:
    """What the lecturer sees, on a device of their ``own`` or for the class to see, or the student with this device."""
    kept = lecturer, own, language.code
    if kept not in record.shared:
        record.shared[kept] = _shared(record, lecturer, language, own)
    seen, now = record.shared[kept], record.room.now
    whose = "" if lecturer else device
    if now.question.why and not lecturer:
        seen = seen | {WHY: record.reasons.get(device, "")}
    return seen | kind_of(now.question).seen_by(seen, now, record.answers, whose, language)


def _count(record: Record) -> Message:
    """How many have answered, in words."""
    kind, now = kind_of(record.room.now.question), record.room.now
    if not record.seats:
        return NOBODY
    words = kind.counted.filled(answered=kind.answered(record.answers), present=len(record.seats))
    return _("Round {round}: {words}", round=now.round, words=words) if now.round > 1 else words


def advised(record: Record, right: int | None, language: Language) -> dict[str, Any]:
    """What only the lecturer's own device has once answers are closed: what will be right, and what is advised then."""
    now = record.room.now
    if now.phase == OPEN or right is None:
        return {}
    advice = kind_of(now.question).advice(record.answers, right, now.round > 1) if now.phase != REVEALED else None
    return {"foreseen": right, "advice": rendered(advice or "", language)}


def _reasons(record: Record) -> list[list[str]]:
    """Why students have answered as they have, by the place of their claim, each text once."""
    claims = kind_of(record.room.now.question)
    said: list[list[str]] = [[] for _claim in range(MOST)]
    for device, written in sorted(record.answers[-1].items()):
        reason, place = record.reasons.get(device, ""), claims.value(written)
        if reason and reason not in said[place]:
            said[place].append(reason)
    return said


def _shared(record: Record, lecturer: bool, language: Language, own: bool) -> dict[str, Any]:
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
        offer = [room.offer, ON_PAGE.get(room.offer) or play(question)] if room.offer else None
        told = {"count": _count(record), "steps": [*map(list, kind.steps(now))], "offer": offer}
        seen |= rendered(told, language) | {"quoted": now.quoted, "pressed": room.pressed}
    if own and kind.explains and now.phase != OPEN:
        seen |= {"reasons": _reasons(record)} if question.why else {}
        now = replace(now, phase=REVEALED)  # as the class would see it
    if lecturer or revealed:
        seen |= {"present": len(record.seats), "answered": kind.answered(record.answers)}
    if not kind.of_run:
        seen["link"] = link_of(question, {})
    elif revealed:
        moment = {"at": now.at} | ({"changes": now.changes} if now.changes else {})
        seen |= {"right": now.right, "answer": said_in(now.answer, language), "at": now.at}
        seen["link"] = link_of(question, moment if now.at else {})
    return seen | kind.seen(now, record.answers, lecturer, language)

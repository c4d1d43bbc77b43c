"""What a lecturer and a student see of a room, as dictionaries for JSON, in their language.

No student sees what others have answered before it is revealed, nor does the lecturer of a vote, whose screen is the
class's: only how many have. In a contest the lecturer has the table, and may open an entry to talk about it.
"""

from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from playground.language import Language, Message, _, rendered
from playground.language.labels import PLAY, TRAIN_ALL
from playground.lessons.claims import you_said
from playground.lessons.drawn.curve import unpack
from playground.lessons.lesson import SweepLesson
from playground.pages.contents import WITH_RUNS

from .entries import WAITS, Entry, ranking
from .question import CLAIMS, CONTEST, CURVE, asked, axis_of, challenge_of, lesson_of, link_of, number_of_claims
from .records import Record
from .room import CLOSED, OPEN, REVEALED

MOST_RANKED = 30
"""Rows of a contest's table."""
ENDED = _("This room has ended, and nothing of it is kept.")
TO_LECTURER: Mapping[tuple[str, str], Message] = {
    (OPEN, CLAIMS): _("Students are choosing."),
    (OPEN, CURVE): _("Students are drawing."),
    (OPEN, CONTEST): _("Students are sending their links."),
    (CLOSED, CLAIMS): _("The vote is closed. Reveal what the class thinks."),
    (CLOSED, CURVE): _("Drawing is over. Reveal what the class expects."),
    (CLOSED, CONTEST): _("The contest is closed. Reveal the entries, or open it again."),
    (REVEALED, CLAIMS): _("Talk about it and vote again, or press {play}: the run decides.", play=PLAY),
    (REVEALED, CURVE): _("Talk about it and draw again, or press {play}: the run draws the true curve.", play=PLAY),
    (REVEALED, CONTEST): _("The contest is over. Each link opens an entry."),
}
TO_LECTURER_OF_SWEEP = _("Talk about it and vote again, or press {play}: the run decides.", play=TRAIN_ALL)
TO_STUDENT: Mapping[tuple[str, str], Message] = {
    (OPEN, CLAIMS): _("Choose your answer."),
    (OPEN, CURVE): _("Draw the curve that you expect."),
    (OPEN, CONTEST): _("Train a network for this in the playground, and send the link to it."),
    (CLOSED, CLAIMS): _("The vote is closed. Wait until the answers are revealed."),
    (CLOSED, CURVE): _("Drawing is over. Wait until the curves are revealed."),
    (CLOSED, CONTEST): _("The contest is closed. Wait until the entries are revealed."),
    (REVEALED, CLAIMS): _("This is what the class thinks. The run will decide."),
    (REVEALED, CURVE): _("These are the class's curves. The run will draw the true one."),
    (REVEALED, CONTEST): _("The contest is over. Each link opens an entry."),
}
JUDGED_BY_NOBODY = _("This is what the class thinks.")
DECIDED = _("The run has decided.")
CHANGEABLE = _("Your answer is in. You can change it until the vote is closed.")
REDRAWABLE = _("Your curve is in. You can draw another until drawing is over.")


def gone(code: str, language: Language) -> dict[str, Any]:
    """What everybody sees of a room that has ended."""
    return {"code": code, "phase": "gone", "said": rendered(ENDED, language)}


def view(record: Record, device: str, lecturer: bool, language: Language) -> dict[str, Any]:
    """What the lecturer sees, or the student with this ``device``."""
    kept = lecturer, language.code
    if kept not in record.shared:
        record.shared[kept] = _shared(record, lecturer, language)
    seen = record.shared[kept]
    now = record.room.now
    if now.question.kind == CONTEST:
        contest = dict(seen["contest"])
        if "table" in contest:
            contest["table"] = [
                {key: value for key, value in row.items() if key != "device"} | {"mine": row["device"] == device}
                for row in contest["table"]
            ]
        if not lecturer:
            sent, waiting = contest.pop("sent"), contest.pop("waiting")
            contest["mine"] = sent.get(device, [])
            if any(each["state"] == WAITS for each in contest["mine"]):  # else it says nothing of theirs
                contest["waiting"] = waiting
        return seen | {"contest": contest}
    written = record.answers[-1].get(device)
    if lecturer or written is None:
        return seen | {"mine": None}
    claims = now.question.kind == CLAIMS
    mine: Any = int(written) if claims else _points(written)
    said = seen["said"]
    if now.phase == OPEN:
        said = rendered(CHANGEABLE if claims else REDRAWABLE, language)
    elif now.phase == REVEALED and claims and now.right is not None:
        said = rendered(you_said(seen["claims"][mine], mine == now.right), language)
    return seen | {"mine": mine, "said": said}


def _shared(record: Record, lecturer: bool, language: Language) -> dict[str, Any]:
    """What is in the view of every student, or in that of the lecturer."""
    room, now = record.room, record.room.now
    question, kind, revealed = now.question, now.question.kind, now.phase == REVEALED
    text, claims = asked(question, language)
    seen: dict[str, Any] = {
        "code": room.code,
        "phase": now.phase,
        "number": room.number,
        "round": now.round,
        "kind": kind,
        "page": rendered(WITH_RUNS[question.page].title, language),
        "question": text,
        "own": bool(question.text),
        "claims": claims,
        "said": rendered(_what_to_do(record, lecturer), language),
    }
    if kind == CURVE:
        seen["axis"] = axis_of(question)._asdict()
    if kind == CONTEST:
        seen["contest"] = _contest(record, lecturer, language)
    if lecturer or revealed:
        answered = len({each.device for each in record.entries.values()} if kind == CONTEST else record.answers[-1])
        seen |= {"present": len(record.seats), "answered": answered}
    if kind == CONTEST:
        seen["link"] = link_of(question, {})
    elif revealed:
        moment = {"at": now.at} | ({"changes": now.changes} if now.changes else {})
        seen |= {"right": now.right, "answer": _in(now.answer, language), "at": now.at}
        seen["link"] = link_of(question, moment if now.at else {})
        if kind == CLAIMS:
            seen["counts"] = [counts(answers, number_of_claims(question)) for answers in record.answers]
        else:
            seen["curves"] = [[_points(text) for _device, text in sorted(each.items())] for each in record.answers]
    return seen


def _what_to_do(record: Record, lecturer: bool) -> Message:
    now = record.room.now
    if now.phase == REVEALED and now.question.kind == CLAIMS:
        if now.right is not None:
            return DECIDED
        if now.question.text:
            return JUDGED_BY_NOBODY
        if lecturer and isinstance(lesson_of(now.question), SweepLesson):
            return TO_LECTURER_OF_SWEEP
    return (TO_LECTURER if lecturer else TO_STUDENT)[now.phase, now.question.kind]


def _contest(record: Record, lecturer: bool, language: Language) -> dict[str, Any]:
    """The goal, how many entries wait and, for those who may see it, the table; for students what each has sent."""
    now, challenge = record.room.now, challenge_of(record.room.now.question)
    assert challenge
    seen: dict[str, Any] = rendered({"name": challenge.name, "goal": challenge.goal}, language)
    seen["waiting"] = sum(each.state == WAITS for each in record.entries.values())
    if not lecturer:
        sent: dict[str, list[dict[str, str]]] = {}
        for _name, entry in sorted(record.entries.items()):
            sent.setdefault(entry.device, []).append(
                {"state": entry.state, "score": _score(record, entry, language), "link": entry.link}
                | {"said": _in(entry.said, language)}
            )
        seen["sent"] = sent
    if lecturer or now.phase == REVEALED:
        ranked = ranking(record.entries, challenge.least)[:MOST_RANKED]
        seen["table"] = [
            {"rank": rank, "score": _score(record, entry, language), "link": entry.link}
            | {"said": _in(entry.said, language), "device": entry.device}
            for rank, entry in ranked
        ]
    return seen


def _score(record: Record, entry: Entry, language: Language) -> str:
    """A score in words; empty without one."""
    challenge = challenge_of(record.room.now.question)
    return rendered(challenge.worded(entry.score), language) if challenge and entry.score is not None else ""


def counts(answers: Mapping[str, str], claims: int) -> list[int]:
    """How many chose each claim."""
    chosen = Counter(answers.values())
    return [chosen[str(place)] for place in range(claims)]


@lru_cache(maxsize=600)  # a class's in two rounds
def _points(text: str) -> list[list[float]]:
    """A drawn curve as pairs of iteration and cost, as exactly as anybody draws."""
    curve = unpack(text)
    return [[int(at), float(f"{cost:.4g}")] for at, cost in zip(curve.at, curve.costs, strict=True)]


def _in(said: Mapping[str, str], language: Language) -> str:
    """A sentence that was written in several languages."""
    return said.get(language.code) or said.get("en", "")

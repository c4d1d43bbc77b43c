"""Contests as a kind of question: the class sends links to its networks, and the table ranks what they score.

No student sees what others have sent before it is revealed. The lecturer has the table, and may open an entry to talk
about it. A contest is open or closed, as often as the lecturer wants, until it is revealed.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from playground.features.challenges.goals import CHALLENGE, CHALLENGES, Challenge
from playground.features.classroom.questions.kind import CLOSE, REVEAL, Kind, Line, Rows, Seen, Sheet, Steps, said_in
from playground.features.classroom.questions.links import is_plain
from playground.features.classroom.questions.question import CLOSED, OPEN, REVEALED, Asked, Question
from playground.features.classroom.questions.refusal import Refused
from playground.features.classroom.stores.store import Allowance, Store
from playground.language import Language, Message, _, pgettext, rendered

from .entries import DONE, MOST_ENTRIES, WAITS, Entry, entries_on, entries_sheet, ranking

SEND = _("Send to the class")
"""On the playground, what sends the network there."""
LONGEST_LINK = 2000
MOST_RANKED = 30
"""Rows of the table on screen."""
AT_ONCE, EVERY = 30, 2.0
"""Entries that a room takes at once, and the seconds until it takes another."""


class Contest(Kind):
    """The class competes in one of the playground's challenges, with any settings."""

    name, label, icon = "contest", _("Contest"), ":material/trophy:"
    about: Mapping[str, int] = {CHALLENGE: 0}
    of_run = in_rounds = False
    does = "enter"
    to_lecturer: Mapping[str, Message] = {
        OPEN: _("Students are sending their links."),
        CLOSED: _("The contest is closed. Reveal the entries, or open it again."),
        REVEALED: _("The contest is over. Each link opens an entry."),
    }
    to_student: Mapping[str, Message] = {
        OPEN: _("Train a network for this in the playground, and press {send} there.", send=SEND),
        CLOSED: _("The contest is closed. Wait until the entries are revealed."),
        REVEALED: _("The contest is over. Each link opens an entry."),
    }
    counted = _("{answered} of {present} entered")
    again_label = pgettext("a contest", "Open again")
    row: Mapping[str, Message] = {
        "ranking": _("Ranking"),
        "waiting": _("{number} still to be checked"),
        "no_entries": _("No entries yet."),
        "open_entry": pgettext("an entry of a contest", "Open"),
    }
    file, file_label = "contest", _("Ranking (.csv)")
    headings = _("Rank"), _("Score"), _("Score in words"), _("Link")

    def about_in(self, link: Mapping[str, str]) -> dict[str, int]:
        number = link.get(CHALLENGE, "")
        return {CHALLENGE: int(number) if number.isascii() and number.isdigit() and len(number) < 4 else 0}

    def question(self, page: str, settings: str, data: Mapping[str, Any]) -> Question:
        """It is about a challenge alone."""
        number = data.get(CHALLENGE, 0)
        if page or type(number) is not int or not 1 <= number <= len(CHALLENGES):
            raise Refused(_("A contest needs one of the playground's challenges, 1 to {most}.", most=len(CHALLENGES)))
        return Question("", "", self.name, about=((CHALLENGE, number),))

    def asks(self, question: Question) -> tuple[str, Sequence[str]]:
        return challenge_of(question).goal, []

    def line(self, number: int, now: Asked, device: str, message: Mapping[str, Any]) -> Line:
        """An entry, whose link has still to be read; the same link twice is one entry."""
        link = message.get("link")
        if not isinstance(link, str) or not link or len(link) > LONGEST_LINK or not is_plain(link):
            raise Refused(_("An entry is a link to your network, of at most {most:,} characters.", most=LONGEST_LINK))
        name = hashlib.sha256(f"{device} {link}".encode()).hexdigest()[:16]
        return Line(entries_sheet(number), name, Entry(device, link).as_json, MOST_ENTRIES)

    def admits(self, store: Store, code: str, line: Line) -> bool:
        """Whether it is a new one, since each has to be trained."""
        before = store.sheet(code, line.sheet).get(line.name)
        if before and Entry.of_json(before).state == DONE:
            return False
        if store.spend(Allowance(f"entries {code}", AT_ONCE, EVERY)):
            raise Refused(
                _(
                    "A room takes {at_once} entries at once, and then {most} a minute: send yours again in a moment.",
                    at_once=AT_ONCE,
                    most=round(60 / EVERY),
                )
            )
        return True

    def again(self, now: Asked) -> Asked:
        """It is opened again, until it is revealed."""
        if now.phase == OPEN:
            raise Refused(_("The contest is still open."))
        if now.phase == REVEALED:
            raise Refused(_("This contest is over, since its entries have been revealed: ask another question."))
        return replace(now, phase=OPEN)

    def steps(self, now: Asked) -> Steps:
        again = "again", self.again_label
        return {OPEN: [("close", CLOSE)], CLOSED: [("reveal", REVEAL), again]}.get(now.phase, [])

    def sheets(self, number: int, rounds: int) -> Sequence[str]:
        return [entries_sheet(number)]

    def read(self, sheets: Sequence[Sheet]) -> Mapping[str, Entry]:
        return entries_on(sheets[0])

    def answered(self, answers: Mapping[str, Entry]) -> int:
        return len({each.device for each in answers.values()})

    def seen(self, now: Asked, answers: Mapping[str, Entry], lecturer: bool, language: Language) -> Seen:
        """The goal, how many entries wait and, for those who may see it, the table; for students what each has sent."""
        challenge = challenge_of(now.question)
        seen: dict[str, Any] = rendered({"name": challenge.name, "goal": challenge.goal}, language)
        seen["waiting"] = sum(each.state == WAITS for each in answers.values())

        def shown(entry: Entry) -> dict[str, Any]:
            score = "" if entry.score is None else rendered(challenge.worded(entry.score), language)
            return {"score": score, "link": entry.link, "said": said_in(entry.said, language)}

        if not lecturer:
            sent: dict[str, list[dict[str, Any]]] = {}
            for _name, entry in sorted(answers.items()):
                sent.setdefault(entry.device, []).append({"state": entry.state} | shown(entry))
            seen["sent"] = sent
        if lecturer or now.phase == REVEALED:
            ranked = ranking(answers, challenge.least)[:MOST_RANKED]
            seen["table"] = [{"rank": rank} | shown(entry) | {"device": entry.device} for rank, entry in ranked]
        return {"contest": seen}

    def seen_by(self, seen: Seen, now: Asked, answers: Any, device: str, language: Language) -> Seen:
        """Which rows of the table are theirs, and to students what has become of what they sent."""
        contest = dict(seen["contest"])
        if "table" in contest:
            contest["table"] = [
                {key: value for key, value in row.items() if key != "device"} | {"mine": row["device"] == device}
                for row in contest["table"]
            ]
        if "sent" in contest:  # they are a student
            sent, waiting = contest.pop("sent"), contest.pop("waiting")
            contest["mine"] = sent.get(device, [])
            if any(each["state"] == WAITS for each in contest["mine"]):  # else it says nothing of theirs
                contest["waiting"] = waiting
        return {"contest": contest}

    def rows(self, asked: Asked, claims: Sequence[str], sheets: Sequence[Sheet], language: Language) -> Rows:
        challenge = challenge_of(asked.question)
        if asked.phase != REVEALED:
            return []
        return [
            (rank, entry.score, rendered(challenge.worded(entry.score), language), entry.link)
            for rank, entry in ranking(self.read(sheets), challenge.least)
            if entry.score is not None
        ]


def challenge_of(question: Question) -> Challenge:
    """The challenge of a contest."""
    return CHALLENGES[dict(question.about)[CHALLENGE] - 1]


KIND = Contest()

"""Entries of a contest: a student's link, what came of training it again, and which entry is best."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

WAITS, DONE = "waits", "done"
MOST_ENTRIES = 1000
"""Of one contest."""


def entries_sheet(number: int) -> str:
    """The sheet with the entries to a contest, given the number of its question."""
    return f"entries {number}"


@dataclass(frozen=True)
class Entry:
    """A link that a student has sent.

    Attributes
    ----------
    device : whose it is
    link : as it was sent, untrusted; once it is done, as the check has written it
    state : whether it waits for its check, or is done
    score : None if it has not reached the goal, or can't be used
    written : the score as a number for people
    said : what came of it, in a sentence, by language
    """

    device: str
    link: str
    state: str = WAITS
    score: float | None = None
    written: str = ""
    said: Mapping[str, str] = field(default_factory=dict)

    @property
    def as_json(self) -> str:
        """Itself as text for a store."""
        return json.dumps(vars(self))

    @classmethod
    def of_json(cls, text: str) -> "Entry":
        """The entry in an :attr:`as_json`."""
        return cls(**json.loads(text))


def entries_on(lines: Mapping[str, str]) -> dict[str, Entry]:
    """The entries on a sheet, by their names."""
    return {name: Entry.of_json(line) for name, line in lines.items()}


def ranking(entries: Mapping[str, Entry], least: bool) -> list[tuple[int, Entry]]:
    """Each student's best entry with its rank, the best first; equal scores have the same rank.

    ``least``: whether a lower score is better.
    """
    best: dict[str, tuple[float, Entry]] = {}
    for _name, entry in sorted(entries.items()):
        if entry.state == DONE and entry.score is not None:
            cost = entry.score if least else -entry.score
            if entry.device not in best or cost < best[entry.device][0]:
                best[entry.device] = cost, entry
    ordered = sorted(best.values(), key=lambda each: each[0])
    costs = [cost for cost, _entry in ordered]
    return [(costs.index(cost) + 1, entry) for cost, entry in ordered]

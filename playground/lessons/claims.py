"""What can come of an experiment: what a visitor can predict, what the runs decide, and how the answer says it."""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from playground.language import Message, _, as_plain_text, sentences
from playground.training import RunGroup

MOST = 4
"""Predictions that an experiment can have."""
Found = tuple[Any, Mapping[str, Any]]
"""What has come of an experiment, and the numbers and names of the sentence that says it."""


Text = Message | str | Callable[..., str]
"""A text to be filled in with what has been found, or what makes one of the runs."""


class Answer(NamedTuple):
    """What has come of an experiment.

    ``sentence``: one, short, in the words of what was asked; ``details``: for whoever wants to know more.
    """

    sentence: str = ""
    details: str = ""

    @property
    def whole(self) -> str:
        """All of it, where nothing can be pressed."""
        return sentences(*self)


class Outcome(NamedTuple):
    """What can come of an experiment, in one table: the answer can't contradict the verdict on a prediction.

    Attributes
    ----------
    found : finds in the runs what has come of them, and if they are compared, in the others, too
    table : for each that can be found, in an order that says nothing about which is right: what is predicted of it,
        short enough for a button and for what goes on after "You said:"; and the sentence that answers the question.
        Either may be empty
    says : that sentence for whatever has none of its own in the table
    also : the details of the answer
    since : the iteration from which the runs can decide; None for their end
    instead : the name of another preset of the page, where the same idea leads to another answer; may be empty
    by_seed : whether other first weights may make another prediction right
    compares : whether the runs of :attr:`Preset.against` decide, too; None in their place if the runs have diverged
    judged : whether there are runs that can decide
    """

    found: Callable[..., Found] = lambda *runs: (None, {})
    table: Mapping[Any, tuple[str, Message | str]] = {}
    says: Text = ""
    also: Text = ""
    since: int | None = None
    instead: str = ""
    by_seed: bool = False
    compares: bool = False
    judged: bool = True

    def answer(self, *runs: Any) -> Answer:
        """What has come of it; ``n``, among the values, is also the number that a text may go by."""
        found, values = self.found(*runs)
        _claim, text = self.table.get(found, ("", ""))

        def filled(text: Text) -> str:
            if isinstance(text, Message) and not text.values:
                return text.filled(values.get("n"), **values)
            return text if isinstance(text, str) else text(*runs)

        return Answer(filled(text or self.says), filled(self.also))

    @property
    def each(self) -> list[str]:
        """The predictions: two to four, or none; findings may share one. A teacher's are as they are written."""
        claims = [claim for claim, _said in self.table.values() if claim]
        return [*dict.fromkeys(claims)] if self.judged else claims

    def true_of(self, *runs: Any) -> int | None:
        """Which prediction is right, whether or not it is time to say so: its place in :attr:`each`, if any."""
        claim, _said = self.table.get(self.found(*runs)[0], ("", ""))
        return self.each.index(claim) if claim else None

    def right(self, runs: Any, others: RunGroup | None = None) -> int | None:
        """Which prediction is right about runs, or the results of a sweep; None as long as they can't tell."""
        if not self.judged or not (runs.ended or (self.since is not None and runs.iteration >= self.since)):
            return None
        if self.compares and others is None and not all(run.divergence for run in runs.values()):
            return None
        return self.true_of(runs, others) if self.compares else self.true_of(runs)

    def said_of(self, place: int, right: bool | None) -> str:
        """What :func:`you_said` says of a prediction, in Markdown; a teacher's stays plain text."""
        text = self.each[place]
        return you_said(text if self.judged else as_plain_text(text), right)


def you_said(claim: str, right: bool | None) -> str:
    """What the visitor has predicted, and whether it is right; None as long as nobody knows."""
    judged = "" if right is None else _("Right.") if right else _("Wrong.")
    return sentences(_("You said: {claim}.", claim=claim), judged)


OF_TEACHER = _("This question is your teacher's: the page does not judge it.")


def when_decided(claims: Outcome) -> Message:
    """From where on the runs can decide about a prediction."""
    if not claims.judged:
        return OF_TEACHER
    if claims.compares:
        return _("Whether that is right is seen once both runs have been compared.")
    if claims.since is None:
        return _("Whether that is right is seen at the end of the run.")
    return _("Whether that is right is seen from iteration {n:,} on.", n=claims.since)


def band(number: float, edges: Sequence[float]) -> int | None:
    """Which interval between numbers a number is in, from 0 for the lowest; an edge belongs to the one above it.

    None if it is NaN.
    """
    return None if number != number else bisect_right(edges, number)

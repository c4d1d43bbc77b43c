"""What a visitor can predict of an experiment before it runs, and how its runs decide which prediction is right."""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from playground.language import Message, _, as_plain_text, sentences
from playground.training import Run, RunGroup

MOST = 4
"""Claims that an experiment can have."""
Found = tuple[Any, Mapping[str, Any]]
"""What has come of an experiment, and the numbers and names of the sentence that says it."""


class Outcome(NamedTuple):
    """What can come of an experiment, in one table: what is said can't contradict the verdict on what was predicted.

    Attributes
    ----------
    found : finds it in the runs, and for :attr:`Claims.compares` in the others, too
    each : for each that can be found, in an order that says nothing about which is right: what is predicted of it,
        short enough for a button and for what goes on after "You said:"; and the sentence that says it. Either may be
        empty
    also : further sentences of the answer
    """

    found: Callable[..., Found]
    each: Mapping[Any, tuple[str, Message | str]]
    also: Callable[..., str] = lambda *runs: ""

    def said(self, *runs: Any) -> str:
        """What has come of it, as an answer; ``n``, among the values, is also the number that a text may go by."""
        found, values = self.found(*runs)
        _claim, text = self.each.get(found, ("", ""))
        said = text.filled(values.get("n"), **values) if isinstance(text, Message) else text
        return sentences(said, self.also(*runs))


class Claims(NamedTuple):
    """The predictions that an experiment offers; of any runs that can decide, exactly one is true.

    Attributes
    ----------
    outcome : what can come of it, with two to four texts to choose from
    since : the iteration from which the runs can decide; None for their end
    instead : the name of another preset of the page, where the same idea leads to another answer; may be empty
    by_seed : whether other first weights may make another claim true
    compares : whether the runs of :attr:`Preset.against` decide, too; None in their place if the runs have diverged
    judged : whether there are runs that can decide
    """

    outcome: Outcome
    since: int | None = None
    instead: str = ""
    by_seed: bool = False
    compares: bool = False
    judged: bool = True

    @property
    def each(self) -> list[str]:
        """The text of each."""
        return [claim for claim, _said in self.outcome.each.values() if claim]

    def true_of(self, *runs: Any) -> int | None:
        """Which claim is true of runs, whether or not it is time to say so: its place in ``each``, if any."""
        found, _values = self.outcome.found(*runs)
        claimed = [each for each, (claim, _said) in self.outcome.each.items() if claim]
        return claimed.index(found) if found in claimed else None

    def right(self, runs: Any, others: RunGroup | None = None) -> int | None:
        """Which claim is true of runs, or of the results of a sweep: its place in ``each``; None if they can't tell."""
        if not self.judged or not (runs.ended or (self.since is not None and runs.iteration >= self.since)):
            return None
        if self.compares and others is None and not all(run.divergence for run in runs.values()):
            return None
        return self.true_of(runs, others) if self.compares else self.true_of(runs)

    def said(self, place: int, right: bool | None) -> str:
        """What :func:`you_said` says of a claim, in Markdown; a teacher's stays plain text."""
        text = self.each[place]
        return you_said(text if self.judged else as_plain_text(text), right)


def you_said(claim: str, right: bool | None) -> str:
    """What the visitor has predicted, and whether it is right; None as long as nobody knows."""
    judged = "" if right is None else _("Right.") if right else _("Wrong.")
    return sentences(_("You said: {claim}.", claim=claim), judged)


OF_TEACHER = _("This question is your teacher's: the page does not judge it.")


def when_decided(claims: Claims) -> Message:
    """From where on the runs can decide about a prediction."""
    if not claims.judged:
        return OF_TEACHER
    if claims.compares:
        return _("Whether that is right is seen once both runs have been compared.")
    if claims.since is None:
        return _("Whether that is right is seen at the end of the run.")
    return _("Whether that is right is seen from iteration {n:,} on.", n=claims.since)


def of_first(value: Callable[[Run], Any]) -> Any:
    """A value of the first run, or of the only one."""
    return lambda runs, *others: value(runs.first)


def either(test: Callable[..., bool], yes: str, no: str) -> Outcome:
    """That something is the case, or is not."""
    return one_of(test, {True: yes, False: no})


def one_of(value: Callable[..., Any], texts: Mapping[Any, str]) -> Outcome:
    """A claim for each value that something can have."""
    return Outcome(lambda *runs: (value(*runs), {}), {found: (text, "") for found, text in texts.items()})


def band(number: float, edges: Sequence[float]) -> int | None:
    """Which interval between numbers a number is in, from 0 for the lowest; an edge belongs to the one above it.

    None if it is NaN.
    """
    return None if number != number else bisect_right(edges, number)


def bands(value: Callable[..., float], edges: Sequence[float], texts: Sequence[str]) -> Outcome:
    return one_of(lambda *runs: band(value(*runs), edges), dict(enumerate(texts)))


def banded(value, edges):
    return lambda *runs: band(value(*runs), edges)


class Outcomes(NamedTuple):
    """What can come of an experiment, in one table, so that the answer says what is judged.

    Attributes
    ----------
    found : finds in the runs what has come of it; None as long as that is none of these
    each : for each that can be found, what is predicted of it, and how the answer says it, perhaps to be filled in
    """

    found: Any
    each: Mapping[Any, tuple[str, Message]]

    @property
    def claims(self) -> Outcome:
        """A claim for each."""
        return one_of(self.found, {found: claim for found, (claim, _said) in self.each.items()})

    def said(self, *runs: Any, **values: Any) -> Message:
        """What has come of it, with these values; ``n`` is also the number that a text may go by."""
        return self.each[self.found(*runs)][1].filled(values.get("n"), **values)

"""What a visitor can predict of an experiment before it runs, and how its runs decide which prediction is right."""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from playground.language import Message, _, as_plain_text, sentences
from playground.training import Run, RunGroup

MOST = 4
"""Claims that an experiment can have."""
Value = Callable[..., Any]
"""Computes from the runs, and for :attr:`Claims.compares` from the others, too."""


class Claim(NamedTuple):
    """One prediction.

    Attributes
    ----------
    text : short enough for a button, and what goes on after "You said:"
    holds : whether it is true of the runs
    """

    text: str
    holds: Callable[..., bool]


class Claims(NamedTuple):
    """The predictions that an experiment offers; of any runs that can decide, exactly one is true.

    Attributes
    ----------
    each : two to four, in an order that says nothing about which is right
    since : the iteration from which the runs can decide; None for their end
    instead : the name of another preset of the page, where the same idea leads to another answer; may be empty
    by_seed : whether other first weights may make another claim true
    compares : whether the runs of :attr:`Preset.against` decide, too; None in their place if the runs have diverged
    judged : whether there are runs that can decide
    """

    each: Sequence[Claim]
    since: int | None = None
    instead: str = ""
    by_seed: bool = False
    compares: bool = False
    judged: bool = True

    def right(self, runs: Any, others: RunGroup | None = None) -> int | None:
        """Which claim is true of runs, or of the results of a sweep: its place in ``each``; None if they can't tell."""
        if not self.judged or not (runs.ended or (self.since is not None and runs.iteration >= self.since)):
            return None
        if self.compares and others is None and not all(run.divergence for run in runs.values()):
            return None
        decide = (runs, others) if self.compares else (runs,)
        return next((place for place, claim in enumerate(self.each) if claim.holds(*decide)), None)

    def said(self, place: int, right: bool | None) -> str:
        """What :func:`you_said` says of a claim, in Markdown; a teacher's stays plain text."""
        text = self.each[place].text
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


def of_first(value: Callable[[Run], Any]) -> Value:
    """A value of the first run, or of the only one."""
    return lambda runs, *others: value(runs.first)


def either(test: Callable[..., bool], yes: str, no: str) -> list[Claim]:
    """That something is the case, or is not."""
    return [Claim(yes, test), Claim(no, lambda *runs: not test(*runs))]


def one_of(value: Value, texts: Mapping[Any, str]) -> list[Claim]:
    """A claim for each value that something can have."""
    return [Claim(text, lambda *runs, wanted=wanted: value(*runs) == wanted) for wanted, text in texts.items()]


def band(value: Value, edges: Sequence[float]) -> Value:
    """Which interval between numbers a value is in, from 0 for the lowest; an edge belongs to the interval above it.

    None if it is NaN.
    """

    def found(*runs: Any) -> int | None:
        number = value(*runs)
        return None if number != number else bisect_right(edges, number)

    return found


def bands(value: Value, edges: Sequence[float], texts: Sequence[str]) -> list[Claim]:
    """A claim for each interval between numbers, from the lowest up; an edge belongs to the interval above it."""
    if len(texts) != len(edges) + 1:
        raise ValueError(f"{len(edges) + 1} intervals need as many texts, not {len(texts)}")
    return one_of(band(value, edges), dict(enumerate(texts)))


class Outcomes(NamedTuple):
    """What can come of an experiment, in one table, so that the answer says what is judged.

    Attributes
    ----------
    found : finds in the runs what has come of it; None as long as that is none of these
    each : for each that can be found, what is predicted of it, and how the answer says it, perhaps to be filled in
    """

    found: Value
    each: Mapping[Any, tuple[str, Message]]

    @property
    def claims(self) -> list[Claim]:
        """A claim for each."""
        return one_of(self.found, {found: claim for found, (claim, _said) in self.each.items()})

    def said(self, *runs: Any, **values: Any) -> Message:
        """What has come of it, with these values; ``n`` is also the number that a text may go by."""
        return self.each[self.found(*runs)][1].filled(values.get("n"), **values)

"""How runs have turned out where they stand still, beside their numbers: the answer, and what goes with it."""

from collections.abc import Mapping, Sequence

from playground.language import Message, _, listed, ngettext
from playground.training import FROZEN, OF, Event, Run, RunGroup

from .claims import Outcome


def can_be_compared(runs: RunGroup) -> bool:
    """Whether others can be trained as long, to compare: what was done to the runs by hand can't be done to them."""
    plain = all(len(run.past) == 1 for run in runs.values())
    return plain and runs.iteration > 0 and not all(run.divergence for run in runs.values())


def by_chance(claims: Outcome | None, right: bool | None) -> Message | str:
    """That what is right may be chance; nothing as long as nobody knows it."""
    other = _("With other initial weights it may be otherwise.")
    return other if claims and right is not None and claims.by_seed else ""


def other_rate(run: Run) -> Message | str:
    """The learning rate at this iteration, where it differs from the one that was chosen last."""
    chosen = [event for event in run.timeline.events if event.is_rate]
    if run.rate == chosen[-1].change["learning_rate"]:
        return ""
    later = next(event.iteration for event in chosen if event.iteration > run.iteration)
    return _(
        "The learning rate here is {rate:g}; it was changed at iteration {iteration:,}.",
        rate=run.rate,
        iteration=later,
    )


def frozen(run: Run) -> Message | str:
    """What is frozen: the diagram shows that, but may be out of sight."""
    return _("Frozen, so not trained: {parts}.", parts=_parts(run.frozen)) if run.frozen else ""


def _parts(frozen: Sequence[str]) -> str:
    """Names of parameters, with single numbers only counted."""
    numbers = sum(OF in name for name in frozen)
    single = [ngettext("{n} single number", "{n} single numbers", numbers)] if numbers else []
    return listed([*(name for name in frozen if OF not in name), *single])


def on_the_way(event_log: Mapping[str, Sequence[Event]]) -> list[tuple[int, Message]]:
    """What was done to runs on their way: for each event, once for all runs, its iteration and a sentence."""
    said = {
        (event.iteration, _in_words(event)): None
        for events in event_log.values()
        for event in events
        if event.iteration or not event.is_rate  # there, it is the rate that they began with
    }
    return sorted(said, key=lambda each: each[0])


def _in_words(event: Event) -> Message:
    at, change = event.iteration, event.change
    if event.is_rate:
        return _("At iteration {at:,}, the learning rate was set to {rate:g}.", at=at, rate=change["learning_rate"])
    if event.is_frost:
        if not change[FROZEN]:
            return _("From iteration {at:,} on, nothing is frozen.", at=at)
        return _(
            "From iteration {at:,} on, this is frozen, so not trained: {parts}.", at=at, parts=_parts(change[FROZEN])
        )
    names = listed(sorted({name.partition(OF)[0] for name in change}))
    if event.is_edit:
        return ngettext(
            "At iteration {at:,}, {n} number in {names} was set by hand.",
            "At iteration {at:,}, {n} numbers in {names} were set by hand.",
            len(change),
            at=at,
            names=names,
        )
    return ngettext(
        "At iteration {at:,}, {names} was nudged.",
        "At iteration {at:,}, {names} were nudged.",
        len(change),
        at=at,
        names=names,
    )

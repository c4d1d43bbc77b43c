"""How runs have turned out where they stand still, beside their numbers: the answer, and what goes with it."""

from playground.language import Message, _, listed, ngettext
from playground.training import OF, Run, RunGroup

from .claims import Claims
from .lesson import Preset


def can_be_compared(runs: RunGroup) -> bool:
    """Whether others can be trained as long, to compare: what was done to the runs by hand can't be done to them."""
    plain = all(len(run.past) == 1 for run in runs.values())
    return plain and runs.iteration > 0 and not all(run.divergence for run in runs.values())


def answer(preset: Preset, runs: RunGroup, others: RunGroup | None) -> str:
    """The answer to the question; it may compare the runs with others that have been trained as long."""
    return preset.against.answer(runs, others) if preset.against and others else preset.answer(runs)


def by_chance(claims: Claims | None, right: bool | None) -> Message | str:
    """That what is right may be chance; nothing as long as nobody knows it."""
    return _("With other first weights it may be otherwise.") if claims and right is not None and claims.by_seed else ""


def other_rate(run: Run) -> Message | str:
    """The learning rate at this iteration, where it differs from the one that was chosen last."""
    if run.rate == run.recipe.learning_rate:
        return ""
    chosen = next(event.iteration for event in run.timeline.events if event.is_rate and event.iteration > run.iteration)
    return _(
        "The learning rate here is {rate:g}; it was changed at iteration {iteration:,}.",
        rate=run.rate,
        iteration=chosen,
    )


def frozen(run: Run) -> Message | str:
    """What is frozen: the diagram shows that, but may be out of sight."""
    numbers = sum(OF in name for name in run.frozen)
    single = [ngettext("{n} single number", "{n} single numbers", numbers)] if numbers else []
    parts = [*(name for name in run.frozen if OF not in name), *single]
    return _("Frozen, so not trained: {parts}.", parts=listed(parts)) if parts else ""

"""Comments on the runs on screen: what to look at, and once they have stopped, how they turned out."""

from collections.abc import Callable, Sequence
from typing import Any

from playground.charts.scene import against_divergence, blew_up
from playground.language import Message, _, ngettext, sentences
from playground.lessons.claims import Answer, when_decided
from playground.lessons.lesson import Preset, hint
from playground.lessons.outcome import by_chance, frozen, other_rate
from playground.training import Run, RunGroup, name_of
from playground.training.formatting import percent
from playground.training.stop_rule import LEAST_FALL
from playground.ui.components.tick import Said
from playground.ui.runs.player import Player

LONG = 300
"""Iterations that play in five seconds, at the growing speed, and in more where training takes long."""


def comment(
    player: Player,
    preset: Preset | None,
    claim: int | None = None,
    of_features: Sequence[Callable[[Player], Message | str]] = (),
    at_last: Sequence[Callable[[Player], Message | str]] = (),
) -> Said:
    """What to look at while the runs play; the outcome once they have stopped, on screen, too.

    ``claim``: the place of the one that the visitor has chosen, if any; ``of_features``, ``at_last``: what the page's
    features say of runs that stand still, before all else and after it.
    """
    moves = player.playing or player.playback.ahead
    if player.left_at and not moves and not player.runs.iteration:
        return Said(
            rest=_("The new learning rate applies from the start: its curve can be compared with the pinned ones.")
        )
    if not player.runs.iteration and not moves:
        return Said(rest=_hint(player, preset))
    claims = preset.claims if preset else None
    said = judged(preset, claim, None if player.moves else player.runs, player.others)
    if moves:
        return Said(rest=_hint(player, preset), predicted=said.predicted)
    answer = preset.answer(player.runs, player.others) if preset else Answer()
    diverged = _how_they_diverged(player) if player.ended else Answer()
    answer = diverged if diverged.sentence else answer
    waits = claims and said.predicted and said.right is None and not player.left_uncompared
    rest = sentences(*(says(player) for says in of_features), when_decided(claims) if claims and waits else "")
    details = sentences(
        answer.details,
        by_chance(claims, said.right),
        said.details,
        *(_where_they_ended(player) if player.ended and not diverged.sentence else ()),
        _not_compared(player),
        other_rate(player.run),
        frozen(player.run),
        *(says(player) for says in at_last),
    )
    if not answer.sentence:  # to which they would be details
        rest, details = sentences(rest, details), ""
    return said._replace(outcome=answer.sentence, rest=rest, details=details)


def judged(preset: Preset | None, claim: int | None, runs: Any, others: RunGroup | None = None) -> Said:
    """What is said of a prediction: it, whether it is right, and if not, what to look at.

    ``claim``: as for :func:`comment`; ``runs``: or the results of a sweep, None while they move.
    """
    claims = preset.claims if preset else None
    if not claims:
        return Said()
    true = claims.right(runs, others) if runs is not None else None
    if claim is None or claim >= len(claims.each):  # by a link
        return Said(true=true)
    right = None if true is None else true == claim
    again = hint(preset.look_at) if preset and right is False else ""
    return Said(details=again, predicted=claims.said_of(claim, right), right=right, true=true)


def _hint(player: Player, preset: Preset | None) -> Message | str:
    """What to look at, and how long it takes to decide what is asked if that is long."""
    if not preset:
        return ""
    n = preset.outcome.since or player.runs.experiment.limit
    long = preset.claims and n >= LONG
    return sentences(hint(preset.look_at), _("It takes {n:,} iterations to tell.", n=n) if long else "")


def _not_compared(player: Player) -> str:
    """That an answer which compares does without, so that nobody waits for it."""
    if not player.left_uncompared:
        return ""
    return _("Not compared: training the other run as long would take too much time or memory here.")


def _where_they_ended(player: Player) -> list[str]:
    """Which runs the stop rule has ended, and that others are at their limit."""
    runs = player.runs
    by_rule = [*(_stopped(run, label) for label, run in zip(runs.experiment.labels, runs.values(), strict=True))]
    return [*filter(None, by_rule), *([_limit(runs)] if "limit" in {run.ended_by for run in runs.values()} else [])]


def _stopped(run: Run, label: str) -> str:
    """That the stop rule has ended a run; ``label``: its own beside others."""
    if run.ended_by != "stop":
        return ""
    if run.iteration > run.end:  # it has been chosen since
        return _(
            "The run is at iteration {iteration:,}; its stop rule would have ended it at iteration {end:,}.",
            iteration=run.iteration,
            end=run.end,
        )
    alone = _("For {n:,} iterations, the {cost} has not fallen by more than {share}: the stop rule has ended the run.")
    beside = _(
        "“{label}”: for {n:,} iterations, the {cost} has not fallen by more than {share}: the stop rule ended it."
    )
    cost, share = name_of(run.recipe.stop), percent(LEAST_FALL)
    return (beside if label else alone).filled(n=run.recipe.patience, cost=cost, label=label, share=share)


def _limit(runs: RunGroup) -> str:
    """That the runs are at their limit."""
    limit = runs.experiment.limit
    if runs.iteration > limit:  # it has been lowered since
        return _(
            "The run is at iteration {iteration:,}, beyond its limit of {limit:,} iterations.",
            iteration=runs.iteration,
            limit=limit,
        )
    return ngettext(
        "The run has reached its limit of {n:,} iteration.",
        "The run has reached its limit of {n:,} iterations.",
        limit,
    )


def _how_they_diverged(player: Player) -> Answer:
    """What happened to runs all of which have diverged; otherwise empty."""
    runs = player.runs
    if not all(run.divergence for run in runs.values()):
        return Answer()
    if len(runs) == 1:
        return Answer(blew_up(runs.first), against_divergence(runs.first))
    return Answer(_("Training diverged in every network; see below for what to try."))

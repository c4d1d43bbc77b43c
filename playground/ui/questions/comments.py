"""Comments on the runs on screen: what to look at, and once they have stopped, how they turned out."""

from collections.abc import Callable, Sequence

from playground.charts import divergence
from playground.language import Message, _, ngettext, sentences
from playground.lessons.claims import Outcome, when_decided
from playground.lessons.lesson import Preset, hint
from playground.lessons.outcome import by_chance, frozen, other_rate
from playground.lessons.sweep import Results
from playground.ui.components.live_chart import Said
from playground.ui.runs.player import Player


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
        return Said(rest=_hint(preset))
    claims = preset.claims if preset else None
    true = claims.right(player.runs, player.others) if claims and not player.moves else None
    said, right = _prediction(claims, claim, true) if claims and claim is not None else ("", None)
    if moves:
        return Said("", _hint(preset), said)
    outcome, ended = preset.answer(player.runs, player.others) if preset else "", ""
    if player.ended:
        diverged = _how_they_diverged(player)
        outcome = diverged or outcome
        ended = "" if diverged else _limit(player, in_brief=bool(outcome))
    rest = sentences(
        *(says(player) for says in of_features),
        when_decided(claims) if claims and said and right is None and not player.left_uncompared else "",
        by_chance(claims, right),
        ended if right is None else "",  # which is when it is judged
        _not_compared(player),
        other_rate(player.run),
        frozen(player.run),
        *(says(player) for says in at_last),
    )
    return Said(outcome, rest, said, right, _hint(preset) if right is False else "", true)


def _hint(preset: Preset | None) -> Message | str:
    """What to look at."""
    return hint(preset.look_at) if preset else ""


def comment_on_sweep(preset: Preset, results: Results, claim: int | None) -> Said:
    """What to look at while a sweep is trained, and how it turned out; ``claim`` as for :func:`comment`."""
    claims = preset.claims
    true = claims.right(results) if claims else None
    said, right = _prediction(claims, claim, true) if claims and claim is not None else ("", None)
    if not results.ended:
        return Said("", _hint(preset), said)
    hint = _hint(preset) if right is False else ""
    return Said(preset.answer(results), by_chance(claims, right), said, right, hint, true)


def _prediction(claims: Outcome, claim: int, true: int | None) -> tuple[str, bool | None]:
    """What the visitor predicted, and whether it is right; ``true``: what is, None as long as the runs can't decide."""
    if claim >= len(claims.each):  # by a link
        return "", None
    right = None if true is None else true == claim
    return claims.said_of(claim, right), right


def _not_compared(player: Player) -> str:
    """That an answer which compares does without, so that nobody waits for it."""
    if not player.left_uncompared:
        return ""
    return _("Not compared: training the other run as long would take too much time or memory here.")


def _limit(player: Player, in_brief: bool) -> str:
    """That the runs are at their limit; in two words beside an answer, which says how many iterations were made."""
    runs = player.runs
    limit = runs.experiment.limit
    if runs.iteration > limit:  # it has been lowered since
        return _(
            "The run is at iteration {iteration:,}, beyond its limit of {limit:,} iterations.",
            iteration=runs.iteration,
            limit=limit,
        )
    if in_brief:
        return _("Limit reached.")
    return ngettext(
        "The run has reached its limit of {n:,} iteration.",
        "The run has reached its limit of {n:,} iterations.",
        limit,
    )


def _how_they_diverged(player: Player) -> str:
    """What happened to runs all of which have diverged; otherwise empty."""
    runs = player.runs
    if not all(run.divergence for run in runs.values()):
        return ""
    if len(runs) == 1:
        return divergence(runs.first)
    return _("Training diverged in every network; see below for what to try.")

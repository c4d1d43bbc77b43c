"""A moment in a link: the iteration at which the page opens its run, and the events on the way there.

``at`` is the iteration. ``changes`` is the event log, in order, if there is more to it than plain training:
``0_r_1.2~300_r_0.5~500_W1_3_0.01`` means a learning rate of 1.2, then 0.5 from iteration 300, and at iteration 500 a
nudge that adds 0.01 to the fourth entry of W1, in row-major order. ``500_W1:3_0.5`` sets that entry to 0.5, and
``500_f_W1_b1`` freezes W1 and b1 from there on. Neither name is a setting, so they have no page prefix.
"""

from typing import NamedTuple
from urllib.parse import urlencode

import numpy as np
import streamlit as st

from playground.language import Message, _
from playground.training import FROZEN, OF, Event, Run, RunGroup
from playground.ui.runs.player import Player
from playground.ui.settings.controls import Controls, PartOfLink
from playground.ui.visit.overrides import put_in_link

AT, CHANGES = "at", "changes"
MOST_LETTERS = 600
"""Most characters of ``changes``: a longer link would not fit into a QR code."""
TOO_MANY = _("This run was changed on its way in more ways than fit into a link, so the link opens its beginning.")
RATE, FROST = "r", "f"


class Moment(NamedTuple):
    """The moment that a link asks for, unparsed."""

    at: str
    changes: str


def in_link(runs: RunGroup) -> tuple[str, str]:
    """The moment as it appears in a link after its "?", and a sentence if it does not fit."""
    changes = _written(runs)
    if changes is None:
        return "", TOO_MANY
    if not runs.iteration and not changes:
        return "", ""
    return urlencode({AT: runs.iteration} | ({CHANGES: changes} if changes else {})), ""


def _written(runs: RunGroup) -> str | None:
    """The events up to now as text; empty if the settings alone explain them, None if they do not fit."""
    first = runs.first
    if all(run.past == [Event(0, {"learning_rate": run.recipe.learning_rate})] for run in runs.values()):
        return ""
    if any(run.event_log is None or run.past != first.past for run in runs.values()):
        return None
    text = "~".join(part for event in first.past for part in _parts(event))
    return text if len(text) <= MOST_LETTERS else None


def _parts(event: Event) -> list[str]:
    """An event as written in a link: a part for each name."""
    if event.is_rate:
        return [f"{event.iteration}_{RATE}_{event.change['learning_rate']!r}"]
    if event.is_frost:
        return ["_".join([str(event.iteration), FROST, *event.change[FROZEN]])]
    if event.is_edit:
        return [f"{event.iteration}_{name}_{value!r}" for name, value in event.change.items()]
    parts = []
    for name, amount in event.change.items():
        flat = np.asarray(amount, float).ravel()
        numbers = "_".join(f"{place}_{float(flat[place])!r}" for place in np.flatnonzero(flat))
        parts += [f"{event.iteration}_{name}_{numbers}"] if numbers else []
    return parts


def read(text: str, run: Run) -> list[Event]:
    """Parse the events in an untrusted link.

    Raises
    ------
    ValueError
        If the text can't be parsed, or does not fit the run.
    """
    if not text:
        return [Event(0, {"learning_rate": run.recipe.learning_rate})]
    if len(text) > MOST_LETTERS:
        raise ValueError(_("It has {letters:,} letters, more than {most}.", letters=len(text), most=MOST_LETTERS))
    events = []
    for part in text.split("~"):
        iteration, name, *numbers = part.split("_")
        if name == RATE:
            (rate,) = numbers
            events.append(Event(int(iteration), {"learning_rate": float(rate)}))
            continue
        if name == FROST:
            events.append(Event(int(iteration), {FROZEN: numbers}))
            continue
        if OF in name:
            (value,) = numbers
            events.append(Event(int(iteration), {name: float(value)}))
            continue
        if name not in run.parameters:
            raise ValueError(_("{name} is no weight or bias of this network.", name=repr(name[:40])))
        amount = np.zeros_like(run.parameters[name])
        for place, number in zip(numbers[::2], numbers[1::2], strict=True):
            amount.flat[_place(place, amount.size)] = float(number)
        events.append(Event(int(iteration), {name: amount.tolist()}))
    return events


def _place(text: str, size: int) -> int:
    if not text.isascii() or not text.isdigit() or int(text) >= size:
        raise ValueError(_("{place} is no place in it.", place=repr(text[:40])))
    return int(text)


def _why(error: Exception) -> Message:
    """The reason to show to a visitor: our own message, but not Python's about text that is not a number."""
    what = error.args[0]
    return what if isinstance(what, Message) else _("It is not written as a moment is.")


class MomentInLink(PartOfLink):
    """The moment in a page's link."""

    names = (AT, CHANGES)

    def read_link(self, controls: Controls) -> list[str]:
        """Store what the link asks for until the page has its runs, which are needed to check it."""
        asked = Moment(*(st.query_params.get(name, "") for name in self.names))
        if any(asked):
            st.session_state[f"{controls.prefix}moment"] = asked
        return []


def begin(player: Player, prefix: str) -> list[str]:
    """Start the runs of a page opened by a link on the way to its moment; returns a sentence for each unusable part."""
    asked: Moment | None = st.session_state.get(f"{prefix}moment")
    if asked is None or not player.present:
        return []
    begun = player.runs.latest > 0
    if not begun:
        st.session_state[f"{prefix}moment_of"] = player.id, player.changes
    del st.session_state[f"{prefix}moment"]
    if begun:
        return []
    if not asked.at.isascii() or not asked.at.isdigit() or len(asked.at) > 12:
        return [
            _(
                "{name}: {value} is no iteration: needed is a whole number. The run opens at its beginning.",
                name=AT,
                value=repr(asked.at[:40]),
            )
        ]
    at, limit = int(asked.at), player.runs.experiment.limit
    try:
        logs = player.look(lambda runs: {name: read(asked.changes, run) for name, run in runs.items()})
        player.begin_at(logs, at)
    except (ValueError, IndexError) as error:
        return [
            _(
                "{name}: {value} can't be used. {why} The run opens at its beginning.",
                name=CHANGES,
                value=repr(asked.changes[:40]),
                why=_why(error),
            )
        ]
    if at <= limit:
        return []
    text = _(
        "{name}: this run ends at iteration {limit:,}, so it opens there, not at {at:,}.", name=AT, limit=limit, at=at
    )
    return [text]


def forget(player: Player, prefix: str) -> None:
    """Remove the moment from the page's link once it is no longer the one on screen: another run, or moved on."""
    waits = f"{prefix}moment" in st.session_state
    if not waits and st.session_state.get(f"{prefix}moment_of") != (player.id, player.changes):
        st.session_state.pop(f"{prefix}moment_of", None)
        for name in (AT, CHANGES):  # every time: a message sent before the page lost them may bring them back
            put_in_link(name, "")


def is_in_link(prefix: str) -> bool:
    """Whether the page's link has a moment."""
    return f"{prefix}moment_of" in st.session_state

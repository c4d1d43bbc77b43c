"""A moment in a link: an iteration, and what was done to runs on the way there, their event log as text.

``0_r_1.2~300_r_0.5~500_W1_3_0.01`` means a learning rate of 1.2, then 0.5 from iteration 300, and at iteration 500 a
nudge that adds 0.01 to the fourth entry of W1, in row-major order. ``500_W1:3_0.5`` sets that entry to 0.5, and
``500_f_W1_b1`` freezes W1 and b1 from there on.
"""

from urllib.parse import urlencode

import numpy as np

from playground.language import Message, _

from .events import FROZEN, OF, Event
from .run import Run
from .run_group import RunGroup

AT, CHANGES = "at", "changes"
"""The names of the two in a link: no settings, so they have no page's prefix."""
MOST_LETTERS = 600
"""Most characters: a longer link would not fit into a QR code."""
RATE, FROST = "r", "f"
TOO_MANY = _("This run was changed on its way in more ways than fit into a link, so the link opens its beginning.")


def in_link(runs: RunGroup) -> tuple[str, str]:
    """The moment of runs as it appears in a link after its "?", and a sentence if it does not fit."""
    changes = written(runs)
    if changes is None:
        return "", TOO_MANY
    if not runs.iteration and not changes:
        return "", ""
    return urlencode({AT: runs.iteration} | ({CHANGES: changes} if changes else {})), ""


def iteration_in(text: str) -> int:
    """Parse the iteration in an untrusted link.

    Raises
    ------
    ValueError
        If it is none.
    """
    if not text.isascii() or not text.isdigit() or len(text) > 12:
        raise ValueError(
            _("{name}: {value} is no iteration: needed is a whole number.", name=AT, value=repr(text[:40]))
        )
    return int(text)


def refusal(text: str, error: Exception) -> Message:
    """Why the events in a link can't be used: our own message, but not Python's about text that is not a number."""
    what = error.args[0]
    why = what if isinstance(what, Message) else _("It is not written as a moment is.")
    return _("{name}: {value} can't be used. {why}", name=CHANGES, value=repr(text[:40]), why=why)


def written(runs: RunGroup) -> str | None:
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

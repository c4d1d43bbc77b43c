"""The event log that a run should have: its learning rates, edits and frozen parameters, and what a change adds."""

from typing import Any

Log = list[tuple[int, dict[str, Any]]]
"""The events of a run, as ``oracle.train`` wants them."""


def past(events: Log, iteration: int) -> Log:
    """The events up to an iteration."""
    return [(at, change) for at, change in events if at <= iteration]


def rate_at(events: Log, iteration: int) -> float:
    """The learning rate of the update after an iteration."""
    return [change["learning_rate"] for at, change in past(events, iteration) if "learning_rate" in change][-1]


def frozen_at(events: Log, iteration: int) -> list[str]:
    """The names of what is frozen at an iteration."""
    return [[], *(change["frozen"] for at, change in past(events, iteration) if "frozen" in change)][-1]


def with_rate(events: Log, at: int, rate: float) -> Log:
    """The events up to an iteration, from which another learning rate applies."""
    before = [(since, change) for since, change in past(events, at) if since < at or "learning_rate" not in change]
    new = [(at, {"learning_rate": rate})] if not at or rate_at(before, at) != rate else []
    return sorted([*before, *new], key=lambda event: (event[0], "learning_rate" not in event[1]))


def with_edit(events: Log, at: int, name: str, value: float) -> Log:
    """The events up to an iteration at which a single number is set; edits that follow each other there are one."""
    before = past(events, at)
    last = before[-1]
    if last[0] == at and not {"learning_rate", "frozen"} & last[1].keys():
        return [*before[:-1], (at, {**last[1], name: value})]
    return [*before, (at, {name: value})]


def with_frozen(events: Log, at: int, names: list[str]) -> Log:
    """The events up to an iteration from which exactly these parameters are frozen."""
    before = [(since, change) for since, change in past(events, at) if since < at or "frozen" not in change]
    return [*before, (at, {"frozen": names})] if frozen_at(before, at) != names else before

"""Events: changes to a run on its way, and whether its network can have them."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from playground.language import _, enumerated
from playground.nn import Parameters, checks

from .divergence import BLOWN_UP, blown_up
from .options import options
from .recipe import Recipe

MOST_AMOUNTS = 20_000
"""Numbers in all events of a run together, at most: as in 400 nudges of every weight of a layer of 50 units."""
FROZEN = "frozen"
"""Key in an event: the names of all parameters frozen from then on, replacing those frozen before."""
OF = ":"
"""Separates a matrix's name from the index of one of its numbers, counted row by row from 0: "W1:3"."""


class Event(NamedTuple):
    """A change to a run at ``iteration``. It can be sent as JSON.

    ``change``: a new ``"learning_rate"``; or the ``"frozen"`` parameters, a list of names such as "W1" or "W1:3"; or
    amounts added to matrices, by name, as lists; or new values of single numbers, by names such as "W1:3".
    """

    iteration: int
    change: Mapping[str, Any]

    @property
    def is_rate(self) -> bool:
        """Whether it is a new learning rate."""
        return "learning_rate" in self.change

    @property
    def is_frost(self) -> bool:
        """Whether it sets the frozen parameters."""
        return FROZEN in self.change

    @property
    def is_edit(self) -> bool:
        """Whether it sets single numbers."""
        return all(OF in name for name in self.change)


def in_order(events: list[Event]) -> list[Event]:
    """Sort by iteration, with learning rates first, so that an event log begins with one."""
    return sorted(events, key=lambda event: (event.iteration, not event.is_rate))


def checked(event: Event, parameters: Parameters) -> Event:
    """Return the event, validated for a network with these parameters, or raise ``ValueError``."""
    change: dict[str, Any] = {}
    for name, value in event.change.items():
        if name == "learning_rate":
            change[name] = options(Recipe)[name].read(value)
        elif name == FROZEN:
            if len(value) > MOST_AMOUNTS:
                raise ValueError(_("At most {most:,} numbers and matrices can be frozen by name.", most=MOST_AMOUNTS))
            change[name] = sorted({number_named(each, parameters, or_matrix=True) for each in value})
        elif OF in name:
            change[number_named(name, parameters)] = number = checks.finite_number(name, value)
            if blown_up(np.array(number)):
                raise ValueError(_("{name} is beyond {most:g}.", name=name, most=BLOWN_UP))
        else:
            checks.known("name", name, parameters)
            amount = checks.matrix(name, value, *parameters[name].shape)
            if blown_up(amount):
                raise ValueError(_("An amount of {name} is beyond {most:g}.", name=name, most=BLOWN_UP))
            change[name] = amount.tolist()
    return Event(checks.whole_number("iteration", event.iteration, least=0), change)


def number_named(name: Any, parameters: Parameters, or_matrix: bool = False) -> str:
    """Return the name of a number, such as "W1:3", or if allowed of a matrix; raise ``ValueError`` for others."""
    matrix, of, place = str(name).partition(OF)
    if matrix not in parameters:
        names = enumerated(list(parameters))
        raise ValueError(_("This network has no {name}; it has {names}.", name=repr(matrix[:40]), names=names))
    is_place = place.isascii() and place.isdigit() and int(place) < parameters[matrix].size
    if not is_place and (of or not or_matrix):
        raise ValueError(
            _(
                "{name} is no number of {matrix}, which has {count}.",
                name=repr(str(name)[:40]),
                matrix=matrix,
                count=parameters[matrix].size,
            )
        )
    return f"{matrix}{of}{int(place)}" if of else matrix

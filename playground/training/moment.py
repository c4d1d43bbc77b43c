"""A moment of a run: what is needed to train it again up to there."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from playground.language import _

from .events import Event
from .options import Option, options
from .recipe import Recipe
from .run import Run
from .stop_rule import NO_RULE


class Moment(NamedTuple):
    """What is needed to retrain a run up to one of its iterations, with identical numbers.

    ``events``: what was done to the run on its way, see :attr:`Run.past`; None if there was more than it remembers. The
    recipe has the last learning rate.
    """

    recipe: Recipe
    iteration: int
    events: tuple[Event, ...] | None

    @property
    def rates(self) -> dict[int, float]:
        """The learning rates, each by the iteration from which it applied; the last one alone if others are unknown."""
        rates = {event.iteration: event.change["learning_rate"] for event in self.events or () if event.is_rate}
        return rates or {0: self.recipe.learning_rate}

    @property
    def by_hand(self) -> list[int]:
        """The iterations at which something else was changed: parameters edited, nudged or frozen."""
        return sorted({event.iteration for event in self.events or () if not event.is_rate})

    @property
    def is_plain(self) -> bool:
        """Whether its recipe alone says how it was trained."""
        return self.events is not None and len(self.rates) == 1 and not self.by_hand

    @property
    def as_json(self) -> dict[str, Any]:
        """Itself as a dictionary for JSON, see :meth:`of_json`."""
        return {"recipe": vars(self.recipe), "iteration": self.iteration, "events": self.events}

    @classmethod
    def of_json(cls, data: Any, specs: Mapping[str, Option]) -> "Moment":
        """The moment in an unchecked :attr:`as_json`; its events are checked when it is trained again.

        ``specs``: of the page that it was pinned on, which may have more datasets than recipes do without it.

        Raises
        ------
        ValueError
            If it is none.
        """
        match data:
            case {"recipe": dict(settings), "iteration": int(iteration), "events": list(events)}:
                known = {name: specs.get(name, own) for name, own in options(Recipe).items()}
                if settings.keys() == known.keys() and all(map(_is_event, events)):
                    recipe = Recipe(**{name: known[name].read(value) for name, value in settings.items()})
                    return cls(recipe, iteration, tuple(Event(*event) for event in events))
        raise ValueError(_("This is no pinned run."))

    def begin(self) -> Run:
        """A run at its first weights; advanced to its end it is at this moment.

        Raises
        ------
        ValueError
            If the recipe can't be run.
        """
        recipe = replace(self.recipe, limit=max(1, self.iteration), stop=NO_RULE)
        run = Run(recipe, checkpoint_bytes=0)  # it only runs forward
        if self.events:
            run.restore(self.events)
        return run


def _is_event(data: Any) -> bool:
    return isinstance(data, list) and len(data) == 2 and isinstance(data[0], int) and isinstance(data[1], dict)

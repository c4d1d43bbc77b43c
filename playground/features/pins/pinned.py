"""A pinned run: its recipe and its results, without its network."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.language import _, sentences
from playground.training.divergence import Divergence
from playground.training.events import Event
from playground.training.history import Measurement
from playground.training.moment import Moment
from playground.training.options import Choice, options
from playground.training.recipe import Recipe
from playground.training.run import Run
from playground.training.settings import Settings

MOST_PINS = 4
LONGEST = 2000
"""Characters of the text with all pins, at most."""
MOST_RATES = 20
"""Learning rates of one pin in such a text, at most."""


@dataclass(frozen=True, eq=False)
class Pinned:
    """A run as it was at one moment. It takes about 30 kB, however large the network.

    Attributes
    ----------
    moment : what is needed to retrain it
    now : costs and scores at this moment
    target : what it is asked for, a name in ``SCORES``
    divergence : the parameter that blew up, if any
    at, costs, scores : the iterations in its history, and cost and score there, each (n,)
    """

    moment: Moment
    now: Measurement
    target: str
    divergence: Divergence | None
    at: NDArray
    costs: NDArray
    scores: NDArray

    @classmethod
    def of(cls, run: Run) -> "Pinned":
        """Pin the run as it is now."""
        now = run.measure()
        points = [*(point for point in run.history.points if point.iteration < now.iteration), now]
        # A diverged run needs one more iteration to diverge again.
        events = None if run.event_log is None else tuple(run.past)
        moment = Moment(run.recipe, run.iteration + bool(run.divergence), events)
        moment = moment._replace(recipe=replace(run.recipe, learning_rate=[*moment.rates.values()][-1]))
        at, costs, scores = zip(*((each.iteration, each.cost, each.score) for each in points), strict=True)
        return cls(moment, now, run.train.target, run.divergence, np.array(at), np.array(costs), np.array(scores))

    @property
    def recipe(self) -> Recipe:
        """Its recipe."""
        return self.moment.recipe

    def first_with(self, score: float) -> tuple[int, int] | None:
        """The first measured iteration with this score on the training samples, and the last one before it.

        The history of a long run skips iterations, so it was reached somewhere between the two. At iteration
        0 both are 0. None if it was not reached.
        """
        reached = np.flatnonzero(self.scores >= score)
        if not reached.size:
            return None
        first = reached[0]
        return int(self.at[first]), int(self.at[max(0, first - 1)])


# The text for the link holds what differs from the page's settings: "2000 activation relu scale 1~500 n_h 8". Pins are
# separated by "~", words by a space, since both stay short in a URL. A pin begins with its iteration; a number in place
# of a name is the iteration from which another learning rate applied.


def pack_pins(moments: Sequence[Moment], present: Recipe, names: Sequence[str]) -> str:
    """Encode moments as text, see :func:`unpack_pins`; those that :func:`fits` rejects are left out.

    Parameters
    ----------
    moments : the moments of the pins
    present : the page's settings
    names : names of the settings that a pin may differ in
    """
    return "~".join(_packed(moment, present, names) for moment in moments if fits(moment, present, names))


def fits(moment: Moment, present: Recipe, names: Sequence[str]) -> bool:
    """Whether text can hold the moment: it must be possible to retrain it from settings and available points.

    A visitor's own points are available only if they are those of the page.
    """
    others = {*options(Recipe)} - {*names, "limit"} - (set() if moment.recipe.has_own_points else {"points"})
    settings_alone = all(getattr(moment.recipe, name) == getattr(present, name) for name in others)
    has_all = moment.events is not None and not moment.by_hand and len(moment.rates) <= MOST_RATES
    return settings_alone and has_all


def _packed(moment: Moment, present: Recipe, names: Sequence[str]) -> str:
    recipe, rates = moment.recipe, [*moment.rates.items()]
    words = [str(moment.iteration)]
    for name in names:
        value = rates[0][1] if name == "learning_rate" else getattr(recipe, name)
        if value != getattr(present, name):
            words += [name, str(value).replace(" ", "_")]
    for at, rate in rates[1:]:
        words += [str(at), str(rate)]
    return " ".join(words)


def unpack_pins(text: str, present: Recipe, settings: Settings, names: Sequence[str]) -> tuple[list[Moment], list[str]]:
    """Read an unchecked text.

    Parameters
    ----------
    text : from :func:`pack_pins`
    present : the settings of the page that it belongs to
    settings : the settings that the page offers
    names : names of the settings that a pin may differ in

    Returns
    -------
    moments : the valid moments
    notes : a sentence for each invalid one
    """
    if not text:
        return [], []
    if len(text) > LONGEST:
        return [], [_("Pins: {count:,} characters are too many; {most:,} can be read.", count=len(text), most=LONGEST)]
    parts = text.split("~")
    moments: list[Moment] = []
    notes: list[str] = []
    if len(parts) > MOST_PINS:
        notes.append(_("Pins: there can be {most}; the link has {count}.", most=MOST_PINS, count=len(parts)))
    for number, part in enumerate(parts[:MOST_PINS], 1):
        try:
            moments.append(_unpacked(part, present, settings, names))
        except ValueError as error:
            shown = repr(part if len(part) <= 40 else part[:40] + "…")
            refused = _("Pin {number}: {text} can't be used.", number=number, text=shown)
            notes.append(sentences(refused, error.args[0]))
    return moments, notes


def _unpacked(text: str, present: Recipe, settings: Settings, names: Sequence[str]) -> Moment:
    first, *words = text.split(" ")
    limit = settings.spec("limit")
    iteration = 0 if first == "0" else limit.read(first)
    if len(words) % 2:
        raise ValueError(_("Each setting needs a value."))
    given: dict[str, Any] = {}
    rates: dict[int, float] = {}
    for name, word in zip(words[::2], words[1::2], strict=True):
        if name in names:
            given[name] = _value(settings, name, word)
        elif name.isdecimal():
            rates[limit.read(name)] = settings.spec("learning_rate").read(word)
        else:
            raise ValueError(_("{name} is not a setting in which pins differ.", name=repr(name[:40])))
    recipe = replace(present, **given)
    if not recipe.has_own_points:
        recipe = replace(recipe, points="")
    all_rates = {0: recipe.learning_rate} | rates
    if list(all_rates) != sorted(all_rates) or max(all_rates) > iteration or len(all_rates) > MOST_RATES:
        raise ValueError(
            _("At most {most} learning rates follow each other, up to the pin's iteration.", most=MOST_RATES)
        )
    events = tuple(Event(at, {"learning_rate": rate}) for at, rate in all_rates.items())
    return Moment(replace(recipe, learning_rate=[*all_rates.values()][-1]), iteration, events)


def _value(settings: Settings, name: str, word: str) -> Any:
    spec = settings.spec(name)
    if isinstance(spec, Choice):
        by_word: Mapping[str, str] = {each.replace(" ", "_"): each for each in (*spec.names, *spec.more)}
        word = by_word.get(word, word)
    return spec.read(word)

"""The runs that a visitor has pinned, how they stand in the link, and how those of a link are trained again.

A pin keeps no network: its settings, its history and a small picture, some 40 kB. They are the visitor's, stay when
they leave the page, and stand in the link as settings and iteration. Those of a link are trained again, in turns with
those who play.
"""

import threading
from dataclasses import dataclass

import streamlit as st

from playground.language import _, ngettext
from playground.training import Moment, Pinned, Recipe, Run
from playground.training.pinned import fits, pack_pins, unpack_pins
from playground.ui.runs.memory_budget import BUDGET, large_apart
from playground.ui.runs.turns import TURNS
from playground.ui.settings.controls import Controls, PartOfLink
from playground.ui.visit.puts import keep_in_link

IN_LINK = "pins"
"""Their name in the link."""
BESIDE = "~beside "
"""In the link, before the number of the pin that the present run is beside."""
MOST_SECONDS = 20.0
"""Of work on one pin of a link: a million iterations of 4 units on 400 samples take about as long."""
CHUNK = 20
"""Iterations; a few milliseconds at most, so that no turn takes much longer than it should."""

_PINS, _BESIDE = "pins_stored", "pins_beside"
"""In the session: the pins by place, and the place of the one beside which the present run is."""


@dataclass
class Pin:
    """A run in its place, which has a look of its own; what a link has is not trained yet."""

    place: int
    moment: Moment
    run: Pinned | None = None
    picture: str = ""
    training: "Training | None" = None


class Training:
    """A pin of a link that is trained again; while it is, its network has its memory from the budget for all."""

    def __init__(self, moment: Moment, session: str) -> None:
        self.moment, self.session = moment, session
        self.seconds = 0.0
        self._run: Run | None = None
        self._lock = threading.Lock()

    @property
    def share(self) -> float:
        """How much of it is done, 0 to 1."""
        run = self._run
        return run.iteration / self.moment.iteration if run and self.moment.iteration else 0.0

    def turn(self) -> Run | None:
        """Train for a turn; returns the run if it is there.

        Raises
        ------
        ValueError
            If it can't be run, there is no memory for it, or it takes too long.
        """
        with TURNS.turn(self.session) as turn, self._lock:
            if self._run is None:
                with large_apart():
                    self._run = self.moment.begin()
                BUDGET.reserve(self, self._run.nbytes)
            BUDGET.used(self)
            run = self._run
            while run.iteration < self.moment.iteration and not run.ended and not turn.over:
                run.advance(min(CHUNK, self.moment.iteration - run.iteration))
            self.seconds += turn.used
        if run.iteration >= self.moment.iteration or run.ended:
            return run
        if self.seconds > MOST_SECONDS:
            raise ValueError(_("To train it again takes too long: {n:,} iterations were made.", n=run.iteration))
        return None

    def let_go(self) -> bool:
        """Give the memory of its network back, unless it is at work: it begins anew."""
        if not self._lock.acquire(blocking=False):
            return False
        self._run = None
        self._lock.release()
        return True

    def end(self) -> None:
        """Give it back for good."""
        self._run = None
        BUDGET.reserve(self, 0)


def stored_pins() -> list[Pin]:
    """The visitor's pins, in the order of their places."""
    pins: dict[int, Pin] = st.session_state.get(_PINS, {})
    return [pins[place] for place in sorted(pins)]


def keep(pin: Pin) -> None:
    """Keep a pin, in place of the one that was there."""
    st.session_state[_PINS] = {**st.session_state.get(_PINS, {}), pin.place: pin}


def put_beside(place: int | None) -> None:
    """Have the present run beside the pin in this place, or alone."""
    st.session_state[_BESIDE] = place


def pin_beside() -> Pin | None:
    """The pin beside which the present run is."""
    return st.session_state.get(_PINS, {}).get(st.session_state.get(_BESIDE))


def remove(pin: Pin) -> None:
    """Keep it no longer."""
    if pin.training:
        pin.training.end()
    st.session_state[_PINS] = {each.place: each for each in stored_pins() if each.place != pin.place}
    if st.session_state.get(_BESIDE) == pin.place:
        put_beside(None)


def compared_settings(controls: Controls) -> list[str]:
    """The settings in which the pins of a page may differ."""
    offered = controls.offered
    return [name for name in offered.names if isinstance(offered.record(name), Recipe) and name != "limit"]


class PinsInLink(PartOfLink):
    """The pins as a part of their page's link. What one has in common with the page is not said again."""

    names = (IN_LINK,)

    def read_link(self, controls: Controls) -> list[str]:
        """Take over the pins of the link; a sentence for each that can't be used."""
        text, __, beside = st.query_params.get(IN_LINK, "").partition(BESIDE)
        moments, notes = unpack_pins(text, controls.recipe, controls.offered, compared_settings(controls))
        st.session_state[_PINS] = {place: Pin(place, moment) for place, moment in enumerate(moments)}
        if beside.isdecimal() and len(beside) == 1 and 0 < int(beside) <= len(moments) and not notes:
            st.session_state[_BESIDE] = int(beside) - 1
        elif beside and not notes:
            notes.append(_("Pins: {value} is the number of none.", value=repr(beside[:40])))
        if notes:
            del st.query_params[IN_LINK]
        return notes

    def in_link(self, controls: Controls) -> dict[str, str]:
        """Those that fit into it, and which one the present run is beside."""
        recipe, names = controls.recipe, compared_settings(controls)
        those = [pin for pin in stored_pins() if fits(pin.moment, recipe, names)]
        text = pack_pins([pin.moment for pin in those], recipe, names)
        beside = pin_beside()
        text += f"{BESIDE}{those.index(beside) + 1}" if beside in those else ""
        return {IN_LINK: text} if text else {}

    def left_out(self, controls: Controls) -> list[str]:
        """Those that do not."""
        recipe, names = controls.recipe, compared_settings(controls)
        count = sum(not fits(pin.moment, recipe, names) for pin in stored_pins())
        if not count:
            return []
        text = ngettext(
            "{n} of the pins can't be in a link: it can hold those on these points whose learning rate was not "
            "changed often.",
            "{n} of the pins can't be in a link: it can hold those on these points whose learning rate was not "
            "changed often.",
            count,
        )
        return [text]

    def write_link(self, controls: Controls) -> None:
        """Have them stand in the link of the page."""
        keep_in_link(IN_LINK, self.in_link(controls).get(IN_LINK, ""), "Pins in the link")

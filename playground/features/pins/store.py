"""The store of a visitor's pins, their form in the link, and the retraining of pins from a link.

A pin keeps no network, only its settings, its history and a small picture, about 40 kB. Pins belong to the visitor,
outlast a visit to another page, and appear in the link as settings and iteration. Pins from a link are retrained,
taking turns with visitors who play.
"""

from dataclasses import dataclass
from typing import Any

import streamlit as st

from playground.language import _, ngettext
from playground.training import Moment, Recipe
from playground.ui.runs.retraining import Training
from playground.ui.settings.controls import Controls, PartOfLink
from playground.ui.visit.overrides import keep_in_link

from .pinned import MOST_PINS, Pinned, fits, pack_pins, unpack_pins

IN_LINK = "pins"
"""Their name in the link."""
BESIDE = "~beside "
"""In the link, before the number of the pin that plays beside the current run."""

_PINS, _BESIDE = "pins_stored", "pins_beside"
"""Session keys: the pins by place, and the place of the one that plays beside the current run."""


@dataclass
class Pin:
    """A pinned run and its place, which decides its look; ``run`` is None until a pin from a link is trained."""

    place: int
    moment: Moment
    run: Pinned | None = None
    picture: str = ""
    training: Training | None = None


def stored_pins() -> list[Pin]:
    """The visitor's pins, in the order of their places."""
    pins: dict[int, Pin] = st.session_state.get(_PINS, {})
    return [pins[place] for place in sorted(pins)]


def keep(pin: Pin) -> None:
    """Store a pin, replacing any in the same place."""
    st.session_state[_PINS] = {**st.session_state.get(_PINS, {}), pin.place: pin}


def put_beside(place: int | None) -> None:
    """Play the current run beside the pin in this place; alone if None."""
    st.session_state[_BESIDE] = place


def pin_beside() -> Pin | None:
    """The pin that plays beside the current run, if any."""
    return st.session_state.get(_PINS, {}).get(st.session_state.get(_BESIDE))


def remove(pin: Pin) -> None:
    """Remove a pin from the store."""
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
    """The pins in their page's link, each written as its differences from the page's settings."""

    names = (IN_LINK,)

    def read_link(self, controls: Controls) -> list[str]:
        """Store the pins in the link; returns a sentence for each that can't be used."""
        text, __, beside = st.query_params.get(IN_LINK, "").partition(BESIDE)
        moments, notes = unpack_pins(text, controls.recipe, controls.offered, compared_settings(controls))
        st.session_state[_PINS] = {place: Pin(place, moment) for place, moment in enumerate(moments)}
        known = beside.isdecimal() and len(beside) == 1 and 0 < int(beside) <= len(moments)
        if known and not notes and moments[int(beside) - 1].is_plain:
            st.session_state[_BESIDE] = int(beside) - 1
        elif beside and not notes:
            notes.append(_("Pins: {value} is the number of none.", value=repr(beside[:40])))
        if notes:
            del st.query_params[IN_LINK]
        return notes

    def in_link(self, controls: Controls) -> dict[str, str]:
        """The pins that fit into a link, and the one that plays beside the current run."""
        recipe, names = controls.recipe, compared_settings(controls)
        those = [pin for pin in stored_pins() if fits(pin.moment, recipe, names)]
        text = pack_pins([pin.moment for pin in those], recipe, names)
        beside = pin_beside()
        text += f"{BESIDE}{those.index(beside) + 1}" if beside in those else ""
        return {IN_LINK: text} if text else {}

    def left_out(self, controls: Controls) -> list[str]:
        """A note on the pins that do not fit."""
        recipe, names = controls.recipe, compared_settings(controls)
        count = sum(not fits(pin.moment, recipe, names) for pin in stored_pins())
        if not count:
            return []
        text = ngettext(
            "{n} of the pins can't be in a link, which holds those on these points that were not changed by hand, nor "
            "their learning rate often.",
            "{n} of the pins can't be in a link, which holds those on these points that were not changed by hand, nor "
            "their learning rate often.",
            count,
        )
        return [text]

    def beyond_link(self, controls: Controls) -> Any:
        """All pins that can be trained again.

        Even those in the link, which are written there as differences from the page's settings: a reload may come after
        one of the two has changed, and before the other.
        """
        return [[pin.place, pin.moment.as_json] for pin in stored_pins() if pin.moment.events is not None] or None

    def restore(self, controls: Controls, data: Any) -> None:
        """Store these pins in place of those of the link; they are trained again like those."""
        if not isinstance(data, list) or not all(isinstance(each, list) and len(each) == 2 for each in data):
            raise ValueError(data)
        specs = controls.offered.specs
        moments = {place: Moment.of_json(moment, specs) for place, moment in data if place in range(MOST_PINS)}
        for pin in stored_pins():
            remove(pin)
        for place, moment in moments.items():
            keep(Pin(place, moment))

    def write_link(self, controls: Controls) -> None:
        """Write them to the page's link."""
        keep_in_link(IN_LINK, self.in_link(controls).get(IN_LINK, ""), "Pins in the link")

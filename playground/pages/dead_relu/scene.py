"""The scene in which a unit dies: two networks that differ in activation, and their units."""

from collections.abc import Mapping, Sequence

from playground.charts.comparison import ComparisonScene
from playground.charts.panel import Panel, Row, Table
from playground.charts.scene import Now, divergence
from playground.language import _, listed, ngettext, number, sentences
from playground.training import Measurement, Run, saturated_fraction
from playground.training.formatting import decimals, magnitude, minus, percent

from .lesson import UnitNow, units_now, units_off

UNIT_TABLE = (_("unit"), "b1", _("on for"), _("largest gradient"))
HELP: dict[str, str] = {
    _("Off"): _("How many units are off for every sample: their z is never above 0."),
    _("Dead"): _("How many units have lost their gradient: off for every sample, and without a slope there."),
}
TABLE_HELP: dict[str, str] = {
    _("on for"): _("The share of samples for which the unit's z is above 0."),
    _("largest gradient"): _(
        "The largest derivative of the cost with respect to one of the unit's weights or its bias, without its sign."
    ),
}


class DeadReLUScene(ComparisonScene):
    """Two networks that differ in their activation: boundary, units in pictures and numbers, costs."""

    arrangement = "pair"
    units = True

    def now(self, detail: bool = True) -> Now:
        """The runs at this moment; each run's text refers to the other's units."""
        self._networks = {name: run.evaluate() for name, run in self.runs.items()}
        self._units = {name: units_now(network) for name, network in self._networks.items()}
        relu, leaky = self._units["relu"], self._units["leaky_relu"]
        self._sentences: Mapping[str, str] = {"relu": what_rests(relu), "leaky_relu": what_moves(leaky, relu)}
        return super().now(detail)

    def said(self, name: str, run: Run, now: Measurement, detail: bool) -> tuple[Panel, Panel]:
        """Which units are dead; after the first screen, each unit in numbers."""
        units = self._units[name]
        dead = round(saturated_fraction(self._networks[name]) * len(units))
        return (
            Panel(
                numbers={
                    _("Cost"): decimals(now.cost),
                    # Second, as the one that is left where there is room for one: in Present, and in a slide.
                    _("Dead"): _("{count} of {all}", count=dead, all=len(units)),
                    _("Off"): _("{count} of {all}", count=len(units_off(units)), all=len(units)),
                    _("Accuracy"): percent(now.score),
                },
                sentence=divergence(run) or self._sentences[name],
                help=HELP,
            ),
            Panel(table=Table(UNIT_TABLE, unit_rows(units)), help=TABLE_HELP),
        )


def unit_rows(units: Sequence[UnitNow]) -> list[Row]:
    """A row for each unit under the headings of :data:`UNIT_TABLE`; those that are off for every sample are marked."""
    return [
        Row(
            [str(place), minus(number(unit.bias, ".2f")), percent(unit.on), magnitude(unit.gradient)],
            -1 if unit.on else 0,
        )
        for place, unit in enumerate(units, start=1)
    ]


def what_rests(units: Sequence[UnitNow]) -> str:
    """Which ReLU units are dead."""
    off = units_off(units)
    if not off:
        return _("Every unit is on for some samples: none is dead.")
    return ngettext(
        "Unit {units} is off for every sample. Its gradient is {gradient}, so nothing can move it: dead.",
        "Units {units} are off for every sample. Their gradient is {gradient}, so nothing can move them: dead.",
        len(off),
        units=_numbers(off),
        gradient=magnitude(max(units[unit].gradient for unit in off)),
    )


def what_moves(units: Sequence[UnitNow], twins: Sequence[UnitNow]) -> str:
    """Which leaky units are off, and which are on although they are dead as ReLU units.

    Parameters
    ----------
    units, twins : units of the leaky network and of the ReLU network
    """
    off, dead = units_off(units), units_off(twins)
    back = [unit for unit in dead if unit not in off]
    shares = listed([percent(units[unit].on) for unit in back]) if back else ""
    said = (
        [
            ngettext(
                "Unit {units} died in the ReLU network; here it has recovered (on for {shares} of the samples).",
                "Units {units} died in the ReLU network; here they have recovered (on for {shares} of the samples).",
                len(back),
                units=_numbers(back),
                shares=shares,
            )
        ]
        if back
        else []
    )
    if off:
        gradient = min(units[unit].gradient for unit in off)
        said.append(
            ngettext(
                "Unit {units} is off for every sample. Its gradient is {gradient}, not 0, so it moves.",
                "Units {units} are off for every sample. Their smallest gradient is {gradient}, not 0, so they move.",
                len(off),
                units=_numbers(off),
                gradient=magnitude(gradient),
            )
            if gradient
            else ngettext(
                "Unit {units} is off for every sample. Its gradient is 0, so nothing moves here.",
                "Units {units} are off for every sample. Their smallest gradient is 0, so nothing moves here.",
                len(off),
                units=_numbers(off),
            )
        )
    return sentences(*said) or _("Every unit is on for some samples.")


def _numbers(units: Sequence[int]) -> str:
    """[0, 2] → "1 and 3"."""
    return listed([str(unit + 1) for unit in units])

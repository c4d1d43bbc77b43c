"""The scene in which a unit dies: two networks that differ in their activation, and what is said of their units."""

from collections.abc import Mapping, Sequence

from playground.language import listed
from playground.lessons.dead_relu import UnitNow, units_now, units_off
from playground.training import Measurement, Run, saturated_share
from playground.training.formatting import decimals, magnitude, minus, percent

from .comparison import ComparisonScene
from .panel import Panel, Row, Table
from .scene import Now, divergence

UNIT_TABLE = ("unit", "b1", "on for", "largest gradient")
HELP = {
    "Off": "How many units are off for every sample: their z is never above 0.",
    "Dead": "How many units have lost their gradient: off for every sample, and without a slope there.",
}
TABLE_HELP = {
    "on for": "The share of samples for which the unit's z is above 0.",
    "largest gradient": "The largest derivative of the cost with respect to one of the unit's weights or its bias, "
    "without its sign.",
}


class DeadReLUScene(ComparisonScene):
    """Two networks that differ in their activation: boundary, units in pictures and numbers, costs."""

    arrangement = "pair"
    units = True

    def now(self, detail: bool = True) -> Now:
        """The runs at this moment; what is said of one takes the other's units into account."""
        self._networks = {name: run.evaluate() for name, run in self.runs.items()}
        self._units = {name: units_now(network) for name, network in self._networks.items()}
        relu, leaky = self._units["relu"], self._units["leaky_relu"]
        self._sentences: Mapping[str, str] = {"relu": what_rests(relu), "leaky_relu": what_moves(leaky, relu)}
        return super().now(detail)

    def said(self, name: str, run: Run, now: Measurement, detail: bool) -> tuple[Panel, Panel]:
        """Which units are dead; each unit in numbers after the first screen."""
        units = self._units[name]
        n_h = len(units)
        return (
            Panel(
                numbers={
                    "Cost": decimals(now.cost),
                    "Accuracy": percent(now.accuracy),
                    "Off": f"{len(units_off(units))} of {n_h}",
                    "Dead": f"{round(saturated_share(self._networks[name]) * n_h)} of {n_h}",
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
            [str(number), minus(f"{unit.bias:.2f}"), percent(unit.on), magnitude(unit.gradient)],
            -1 if unit.on else 0,
        )
        for number, unit in enumerate(units, start=1)
    ]


def what_rests(units: Sequence[UnitNow]) -> str:
    """Which ReLU units are dead."""
    off = units_off(units)
    if not off:
        return "Every unit is on for some samples: none is dead."
    one = len(off) == 1
    return (
        f"{_named(off)} {'is' if one else 'are'} off for every sample. {'Its' if one else 'Their'} gradient is "
        f"{magnitude(max(units[unit].gradient for unit in off))}, so nothing can move {'it' if one else 'them'}: dead."
    )


def what_moves(units: Sequence[UnitNow], twins: Sequence[UnitNow]) -> str:
    """Which leaky units are off, which are on that are dead as ReLU units.

    Parameters
    ----------
    units, twins : of the leaky network and of the one with ReLU
    """
    off, dead = units_off(units), units_off(twins)
    back = [f"unit {unit + 1} ({percent(units[unit].on)} of the samples)" for unit in dead if unit not in off]
    said = [f"Dead as ReLU, but on here: {listed(back)}."] if back else []
    if off:
        one, gradient = len(off) == 1, min(units[unit].gradient for unit in off)
        moves = f"not 0, so {'it moves' if one else 'they move'}" if gradient else "so nothing moves here"
        said.append(
            f"{_named(off)} {'is' if one else 'are'} off for every sample. {'Its' if one else 'Their smallest'} "
            f"gradient is {magnitude(gradient)}, {moves}."
        )
    return " ".join(said) or "Every unit is on for some samples."


def _named(units: Sequence[int]) -> str:
    """[0, 2] → "Units 1 and 3"."""
    return f"Unit{'s' if units[1:] else ''} {listed([str(unit + 1) for unit in units])}"

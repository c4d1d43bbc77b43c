"""What is recorded of pins: the small picture of a run, and the table of several."""

from collections.abc import Mapping
from typing import Any

from playground.export.numbers import table_csv
from playground.features.pins.look import PINNED_STYLES, thumbnail
from playground.features.pins.pinned import Pinned
from playground.features.pins.runs_table import runs_table
from playground.training import RunGroup, View


def things(runs: RunGroup, view: View) -> Mapping[str, Any]:
    """Of these runs, by name."""
    table = table_csv(runs_table({name: Pinned.of(run) for name, run in runs.items()}))
    return {
        "thumbnail": thumbnail(runs.first, runs.extent, PINNED_STYLES[0], view.hard),
        "table": [line.split(",") for line in table.splitlines()],
    }

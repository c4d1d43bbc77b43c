"""The panels of a page, each with its charts and texts; and how they are sent to the page.

The page gets the layout once (:func:`layout`), and then only its content at each moment (:func:`values`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple


class Row(NamedTuple):
    """A row of a table: its cells, and a mark; rows with the same mark have the same colour, -1 means none."""

    cells: Sequence[str]
    mark: int = -1


class Table(NamedTuple):
    """Headings and rows; ``rows`` is None if they have not changed."""

    headings: Sequence[str]
    rows: Sequence[Row] | None


@dataclass(frozen=True, kw_only=True)
class Panel:
    """A part of a page: charts and current texts.

    Attributes
    ----------
    title : above the charts
    charts : by the names of figures, what each shows, in a word
    caption : a short line under the charts
    numbers : texts by label
    sentence : conclusion from the numbers; None if the panel has none, empty if there is nothing to say now
    kept : whether the sentence is one of before, since it was not made anew
    table : table below everything else
    diagram : "network" if it draws the network, "unit" if it shows one of its units large; otherwise empty
    wide : whether it takes the full width
    below : whether it comes after the first screen
    help : explanations of labels, titles and headings
    """

    title: str = ""
    charts: Mapping[str, str] = field(default_factory=dict)
    caption: str | None = None
    numbers: Mapping[str, str] = field(default_factory=dict)
    sentence: str | None = None
    kept: bool = False
    table: Table | None = None
    diagram: str = ""
    wide: bool = False
    below: bool = False
    help: Mapping[str, str] = field(default_factory=dict)


class ScaleBar(NamedTuple):
    """The bar of a scale of numbers: what it is called, and its colours and the texts below them, from low to high."""

    name: str
    colours: Sequence[str]
    ends: Sequence[str]


def layout(numbers: Mapping[str, str], panels: Sequence[Panel], scale: ScaleBar | None = None) -> dict[str, Any]:
    """The layout of the page: the labels of the numbers above all panels, and the constant parts of each panel.

    ``scale``: a bar beside these numbers, for charts that have none themselves.
    """
    return {
        **({"scale": scale._asdict()} if scale else {}),
        "numbers": list(numbers),
        "panels": [
            {
                "title": panel.title,
                "charts": list(panel.charts),
                "called": list(panel.charts.values()),
                "caption": panel.caption is not None,
                "numbers": list(panel.numbers),
                "sentence": panel.sentence is not None,
                "table": list(panel.table.headings) if panel.table else [],
                "diagram": panel.diagram,
                "wide": panel.wide,
                "below": panel.below,
                "help": dict(panel.help),
            }
            for panel in panels
        ],
    }


class Values(NamedTuple):
    """The content of a page: its texts and table rows, in the order of the layout.

    ``texts``: None for a sentence that was not made anew; ``tables``: for each table its rows, each a mark and its
    cells, or None if they have not changed.
    """

    texts: list[str | None]
    tables: list[list[tuple[int, Sequence[str]]] | None]


def values(numbers: Mapping[str, str], panels: Sequence[Panel]) -> Values:
    """The content of the page, flattened: the only place that knows the order the page expects."""
    texts: list[str | None] = list(numbers.values())
    tables: list[list[tuple[int, Sequence[str]]] | None] = []
    for panel in panels:
        texts += [panel.caption] if panel.caption is not None else []
        texts += [None if panel.kept else panel.sentence] if panel.sentence is not None else []
        texts += panel.numbers.values()
        if panel.table:
            rows = panel.table.rows
            tables.append(None if rows is None else [(row.mark, row.cells) for row in rows])
    return Values(texts, tables)

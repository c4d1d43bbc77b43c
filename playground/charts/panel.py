"""What a page is made of: panels, each with its charts and what is said of them; and how that is sent to the page.

A page is told once where everything is (:func:`layout`), and at each moment what it says there (:func:`values`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple


class Row(NamedTuple):
    """A row of a table: its cells, and a mark: rows with the same mark have the same colour; -1 for none."""

    cells: Sequence[str]
    mark: int = -1


class Table(NamedTuple):
    """Headings and rows; ``rows`` is None where they stay as they are."""

    headings: Sequence[str]
    rows: Sequence[Row] | None


@dataclass(frozen=True, kw_only=True)
class Panel:
    """A part of a page: charts, and what is said of them at this moment.

    Attributes
    ----------
    title : above the charts
    charts : names of figures
    caption : a short line under the charts
    numbers : texts by label
    sentence : what the numbers come to; None if the panel has none, empty if there is nothing to say now
    table : under everything else
    diagram : whether it draws the network
    wide : whether it takes the whole width
    below : whether it comes after the first screen
    help : for each label, title or heading that needs one, what it means
    """

    title: str = ""
    charts: Sequence[str] = ()
    caption: str | None = None
    numbers: Mapping[str, str] = field(default_factory=dict)
    sentence: str | None = None
    table: Table | None = None
    diagram: bool = False
    wide: bool = False
    below: bool = False
    help: Mapping[str, str] = field(default_factory=dict)


def layout(numbers: Mapping[str, str], panels: Sequence[Panel]) -> dict[str, Any]:
    """Where everything is: the labels of the numbers above all panels, and of each panel all that stays as it is."""
    return {
        "numbers": list(numbers),
        "panels": [
            {
                "title": panel.title,
                "charts": list(panel.charts),
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
    """What a page says: its texts and the rows of its tables, in the order of the layout.

    ``tables``: of each table the rows, each a mark and its cells, or None where they stay as they are.
    """

    texts: list[str]
    tables: list[list[tuple[int, Sequence[str]]] | None]


def values(numbers: Mapping[str, str], panels: Sequence[Panel]) -> Values:
    """What the page says, flat: the only place that knows in which order the page wants it."""
    texts = list(numbers.values())
    tables: list[list[tuple[int, Sequence[str]]] | None] = []
    for panel in panels:
        texts += [text for text in (panel.caption, panel.sentence) if text is not None]
        texts += panel.numbers.values()
        if panel.table:
            rows = panel.table.rows
            tables.append(None if rows is None else [(row.mark, row.cells) for row in rows])
    return Values(texts, tables)

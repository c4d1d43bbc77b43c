"""Reads a table that a visitor pastes or uploads: two columns of numbers, and one of classes or of values."""

import csv
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from io import StringIO
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from playground.language import _, ngettext

from .columns import Columns, Guess, guess, looks_like_number
from .dataset import Dataset
from .encodings import decoded, encoding_of
from .points import LONGEST_NAME, MOST_OWN_CLASSES, MOST_POINTS, SYMBOLS, Points, as_float, check_name, is_number
from .scaling import AS_THEY_ARE, Scaling, Unit, far_off, standardised

MOST_BYTES = 5_000_000
MOST_COLUMNS = 50
LONGEST_LINE, MOST_LINES_OF_A_ROW = 10_000, 50
MOST_LINES_LOOKED_AT = 3 * MOST_POINTS
"""Further lines of a table are only counted."""
OWN_HEADER = ("x1", "x2", "class", "set")
OWN_HEADER_OF_VALUES = ("x1", "x2", "value", "set")
"""The headers of files written by this app."""
UNIT_HEADER = ("mean", "deviation")
"""What follows in the header of values with a unit of their own, which is the same in every line."""

_SEPARATORS = "\t;,"
_MISSING = {"", "na", "n/a", "nan", "null", "none", "nil", "-", "?", ".", "#n/a"}
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f]")


@dataclass(frozen=True)
class Table:
    """A parsed text.

    Attributes
    ----------
    names : names of the columns: from the header, or "column 1" and so on
    rows : the line number, from 1, and the cells of each row
    separator : the cell separator
    more : number of further lines, which were only counted
    header : the cells of the first line if it is a header
    """

    names: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    separator: str
    more: int
    header: tuple[str, ...] = ()

    @cached_property
    def guess(self) -> Guess:
        """The columns that it probably means."""
        return guess(self.names, [self.cells(column) for column in range(len(self.names))])

    def cells(self, column: int) -> list[str]:
        """What is in a column, where a line has it."""
        return [row[column] for _, row in self.rows if column < len(row)]

    def looks_like_number(self, column: int) -> bool:
        """Whether what is in a column is probably a number to be predicted, and no class."""
        return looks_like_number(self.cells(column))


@dataclass(frozen=True)
class Reading:
    """The result of reading a table.

    Attributes
    ----------
    points : the points of the readable lines; None if they can't be used
    faults : a sentence for each line that can't be read, with its number, or for a fault of the whole table
    scalings : the scalings of both inputs, and of the values if there are any; empty for a file written by this app,
        which is not standardised
    remarks : sentences about anything unusual
    testing : for such a file, which points are marked for testing, (m,) of bool, in the order of the points
    far : the lines with a number that is far from all others, by line number, and for each what that number is
    """

    points: Points | None
    faults: tuple[str, ...]
    scalings: tuple[Scaling, ...]
    remarks: tuple[str, ...]
    testing: NDArray | None = None
    far: Mapping[int, str] = field(default_factory=dict)


def parse(given: str | bytes, encoding: str = "") -> Table:
    """Split a text into lines and cells.

    Parameters
    ----------
    given : the text, or a file with it
    encoding : of the file, a name in ``ENCODINGS``; empty: as its bytes tell

    Raises
    ------
    ValueError
        If it is not a table of at least three columns; the message says what is needed.
    """
    if len(given) > MOST_BYTES:
        raise ValueError(
            _(
                "This is {size:.1f} MB, but no more than {most:g} MB can be read.",
                size=len(given) / 1e6,
                most=MOST_BYTES / 1e6,
            )
        )
    text = decoded(given, encoding or encoding_of(given)) if isinstance(given, bytes) else given
    text = text.removeprefix("\ufeff")
    if _CONTROLS.search(text):
        raise ValueError(_("This is not text but another kind of file, such as a workbook: save the table as CSV."))
    if not text.strip():
        raise ValueError(
            _("There is nothing in it. It needs a line for each point: two numbers, and a class or a number.")
        )
    separator = _separator(text)
    raw = StringIO(text, newline="")
    rows = tuple(islice(_lines(raw, separator), MOST_LINES_LOOKED_AT + 1))
    more = sum(1 for line in raw if not line.isspace())
    width = max(len(row) for number, row in rows)
    first = rows[0][1]
    header = not any(map(is_number, first)) and any(map(is_number, (cell for number, row in rows[1:] for cell in row)))
    names: list[str] = [_("column {number}", number=number + 1) for number in range(width)]
    if header:
        names = [_short(cell) or name for cell, name in zip(first, names, strict=False)] + names[len(first) :]
        for number, name in enumerate(names):
            if name in names[:number]:
                names[number] = _("{name} ({number})", name=name, number=number + 1)
        rows = rows[1:]
    return Table(tuple(names), rows, separator, more, first if header else ())


def read(table: Table, columns: Columns, without: Collection[int] = (), number: bool = False) -> Reading:
    """Read the points of a table.

    The inputs are standardised: mean 0, standard deviation 1; so is a number to be predicted, since a network learns it
    as easily as any other then. A file written by this app is left as it is.

    Parameters
    ----------
    table : from :func:`parse`
    columns : to read
    without : numbers of lines to leave out
    number : whether a number is to be predicted, and not a class
    """
    faults: list[str] = []
    if len(set(columns)) < 3:
        return Reading(None, (_("The two inputs and the column to predict must be three different columns."),), (), ())
    mark = _decimal_mark(table, columns if number else columns[:2])
    good: list[tuple[float, float, str | float]] = []
    sets: list[tuple[str, ...]] = []
    lines: list[int] = []
    skipped = 0
    for line, row in table.rows:
        if line in without:
            continue
        try:
            point = _point(row, table, columns, mark, number)
        except ValueError as error:
            faults.append(_("Line {line:,}: {fault}", line=line, fault=error.args[0]))
        else:
            if len(good) < MOST_POINTS:
                good.append(point)
                sets.append(row[3:4])
                lines.append(line)
            else:
                skipped += 1
    remarks = []
    if skipped or table.more:
        faults.append(
            _(
                "There are {lines:,} lines, but no more than {most:,} points are possible: only the first {most:,} can "
                "be used.",
                lines=len(good) + skipped + table.more,
                most=MOST_POINTS,
            )
        )
    classes = {} if number else Counter(str(label) for *_, label in good)
    numbers = np.array([point if number else point[:2] for point in good], float).T
    own = bool(good) and _is_own(table, numbers)
    unit = _own_unit(table) if own and number else AS_THEY_ARE
    if whole := _unusable(good, classes, table, columns, number, own):
        return Reading(None, (*faults, whole), (), ())
    scalings: tuple[Scaling, ...] = ()
    far = {}
    named = [table.names[column] for column in columns]
    if not own:
        far = _far(numbers, lines, table, columns)
        numbers, scalings = standardised(numbers, named[: len(numbers)])
        unit = scalings[-1].unit if number else unit
    X = numbers[:2]
    labels = numbers[2] if number else np.array([list(classes).index(str(label)) for *_, label in good])
    testing = None
    if own and set(sets) <= {("train",), ("test",)}:
        marked = np.array([each == ("test",) for each in sets])
        testing = marked if number else marked[np.argsort(labels, kind="stable")]
    twice = len(good) - len(set(good))
    if twice:
        remarks.append(
            ngettext(
                "{n:,} point is a repeat of another: all are kept.",
                "{n:,} points are repeats of others: all are kept.",
                twice,
            )
        )
    try:
        points = Points.of(X, labels, list(map(_short, classes)), _inputs(table, named[:2]), unit)
        return Reading(points, tuple(faults), scalings, tuple(remarks), testing, far)
    except ValueError as error:
        return Reading(None, (*faults, error.args[0]), (), ())


def written(dataset: Dataset, test_share: float, seed: int) -> str:
    """The points of a dataset in the plane as CSV, test points marked; rounded like a visitor's own points.

    Uploading the file gives the same points. Values that were standardised stay so, with the mean and the deviation of
    their own unit beside them.
    """
    points = Points.of_dataset(dataset)
    testing = points.dataset.for_testing(test_share, seed)
    file = StringIO()
    lines = csv.writer(file, lineterminator="\n")
    inputs = OWN_HEADER[:2] if points.inputs == SYMBOLS else points.inputs
    header, unit = (UNIT_HEADER, [*map(repr, points.unit)]) if points.unit.is_own else ((), [])
    lines.writerow([*inputs, *(OWN_HEADER_OF_VALUES if points.values else OWN_HEADER)[2:], *header])
    for (x1, x2), label, tested in zip(points.X.T.tolist(), points.labels.tolist(), testing, strict=True):
        said = repr(label) if points.values else points.names[label]
        lines.writerow([repr(x1), repr(x2), said, "test" if tested else "train", *unit])
    return file.getvalue()


def _separator(text: str) -> str:
    """Choose between tab, semicolon and comma: at least three cells in most lines, then the most numbers.

    ``csv.Sniffer`` takes a decimal comma for one, and finds none where a single line is too short.
    """
    numbers = {}
    wrong = _(
        "This is not a table: it needs three columns or more, two of numbers and one to predict, separated by commas, "
        "semicolons or tabs."
    )
    for separator in _SEPARATORS:
        try:
            rows = [row for number, row in islice(_lines(StringIO(text, newline=""), separator), 50)]
        except ValueError as error:
            wrong = error.args[0]
            continue
        wide = [row for row in rows if len(row) >= 3]
        if len(wide) > len(rows) / 2:
            numbers[separator] = sum(map(is_number, (cell for row in wide for cell in row)))
    if not numbers:
        raise ValueError(wrong)
    return max(numbers, key=numbers.__getitem__)


def _lines(raw: Iterable[str], separator: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Non-empty lines, each with its number and its cells; very long ones are rejected, not stored."""
    taken = 0  # for the next row: a cell in quotation marks may have several lines

    def bounded() -> Iterator[str]:
        nonlocal taken
        for line in raw:
            taken += 1
            if taken > MOST_LINES_OF_A_ROW or len(line) > LONGEST_LINE:
                raise csv.Error
            yield line

    rows = csv.reader(bounded(), delimiter=separator, skipinitialspace=True)
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error:
            raise ValueError(
                _(
                    "Line {line:,} is too long: it needs two numbers, and a class or a number. Perhaps a quotation "
                    "mark is never closed.",
                    line=rows.line_num + 1,
                )
            ) from None
        taken = 0
        cells = tuple(cell.strip() for cell in row[:MOST_COLUMNS])
        if any(cells):
            yield rows.line_num, cells


def _decimal_mark(table: Table, columns: Sequence[int]) -> str:
    """The decimal mark: a point, or a comma if more of the numbers have one."""
    if table.separator == ",":
        return "."
    cells = (cell for column in columns for cell in table.cells(column))
    marks = Counter(mark for cell in cells if is_number(cell) for mark in ".," if mark in cell)
    return "," if marks[","] > marks["."] else "."


def _point(
    row: Sequence[str], table: Table, columns: Columns, mark: str, number: bool
) -> tuple[float, float, str | float]:
    if len(row) <= max(columns):
        raise ValueError(
            ngettext(
                "it has only {n} cell, and the column '{column}' is missing.",
                "it has only {n} cells, and the column '{column}' is missing.",
                len(row),
                column=table.names[max(columns)],
            )
        )
    x1, x2 = (_number(row[column], table.names[column], mark) for column in columns[:2])
    label = row[columns.label]
    if number:
        return x1, x2, _number(label, table.names[columns.label], mark)
    if label.lower() in _MISSING - {"-", "?", ".", "none"}:
        raise ValueError(_("it has no class in the column '{column}'.", column=table.names[columns.label]))
    check_name(_short(label))
    return x1, x2, label


def _number(cell: str, column: str, mark: str) -> float:
    given = {"cell": _short(cell), "column": column}
    if cell.lower() in _MISSING:
        raise ValueError(_("there is no number in the column '{column}'.", column=column))
    if cell.startswith("="):
        raise ValueError(_("'{cell}' in the column '{column}' is a formula: copy its value instead.", **given))
    if not is_number(cell):
        raise ValueError(_("'{cell}' in the column '{column}' is not a number.", **given))
    if mark == "." and "," in cell:
        raise ValueError(_("'{cell}' in the column '{column}' has a comma, where other numbers have a point.", **given))
    if mark == "," and "." in cell:
        raise ValueError(_("'{cell}' in the column '{column}' has a point, where other numbers have a comma.", **given))
    number = as_float(cell)
    if not abs(number) <= 1e300:
        raise ValueError(_("'{cell}' in the column '{column}' is too large.", **given))
    return number


def _short(text: str) -> str:
    """A text without unprintable characters, shortened to the length of a class's name."""
    shown = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return shown if len(shown) <= LONGEST_NAME else shown[: LONGEST_NAME - 1].rstrip() + "…"


def _unusable(
    good: Sequence[tuple], classes: Mapping[str, int], table: Table, columns: Columns, number: bool, own: bool
) -> str:
    """Why the readable lines can't be used together; empty if they can.

    ``own``: whether this app has written them; then they are accepted even if they are few or on a line.
    """
    if not good and number:
        return _("No line can be used. Each needs three numbers: choose the right columns, or predict a class.")
    if not good:
        return _("No line can be used. Each needs two numbers and a class: choose the right columns.")
    if len(classes) == 1 and not own:
        return _("All points have the class '{name}': there must be at least 2 classes.", name=next(iter(classes)))
    if len(classes) > MOST_OWN_CLASSES:
        return _(
            "The column '{column}' has {count:,} different values, but no more than {most} classes are possible: "
            "choose the column of the class, or predict a number.",
            column=table.names[columns.label],
            count=len(classes),
            most=MOST_OWN_CLASSES,
        )
    if len(set(map(_short, classes))) < len(classes):
        return _("Two classes begin with the same {count} characters: give them shorter names.", count=LONGEST_NAME - 1)
    same = _(
        "The column '{column}' has the same number everywhere, so it can't tell the classes apart: choose another one."
    )
    if number:
        same = _(
            "The column '{column}' has the same number everywhere, so there is nothing to learn from it: choose "
            "another one."
        )
    for place, column in enumerate(columns if number else columns[:2]):
        if len({point[place] for point in good}) == 1 and not own:
            return same.filled(column=table.names[column])
    return ""


def _inputs(table: Table, named: Sequence[str]) -> tuple[str, str]:
    """The names of the inputs as points have them; symbols if the table has none, or none that can be used."""
    x1, x2 = map(_short, named)
    try:
        if table.header and (x1, x2) != OWN_HEADER[:2]:
            return check_name(x1), check_name(x2)
    except ValueError:
        pass
    return SYMBOLS


def _far(given: NDArray, lines: Sequence[int], table: Table, columns: Columns) -> dict[int, str]:
    """By line number, each number that is far from all others; ``lines``: the line number of each point."""
    rows = dict(table.rows)
    far: dict[int, str] = {}
    for numbers, column in zip(given, columns, strict=False):
        for line in np.array(lines)[far_off(numbers)].tolist():
            cell, name = _short(rows[line][column]), table.names[column]
            far[line] = _("Line {line:,}: '{cell}' in the column '{column}'.", line=line, cell=cell, column=name)
    return dict(sorted(far.items()))


def _own_unit(table: Table) -> Unit:
    """The unit of the values in a table that this app has written."""
    (_line, row), *_more = table.rows
    if table.header[4:6] != UNIT_HEADER or len(row) < 6 or not all(map(is_number, row[4:6])):
        return AS_THEY_ARE
    return Scaling("", *map(as_float, row[4:6])).unit


def _is_own(table: Table, numbers: NDArray) -> bool:
    """Whether this app has written it: its header, and every number on a grid, up to a spreadsheet's rounding.

    ``numbers``: the inputs, and the values if there are any.
    """
    X, values = numbers[:2], numbers[2:]
    if table.header[2:4] != (OWN_HEADER_OF_VALUES if values.size else OWN_HEADER)[2:]:
        return False
    try:
        on_grid = Points.of(X, values[0], ()) if values.size else Points.of(X, np.zeros(X.shape[1]), ["any"])
    except ValueError:
        return False
    rounded = [on_grid.X, on_grid.labels[np.newaxis]][: 1 + len(values)]
    return np.allclose(np.vstack(rounded), numbers, rtol=0, atol=1e-6)

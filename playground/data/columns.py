"""Guesses which columns of a table are the inputs, and which is to be predicted: a class or a number."""

from collections.abc import Sequence
from typing import NamedTuple

from playground.language import _

from .points import MOST_OWN_CLASSES, as_float, is_number

_CLASS_NAMES = {
    *("class", "classes", "label", "labels", "target", "y", "species", "variety", "group", "category", "kind", "type"),
    *("outcome", "diagnosis", "cluster", "klasse", "classe", "clase"),
    *("类", "类别", "类型", "种类", "标签", "分类", "组", "组别", "品种", "目标"),
    *("類", "類別", "類型", "種類", "標籤", "分類", "組", "組別", "品種", "目標"),
}
_NUMBER_NAMES = {
    *("target", "y", "value", "number", "output", "outcome", "response", "result", "price", "score"),
    *("目标", "值", "数值", "输出", "结果", "价格", "房价", "得分"),
    *("目標", "數值", "輸出", "結果", "價格", "房價"),
}
FEWEST = 8
"""Numbers; among fewer, half of these count as many."""


class Columns(NamedTuple):
    """The columns to read, from 0: those of the inputs and that of the class or the number to be predicted."""

    x1: int
    x2: int
    label: int


class Guess(NamedTuple):
    """The columns that a table probably means, and a sentence about why; empty if there is no reason."""

    columns: Columns
    why: str


def guess(names: Sequence[str], cells: Sequence[Sequence[str]]) -> Guess:
    """Guess the columns from their names and cells.

    The class has few different values. It is the column that is called so, or one of words, or else the last one. A
    column that is called like a number to be predicted comes before words. The inputs are the first other columns of
    numbers.
    """
    called = [name.strip().lower() for name in names]
    # Beside an x, y is a coordinate.
    coordinates = {"y"} if "x" in called else set()
    class_names, number_names = _CLASS_NAMES - coordinates, _NUMBER_NAMES - coordinates
    numeric = [sum(map(is_number, column)) > len(column) / 2 for column in cells]
    few = [len(set(column)) <= MOST_OWN_CLASSES for column in cells]

    def as_label(number: int) -> tuple[bool, bool, bool, bool, int]:
        named = called[number] in class_names
        as_number = called[number] in number_names and looks_like_number(cells[number])
        return (few[number] and named, as_number, few[number] and not numeric[number], few[number], number)

    label = max(range(len(names)), key=as_label)
    others = [number for number in range(len(names)) if number != label]
    # A column of line numbers is not an input unless there is no other.
    inputs = sorted(others, key=lambda number: (not numeric[number], _counts(cells[number]), number))
    x1, x2 = sorted(inputs[:2])
    named, _as_number, words, few_values, _place = as_label(label)
    if looks_like_number(cells[label]):
        why = _("Guess: the column to predict is '{column}'. If it isn't, choose another.")
        if called[label] in number_names:
            why = _("Guess: the column to predict is '{column}', judging by its name. If it isn't, choose another.")
    elif named:
        why = _("Guess: the class is the column '{column}', judging by its name. If it isn't, choose another.")
    elif words:
        why = _("Guess: the class is the column '{column}', since it has words in it. If it isn't, choose another.")
    elif few_values:
        why = _(
            "Guess: the class is the column '{column}', as the last with few different values. If it isn't, choose "
            "another."
        )
    else:
        return Guess(Columns(x1, x2, label), "")
    return Guess(Columns(x1, x2, label), why.filled(column=names[label]))


def looks_like_number(cells: Sequence[str]) -> bool:
    """Whether what is in a column is probably a number, and no class: it has decimals, or many different values.

    In a short table, many is more than half of them.
    """
    numbers = [cell for cell in cells if is_number(cell)]
    if len(numbers) <= len(cells) / 2:
        return False
    many = min(MOST_OWN_CLASSES, max(len(numbers), FEWEST) / 2)
    return len(set(numbers)) > many or any(as_float(number) % 1 for number in numbers)


def _counts(cells: Sequence[str]) -> bool:
    """Whether the cells are 0, 1, 2, … or 1, 2, 3, …"""
    return any(all(cell == str(n) for n, cell in enumerate(cells, start)) for start in (0, 1))

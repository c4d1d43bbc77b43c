"""The kinds of settings, and how each reads a value from a widget or a link."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Self

from playground.data import pack, unpack
from playground.language import _, enumerated, sentences

from .names import name_of


@dataclass(frozen=True, kw_only=True)
class Option:
    """A setting: how it is shown, and which values it takes.

    Attributes
    ----------
    label : the widget's label
    help : one line that says what the setting does
    words : describes a value in a label: "8 hidden units", "ReLU"
    """

    label: str
    help: str
    words: Callable[[Any], str] = str

    def read(self, value: Any) -> Any:
        """Convert ``value`` (from a widget, or text from a link) to a value of this option.

        Raises
        ------
        ValueError
            If it is not valid; the message says what is needed.
        """
        raise NotImplementedError

    def limited(self, most: Any) -> Self:
        """The same option with fewer values, where that makes sense."""
        return self

    def nearest(self, value: Any) -> Any:
        """The value of this option for one that may be beyond a limit."""
        return value


@dataclass(frozen=True, kw_only=True)
class Choice(Option):
    """One of several values, which are words: the same in the link and in code; for the page see :func:`name_of`.

    ``side_by_side``: whether they are few and short enough to be shown all at once; ``more``: values that
    are also accepted from a link.
    """

    words: Callable[[Any], str] = name_of
    names: tuple[str, ...]
    side_by_side: bool = False
    more: tuple[str, ...] = ()

    def read(self, value: Any) -> str:
        if not isinstance(value, str) or value not in self.names + self.more:
            raise ValueError(_("Choose one of {names}.", names=enumerated(self.names + self.more)))
        return value


@dataclass(frozen=True, kw_only=True)
class Ordered(Choice):
    """One of several values in ascending order; ``limited`` to those given."""

    def limited(self, most: tuple[str, ...]) -> Self:
        return replace(self, names=most)

    def nearest(self, value: Any) -> Any:
        return value if value in self.names else self.names[0]


@dataclass(frozen=True, kw_only=True)
class Whole(Option):
    """A whole number from ``least`` to ``most``.

    ``exact``: whether it is an identifier, such as a seed or a unit's number, rather than an amount; ``marks``: the
    numbers offered, if only some are; ``zero``: a name that stands for 0, where 0 is no amount.
    """

    least: int
    most: int
    step: int = 1
    exact: bool = False
    marks: tuple[int, ...] = ()
    zero: str = ""

    def read(self, value: Any) -> int:
        number = 0.0 if self.zero and isinstance(value, str) and value == self.zero else _number(value)
        if not number.is_integer() or not self.least <= number <= self.most:
            raise ValueError(_("Type a whole number from {least:,} to {most:,}.", least=self.least, most=self.most))
        return int(number)

    def limited(self, most: int) -> Self:
        return replace(self, most=most)

    def nearest(self, value: Any) -> Any:
        return min(value, self.most)


@dataclass(frozen=True, kw_only=True)
class Real(Option):
    """A number from ``least`` to ``most``; ``marks``: the values offered, if given, such as 0.1, 0.2, 0.5, 1."""

    least: float
    most: float
    step: float = 0.01
    marks: tuple[float, ...] = ()

    def read(self, value: Any) -> float:
        number = _number(value)
        if not self.least <= number <= self.most:
            raise ValueError(_("Type a number from {least:g} to {most:g}.", least=self.least, most=self.most))
        return number


@dataclass(frozen=True, kw_only=True)
class Several(Option):
    """``fewest`` to ``at_most`` distinct whole numbers from ``least`` to ``most``, in order."""

    least: int
    most: int
    fewest: int
    at_most: int

    def read(self, value: Any) -> tuple[int, ...]:
        parts = value.replace(",", " ").split() if isinstance(value, str) else value
        numbers = sorted({_number(part) for part in parts}) if isinstance(parts, list | tuple) else []
        usable = all(number.is_integer() and self.least <= number <= self.most for number in numbers)
        if not usable or not self.fewest <= len(numbers) <= self.at_most:
            raise ValueError(
                _(
                    "Type {fewest} to {at_most} whole numbers from {least} to {most}, separated by commas.",
                    fewest=self.fewest,
                    at_most=self.at_most,
                    least=self.least,
                    most=self.most,
                )
            )
        return tuple(map(int, numbers))


@dataclass(frozen=True, kw_only=True)
class Switch(Option):
    """On or off."""

    def read(self, value: Any) -> bool:
        if isinstance(value, str) and value.lower() in ("true", "false"):
            return value.lower() == "true"
        if not isinstance(value, bool):
            raise ValueError(_("Choose true or false."))
        return value


@dataclass(frozen=True, kw_only=True)
class Given(Switch):
    """Whether a network gets an input: the one called ``name`` in :data:`playground.data.INPUTS`."""

    name: str


@dataclass(frozen=True, kw_only=True)
class Packed(Option):
    """A visitor's own points as text, see :func:`playground.data.pack`; empty for none."""

    def read(self, value: Any) -> str:
        return "" if isinstance(value, str) and not value else pack(unpack(value))


def option(default: Any, spec: Option) -> Any:
    """A dataclass field with this default, described by ``spec``."""
    # Logs show what a run was made from, but not a visitor's own points.
    return field(default=default, metadata={"option": spec}, repr=not isinstance(spec, Packed))


def options(table: Any) -> Mapping[str, Option]:
    """The options of a dataclass whose fields were created with :func:`option`, by name."""
    return _options(table if isinstance(table, type) else type(table))


@lru_cache(maxsize=64)  # called thousands of times per script run
def _options(table: type) -> Mapping[str, Option]:
    return MappingProxyType({f.name: f.metadata["option"] for f in fields(table)})


def defaults(table: Any) -> dict[str, Any]:
    """The defaults of such a dataclass, by name."""
    return {name: getattr(table, name) for name in options(table)}


def read_option(spec: Option, value: Any, default: Any) -> tuple[Any, str]:
    """Read an unchecked value.

    Returns
    -------
    value : a value of the option; the default if the given one is invalid
    note : what is wrong with an invalid value, otherwise empty
    """
    try:
        return spec.read(value), ""
    except ValueError as error:
        refused = _("{setting}: {value} can't be used.", setting=spec.label, value=_abbreviated(value))
        instead = _("It is left out.") if default == "" else _("The default, {default}, is in effect.", default=default)
        return default, sentences(refused, error.args[0], instead)


def _abbreviated(value: Any) -> str:
    """``value`` unchanged; the beginning of a long text; the type of anything but text."""
    if not isinstance(value, str):
        return _("a value of type {type}", type=type(value).__name__)
    return repr(value if len(value) <= 40 else value[:40] + "…")


def _number(value: Any) -> float:
    """``value`` as a float; NaN if it is not a finite number."""
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return math.nan
    return number if math.isfinite(number) else math.nan

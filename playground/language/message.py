"""What is said to a visitor: English text that remembers what it is made from, so that any language can say it.

A constant is marked where it is written, ``_("Learning rate")``, and stays English until it reaches the visitor, whose
language :func:`playground.language.rendered` looks up. A sentence with numbers is one message with values,
``_("{share} of the points are right.", share=...)``, never glued from parts: other languages order them otherwise.
"""

from collections.abc import Callable, Mapping, Sequence
from string import Formatter
from typing import Any, Self

Look = Callable[[str, str, str, int], str]
"""From a context (or nothing), a text, its plural (or nothing) and a number to the text in another language."""


class Message(str):
    """A text in English, as it reads with its values, and what any other language needs to say it.

    Attributes
    ----------
    text : as it stands in the catalogues, with ``{names}`` where values belong
    plural : the same for all numbers but 1; empty if there is no number to follow
    number : that decides between the two
    context : tells a text from the same one that means something else
    values : what stands for the names; a message among them is said in the same language. Without any, braces mean
        themselves
    """

    __slots__ = ("_values", "context", "number", "plural", "text")
    text: str
    plural: str
    number: int
    context: str
    _values: tuple[tuple[str, Any], ...]

    def __new__(
        cls, text: str, values: Mapping[str, Any], *, plural: str = "", number: int = 1, context: str = ""
    ) -> Self:
        chosen = plural if plural and number != 1 else text
        made = super().__new__(cls, chosen.format(**values) if values else chosen)
        made.text, made.plural, made.number, made.context = text, plural, number, context
        made._values = tuple(values.items())  # which nobody can change: all visitors have the same constants
        return made

    @property
    def values(self) -> dict[str, Any]:
        """By name."""
        return dict(self._values)

    def filled(self, **values: Any) -> "Message":
        """The same text with these values."""
        return Message(self.text, values, plural=self.plural, number=self.number, context=self.context)

    def said(self, look: Look, formatter: Formatter) -> str:
        """The text that ``look`` finds for it, with the values as ``formatter`` writes them."""
        found = look(self.context, self.text, self.plural, self.number)
        return formatter.vformat(found, (), self.values) if self._values else found

    def __deepcopy__(self, memo: Any) -> Self:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return _message, (self.text, self.values, self.plural, self.number, self.context)


class Number(str):
    """A number as English writes it, "1,234.5"; another language may have other marks in it."""

    __slots__ = ()


def _message(text: str, values: Mapping[str, Any], plural: str, number: int, context: str) -> Message:
    return Message(text, values, plural=plural, number=number, context=context)


def _(text: str, /, **values: Any) -> Message:
    """A message.

    Parameters
    ----------
    text : in English; with values, ``{names}`` stand for them, with a format if they are numbers: ``{cost:.4f}``
    values : by name: numbers, messages, or texts that are the same in every language
    """
    return Message(text, values)


def ngettext(text: str, plural: str, n: int, /, **values: Any) -> Message:
    """A message that depends on a whole number, which is its value ``n``: "{n:,} unit", "{n:,} units"."""
    return Message(text, {"n": n} | values, plural=plural, number=n)


def pgettext(context: str, text: str, /, **values: Any) -> Message:
    """A message whose text alone does not say what is meant; ``context`` tells the translator."""
    return Message(text, values, context=context)


def number(value: float, spec: str = ",") -> Number:
    """A number in a format of Python's, such as ",", ".4f" or "g"."""
    return Number(format(value, spec))


def listed(names: Sequence[str]) -> str:
    """["a", "b", "c"] → "a, b and c"."""
    *most, last = names
    if not most:
        return last
    return pgettext("a list", "{several} and {last}", several=enumerated(most), last=last)


def enumerated(names: Sequence[str]) -> str:
    """["a", "b", "c"] → "a, b, c"."""
    said = names[0]
    for name in names[1:]:
        said = pgettext("a list", "{several}, {next}", several=said, next=name)
    return said


def sentences(*said: str) -> str:
    """Whole sentences one after the other; empty ones are left out."""
    parts = [each for each in said if each]
    if not parts:
        return ""
    joined = parts[0]
    for part in parts[1:]:
        joined = pgettext("two sentences", "{first} {second}", first=joined, second=part)
    return joined

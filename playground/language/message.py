"""Texts for visitors: English text that keeps its template and values, so that it can be translated later.

A constant is marked where it is written, ``_("Learning rate")``, and stays English until
:func:`playground.language.rendered` translates it for the visitor. A sentence with numbers is one message with values,
``_("{share} of the points are right.", share=...)``, never assembled from parts: word order differs between languages.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Self

from .rounding import Rounded, rounded

LookUp = Callable[[str, str, str, int], str]
"""Looks up a translation, given a context (or ""), a text, its plural (or "") and a number."""
Written = Callable[[Any], object]
"""Wraps a value in an object that formats it."""


class Message(str):
    """An English text with its values filled in, and what is needed to translate it.

    Attributes
    ----------
    text : the template as in the catalogues, with ``{names}`` as placeholders for values
    plural : the template for all numbers but 1; empty if the message does not depend on a number
    number : the number that decides between the two
    context : tells apart equal texts that mean different things
    values : the values by placeholder name; messages among them are translated, too. Without any values, braces are
        literal
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
        made = super().__new__(cls, _filled(chosen, values.items(), Rounded) if values else chosen)
        made.text, made.plural, made.number, made.context = text, plural, number, context
        made._values = tuple(values.items())  # immutable, since all visitors share the constants
        return made

    @property
    def values(self) -> dict[str, Any]:
        """The values, by name."""
        return dict(self._values)

    def filled(self, number: int | None = None, /, **values: Any) -> "Message":
        """The same text with these values, and with this number."""
        number = self.number if number is None else number
        return type(self)(self.text, values, plural=self.plural, number=number, context=self.context)

    def said(self, look_up: LookUp, written: Written) -> str:
        """The translation that ``look_up`` finds, with its values as ``written``."""
        found = look_up(self.context, self.text, self.plural, self.number)
        return _filled(found, self._values, written) if self._values else found

    def __deepcopy__(self, memo: Any) -> Self:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return _message, (type(self), self.text, self.values, self.plural, self.number, self.context)


class Advice(Message):
    """Sentences that advise a control of the page: a recording, which has none of them, leaves them out."""

    __slots__ = ()


class Number(str):
    """A number in English notation, "1,234.5"; other languages may use other separators."""

    __slots__ = ()


def _filled(text: str, values: Iterable[tuple[str, Any]], written: Written) -> str:
    return text.format_map({name: written(value) for name, value in values})


def _message(
    kind: type[Message], text: str, values: Mapping[str, Any], plural: str, number: int, context: str
) -> Message:
    return kind(text, values, plural=plural, number=number, context=context)


def _(text: str, /, **values: Any) -> Message:
    """A message.

    Parameters
    ----------
    text : in English, with ``{names}`` as placeholders for values; numbers may have a format: ``{cost:.4f}``
    values : by name: numbers, messages, or texts that are the same in every language
    """
    return Message(text, values) if values else _constant(text)


@lru_cache(maxsize=4000)
def _constant(text: str) -> Message:
    """A message without values; every picture has some of them."""
    return Message(text, {})


def ngettext(text: str, plural: str, n: int | None = None, /, **values: Any) -> Message:
    """A message that depends on a whole number, its value ``n``: "{n:,} unit", "{n:,} units"; without, to be filled."""
    return Message(text, values if n is None else {"n": n} | values, plural=plural, number=1 if n is None else n)


def pgettext(context: str, text: str, /, **values: Any) -> Message:
    """A message whose text alone is ambiguous; ``context`` tells the translator which meaning it has."""
    return Message(text, values, context=context)


def number(value: float, spec: str = ",") -> Number:
    """A number in a Python format such as ",", ".4f" or "g"; halves are rounded away from zero."""
    return Number(rounded(value, spec))


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
    """Join whole sentences; empty ones are left out."""
    parts = [each for each in said if each]
    if not parts:
        return ""
    joined = parts[0]
    for part in parts[1:]:
        joined = pgettext("two sentences", "{first} {second}", first=joined, second=part)
    return joined


def advice(said: Message) -> Advice:
    """Mark sentences as advising a control of the page; see :func:`without_advice`."""
    return Advice(said.text, said.values, plural=said.plural, number=said.number, context=said.context)


def without_advice(what: Any) -> Any:
    """Leave out the sentences that advise controls, for what is read where there are none.

    Parameters
    ----------
    what : a text, or nested dictionaries, lists and tuples of texts; anything else in them is left unchanged
    """
    match what:
        case Advice():
            return ""
        case Message():
            kept = without_advice(what.values)
            if kept == what.values:
                return what
            left = [each for name, each in kept.items() if each or not what.values[name]]
            return what.filled(what.number, **kept) if len(left) == len(kept) else sentences(*left)
        case dict():
            return {name: without_advice(each) for name, each in what.items()}
        case list():
            return [without_advice(each) for each in what]
        case tuple():
            parts = [without_advice(each) for each in what]
            return type(what)(*parts) if hasattr(what, "_fields") else tuple(parts)
    return what


def as_plain_text(text: str) -> str:
    """Markdown that shows each character of a text that somebody has written; a message is returned as it is."""
    return text if isinstance(text, Message) else re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", text)

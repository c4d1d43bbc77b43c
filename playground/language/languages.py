"""The languages that visitors can choose, and translating messages into them."""

import gettext
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, NamedTuple

from .message import Message, Number
from .rounding import Rounded

CATALOGUES = Path(__file__).parents[1] / "locale"
DOMAIN = "playground"


class Language(NamedTuple):
    """A language.

    ``code``: used in links and as the name of its catalogue folder; ``tag``: its BCP 47 tag, for browsers; ``name``:
    its name in the language itself; ``decimal``, ``thousands``: the separators in its numbers.
    """

    code: str
    tag: str
    name: str
    decimal: str = "."
    thousands: str = ","


ENGLISH = Language("en", "en", "English")
"""The source language of every message."""
LANGUAGES: dict[str, Language] = {
    each.code: each
    for each in (
        ENGLISH,
        Language("zh", "zh-Hans", "中文"),
    )
}
"""The languages, by code. To add one, add a line here and a catalogue to ``playground/locale`` (see its README)."""


def spoken(tag: str | None) -> Language:
    """The language for a browser that asks for ``tag``, such as "zh-CN"; English if it is not available."""
    return LANGUAGES.get((tag or "").lower().replace("_", "-").split("-")[0], ENGLISH)


def rendered(what: Any, language: Language) -> Any:
    """Translate every message in ``what``.

    Parameters
    ----------
    what : a text, or nested dictionaries, lists and tuples of texts; anything else in them is left unchanged
    language : the visitor's language
    """
    if language is ENGLISH or isinstance(what, int | float):  # messages are in English; most other values are numbers
        return what
    match what:
        case Message():
            return _said(what, language)
        case Number():
            return _marked(what, language)
        case str():
            return what
        case dict():
            return {rendered(key, language): rendered(value, language) for key, value in what.items()}
        case list():
            return [rendered(each, language) for each in what]
        case tuple():
            parts = [rendered(each, language) for each in what]
            return type(what)(*parts) if hasattr(what, "_fields") else tuple(parts)
    return what


def _said(message: Message, language: Language) -> str:
    catalogue = _catalogue(language.code)

    def look_up(context: str, text: str, plural: str, number: int) -> str:
        if context:
            return catalogue.pgettext(context, text)
        return catalogue.ngettext(text, plural, number) if plural else catalogue.gettext(text)

    return message.said(look_up, partial(_Written, language))


def _marked(number: str, language: Language) -> str:
    marks = {ord(","): language.thousands, ord("."): language.decimal}
    return number.translate(marks)


class _Written(Rounded):
    """A value of a text in a language."""

    __slots__ = ("language",)

    def __init__(self, language: Language, value: Any) -> None:
        super().__init__(value)
        self.language = language

    def __format__(self, spec: str) -> str:
        if isinstance(self.value, str):
            return format(rendered(self.value, self.language), spec)
        return _marked(super().__format__(spec), self.language)


@lru_cache(maxsize=20)
def _catalogue(code: str) -> gettext.NullTranslations:
    """The compiled catalogue of a language; untranslated messages stay English."""
    return gettext.translation(DOMAIN, CATALOGUES, [code], fallback=True)

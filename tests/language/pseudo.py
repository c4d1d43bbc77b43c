"""A language that nobody speaks: English with accents on its vowels, so that whatever was never marked stands out.

To see the app in it: ``python -m tests.language.pseudo run streamlit_app.py``, and ``?lang=xx``.
"""

import gettext
import re
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from playground.language import LANGUAGES, Language, languages, rendered
from playground.training import NAMES

PSEUDO = Language("xx", "en-XA", "Ƥšéüðö", decimal=",", thousands=".")
ACCENTS = str.maketrans("aeiouAEIOU", "äëïöüÄËÏÖÜ")
# What is no text: values to be put in, code, formulas, marks of Markdown and HTML, addresses, hover templates.
NO_TEXT = re.compile(
    r"\{[^{}]*\}|`[^`]*`|\$[^$]*\$|:material/\w+:|:(?:red|small|gray|green|blue|orange|violet)\[|<[^<>]*>|https?://\S+"
    r"|%\{[^{}]*\}|\\[a-z]+|data:\S+"
)
FILES = "true false True False Python Streamlit Plotly NumPy CSV PNG SVG GIF English"
NAMES = set(" ".join([*NAMES, "ReLU Leaky leaky ELU GELU Adam RMSprop Xavier softmax log exp sin", FILES]).split())
"""What is called the same in every language."""


class Pseudo(gettext.NullTranslations):
    """The catalogue of all messages."""

    def gettext(self, message: str) -> str:
        parts = NO_TEXT.split(message)
        kept = [*NO_TEXT.findall(message), ""]
        return "".join(part.translate(ACCENTS) + keep for part, keep in zip(parts, kept, strict=True))

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:
        return self.gettext(message)


@contextmanager
def spoken() -> Iterator[Language]:
    """Meanwhile it is one of the languages."""
    found = languages._catalogue

    def catalogue(code: str) -> gettext.NullTranslations:
        return Pseudo() if code == PSEUDO.code else found(code)

    with mock.patch.dict(LANGUAGES, {PSEUDO.code: PSEUDO}), mock.patch.object(languages, "_catalogue", catalogue):
        yield PSEUDO


def in_english(what: object) -> dict[str, list[str]]:
    """The texts in a structure that are not in the language once it is said in it, with their English words."""
    with spoken() as language:
        found: dict[str, list[str]] = {}
        todo = [rendered(what, language)]
        while todo:
            match todo.pop():
                case str() as text if words := unmarked(text):
                    found[text] = words
                case dict() as each:
                    todo += [*each, *each.values()]
                case list() | tuple() as each:
                    todo += each
        return found


def unmarked(text: str) -> list[str]:
    """The English words of a text that are not in the language."""
    words = re.findall(r"(?<![\w.])[A-Za-z]{3,}(?![\w(])", NO_TEXT.sub(" ", text))
    return [word for word in words if re.search("[aeiou]", word) and word not in NAMES]


if __name__ == "__main__":
    from streamlit.web.cli import main

    with spoken():
        main()

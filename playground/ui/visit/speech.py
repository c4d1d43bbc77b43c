"""The visitor's language: how it is chosen and changed, and how texts are rendered in it."""

from functools import lru_cache
from typing import Any

import streamlit as st

from playground.export.scripts import of_app, words
from playground.language import ENGLISH, LANGUAGES, Language, Message, _, rendered, spoken

from .overrides import put_in_link

IN_LINK = "lang"
"""Its name in the link."""
POPOVER = "languages"
"""The key of the popover that lists the languages."""
_CHOSEN = "language"
"""Session key: the code of the language that the visitor or the link has chosen; empty if neither has."""


def language() -> Language:
    """The language that the visitor or the link has chosen, or else the browser's."""
    chosen = st.session_state.get(_CHOSEN, "")
    return LANGUAGES[chosen] if chosen in LANGUAGES else spoken(st.context.locale)


def say(what: Any) -> Any:
    """Render a text, or all texts in a list or dictionary, in the visitor's language."""
    return rendered(what, language())


def choose(code: str) -> None:
    """Switch to another language; call this from a button's callback."""
    st.session_state[_CHOSEN] = code
    st.session_state[POPOVER] = False


def begin() -> None:
    """Apply the language in the link that opened the visit."""
    st.session_state.setdefault(_CHOSEN, asked if (asked := st.query_params.get(IN_LINK, "")) in LANGUAGES else "")


def link_notes() -> list[Message]:
    """A sentence if the link asks for an unknown language; pages without settings have no place for it."""
    asked = st.query_params.get(IN_LINK, "")
    if not asked or asked in LANGUAGES:
        return []
    codes = ", ".join(LANGUAGES)
    return [_("{name}: {value} is not one of {codes}.", name=IN_LINK, value=repr(asked[:40]), codes=codes)]


def in_link() -> dict[str, str]:
    """The language in every page's link; empty where the browser decides."""
    chosen = st.session_state.get(_CHOSEN, "")
    return {IN_LINK: chosen} if chosen else {}


def write_link() -> None:
    """Write it to the link of the page, also after the browser's Back."""
    for name, code in in_link().items():
        put_in_link(name, code)


@lru_cache(maxsize=20)
def for_scripts(spoken_here: Language) -> dict[str, Any]:
    """What scripts need for their texts: the language's ``tag``, and its ``words`` by their English originals."""
    return {"tag": spoken_here.tag, "words": {} if spoken_here is ENGLISH else words(of_app(), spoken_here)}

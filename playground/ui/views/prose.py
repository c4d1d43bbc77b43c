"""What a page explains, with its formulas, and quietly what the notes say of it."""

from collections.abc import Iterable

import streamlit as st

from playground.lessons.prose import Paragraph, Section
from playground.ui.visit.speech import say


def tell(paragraphs: Iterable[Paragraph]) -> None:
    """Show paragraphs, each with its formulas under it, and under these the remark for readers of the notes."""
    for words, formulas, notes in paragraphs:
        st.markdown(say(words))
        for formula in formulas:
            st.latex(say(formula))
        if notes:
            st.markdown(f":small[:material/menu_book: {say(notes)}]")


def explain(sections: Iterable[Section]) -> None:
    """Show sections, each with its heading."""
    for heading, paragraphs in sections:
        st.subheader(say(heading))
        tell(paragraphs)

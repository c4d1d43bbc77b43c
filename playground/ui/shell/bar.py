"""The bar at the top of every page: the menu, the page's own buttons, its settings, and what a teacher needs."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from playground.export.scripts import as_element, present_styles
from playground.language import LANGUAGES, _
from playground.language.labels import PRESENT, SETTINGS
from playground.lessons.claims import OF_TEACHER
from playground.pages.page import Page
from playground.ui.components.browser_files import file_component
from playground.ui.components.reserved import reserved
from playground.ui.components.tick import Said
from playground.ui.questions.exercises import Exercises
from playground.ui.questions.prediction import offer, predicted
from playground.ui.settings.controls import Controls
from playground.ui.visit import course, speech, teacher
from playground.ui.visit.speech import say

from .menu import menu, next_page
from .on_page import features_on, on, others_answer, others_are_asked
from .share import code_button, fills_the_screen, share, whole_code

LARGE = as_element(present_styles())
"""The style sheet of Present."""


def bar_place() -> DeltaGenerator:
    """Reserve the place of the bar, for pages that draw what is below it first."""
    if teacher.presenting():
        st.html(LARGE)
    return reserved(horizontal=True, vertical_alignment="center", gap="xsmall", wrap=False, key="bar")


@contextmanager
def bar(
    page: Page,
    controls: Controls,
    of_features: Callable[[], object] | None = None,
    place: DeltaGenerator | None = None,
    unmarked: Sequence[str] = (),
    runs: str | None = None,
) -> Iterator[None]:
    """Draw the bar; elements drawn inside the context come after the menu.

    A prepared lesson has only the menu and these elements there, and in Present the way out.

    Parameters
    ----------
    page : whose bar it is
    controls : of the page
    of_features : draws what the page's features have in it
    place : from :func:`bar_place`, if that has been called
    unmarked : the settings in sight that have no mark to explain them, which the popover of the others does
    runs : the key of the live chart that shows the page's runs, if it has any
    """
    features = features_on(page, controls)
    with place or bar_place():
        for feature in features:
            feature.begins_bar()
        menu(page)
        if course.is_on() and not controls.teacher.prepared:
            with st.container(width="content", key="next_chapter"):
                next_page()
        yield
        for feature in features:
            feature.beside_buttons()
        presenting, prepared = teacher.presenting(), controls.teacher.prepared
        whole = not (presenting or prepared or teacher.embedded())
        if presenting:
            if not prepared:
                for feature in features:
                    feature.in_present()
                if not others_answer(features):  # they have a code of their own
                    code_button()
            file_component("frontend/page/dock")(key="dock", width="content", data={"runs": runs})
        if whole:
            _settings(page, controls, unmarked)
        _link_notes(controls)
        if whole:
            st.fragment(share, key=f"{controls.prefix}shared")(page, controls)
            if of_features:
                of_features()
        if presenting or whole:
            _present()
        if whole:
            _language()
        reserved(width="content", key="bar_end")  # by which rescue.js knows that all of it is there
    teacher.write_link()
    speech.write_link()
    whole_code(page, controls)


def ask(
    controls: Controls,
    question: str = "",
    beside: Callable[[], object] | None = None,
    below: Callable[[], object] | None = None,
    exercises: Exercises | None = None,
    above: bool = True,
) -> None:
    """Show the question of a static page, if it has one, or the teacher's own in its place, under the bar.

    Above it, in a prepared lesson, are the settings that students keep of the popover. Call this after the widgets that
    a visitor can type into, since it lists unusable values. ``beside`` draws what follows in the same row, and
    ``below`` what belongs to the page's own question; ``exercises`` take the place of that, one by one.
    ``above``: whether what features have in place of a row of controls comes first.
    """
    features = features_on(st.session_state["page"], controls)
    if above and any(feature.asks_others for feature in features):
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
            others_are_asked(features)
    if kept := controls.out_of_popover:
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            controls.draw(*kept)
    if not (question or controls.teacher.question):
        return
    row = st.container(horizontal=True, vertical_alignment="center", gap="small", key="message")
    grows = beside or (exercises and exercises.offered)
    with row, st.container(gap=None, key="lines" if grows else "asked"):  # nothing is added to what is only asked
        if controls.teacher.question:
            st.text(controls.teacher.question)
        elif not (exercises and exercises.draw()):
            st.markdown("  \n".join(say([question, *controls.remarks])))
        for problem in controls.problems:
            st.markdown(f":red[{say(problem)}]")
        if controls.teacher.claims:
            offer(controls, controls.teacher.claims, Said(rest="" if predicted(controls) is None else OF_TEACHER))
        elif below and not controls.teacher.question:
            below()
    with row:
        if beside:
            beside()
        if exercises and exercises.offered:
            exercises.draw_button()


def _settings(page: Page, controls: Controls, unmarked: Sequence[str]) -> None:
    """The popover of the settings that are not always visible, under their headings, in the page's order."""
    shown = {heading: [*filter(controls.teacher.keeps, names)] for heading, names in controls.offered.groups.items()}
    shown = {heading: names for heading, names in shown.items() if names}
    if not shown:
        return
    # on_change: the script has to know when it opens; see Overrides.
    # The name is at the pointer: page.css shows the icon alone.
    name = say(SETTINGS)
    with st.popover(name, icon=":material/tune:", width="content", help=name, key=controls.popover, on_change="rerun"):
        elsewhere = set(controls.offered.elsewhere(controls.chosen))
        for heading, names in shown.items():
            with st.container(key=f"unseen_{heading.lower()}") if elsewhere.issuperset(names) else nullcontext():
                st.markdown(f"**{say(heading)}**")
                with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
                    controls.draw(*names)
                    for feature in on(page):
                        feature.in_settings(controls, names)
        _explain(controls, unmarked)


def _explain(controls: Controls, names: Sequence[str]) -> None:
    """What these settings are, a line each."""
    specs = [controls.offered.spec(name) for name in filter(controls.teacher.keeps, names)]
    if specs:
        st.divider()
        said = say([(each.label, each.help) for each in specs])
        st.caption("  \n".join(f"**{label}**: {meaning}" for label, meaning in said))


def _link_notes(controls: Controls) -> None:
    """List what could not be used in the link, in a popover, so that it does not displace the charts."""
    notes = controls.link_notes
    if notes:
        with st.popover(
            say(_("Link: {number}", number=len(notes))),
            icon=":material/warning:",
            width="content",
            key=f"{controls.prefix}notes",
        ):
            st.warning(say(_("Part of the link could not be used.")))
            # As plain text: Markdown would turn an address into a clickable link, however it is escaped.
            st.text("\n".join(say(notes)))


def _present() -> None:
    """The button that turns Present on, or off."""
    on = teacher.presenting()
    st.button(
        say(_("Leave") if on else PRESENT),
        icon=":material/close_fullscreen:" if on else ":material/present_to_all:",
        key="present",
        help=None if on else say(PRESENT),
        shortcut="Esc" if on and not fills_the_screen() else None,
        on_click=teacher.present,
        args=(not on,),
        wrap=False,
    )


def _language() -> None:
    """The popover to choose a language."""
    chosen = speech.language()
    name = say(_("Language"))
    with st.popover(
        name, icon=":material/translate:", width="content", help=name, key=speech.POPOVER, on_change="rerun"
    ):
        for each in LANGUAGES.values():
            st.button(
                each.name,
                key=f"language_{each.code}",
                icon=":material/check:" if each is chosen else None,
                type="tertiary",
                on_click=speech.choose,
                args=(each.code,),
            )

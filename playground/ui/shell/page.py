"""The beginning and end of every page."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from playground.export.scripts import ROOT, as_element, page_styles
from playground.language import ENGLISH, _
from playground.lessons.lesson import Preset
from playground.pages.page import Page
from playground.training import GLOSSES, NAMES
from playground.ui.components.browser_files import STATIC_STYLE, file_component
from playground.ui.components.keys import list_of_keys
from playground.ui.components.way import Asked, way
from playground.ui.questions.exercises import Exercises
from playground.ui.questions.prediction import PredictionInLink, attempt, predicted
from playground.ui.questions.presets import Presets
from playground.ui.settings.controls import Controls, PartOfLink
from playground.ui.settings.tab_memory import TabMemory
from playground.ui.visit import course, speech, teacher
from playground.ui.visit.head_start import head_start, visit_begins, visit_has_begun
from playground.ui.visit.overrides import SETTLED
from playground.ui.visit.speech import say
from playground.ui.visit.throttle import not_too_often
from playground.ui.web.process import set_up_process

from .menu import taken_along, way_on
from .on_page import features_on, on

ICON = f"data:image/png;base64,{b64encode((Path(__file__).parents[1] / 'icon.png').read_bytes()).decode()}"
"""Inline, not a file to fetch: on a busy server Streamlit can have dropped it by then."""
STYLE = as_element(page_styles())
"""Style sheets that lay out the first screen: only the browser knows the window's size."""
STYLE_OF_STATIC = ROOT / STATIC_STYLE
"""What pages add to it on which nothing plays."""


def open_page(page: Page) -> None:
    """Begin a page: call this first in its script.

    Every page calls it, since a visit may start on any of them.
    """
    speech.begin()
    title = say(_("{page} · Neural network playground", page=page.title))
    st.set_page_config(page_title=title, page_icon=ICON, layout="wide")
    if "first_page" not in st.session_state:
        st.session_state["first_page"] = page
    not_too_often()
    if st.session_state.get("page") != page:
        st.session_state.pop(SETTLED, None)
    st.session_state["page"] = page
    set_up_process()
    st.html(STYLE)
    if not page.parts:
        st.html(STYLE_OF_STATIC)
    with st.container(key="title"):  # for screen readers; the menu's button shows it
        st.title(say(page.title), anchor=False)
        _tell_language(page)
        list_of_keys()
        for feature in on(page):
            feature.opens()
        _once_a_day()
    if visit_begins():
        head_start()


def page_controls(page: Page, *more: PartOfLink, own: Mapping[str, str] | None = None) -> Controls:
    """The controls of a page.

    Parameters
    ----------
    page : the page
    more : further parts of its link, besides those of the features
    own : further controls that a prepared lesson can keep, their labels by name
    """
    features = on(page)
    of_features = [part for each in features for part in each.parts_of_link(page)]
    first, then = ([part for part in of_features if part.after_prediction is late] for late in (False, True))
    kept = {name: label for each in features for name, label in each.kept(page).items()}
    of_visit = (PredictionInLink(), *then, TabMemory())
    course.arrive(page)  # in one go with the reading of the link, lest the run be cut short between
    return Controls(page.prefix, page.settings, [*more, *first, *of_visit], kept | dict(own or {}))


def _tell_language(page: Page) -> None:
    """Tell the browser the page's language, what the values of options are called in it, and what that means.

    This is the page's first component, see ``HEAD_START``, so it also says whether something plays here.
    """
    chosen = speech.language()
    names = {value: name for value, name in say(NAMES).items() if name != value}
    glosses = {} if chosen is ENGLISH else say(GLOSSES)
    file_component("frontend/page/language")(
        key="language_of_page",
        data={"tag": chosen.tag, "names": names, "glosses": glosses, "plays": bool(page.parts)},
    )


@st.fragment(run_every=timedelta(days=1))
def _once_a_day() -> None:
    """Do nothing; but with a timer on the page, a browser that was cut off requests the page again on reconnecting.

    Without one it does so only if it knows that a script run was in progress; if the run was cut off before the browser
    knew, the page would stay blank.
    """


def close_page(
    page: Page,
    controls: Controls,
    ended: bool = False,
    exercises: Exercises | None = None,
    right: bool | None = None,
) -> None:
    """End a page with a link to the next one, or from the last page to the first, unless a lesson is prepared.

    A page without presets counts as one experiment, which is done once a control of the page has been used; with
    questions, each of them counts, once it is answered.

    Parameters
    ----------
    page : the page
    controls : of the page
    ended : whether the one in effect has ended, if the page has no live chart; without presets, whether the page's own
        button has been used
    exercises : the page's questions, if it has any
    right : whether the visitor's prediction is right, if the page has no live chart to tell
    """
    presenting, prepared = teacher.presenting(), controls.teacher.prepared
    presets: Sequence[Any] = [preset for lesson in page.parts.values() for preset in lesson.presets]
    if not presenting and not prepared:
        for feature in features_on(page, controls):
            feature.ends_page()
        way_on()
    visit_has_begun()
    reminds = not (presenting or prepared or teacher.embedded())
    with st.container(key="remembered" if reminds else "unseen_way"):
        experiments = [urlencode(preset.settings) for preset in presets]  # their names may change
        asked = _asked(controls, presets, right)
        if exercises and exercises.offered:
            experiments, asked, ended = list(exercises.questions), exercises.asked, exercises.done
        elif not presets and controls.offered.names:
            experiments, ended = [""], ended or controls.by_name != controls.at_first
        way(
            page.path,
            pages={each.page.path: each.page.title for each in course.chapters()},
            experiments=experiments,
            asked=asked,
            runs=f"{controls.prefix}live",
            ended=ended,
            reminds=reminds,
            along=urlencode(taken_along(), safe=",:="),
        )
    controls.finish()


def _asked(controls: Controls, presets: Sequence[Preset], right: bool | None) -> Asked:
    """What is asked on the page; a page without presets has one question."""
    of_page = Presets(controls, presets)
    asking, instead = of_page.asking, of_page.instead
    if not asking:
        return Asked(None if presets else "")
    link = urlencode(controls.in_link.written(instead.settings)) if instead else ""
    other = {"link": link, "question": instead.question} if instead else None
    return Asked(
        urlencode(asking.settings), predicted(controls), other, right, "" if right is None else attempt(controls)
    )

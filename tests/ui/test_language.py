"""The visitor's language: which it is, that it is one for the whole page, and that nothing else depends on it."""

from collections.abc import Iterator
from typing import Any

import pytest
import streamlit as st

from playground.language import LANGUAGES, rendered
from playground.pages.contents import THE_CODE
from tests.language.pseudo import spoken, unmarked
from tests.ui.pages import (
    ALL,
    BY_DAY,
    CASES,
    Visit,
    WideOpen,
    elements,
    link_to,
    others,
    some_pages,
    some_that_play,
    texts,
)


@pytest.fixture(autouse=True)
def browser_language(monkeypatch) -> Iterator[Any]:
    """What the browser asks for."""

    def asks_for(tag: str) -> None:
        monkeypatch.setattr(type(st.context), "locale", tag)

    asks_for("en-GB")
    return asks_for


def foreign(visit: Visit) -> dict[str, list[str]]:
    """What a page says in English that should be said in the pseudo-language, with the words."""
    return {text: words for text in texts(elements(visit.app.main)) if (words := unmarked(text))}


# Everything


@pytest.mark.parametrize("case", ALL, ids=str)
def test_every_word_of_a_page_is_in_the_language(case):
    with spoken() as language:
        visit = WideOpen(case, lang=language.code)
        assert foreign(visit) == {}
        if case in CASES:
            visit.tell("step")
            assert foreign(visit) == {}


@some_pages
def test_what_is_wrong_with_a_link_is_said_in_the_language(case):
    with spoken() as language:
        wrong = dict.fromkeys(case.names, "?")
        visit = Visit(case, lang=language.code, zzz="1", hide="zzz", **link_to(case, **wrong))
        place = visit.part(f"{case.prefix}notes")
        assert place
        notes = "\n".join(each.value for each in elements(place)).split("\n")
        assert len(notes) >= len(wrong) + 3  # what they are about, each setting, what is none, what can't be hidden
        assert [unmarked(note) for note in notes] == [[]] * len(notes)


def test_the_page_of_the_code_is_in_the_language():
    with spoken() as language:
        visit = Visit(ALL[0], lang=language.code)
        visit.app.switch_page(THE_CODE.script)
        visit.run()
        assert foreign(visit) == {}


# Which one it is


def test_at_first_it_is_that_of_the_browser_unless_a_link_says_another(browser_language):
    browser_language("zh-CN")
    visit = Visit(ALL[0])
    assert visit.widget("dataset").label == rendered(ALL[0].settings.spec("dataset").label, LANGUAGES["zh"])
    assert visit.app.query_params == {}  # who gets the link has it in the language of their own browser
    assert "lang" not in visit.link
    visit = Visit(ALL[0], lang="en")
    assert visit.widget("dataset").label == "Dataset"
    assert visit.link.endswith("?lang=en")


def test_a_link_with_a_language_that_there_is_not_is_told():
    visit = Visit(ALL[0], lang="tlh")
    assert visit.widget("dataset").label == "Dataset"
    assert visit.notes == [f"lang: 'tlh' is not one of {', '.join(LANGUAGES)}."]


@some_that_play
def test_the_switch_keeps_the_run_and_where_it_is_and_counts_on_every_page(case):
    visit = Visit(case, **link_to(case, **others(case)))
    visit.tell("step")
    player, run, settings = visit.player, visit.player.id, visit.chosen
    charts = visit.player.charts.id
    visit.app.button(key="language_zh").click()
    visit.run()
    assert (visit.player, visit.player.id, visit.player.runs.iteration) == (player, run, 1)
    assert visit.chosen == settings
    assert visit.player.charts.id != charts
    assert visit.widget(case.names[0]).label == rendered(case.settings.spec(case.names[0]).label, LANGUAGES["zh"])
    assert visit.link.partition("?")[2].endswith("lang=zh") or "&lang=zh&" in visit.link
    visit.app.button(key="language_en").click()
    visit.run()
    assert visit.player.charts.id == charts  # to the letter what it was
    visit.app.button(key="language_zh").click()
    visit.go_to(BY_DAY[1])
    assert visit.app.title[0].value == rendered(BY_DAY[1].page.title, LANGUAGES["zh"])
    assert "lang=zh" in visit.link


def test_what_a_teacher_prepares_stays_when_the_language_changes():
    visit = Visit(ALL[0])
    visit.app.toggle(key="prepare_only").set_value(True)
    visit.run()
    visit.app.multiselect(key="prepare_keep_en").set_value(["dataset", "n_h"])
    visit.run()
    visit.tell("step")
    assert "keep=dataset,n_h" in visit.link
    visit.app.button(key="language_zh").click()
    visit.run()
    assert "keep=dataset,n_h" in visit.link
    visit.app.multiselect(key="prepare_keep_zh").set_value(["n_h"])
    visit.run()
    assert "keep=n_h" in visit.link


@some_pages
def test_links_are_the_same_in_every_language(case):
    link = link_to(case, **others(case))
    english, chinese = Visit(case, **link), Visit(case, lang="zh", **link)
    assert chinese.chosen == english.chosen
    assert chinese.link.replace("&lang=zh", "").replace("lang=zh", "").rstrip("?") == english.link
    keys = {name: chinese.widget(name).value for name in case.names}
    assert keys == {name: english.widget(name).value for name in case.names}


def test_two_visitors_at_once_have_a_language_each():
    one, other = Visit(ALL[0], lang="zh"), Visit(ALL[0])
    for visit in (one, other, one):
        visit.tell("step")
    assert set(one.numbers) & set(other.numbers) == set()
    assert list(one.numbers) == [rendered(label, LANGUAGES["zh"]) for label in one.player.charts.layout["numbers"]]
    assert next(iter(other.numbers)) == "Iteration"

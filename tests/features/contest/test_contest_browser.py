"""A contest with a class: phones send their networks from the playground or by a link, and the lecturer opens one."""

import re

import pytest
from playwright.sync_api import Page, expect

from playground.features.challenges.goals import CHALLENGES
from playground.pages.playground.lesson import PLAYGROUND
from playground.training import Recipe, Run
from tests.browser.axe import violations
from tests.browser.playground import Playground
from tests.features.classroom.test_classroom_browser import Lecturer, Phone, phones

__all__ = ["phones"]

NUMBER = 5
GOOD, BAD = {"update_rule": "adam", "learning_rate": 0.1}, {"learning_rate": 0.001}
"""Settings of which the first reach the goal."""
BESIDE_MENU = ".st-key-bar .st-key-menu button, .st-key-send_to_class button, .st-key-transport [data-command=play]"


def said(**settings: object) -> str:
    """What is said of an entry with these settings."""
    challenge = CHALLENGES[NUMBER - 1]
    chosen, _notes = PLAYGROUND.settings.read(challenge.wanted | settings)
    run = Run(challenge.recipe(chosen[Recipe]))
    run.advance(challenge.limit)
    score = challenge.result(run)
    return str(challenge.missing(run)) if score is None else f"Score: {challenge.worded(score)}."


def query(settings: dict[str, object]) -> str:
    return "&".join(f"{name}={value}" for name, value in settings.items())


@pytest.mark.nightly  # refusals and the ranking are tested by day in the other files of this folder
def test_a_phone_sends_its_network_from_where_it_is_and_loses_nothing_while_the_contest_is_closed(
    page: Page, phones: list[Phone], app: str
) -> None:
    lecturer = Lecturer(page, f"{app}/?challenge={NUMBER}")
    lecturer.ask("contest")
    code = page.locator(".class-code strong").inner_text()
    phone, *_others = phones
    phone.enter(app, code)
    here = phone.page
    entries, state = here.locator(".student-entries li"), here.locator(".student-state")
    link, send = here.locator("#student-entry"), here.locator(".st-key-send_to_class button")
    here.get_by_role("link", name="Open the playground").tap()
    Playground(here, "", opened=True)
    edges = here.locator(BESIDE_MENU).evaluate_all(
        "(all) => all.map((each) => { const { left, right } = each.getBoundingClientRect(); return [left, right]; })"
    )
    assert [x for pair in edges for x in pair] == sorted(x for pair in edges for x in pair)  # beside each other
    assert 0 <= edges[0][0] < edges[-1][1] <= 334  # where the bar begins to fade
    box = send.bounding_box()
    assert box
    assert box["height"] < 44  # one line
    assert violations(here, ".st-key-bar") == []

    def set_rate(rate: str) -> None:
        box = here.locator(".st-key-learning_rate input")
        box.fill(rate)
        box.press("Enter")

    set_rate("2.5")
    send.tap()
    expect(entries).to_have_text([said(learning_rate=2.5)])
    assert "entry" not in here.url
    assert violations(here) == []

    # It goes on from where it was, while the lecturer closes the contest.
    here.go_back()
    expect(here).to_have_url(re.compile("[?&]learning_rate=2.5"))
    Playground(here, "", opened=True).wait_until_still()
    set_rate("0.001")
    lecturer.do("close")
    expect(page.locator("[data-class=reveal]")).to_be_visible()
    send.tap()
    expect(state).to_have_text("Answers are closed: this one came too late.")
    expect(link).to_have_value(re.compile("learning_rate=0.001"))
    expect(here.get_by_role("button", name="Send")).to_be_disabled()
    lecturer.other("again")
    here.get_by_role("button", name="Send").tap()
    expect(entries).to_have_count(2)
    expect(entries.filter(has_text=said(learning_rate=0.001))).to_have_count(1)
    expect(link).to_have_value("")
    expect(state).to_have_text("")


@pytest.mark.nightly
def test_a_contest_ranks_what_the_phones_send_and_opens_it(page: Page, phones: list[Phone], app: str) -> None:
    first, _chinese, third = phones
    lecturer = Lecturer(page, f"{app}/?challenge={NUMBER}")
    lecturer.ask("contest")
    code = page.locator(".class-code strong").inner_text()
    for each, settings in zip((first, third), (GOOD, BAD), strict=True):
        each.enter(app, code)
        each.page.locator("#student-entry").fill(f"{app}/?challenge={NUMBER}&{query(settings)}")
        each.page.locator("#student-entry").press("Enter")
        expect(each.page.locator(".student-entries li")).to_have_text(re.compile(r"^[^…]*\d[^…]*$"))  # no longer waits
    expect(lecturer.count).to_have_text(re.compile(r"2\D+2"))
    assert violations(first.page) == []
    buttons = page.locator(".class-row .run-buttons button:visible")
    for do, what, then in (
        (lecturer.do, "close", ["Reveal", "Ranking"]),
        (lecturer.other, "again", ["Close", "Ranking"]),
        (lecturer.do, "close", ["Reveal", "Ranking"]),
    ):
        do(what)
        expect(buttons).to_have_text(then)
        expect(first.page.locator("#student-entry")).to_be_visible(visible=what == "again")
    lecturer.do("reveal")
    rows = first.page.locator(".student-table tbody tr")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("yours")
    expect(rows).to_have_css("font-weight", "600")  # its style sheet is there, too
    expect(third.page.locator(".student-table tbody tr")).to_have_text(re.compile("^1[^y]+$"))
    lecturer.do("ranking")
    expect(page.locator(".class-ranking li")).to_have_count(1)
    expect(page.locator(".class-ranking li .run-button")).to_have_css("min-height", "32px")
    assert violations(page, ".class-ranking") == []
    lecturer.press(".class-ranking li button")
    expect(page).to_have_url(re.compile("update_rule=adam"))
    lecturer.press(".st-key-class_more button")
    assert ["update_rule=adam" in [*row.values()][-1] for row in lecturer.saved("contest")] == [True]

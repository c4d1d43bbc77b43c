"""A contest with a class: two phones send a link each, one of which reaches the goal, and the lecturer opens it."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.features.classroom.test_classroom_browser import Lecturer, Phone, phones

__all__ = ["phones"]

ENTRIES = ("?challenge=5&update_rule=adam&learning_rate=0.1", "?challenge=5&learning_rate=0.001")
"""The first reaches the goal."""


@pytest.mark.nightly
def test_a_contest_ranks_what_the_phones_send_and_opens_it(page: Page, phones: list[Phone], app: str) -> None:
    first, _chinese, third = phones
    lecturer = Lecturer(page, f"{app}/?challenge=5")
    lecturer.ask("contest")
    code = page.locator(".class-code strong").inner_text()
    for each, link in zip((first, third), ENTRIES, strict=True):
        each.enter(app, code)
        each.page.locator("#student-entry").fill(f"{app}/{link}")
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

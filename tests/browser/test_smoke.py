"""The smoke test in every browser; the other tests here have Chromium alone.

By day in Firefox: in Chromium ``.ci/run`` makes the same visit to the app with its oldest dependencies, and everything
else here visits it with the newest.
"""

import pytest
from playwright.sync_api import Page

from benchmarks.browsers import NEEDS, Chromium, is_here, opened
from tests.conftest import missing
from tests.smoke.steps import PREPARE, smoke


@pytest.mark.nightly
@pytest.mark.new_tab
def test_in_chromium(page: Page, app: str) -> None:
    smoke(Chromium(page, PREPARE), app)


@pytest.mark.parametrize("name", ["firefox", pytest.param("webkit", marks=pytest.mark.nightly)])
def test_in(name: str, app: str) -> None:
    if not is_here(name):
        missing(NEEDS[name])
    with opened(name, PREPARE) as browser:
        smoke(browser, app)

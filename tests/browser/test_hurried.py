"""A visitor in a hurry sees what the controls say; ``.ci/nightly`` walks for longer."""

import secrets
import warnings

from playwright.sync_api import Browser

from benchmarks.hurried import walk_everywhere

SECONDS = 20.0
"""For the walk over both pages at each delay."""


def test_what_is_on_screen_is_what_the_controls_say(browser: Browser, app: str) -> None:
    seed = secrets.randbelow(10**6)
    warnings.warn(f"the walk's seed is {seed}", stacklevel=1)  # to be seen whether it fails or not
    walks = walk_everywhere(browser, app, seed, actions=10**6, seconds=SECONDS)
    assert [difference for walk in walks for difference in walk.differences] == [], f"with the seed {seed}"
    assert sum(walk.compared for walk in walks) > 0

"""A visitor in a hurry sees what the controls say; ``.ci/nightly`` walks for longer."""

import random
import secrets
import warnings

from playwright.sync_api import Browser

from benchmarks.hurried import DELAYS, walk_everywhere

SECONDS = 8.0
"""For the walks over both pages, at one of the delays: to open a page takes as long as to walk on it for a while."""


def test_what_is_on_screen_is_what_the_controls_say(browser: Browser, app: str) -> None:
    seed = secrets.randbelow(10**6)
    warnings.warn(f"the walk's seed is {seed}", stacklevel=1)  # to be seen whether it fails or not
    delay = random.Random(seed).choice(DELAYS)
    walks = walk_everywhere(browser, app, seed, actions=10**6, seconds=SECONDS, delays=[delay])
    assert [difference for walk in walks for difference in walk.differences] == [], f"with the seed {seed}"
    assert sum(walk.compared for walk in walks) > 0

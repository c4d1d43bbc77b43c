"""A visitor in a hurry sees what the controls say; ``.ci/nightly`` walks for longer."""

import random
import secrets
import warnings

import pytest
from playwright.sync_api import Browser

from benchmarks.agreement import PLACES
from benchmarks.hurried import DELAYS, walk_everywhere

SECONDS = 5.0
"""For a walk over one of the pages, at one of the delays: chance, which chooses them, comes round to all."""


@pytest.mark.nightly
def test_what_is_on_screen_is_what_the_controls_say(browser: Browser, app: str) -> None:
    seed = secrets.randbelow(10**6)
    warnings.warn(f"the walk's seed is {seed}", stacklevel=1)  # to be seen whether it fails or not
    chance = random.Random(seed)
    delays, places = [chance.choice(DELAYS)], [chance.choice(PLACES)]
    walks = walk_everywhere(browser, app, seed, actions=10**6, seconds=SECONDS, delays=delays, places=places)
    assert [difference for walk in walks for difference in walk.differences] == [], f"with the seed {seed}"
    assert sum(walk.compared for walk in walks) > 0

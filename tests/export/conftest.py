"""What the tests of exports run under."""

import gc
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="module", autouse=True)
def frozen() -> Iterator[None]:
    """As in the app: what has been loaded is no garbage, and collecting it with every picture would take most time."""
    gc.freeze()
    yield
    gc.unfreeze()

"""Events: what the network does not have, and what is no weight, is refused."""

import pytest

from playground.training import Run
from playground.training.divergence import BLOWN_UP
from tests.training.test_timeline import SMALL


@pytest.mark.parametrize("name", ["W9:0", "W1", "W1:6", "W1:-1", "W1:", "W1:1.5", "W1:²", ":0", "", "learning_rate:0"])
def test_a_number_that_the_network_does_not_have_is_refused(name):
    run = Run(SMALL)
    with pytest.raises(ValueError, match=r"network has no|is no number of W1, which has 6"):
        run.edit(name, 1.0)
    if name != "W1":
        with pytest.raises(ValueError, match=r"network has no|is no number of W1, which has 6"):
            run.freeze([name])
    assert run.event_log == [(0, {"learning_rate": SMALL.learning_rate})]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 2 * BLOWN_UP, "1", None])
def test_a_value_that_is_no_weight_is_refused(value):
    run = Run(SMALL)
    with pytest.raises(ValueError, match=r"W1:0|number"):
        run.edit("W1:0", value)
    assert run.nudged == []

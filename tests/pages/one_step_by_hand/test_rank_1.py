"""The rank-1 trap: what is shown is what the snippets give, and what the words claim."""

import ast
import math

import numpy as np
import pytest

from playground.nn import compute_cost
from playground.pages.one_step_by_hand.rank_1 import TRAPS


@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: trap.title)
def test_what_is_shown_gives_what_is_shown(trap):
    names = {"np": np, "compute_cost": compute_cost}
    body, results = [], []
    source = trap.ran()
    for line in source.splitlines():
        if line.lstrip().startswith("# → "):
            results.append(line.lstrip().removeprefix("# → "))
            body[-1] = body[-1].replace(body[-1].lstrip(), f"given.append(str({body[-1].lstrip()}))")
        else:
            body.append(line)
    given = []
    exec("\n".join(body), names | {"given": given})
    assert given == results
    assert results
    assert "yield" not in source
    ast.parse(source)


def test_what_the_words_on_rank_1_arrays_claim():
    rank_1, column, lucky, wrong, refused = (list(trap.run()) for trap in TRAPS)
    assert rank_1[:2] == [(5,), (5,)]
    assert np.ndim(rank_1[2]) == 0
    assert column == [(5, 1), (1, 5), (5, 5)]
    assert (wrong[0], wrong[2]) == ((5, 5), (5, 1))
    outputs = [0.9, 0.2, 0.8, 0.1, 0.7]  # of which those with y = 0 are 0.2 and 0.1
    right = -sum(math.log(a if a > 0.5 else 1 - a) for a in outputs) / 5
    crossed = -sum(math.log(a if y else 1 - a) for a in outputs for y in (1, 0, 1, 0, 1)) / 25
    assert (wrong[1], wrong[3]) == (pytest.approx(crossed), pytest.approx(right))
    assert crossed > 2 * right
    with_a_row, cost, fails, m, again = lucky
    assert (with_a_row, m) == ((1, 5), 5)
    assert isinstance(fails, IndexError)
    assert cost == again == pytest.approx(right)
    (message,) = refused
    assert message.startswith("Y has shape (5,), a rank-1 array: neither a row nor a column.")
    assert "reshape(1, -1)" in message

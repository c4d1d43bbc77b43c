"""Numbers and pictures of every preset as they were recorded, so that no change of the code's structure changes them.

A preset that is meant to change is recorded again: ``python -m tests.lessons.test_recorded`` prints the file.
"""

import json
from pathlib import Path
from zlib import crc32

import numpy as np
import pytest

from playground.charts.plane.targets import RENDERINGS, shaded
from playground.data import Dataset
from playground.training import RunGroup
from tests.lessons.presets import EVERY_PRESET, experiment, preset

FILE = Path(__file__).with_name("recorded.json")
ITERATIONS = 3
"""So few that rounding, which differs between processors, has not grown."""


def numbers(page, name):
    """Cost and score, and the same on the test samples, of each run of a preset, before and after some updates."""
    runs = RunGroup(experiment(page, **preset(page, name).settings))
    first = [run.measure()[1:5] for run in runs.values()]
    runs.advance(ITERATIONS)
    return [[*map(list, (before, run.measure()[1:5]))] for before, run in zip(first, runs.values(), strict=True)]


def outputs_of(K):
    """Exact outputs that K classes can have, (K, 24, 24), or (1, 24, 24) for two: every K-th part of 1, and 1."""
    if K == 2:
        return np.arange(576.0).reshape(1, 24, 24) / 575
    parts = np.stack([np.arange(576) * (k + 3) % 17 for k in range(K)]) + 1.0
    return (parts / parts.sum(axis=0)).reshape(K, 24, 24)


def drawn(K):
    """The shades of such outputs, soft, hard and as maps, as checksums; and how the points of each class are drawn."""
    outputs = outputs_of(K)
    samples = Dataset(np.zeros((2, K)), np.arange(K), [f"class {k}" for k in range(K)], ("x₁", "x₂"))
    rendering = RENDERINGS[samples.target]
    fields = [shaded(samples, outputs), shaded(samples, outputs, hard=True), rendering.maps(samples, outputs)]
    sums = [crc32(b"".join((each.picture.tobytes(), each.colours, each.opacity))) for each in fields]
    groups = [[each.name, each.colour, each.symbol, each.members.tolist()] for each in rendering.groups(samples)]
    return {"sums": sums, "groups": groups, "outputs": [*rendering.outputs(samples.class_names)]}


RECORDED = json.loads(FILE.read_text())


@pytest.mark.parametrize("page", dict(EVERY_PRESET))
def test_the_numbers_of_every_preset_are_as_recorded(page):
    for name in (name for of, name in EVERY_PRESET if of == page):
        expected = RECORDED["presets"].get(f"{page}/{name}")
        for now, then in zip(numbers(page, name), expected or [], strict=expected is not None):
            for (cost, score, *tested), (cost_then, score_then, *tested_then) in zip(now, then, strict=True):
                assert cost == pytest.approx(cost_then, rel=1e-6), name
                assert score == pytest.approx(score_then, abs=0.02), name  # one may be at the border
                assert (tested[0] is None) == (tested_then[0] is None)
                if tested[0] is not None:
                    assert tested == pytest.approx(tested_then, rel=1e-6, abs=0.02), name


@pytest.mark.parametrize("K", [2, 3, 5, 10])
def test_classes_are_drawn_as_recorded(K):
    assert json.loads(json.dumps(drawn(K))) == RECORDED["drawn"][str(K)]


if __name__ == "__main__":
    presets = {f"{page}/{name}": numbers(page, name) for page, name in EVERY_PRESET}
    rounded = json.loads(json.dumps(presets), parse_float=lambda text: float(f"{float(text):.7g}"))
    print(json.dumps({"presets": rounded, "drawn": {str(K): drawn(K) for K in (2, 3, 5, 10)}}))

"""Small batches: three runs that differ in the batch size alone, and answers with their numbers."""

import re

import numpy as np
import pytest

from playground.pages.small_batches.batch_gradients import Gradients, draws
from playground.pages.small_batches.lesson import SMALL_BATCHES, reference, size_label, size_of
from playground.training import RunGroup
from tests.lessons.presets import answer, differing, experiment, fresh, preset, trained
from tests.looped import looped
from tests.pages.small_batches.test_batch_gradients import gradient_on

PAGE = "small batches"
NAMES = [each.name for each in SMALL_BATCHES.presets]


def test_three_runs_differ_in_the_batch_size_alone():
    variants = experiment(PAGE, size_1=7, size_2=400, size_3=1)
    one, *others = (each.recipe for each in variants.values())
    assert [differing(one, other) for other in others] == [{"batch_size"}] * 2
    assert [each.label for each in variants.values()] == ["7 samples", "all 400", "1 sample"]
    assert [size_of(run) for run in RunGroup(variants).values()] == [7, 400, 1]
    np.testing.assert_array_equal(*(RunGroup(variants)[name].first.vector for name in ("size_1", "size_3")))


def test_gradients_are_compared_at_the_weights_of_the_run_with_the_largest_batches():
    for sizes, name in {(4, 32, 0): "size_3", (0, 32, 4): "size_1", (5, 9, 9): "size_3", (500, 0, 1): "size_2"}.items():
        runs = RunGroup(experiment(PAGE, **{f"size_{n}": size for n, size in enumerate(sizes, 1)}))
        assert reference(runs) is runs[name]


def test_a_size_is_called_by_its_samples():
    labels = [size_label(size, 1000) for size in (1, 2, 999, 1000)]
    assert labels == ["1 sample", "2 samples", "999 samples", "all 1,000"]


# The answers


@looped("name", NAMES)
def test_an_answer_has_the_numbers_of_the_runs(name):
    runs = fresh(PAGE, name)
    for iterations in (1, 50, 600):
        runs.advance(iterations - runs.iteration)
        sentence, details = answer(PAGE, name, runs)
        of = reference(runs)
        now = [run.measure().cost for run in runs.values()]
        if name == NAMES[0]:
            assert numbers_in(details) == pytest.approx(now, abs=6e-4)
            along = [[point.cost for point in run.history.points] for run in runs.values()]
            half = [(each[0] + min(map(min, along))) / 2 for each in along]
            first, at, smoothest, share = re.match(
                r"The cost with (.*) was half-way down at iteration (\d+); that with (.*) rose in (.*) of its steps\.",
                details,
            ).groups()
            assert sentence == f"The cost with {first} drops first, that with {smoothest} most smoothly."
            there = dict(zip(runs.experiment.labels, zip(along, half, strict=True), strict=True))
            if iterations == 600:
                assert first == "4 samples"
                assert there[first][0][int(at)] <= there[first][1] < min(there[first][0][: int(at)])
                assert (smoothest, share) == ("all 400", "0.0 %")
        elif name == "One or two":
            counts = [int(count) for count in re.findall(r"(\d+) \(", details)]
            assert sentence == f"{counts[0]} of 100 lead uphill."
            everything = gradient_on(of, range(400))
            for run, count in zip(runs.values(), counts, strict=True):
                weights = draws(400, size_of(run), seed=3)
                ups = sum(gradient_on(of, np.flatnonzero(column)) @ everything < 0 for column in weights.T)
                assert count == ups
        elif name in ("Short steps", "A falling rate"):
            low, high = numbers_in(sentence)
            assert sentence.startswith("Of late, the cost of the first run has ranged from ")
            assert not details
            assert low - 6e-4 <= now[0] <= high + 6e-4
        else:
            assert name == "Almost all"
            found, by_root = (float(each) for each in re.findall(r"(?:by|be) (\d[\d.e-]*\d)", sentence))
            assert sentence.startswith("No: they stray by ")
            assert details == "A batch that has most of the samples, such as 300, can hardly stray."
            assert found / by_root == pytest.approx(np.sqrt(100 / 399), rel=0.2)
            assert by_root == pytest.approx(Gradients(of.evaluate()).spread.of_one / 300**0.5, rel=0.06)


def numbers_in(text):
    """Those with three decimals."""
    return [float(number) for number in re.findall(r"\d\.\d{3}\b", text)]


def test_small_batches_shake_the_cost_and_calm_down_with_the_rate():
    def width(runs):
        low, high = numbers_in(answer(PAGE, "Short steps", runs).sentence)
        return high - low

    first = trained(PAGE, NAMES[0], 3000)
    for name, verdict, without in (("Short steps", "No: ", "Yes: "), ("A falling rate", "Nearly: ", "No: ")):
        compare = preset(PAGE, name).answer
        runs = trained(PAGE, name, 3000)
        assert width(runs) < width(first) / 4
        sentence, details = compare(runs, first)
        assert sentence.startswith(verdict)
        assert numbers_in(sentence) == pytest.approx([width(runs), width(first)], abs=1.1e-3)
        assert details.startswith("Of late, the cost of the run with batches of 4 has ranged from ")
        assert compare(first, first).sentence.startswith(without)

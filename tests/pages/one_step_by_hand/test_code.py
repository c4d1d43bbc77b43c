"""One step by hand in NumPy: the lines that are shown are run, and give what the network computed."""

from dataclasses import replace

import numpy as np
import pytest

from playground.nn import ACTIVATIONS
from playground.pages.one_step_by_hand.code import numpy_code, without_keepdims
from playground.pages.one_step_by_hand.lesson import OneStepByHand, take_apart
from tests.looped import looped


def run(**settings):
    """Run the lines of all stages in order; what they leave, and the step."""
    start = take_apart(OneStepByHand(**settings))
    names = {"np": np, "sigmoid": lambda Z: 1 / (1 + np.exp(-Z))}
    names |= {name: start.values[name].copy() for name in ("X", "Y", *start.settings.names.parameters())}
    for stage in start.settings.stages:
        exec(numpy_code(start._replace(settings=replace(start.settings, stage=stage.name))), names)
    return names, start


@looped("activation", [name for name in ACTIVATIONS if name != "gelu"])  # its Phi is a function that is not shown
@looped(("classes", "sample"), [(2, "all"), (3, "2")])
@looped("depth", [0, 1, 3])
def test_the_lines_of_all_stages_are_an_iteration(depth, classes, sample, activation):
    left, step = run(dataset="blobs", classes=classes, sample=sample, depth=depth, activation=activation, n_h=3)
    updated = step.settings.names.parameters()
    for stage in step.settings.stages[1:]:
        for equation in stage.equations:
            if equation.left not in updated:
                assert left[equation.left] == pytest.approx(step.values[equation.left], rel=1e-9, abs=1e-12)
    for name in updated:
        assert left[name] == pytest.approx(step.values[f"new {name}"], rel=1e-9, abs=1e-12)


@looped("depth", [0, 2])
def test_every_array_that_is_computed_has_its_shape_asserted(depth):
    settings = OneStepByHand(depth=depth)
    for stage in settings.stages:
        code = numpy_code(take_apart(OneStepByHand(depth=depth, stage=stage.name)))
        for equation in stage.equations:
            assert f"assert {equation.left}.shape == (" in code


def test_the_cost_is_a_number_and_an_assert_fails_where_its_sum_has_an_axis():
    code = numpy_code(take_apart(OneStepByHand(stage="cost")))
    assert code.endswith("\nassert J.shape == ()")
    names = {"np": np, "A2": np.full((1, 5), 0.5), "Y": np.ones((1, 5)), "m": 5}
    exec(code, names)
    with pytest.raises(AssertionError):
        exec(code.replace("np.log(1 - A2))", "np.log(1 - A2), axis=1)"), names)


def test_an_assert_fails_where_keepdims_is_missing():
    code = numpy_code(take_apart(OneStepByHand(stage="db1")))
    assert "keepdims=True" in code
    names = {"np": np, "dZ1": np.ones((2, 5)), "m": 5, "n_h": 2}
    exec(code, names)
    with pytest.raises(AssertionError):
        exec(code.replace(", keepdims=True", ""), names)


@looped("sample", ["all", "2"])
@looped(("depth", "n_h", "stage"), [(1, 2, "db1"), (1, 1, "db1"), (1, 3, "db2"), (0, 2, "db"), (2, 3, "db2")])
def test_what_comes_of_a_sum_without_keepdims(depth, n_h, stage, sample):
    step = take_apart(OneStepByHand(depth=depth, n_h=n_h, stage=stage, sample=sample))
    names = {"np": np, "m": step.m, "learning_rate": step.settings.learning_rate} | dict(step.values)
    shown = without_keepdims(step).splitlines()
    for line, result in zip(shown, [*shown[1:], ""], strict=True):
        if not result.startswith("# → "):
            exec(line, names)
            continue
        try:
            given = str(eval(line, names))
        except ValueError as error:
            given = f"ValueError: {str(error).strip()}"
        assert result == f"# → {given}"
    units = len(step.values[stage])
    assert shown[2] == f"# → ({units},)"
    assert shown[5] == f"# → ({units}, {units})"

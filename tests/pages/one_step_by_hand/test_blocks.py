"""The blocks of an iteration: what they take, compute and hand on."""

import re

import numpy as np
import pytest

from playground.pages.one_step_by_hand.blocks import blocks
from playground.pages.one_step_by_hand.lesson import OneStepByHand, take_apart
from tests.looped import looped


@looped("depth", [0, 1, 2, 3])
def test_every_stage_but_the_start_is_in_one_block_in_order(depth):
    settings = OneStepByHand(depth=depth)
    assert ("start", *(name for block in blocks(settings) for name in block.stages)) == settings.stage_names
    ways = [(block.way, block.layer) for block in blocks(settings)]
    layers = range(1, depth + 2)
    assert ways == [
        *(("forward", layer) for layer in layers),
        ("cost", 0),
        *(("backward", layer) for layer in reversed(layers)),
        ("update", 0),
    ]


@looped("classes", [2, 3])
@looped("depth", [1, 2, 3])
def test_a_backward_block_computes_what_the_network_computed(depth, classes):
    step = take_apart(OneStepByHand(dataset="blobs", depth=depth, classes=classes, n_h=3))
    values, m = step.values, step.m
    for block in blocks(step.settings):
        if block.way != "backward":
            continue
        layer = block.layer
        dZ, dW, db, *dA = block.equations
        before = "X" if layer == 1 else f"A{layer - 1}"
        hidden = layer <= depth
        assert dZ.right == (f"dA{layer} * g'(Z{layer})" if hidden else f"A{layer} - Y")
        assert block.takes == (f"dA{layer}" if hidden else f"A{layer}, Y")
        assert block.cached == (f"Z{layer}, {before}" if hidden else before)
        expected = values[f"dA{layer}"] * values[f"g'(Z{layer})"] if hidden else values[f"A{layer}"] - values["Y"]
        assert values[dZ.left] == pytest.approx(expected)
        assert values[dW.left] == pytest.approx(values[dZ.left] @ values[before].T / m)
        assert values[db.left] == pytest.approx(np.mean(values[dZ.left], axis=1, keepdims=True))
        if layer == 1:
            assert not dA
        else:
            (handed_on,) = dA
            assert (handed_on.left, handed_on.right) == (f"dA{layer - 1}", f"W{layer}ᵀ dZ{layer}")
            assert values[handed_on.left] == pytest.approx(values[f"W{layer}"].T @ values[f"dZ{layer}"])


def test_the_words_of_a_block_name_what_it_takes_keeps_and_hands_on():
    words = {(block.way, block.layer): block.words for block in blocks(OneStepByHand(depth=2))}
    assert words["forward", 2] == ("Layer 2, forward. It takes A1, hands A2 on, and keeps Z2 and A2 in the cache.")
    assert words["backward", 3].startswith("Layer 3, backward. It takes A3, Y and, from the cache, A2.")
    assert re.search("It hands dA1 on", words["backward", 2])
    assert "hands" not in words["backward", 1]

"""The names of files."""

from playground.export.names import file_name
from tests.export.runs import Points, alone, digits, trained, zero_or_random
from tests.looped import looped


@looped(
    ("experiment", "iterations", "name"),
    [
        (alone(), 30, "flower-tanh-4-iteration-30.py"),
        (alone(depth=3, activation="leaky_relu", dataset="xor"), 0, "xor-leaky-relu-4-4-4-iteration-0.py"),
        (alone(depth=2, later_activation="relu"), 0, "flower-tanh-relu-4-4-iteration-0.py"),
        (alone(depth=0, dataset="moons"), 5, "moons-no-hidden-layer-iteration-5.py"),
        (alone(Points(dataset="Own points")), 5, "own-points-tanh-4-iteration-5.py"),
        (digits(), 2, "digits-tanh-16-iteration-2.py"),
        (zero_or_random(left="zero_W1"), 2, "flower-tanh-4-zero-w1-and-random-iteration-2.py"),
    ],
)
def test_a_name_says_what_is_inside(experiment, iterations, name):
    assert file_name(trained(experiment, iterations), "py") == name

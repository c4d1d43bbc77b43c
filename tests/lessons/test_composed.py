"""From simple to composed: crossings of shapes that anyone can count, and the hidden space by hand."""

import numpy as np
import pytest

from playground.lessons.composed import (
    ANGLES,
    COMPOSED_PRESETS,
    LINES,
    PLACES,
    RADII,
    STRAIGHT,
    Circles,
    Composed,
    grid,
    hidden_space,
    sign_changes,
    straight_line,
    straight_share,
    what_layers_draw,
    what_the_bend_is_worth,
)
from playground.lessons.why_depth import COMPOSED, SETTINGS
from playground.nn import Parameters, forward_propagation, initialize_parameters, predict
from playground.training import Extent, RunGroup

SQUARE = Extent(-2, 2, -2, 2)
ANGLE = 2 * np.pi * np.arange(720) / 720


@pytest.mark.parametrize("waves", [1, 2, 3, 7])
def test_a_wave_changes_its_sign_twice_in_each_period(waves):
    assert sign_changes(np.cos(waves * ANGLE + 0.1)) == 2 * waves


def test_what_never_changes_its_sign_has_no_crossing():
    for value in (1.0, -1.0, 0.0):
        assert sign_changes(np.full(720, value)) == 0


def network(W1, b1, *rest, activation="tanh"):
    arrays = {"W1": W1, "b1": b1}
    for layer in range(0, len(rest), 2):
        arrays |= {f"W{2 + layer // 2}": rest[layer], f"b{2 + layer // 2}": rest[layer + 1]}
    return Parameters.from_arrays(arrays, activation)


def crossings(parameters, extent=SQUARE):
    return [each.tolist() for each in Circles(parameters, extent).crossings(parameters)]


def test_a_line_through_the_middle_crosses_each_circle_twice_and_one_far_away_none():
    lines = network([[1, 0.3], [1, 0.3], [1, 0.3]], [[0.01], [1], [9]], [[1, 1, 1]], [[0]])
    assert crossings(lines) == [[2, 2, 0]]


def test_an_ellipse_a_wedge_and_a_strip():
    # relu units: |x|, |y| as sums of two; the second layer draws |x| + 2|y| = 1, a wedge and a strip.
    W1, b1 = [[1, 0], [-1, 0], [0, 1], [0, -1]], [[0.0]] * 4
    W2 = [[1, 1, 2, 2], [1, 1, -1, -1], [1, 1, 0, 0]]
    shapes = network(W1, b1, W2, [[-1.5], [0.001], [-0.5]], [[1, 1, 1]], [[0]], activation="relu")
    assert crossings(shapes)[1] == [4, 4, 4]


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu", "leaky_relu", "elu", "gelu"])
@pytest.mark.parametrize("seed", range(6))
def test_no_unit_of_layer_1_ever_crosses_a_circle_more_often_than_a_straight_line(activation, seed):
    parameters = initialize_parameters(2, (20, 20), 1, activation, initialisation="he", seed=seed)
    parameters["b1"] = np.random.RandomState(seed).randn(20, 1)
    first, _ = crossings(parameters, Extent(1, 4, -3, 0))
    assert max(first) <= STRAIGHT


def test_the_circles_lie_around_the_middle_of_the_picture_inside_it():
    parameters = Parameters((2, 2, 1))
    places = Circles(parameters, Extent(1, 5, -3, 1)).places
    assert places.shape == (2, len(RADII), ANGLES)
    distances = np.hypot(*(places - np.array([3, -1])[:, None, None]))
    np.testing.assert_allclose(distances, np.array(RADII)[:, None] * np.full(ANGLES, 2.0))
    assert Circles(parameters, SQUARE).nbytes > 0


def test_counting_leaves_the_network_as_it_is_and_follows_another():
    first, other = (initialize_parameters(2, (3, 2), 1, initialisation="xavier", seed=seed) for seed in (1, 2))
    before = first.vector.copy()
    circles = Circles(first, SQUARE)
    now = [each.tolist() for each in circles.crossings(other)]
    assert now == crossings(other)
    np.testing.assert_array_equal(first.vector, before)


# The hidden space


def test_a_grid_of_upright_and_level_lines_covers_the_picture():
    lines = grid(Extent(0, 10, 5, 7))
    assert lines.shape == (2 * LINES, 2, PLACES)
    upright, level = lines[:LINES], lines[LINES:]
    assert (np.ptp(upright[:, 0], axis=1) == 0).all()
    assert (np.ptp(level[:, 1], axis=1) == 0).all()
    for part in (upright, level):
        assert (part[:, 0].min(), part[:, 0].max(), part[:, 1].min(), part[:, 1].max()) == (0, 10, 5, 7)


def test_the_hidden_space_is_what_the_output_unit_sees():
    parameters = initialize_parameters(2, (5, 4, 2), 1, initialisation="xavier", seed=3)
    X = np.random.RandomState(0).randn(2, 30)
    seen = hidden_space(parameters, X)
    assert seen.shape == (2, 30)
    score = parameters["W4"] @ seen + parameters["b4"]
    np.testing.assert_array_equal(score > 0, predict(parameters, X) == 1)
    np.testing.assert_allclose(1 / (1 + np.exp(-score)), forward_propagation(X, parameters)[0])


def with_line(w1, w2, b):
    parameters = Parameters((2, 2, 1))
    parameters["W2"], parameters["b2"] = [[w1, w2]], [[b]]
    return parameters


@pytest.mark.parametrize(
    ("line", "ends"),
    [
        ((1, 0, -0.5), [[0.5, -1], [0.5, 1]]),
        ((0, 2, 1), [[-1, -0.5], [1, -0.5]]),
        ((1, -1, 0), [[-1, -1], [1, 1]]),
        ((1, 1, -1.5), [[0.5, 1], [1, 0.5]]),
    ],
)
def test_the_straight_line_between_two_corners(line, ends):
    low, high = np.array([-1.0, -1.0]), np.array([1.0, 1.0])
    np.testing.assert_allclose(straight_line(with_line(*line), low, high).T, ends)


@pytest.mark.parametrize("line", [(1, 1, 5), (0, 0, 1), (0, 0, 0)])
def test_a_line_that_does_not_pass_is_not_drawn(line):
    assert straight_line(with_line(*line), -np.ones(2), np.ones(2)).shape == (2, 0)


def test_a_straight_line_parts_blobs_and_no_rings():
    X = np.array([[-1.0, -1.2, 1.0, 1.2], [0.0, 0.5, 0.2, -0.4]])
    assert straight_share(X, np.array([[0.0, 0.0, 1.0, 1.0]])) == 1
    ring = np.array([np.cos(ANGLE), np.sin(ANGLE)])
    both = np.hstack([ring, 0.3 * ring])
    assert straight_share(both, np.repeat([[1.0, 0.0]], ANGLE.size, axis=1)) < 0.8


# What is trained


def runs_of(iterations=0, **settings):
    chosen, notes = SETTINGS.read({"part": "composed", **settings})
    assert not notes
    runs = RunGroup(COMPOSED.experiment(chosen))
    runs.advance(iterations)
    return runs


def test_the_last_hidden_layer_has_two_units():
    assert Composed(depth=4, n_h=7).hidden == (7, 7, 7, 2)
    assert runs_of(depth=2, n_h=5).first.parameters.sizes == (2, 5, 2, 1)


@pytest.mark.parametrize("preset", COMPOSED_PRESETS[:2], ids=lambda preset: preset.name)
def test_training_straightens_what_no_line_parts_in_the_plane(preset):
    run = runs_of(5000, **preset.settings).first
    assert run.measure().accuracy > 0.99
    assert straight_share(run.X, run.Y) < 0.75


def test_depth_alone_does_not_wind_up_a_spiral():
    assert runs_of(5000, **COMPOSED_PRESETS[2].settings).first.measure().accuracy < 0.9


@pytest.mark.parametrize("iterations", [0, 200])
@pytest.mark.parametrize("preset", COMPOSED_PRESETS, ids=lambda preset: preset.name)
def test_the_answers_are_computed_from_the_run(preset, iterations):
    runs = runs_of(iterations, **preset.settings)
    run = runs.first
    right = f"{100 * (predict(run.parameters, run.X) == run.Y).mean():.1f} %"
    counted = crossings(run.parameters, runs.extent)
    borders = what_layers_draw(runs)
    assert all(f"{max(each)} (layer {number})" in borders for number, each in enumerate(counted, 1))
    bend = what_the_bend_is_worth(runs)
    assert f"{100 * straight_share(run.X, run.Y):.1f} %" in bend
    assert right in borders
    assert right in bend
    assert preset.answer(runs) in (borders, bend)

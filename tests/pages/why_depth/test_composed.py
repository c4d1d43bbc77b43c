"""From simple to composed: crossings of shapes that anyone can count, and the hidden space by hand."""

import numpy as np

from playground.nn import ACTIVATIONS, Parameters, forward_propagation, initialize_parameters, predict
from playground.pages.contents import WHY_DEPTH
from playground.pages.why_depth.composed import (
    COMPOSED_PRESETS,
    DIRECTIONS,
    LINES,
    OFFSETS,
    PLACES,
    STEPS,
    STRAIGHT,
    Composed,
    Walks,
    grid,
    hidden_space,
    sign_changes,
    straight_line,
    straight_share,
)
from playground.training import Extent
from tests.looped import looped
from tests.pages.parts import runs_of

SQUARE = Extent(-2, 2, -2, 2)
ANGLE = 2 * np.pi * np.arange(720) / 720


@looped(("numbers", "changes"), [([1, 2, 3], 0), ([-1, 0, -2], 0), ([-1, 1, 2], 1), ([1, -1, 0, 2, -3], 3), ([5], 0)])
def test_sign_changes_are_counted_along_the_last_axis(numbers, changes):
    assert sign_changes(np.array(numbers)) == changes
    assert sign_changes(np.array([[numbers, numbers]])).tolist() == [[changes, changes]]


def network(W1, b1, *rest, activation="tanh"):
    arrays = {"W1": W1, "b1": b1}
    for layer in range(0, len(rest), 2):
        arrays |= {f"W{2 + layer // 2}": rest[layer], f"b{2 + layer // 2}": rest[layer + 1]}
    return Parameters.from_arrays(arrays, activation)


def crossings(parameters, extent=SQUARE):
    return [each.tolist() for each in Walks(parameters, extent).crossings(parameters)]


def test_shapes_that_anyone_can_count():
    # A straight border is crossed once, and one far away never.
    lines = network([[1, 0.3], [1, 0.3], [1, 0.3], [0.2, 1]], [[0.01], [1], [9], [-1]], [[1] * 4], [[0]])
    assert crossings(lines) == [[1, 1, 0, 1]]
    # relu units: |x| and |y| as sums of two. Drawn with them: a diamond, a cross of two lines, a strip, a half plane.
    W1, b1 = [[1, 0], [-1, 0], [0, 1], [0, -1]], [[0.0]] * 4
    W2 = [[1, 1, 1, 1], [1, 1, -1, -1], [1, 1, 0, 0], [1, -1, 0, 0]]
    shapes = network(W1, b1, W2, [[-1.0], [0.001], [-0.5], [0.01]], [[1] * 4], [[0]], activation="relu")
    assert crossings(shapes)[1] == [2, 2, 2, 1]
    # y = a zigzag of x with five legs, between -1/4 and 1/4: a line along it crosses it as often as it turns.
    places = [-1.5, -0.9, -0.3, 0.3, 0.9]
    W1, b1 = [[1, 0]] * 5 + [[0, 1], [0, -1]], [[-place] for place in places] + [[0], [0]]
    W2 = [[*np.array([1, -2, 2, -2, 2]) / 1.2, -1, 1]]
    zigzag = network(W1, b1, W2, [[-0.25]], [[1]], [[0]], activation="relu")
    assert crossings(zigzag)[1] == [5]


@looped("activation", list(ACTIVATIONS))
@looped("seed", range(3))
def test_no_border_of_layer_1_is_ever_crossed_more_often_than_a_straight_line(activation, seed):
    parameters = initialize_parameters(2, (20, 20), 1, activation, initialisation="he", seed=seed)
    parameters["b1"] = np.random.RandomState(seed).randn(20, 1)
    first, _ = crossings(parameters, Extent(1, 4, -3, 0))
    assert max(first) <= STRAIGHT


def test_walks_are_straight_go_in_all_directions_and_stay_in_the_picture():
    places = Walks(Parameters((2, 2, 1)), Extent(1, 5, -3, 1)).places
    assert places.shape == (2, DIRECTIONS * OFFSETS, STEPS)
    assert (np.hypot(*(places - np.array([3, -1])[:, None, None])) <= 2 + 1e-9).all()
    steps = np.diff(places, axis=2)
    np.testing.assert_allclose(steps, np.broadcast_to(steps[:, :, :1], steps.shape), atol=1e-12)
    assert len({round(float(a), 6) for a in np.arctan2(steps[1, :, 0], steps[0, :, 0])}) == DIRECTIONS


def test_counting_leaves_the_network_as_it_is_and_follows_another():
    first, other = (initialize_parameters(2, (3, 2), 1, initialisation="xavier", seed=seed) for seed in (1, 2))
    before = first.vector.copy()
    now = [each.tolist() for each in Walks(first, SQUARE).crossings(other)]
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
    np.testing.assert_allclose(1 / (1 + np.exp(-score)), forward_propagation(X, parameters)[0])


@looped(
    ("line", "ends"),
    [
        ((1, 0, -0.5), [[0.5, -1], [0.5, 1]]),
        ((0, 2, 1), [[-1, -0.5], [1, -0.5]]),
        ((1, -1, 0), [[-1, -1], [1, 1]]),
        ((1, 1, -1.5), [[0.5, 1], [1, 0.5]]),
        ((1, 1, 5), []),  # it does not pass
        ((0, 0, 1), []),
        ((0, 0, 0), []),
    ],
)
def test_the_straight_line_between_two_corners(line, ends):
    parameters = Parameters((2, 2, 1))
    parameters["W2"], parameters["b2"] = [line[:2]], [line[2:]]
    found = straight_line(parameters, np.array([-1.0, -1.0]), np.array([1.0, 1.0]))
    np.testing.assert_allclose(found.T, np.reshape(ends, (-1, 2)))


def test_a_straight_line_parts_blobs_and_no_rings():
    X = np.array([[-1.0, -1.2, 1.0, 1.2], [0.0, 0.5, 0.2, -0.4]])
    assert straight_share(X, np.array([[0.0, 0.0, 1.0, 1.0]])) == 1
    ring = np.array([np.cos(ANGLE), np.sin(ANGLE)])
    both = np.hstack([ring, 0.3 * ring])
    assert straight_share(both, np.repeat([[1.0, 0.0]], ANGLE.size, axis=1)) < 0.8


# What is trained


def composed_runs(iterations=0, **settings):
    return runs_of(WHY_DEPTH, iterations, part="composed", **settings)


def test_the_last_hidden_layer_has_two_units():
    assert Composed(depth=4, n_h=7).hidden == (7, 7, 7, 2)
    assert composed_runs(depth=2, n_h=5).first.parameters.sizes == (2, 5, 2, 1)


def test_training_bends_the_borders_of_later_layers_and_straightens_what_no_line_parts_but_not_with_two_units_each():
    for preset in COMPOSED_PRESETS[:2]:
        runs = runs_of(WHY_DEPTH, 3000, **preset.settings)
        run = runs.first
        assert run.measure().score > 0.97
        assert straight_share(run.X, run.Y) < 0.75
        first, *later = crossings(run.parameters, runs.extent)
        assert max(first) == 1
        assert all(max(each) > 1 for each in later)
    assert runs_of(WHY_DEPTH, 2000, **COMPOSED_PRESETS[2].settings).first.measure().score < 0.9


@looped("preset", COMPOSED_PRESETS)
def test_the_answers_are_computed_from_the_run(preset):
    runs = runs_of(WHY_DEPTH, **preset.settings)
    for iterations in (0, 200):
        runs.advance(iterations - runs.iteration)
        run = runs.first
        right = f"{100 * (predict(run.parameters, run.X) == run.Y).mean() + 1e-9:.1f} %"
        counted = crossings(run.parameters, runs.extent)
        borders, bend, depth = (each.answer(runs) for each in COMPOSED_PRESETS[:3])
        bent = [sum(count > 1 for count in each) for each in counted]
        for number, (each, layer) in enumerate(zip(bent, counted, strict=True), 1):
            assert f"{each} of {len(layer)} in layer {number}" in borders.details
        later = f"{sum(bent[1:])} of {sum(map(len, counted[1:]))}"
        are = "is" if sum(bent[1:]) == 1 else "are"
        assert borders.sentence == (
            f"Bent: {later} borders {are} crossed more than once by some straight line."
            if any(bent[1:])
            else "Straight so far: no straight line crosses one of them more than once."
        )
        in_the_plane = f"{100 * straight_share(run.X, run.Y) + 1e-9:.1f} %"
        assert bend.sentence.endswith(f": a line trained there gets {right} right, one in the plane {in_the_plane}.")
        said = f"a line trained in the last layer's space gets {right} right, one in the plane {in_the_plane}."
        assert depth == (f"{'Yes' if run.measure().score > run.neighbours - 0.02 else 'No'}: {said}", "")

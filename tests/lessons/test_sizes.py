"""Sweeps over sizes: each network is trained as if it were alone, and depths have equally many parameters."""

from dataclasses import fields, replace

import numpy as np
import pytest

from playground.data import make_dataset, split
from playground.lessons.sizes import DEPTHS, MOST_UNITS, Sizes, Sweep, equal_units, number_of_parameters
from playground.nn import compute_cost, forward_propagation, initialize_parameters, nn_model, predict
from playground.training import Config, Run
from playground.training.options import options

SMALL = {"samples": 100, "limit": 130}


def swept(configs, chunk=37):
    """The sweep at its end, advanced in chunks that fit no limit."""
    sweep = Sweep(configs)
    for _ in range(10_000):
        if sweep.ended:
            return sweep
        sweep.advance(chunk)
    raise AssertionError("the sweep has no end")


@pytest.mark.parametrize("settings", [{}, {"activation": "relu", "initialisation": "he"}, {"initialisation": "random"}])
@pytest.mark.parametrize("configs", [Sizes.by_units, Sizes.by_depth])
def test_a_sweep_equals_training_each_network_alone_bit_for_bit(configs, settings):
    sizes = Sizes(units=(1, 2, 20, 50), **SMALL, **settings)
    sweep = swept(configs(sizes))
    X, Y = make_dataset(sizes.dataset, sizes.samples, sizes.noise, sizes.data_seed, class_share=0.5)
    X, Y, X_test, Y_test = split(X, Y, 0.2, sizes.data_seed)
    assert len(sweep.trained) == 4
    for config, trained in zip(sweep.configs, sweep.trained, strict=True):
        run = Run(config)
        run.advance(config.limit)
        assert np.array_equal(trained.parameters.vector, run.parameters.vector)
        assert trained.measured == run.measure()
        alone = nn_model(
            X,
            Y,
            config.hidden,
            config.limit,
            learning_rate=sizes.learning_rate,
            activation=sizes.activation,
            initialisation=sizes.initialisation,
            scale=sizes.scale,
            seed=sizes.seed,
        )
        assert np.array_equal(trained.parameters.vector, alone.vector)
        assert trained.measured.accuracy == np.mean(predict(alone, X) == Y)
        assert trained.measured.test_accuracy == np.mean(predict(alone, X_test) == Y_test)
        assert trained.measured.cost == pytest.approx(compute_cost(forward_propagation(X, alone)[0], Y), rel=1e-12)


def test_the_networks_of_a_sweep_differ_in_size_alone():
    sizes = Sizes(dataset="moons", noise=0.3, seed=7, learning_rate=0.5, units=(3, 9), n_h=12)
    for configs, sizes_in_them in (
        (sizes.by_units(), [(1, 3), (1, 9)]),
        (sizes.by_depth(), [(depth, equal_units(depth, number_of_parameters((12,)))) for depth in DEPTHS]),
    ):
        assert [(config.depth, config.n_h) for config in configs] == sizes_in_them
        for config in configs:
            assert type(config) is Config
            same = {f.name: getattr(sizes, f.name) for f in fields(Config) if f.name not in ("depth", "n_h")}
            assert replace(config, depth=1, n_h=4) == Config(**same)


def test_another_list_of_units_does_not_change_the_comparison_of_depths_nor_the_other_way_round():
    assert Sizes(units=(1, 2)).by_depth() == Sizes().by_depth()
    assert Sizes(n_h=9).by_units() == Sizes().by_units()


@pytest.mark.parametrize("hidden", [(), (1,), (20,), (7, 7), (4, 4, 4, 4), (3, 50)])
def test_the_number_of_parameters_is_that_of_all_weights_and_biases(hidden):
    parameters = initialize_parameters(2, hidden, 1)
    assert number_of_parameters(hidden) == sum(value.size for value in parameters.values())


@pytest.mark.parametrize("n_h", [5, 8, 20, 33, 50])
def test_no_other_number_of_units_comes_nearer_to_the_number_of_parameters(n_h):
    wanted = 3 * n_h + n_h + 1
    assert equal_units(1, wanted) == n_h
    for depth in DEPTHS:
        found = equal_units(depth, wanted)
        counts = {n: 3 * n + (depth - 1) * (n + 1) * n + n + 1 for n in range(1, MOST_UNITS + 1)}  # as the page has it
        assert abs(counts[found] - wanted) == min(abs(count - wanted) for count in counts.values())
        assert counts[found] == number_of_parameters((found,) * depth)


def test_how_far_it_is():
    sweep = Sweep(Sizes(units=(1, 5), **SMALL).by_units())
    assert (sweep.share, sweep.ended, sweep.progress) == (0, False, "1 unit: 0 of 130 iterations")
    sweep.advance(65)
    assert (sweep.share, sweep.trained) == (0.25, ())
    sweep.advance(1000)  # no further than this network's end
    assert (sweep.share, len(sweep.trained)) == (0.5, 1)
    assert sweep.progress == "5 units: 0 of 130 iterations"
    sweep.advance(130)
    assert (sweep.share, sweep.ended) == (1, True)
    trained = sweep.trained
    sweep.advance(130)
    assert (sweep.share, sweep.trained) == (1, trained)


def test_names():
    assert Sweep(Sizes(units=(1, 5)).by_units()).names == ["1 unit", "5 units"]
    names = Sweep(Sizes(n_h=20).by_depth()).names
    assert names == ["1 layer of 20 units", "2 layers of 7 units", "3 layers of 5 units", "4 layers of 4 units"]


def test_a_network_that_diverges_is_kept_as_it_was_before_and_the_next_one_is_trained():
    sizes = Sizes(activation="leaky_relu", initialisation="random", scale=10, learning_rate=100, units=(2, 50), **SMALL)
    sweep = swept(sizes.by_units())
    for config, trained in zip(sweep.configs, sweep.trained, strict=True):
        run = Run(config)
        run.advance(config.limit)
        assert trained.divergence == run.divergence is not None
        assert np.array_equal(trained.parameters.vector, run.parameters.vector)
        assert np.isfinite(trained.parameters.vector).all()
    assert (sweep.share, sweep.ended) == (1, True)


def test_every_choice_of_data_leaves_points_of_both_classes_on_both_sides():
    specs = options(Sizes)
    for samples in (specs["samples"].least, specs["samples"].most):
        for class_share in range(specs["class_share"].least, specs["class_share"].most + 1, specs["class_share"].step):
            for test_share in (specs["test_share"].least, 15, specs["test_share"].most):
                sizes = Sizes(samples=samples, class_share=class_share, test_share=test_share, units=(1, 2))
                sweep = Sweep(sizes.by_units())
                for Y in (sweep.Y, sweep.Y_test):
                    assert set(Y[0]) == {0, 1}

"""What is on screen at one moment: it agrees with the run, and reads as a person writes."""

import json

import numpy as np
import pytest

from playground.charts import METRICS, boundary_picture, cost_figure, frame
from playground.charts.cost import cost_now
from playground.charts.frames import metric_texts
from playground.training import Config, Extent, Field, Measurement, Run

SMALL = Config(samples=40, n_h=3, scale=1.0, test_share=25)


def run_and_field(config, iterations=0):
    run = Run(config)
    run.advance(iterations)
    return run, Field(run.parameters, Extent.around(run.X), 20)


@pytest.mark.parametrize(
    ("measurement", "texts"),
    [
        (Measurement(0, 0.693048, 0.5, None, None), ["0", "0.6930", "50.0 %", "–"]),
        (Measurement(1, 0.0000123, 1.0, 2.5, 0.0), ["1", "0.0000", "100.0 %", "0.0 %"]),
        (Measurement(999, 22.16684, 0.3333, 0.7, 0.666), ["999", "22.1668", "33.3 %", "66.6 %"]),
        (Measurement(1000, 0.28808, 0.8926, None, None), ["1,000", "0.2881", "89.3 %", "–"]),
        (Measurement(1_000_000, 0.2186, 0.905, 0.25, 0.905), ["1,000,000", "0.2186", "90.5 %", "90.5 %"]),
    ],
)
def test_numbers_as_a_person_reads_them(measurement, texts):
    assert metric_texts(measurement) == texts
    assert len(texts) == len(METRICS)


def test_the_reference_run_after_1000_iterations():
    run, field = run_and_field(Config(), 1000)
    shown = frame(run, field)
    assert shown["x"] == 1000
    iteration, cost, train, test = shown["texts"]
    assert (iteration, cost, test) == ("1,000", "0.2881", "–")
    assert train.endswith(" %")
    assert float(train.removesuffix(" %")) == pytest.approx(100 * run.measure().accuracy, abs=0.0501)
    assert run.measure().accuracy == 0.8925
    assert shown["tips"] == {"cost": [0.28808, 0.28808]}


@pytest.mark.parametrize("hard", [False, True])
@pytest.mark.parametrize("share", [0, 25])
def test_a_frame_is_the_run_at_this_moment(share, hard):
    run, field = run_and_field(Config(samples=40, test_share=share), 123)
    before = run.parameters.vector.copy()
    shown, measured = frame(run, field, hard), run.measure()
    assert set(shown) == {"x", "images", "tips", "texts"}
    assert shown["x"] == run.iteration == 123
    assert shown["texts"] == metric_texts(measured)
    assert shown["tips"] == {"cost": cost_now(measured)}
    assert len(shown["tips"]["cost"]) == len(cost_figure(share > 0).data)
    assert shown["images"] == {"boundary": [boundary_picture(field.evaluate(run.parameters), hard)]}
    np.testing.assert_array_equal(run.parameters.vector, before)


def test_hard_classes_are_another_picture():
    run, field = run_and_field(SMALL, 50)
    assert frame(run, field)["images"] != frame(run, field, hard=True)["images"]


@pytest.mark.parametrize("learning_rate", [1.2, 100.0])
def test_a_frame_can_be_sent_even_of_a_run_that_diverged(learning_rate):
    config = Config(samples=40, activation="leaky_relu", initialisation="he", learning_rate=learning_rate)
    run, field = run_and_field(config, 100)
    assert bool(run.divergence) == (learning_rate == 100)
    json.dumps(frame(run, field), allow_nan=False)

"""A pinned run: what is kept, that it can be trained again with the same numbers, and its text for a link."""

import json
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from playground.data import OWN_POINTS, Points, pack
from playground.features.pins import store
from playground.features.pins.pinned import LONGEST, MOST_PINS, MOST_RATES, Pinned, fits, pack_pins, unpack_pins
from playground.language import Message
from playground.pages.playground.lesson import PLAYGROUND
from playground.training import Event, Moment, Recipe, Run
from tests.looped import looped

SETTINGS = PLAYGROUND.settings
NAMES = [name for name in SETTINGS.names if isinstance(SETTINGS.record(name), Recipe) and name != "limit"]
USUAL = Recipe()
TWO = pack(Points.of([[0, 1], [0, 1]], [0, 1], ["a", "b"]))
calmly = settings(deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate, Phase.shrink])


def read(text, present=USUAL):
    return unpack_pins(text, present, SETTINGS, NAMES)


def write(moments, present=USUAL):
    return pack_pins(moments, present, NAMES)


# What is kept


@looped(
    ("recipe", "changes"),
    [
        (Recipe(samples=60), {}),
        (Recipe("spiral", samples=60, classes=3, test_share=20), {30: 0.3, 90: 2.0}),
        (Recipe("blobs", samples=60, activation="leaky_relu", learning_rate=100.0, scale=10.0), {}),  # diverges
        (Recipe(OWN_POINTS, points=TWO), {100: 0.5}),
    ],
)
def test_a_pin_that_is_trained_again_has_the_same_numbers_bit_for_bit(recipe, changes):
    run = Run(recipe)
    for at, rate in changes.items():
        run.advance(at - run.iteration)
        run.adjust(replace(run.recipe, learning_rate=rate))
    run.advance(150)
    pin = Pinned.of(run)
    (moment,), notes = read(write([pin.moment], recipe), recipe)
    assert not notes
    again = moment.begin()
    again.advance(10_000)
    np.testing.assert_array_equal(again.parameters.vector, run.parameters.vector)
    assert (again.iteration, again.divergence) == (run.iteration, run.divergence)
    other = Pinned.of(again)
    assert other.now == pin.now
    np.testing.assert_array_equal(other.costs, pin.costs)
    np.testing.assert_array_equal(other.at, pin.at)


def test_a_pin_stays_as_it_is_while_its_run_goes_on_and_is_small():
    run = Run(Recipe(samples=60, n_h=50, depth=4, limit=1_000_000))
    run.advance(50)
    pin = Pinned.of(run)
    kept = pin.now, pin.costs.copy(), pin.moment
    run.advance(50)
    assert (pin.now, pin.moment) == (kept[0], kept[2])
    np.testing.assert_array_equal(pin.costs, kept[1])
    assert pin.costs[-1] == pin.now.cost
    assert list(pin.at) == list(range(51))
    assert pin.at.nbytes + pin.costs.nbytes + pin.scores.nbytes < 30_000


def test_a_rate_that_waits_in_the_future_is_no_part_of_a_pin():
    run = Run(Recipe(samples=60))
    run.checkpoint()
    run.advance(100)
    run.adjust(replace(run.recipe, learning_rate=0.1))
    run.advance(20)
    run.seek(50)
    pin = Pinned.of(run)
    assert pin.moment.rates == {0: 1.2}
    assert pin.recipe.learning_rate == 1.2


def test_a_run_changed_by_hand_is_trained_again_to_the_same_numbers_and_goes_through_json_but_not_into_a_link():
    run = Run(Recipe(samples=60, limit=500))
    run.advance(50)
    run.nudge({"b1": np.ones((4, 1))})
    run.advance(50)
    run.edit("W1:3", 0.25)
    run.freeze(["W2", "b1:0"])
    run.adjust(replace(run.recipe, learning_rate=0.3))
    run.advance(100)
    pin = Pinned.of(run)
    assert pin.moment.rates == {0: 1.2, 100: 0.3}
    assert pin.moment.by_hand == [50, 100]
    assert not fits(pin.moment, Recipe(samples=60), NAMES)
    for moment in (pin.moment, Moment.of_json(json.loads(json.dumps(pin.moment.as_json)), {})):
        again = moment.begin()
        again.advance(moment.iteration)
        assert again.measure() == run.measure()


def test_what_is_no_pinned_run_is_refused():
    good = json.loads(json.dumps(Pinned.of(Run(Recipe(samples=60))).moment.as_json))
    assert Moment.of_json(good, {}).recipe == Recipe(samples=60)
    broken = [
        None,
        [],
        {},
        good | {"iteration": "5"},
        good | {"events": None},
        good | {"events": [[0]]},
        good | {"recipe": {}},
        good | {"recipe": good["recipe"] | {"n_h": 10**9}},
        good | {"recipe": good["recipe"] | {"activation": "<script>"}},
    ]
    for data in broken:
        with pytest.raises(ValueError, match=r"\w"):
            Moment.of_json(data, {})


def test_a_pinned_run_of_every_dataset_comes_back_in_its_place_after_a_reload(monkeypatch):
    monkeypatch.setattr(store.st, "session_state", {})
    controls = SimpleNamespace(offered=SETTINGS)
    for place, dataset in enumerate(SETTINGS.spec("dataset").names):
        pin = store.Pin(place % MOST_PINS, Pinned.of(Run(Recipe(dataset=dataset, samples=60, points=TWO))).moment)
        store.keep(pin)
        remembered = json.loads(json.dumps(store.PinsInLink().beyond_link(controls)))
        store.remove(pin)
        store.PinsInLink().restore(controls, remembered)
        assert store.stored_pins() == [pin]
        store.remove(pin)


def test_the_first_iteration_with_an_accuracy_is_found_between_two_measured_ones():
    run = Run(Recipe(samples=60, n_h=8, learning_rate=0.5))
    accuracies = [run.measure().score]
    for _ in range(1500):
        run.advance(1)
        accuracies.append(run.measure().score)
    assert run.history.every > 1  # it is thinned
    pin = Pinned.of(run)
    for wanted in (0.7, 0.8, 0.9):
        first, before = pin.first_with(wanted)
        assert accuracies[first] >= wanted > accuracies[before]
        truly = next(i for i, share in enumerate(accuracies) if share >= wanted)
        assert truly <= first
        assert set(range(before + 1, first)).isdisjoint(pin.at.tolist())
    assert pin.first_with(accuracies[0]) == (0, 0)
    assert pin.first_with(1.01) is None


# The text for the link


def rates(*each):
    return tuple(Event(at, {"learning_rate": rate}) for at, rate in each)


def test_the_text_has_only_what_differs_from_the_page():
    moments = [
        Moment(Recipe(activation="relu", scale=1.0), 2000, rates((0, 1.2))),
        Moment(Recipe(n_h=8, learning_rate=0.5), 600, rates((0, 1.2), (300, 0.5))),
    ]
    assert write(moments) == "2000 activation relu scale 1.0~600 n_h 8 300 0.5"
    assert write(moments[:1], Recipe(activation="relu", scale=1.0)) == "2000"
    assert read(write(moments)) == (moments, [])


recipes = st.builds(
    Recipe,
    **{
        name: st.sampled_from([*getattr(SETTINGS.spec(name), "names", ())] or [SETTINGS.default(name)])
        for name in NAMES
        if name != "dataset"
    }
    | {
        "dataset": st.sampled_from(["flower", "moons", OWN_POINTS]),
        "points": st.just(TWO),
        "scale": st.floats(1e-4, 10),
        "noise": st.floats(0, 1),
        "n_h": st.integers(1, 50),
        "seed": st.integers(0, 2**32 - 1),
    },
)


@calmly
@given(
    recipe=recipes, present=recipes, iteration=st.integers(20, 10**6), later=st.lists(st.integers(1, 20), unique=True)
)
def test_what_is_written_is_read_again(recipe, present, iteration, later):
    later_rates = [(0, 0.7), *((at, 1 / at) for at in sorted(later)[: MOST_RATES - 1])]
    recipe = replace(recipe, learning_rate=later_rates[-1][1], points=TWO if recipe.has_own_points else "")
    present = replace(present, points=TWO if present.has_own_points else "")
    moment = Moment(recipe, iteration, rates(*later_rates))
    text = write([moment], present)
    if not fits(moment, present, NAMES):
        assert recipe.has_own_points
        assert not present.has_own_points
        assert text == ""
        return
    assert read(text, present) == ([moment], [])


@looped(
    ("text", "usable", "note"),
    [
        ("2000 scale", 0, "Each setting needs a value."),
        ("2000 scale 1e99", 0, "Type a number from"),
        ("2000 activation <script>", 0, "Choose one of"),
        ("2000 limit 5", 0, "'limit' is not a setting in which pins differ."),
        ("2000 speed max", 0, "not a setting in which pins differ"),
        ("1e9", 0, "Type a whole number"),
        ("100 200 0.5", 0, "up to the pin's iteration"),
        ("100 50 0.5 20 0.5", 0, "follow each other"),
        ("100 " + " ".join(f"{i} 1" for i in range(1, 40)), 0, "At most 20 learning rates"),
        ("~", 0, "Type a whole number"),
        ("5~x~7", 2, "Pin 2: 'x' can't be used."),
        ("1~2~3~4~5~6", MOST_PINS, "there can be 4; the link has 6."),
        ("9" * (LONGEST + 1), 0, "characters are too many"),
    ],
)
def test_a_text_that_cannot_be_used_is_told(text, usable, note):
    moments, notes = read(text)
    assert len(moments) == usable
    assert note in notes[0]
    assert all(isinstance(each, Message) for each in notes)
    assert all(len(each) < 400 for each in notes)


@calmly
@given(st.text(max_size=300) | st.lists(st.sampled_from(["~", " ", "5", "scale", "1", "nan", "٣", "n_h"])).map("".join))
def test_any_text_is_read(text):
    moments, notes = read(text)
    assert len(moments) <= MOST_PINS
    assert bool(moments) or bool(notes) or not text
    assert write(moments) == "" or read(write(moments)) == (moments, [])


def test_points_of_ones_own_fit_where_they_are_those_of_the_page():
    own = Moment(Recipe(OWN_POINTS, points=TWO), 5, rates((0, 1.2)))
    assert fits(own, own.recipe, NAMES)
    assert not fits(own, Recipe(), NAMES)
    assert fits(Moment(Recipe("moons"), 5, rates((0, 1.2))), own.recipe, NAMES)
    with pytest.raises(ValueError, match="no points of your own yet"):
        read("5 dataset own_points")[0][0].begin()

"""What recipes differ in, and how a label says it."""

from dataclasses import replace

from playground.data import INPUTS, OWN_POINTS, Points, pack
from playground.language import Message
from playground.training import Recipe, difference, differing, name_of, numbered
from playground.training.difference import event_in_words, in_words
from playground.training.events import Event
from playground.training.options import options
from tests.looped import looped

TWO = pack(Points.of([[0, 1], [0, 1]], [0, 1], ["a", "b"]))
THREE = pack(Points.of([[0, 1, 2], [0, 1, 0]], [0, 1, 0], ["a", "b"]))


@looped(
    ("recipe", "label"),
    [
        (Recipe(activation="relu", scale=1.0), "ReLU · scale 1"),
        (Recipe(), "same settings"),
        (Recipe(limit=7), "same settings"),  # it might have gone on
        (Recipe(n_h=1), "1 hidden unit"),
        (Recipe(n_h=8, depth=0), "0 hidden layers"),  # there are no units
        (Recipe(initialisation="he", scale=1.0), "He"),  # which has no scale
        (Recipe(dataset="moons", classes=4), "moons"),  # which are always two classes
        (Recipe(test_share=20, class_share=10), "share of class 1 10 % · test share 20 %"),
        (Recipe(learning_rate=0.05, seed=3), "weight seed 3 · learning rate 0.05"),
        (Recipe(plain_products=True), "plain matrix products"),
        (Recipe("moons", 0.1, 60, activation="relu"), "moons · noise 0.1 · 60 samples · ReLU"),
        (Recipe("moons", 0.1, 60, activation="relu", n_h=3), "moons · noise 0.1 · 60 samples · 2 more"),
        (Recipe(OWN_POINTS, points=TWO), OWN_POINTS),
        (Recipe(update_rule="adam", batch_size=32), "Adam · batches of 32"),
        (Recipe(l2=0.01, schedule="1/t"), "L2 penalty 0.01 · schedule 1/t"),
        (Recipe(batch_seed=7, half_life=7), "same settings"),  # there are no batches, and no schedule
    ],
)
def test_a_label_says_only_what_differs_from_the_usual_settings(recipe, label):
    assert difference(recipe, Recipe()) == label


def test_each_of_two_is_called_by_its_own_values():
    one, other = Recipe(activation="relu", scale=1.0), Recipe(initialisation="xavier", scale=0.5)
    assert difference(one, other) == "ReLU · random · scale 1"
    assert difference(other, one) == "tanh · Xavier"
    mine, yours = Recipe(OWN_POINTS, points=TWO), Recipe(OWN_POINTS, points=THREE)
    assert difference(mine, yours) == "other points"
    assert difference(mine, replace(mine)) == "same settings"
    assert difference(Recipe(), Recipe(batch_size=32)) == "all samples at once"


def test_what_differs_among_several():
    recipes = [Recipe(), Recipe(n_h=8), Recipe("moons", limit=5)]
    assert differing(*recipes) == ["dataset", "n_h"]
    assert differing(Recipe()) == []


@looped("name", [name for name in options(Recipe) if name not in ("points", "limit")])
def test_every_setting_has_words_that_name_its_value(name):
    spec, default = options(Recipe)[name], getattr(Recipe(), name)
    names = getattr(spec, "names", None)
    value = (
        names[-1]
        if names
        else (not default if isinstance(default, bool) else spec.most if default == spec.least else spec.least)
    )
    words = in_words(name, value)
    assert words != in_words(name, default)
    named = {name_of(each) for each in names or ()}
    assert isinstance(words, Message) or words in named or words in {each.symbol for each in INPUTS.values()}
    assert words[0].islower() or words[0].isdigit() or words in named or words.startswith(("L1 ", "L2 "))
    shown = name_of(value) if names else f"{value:g}"
    assert shown in words or isinstance(value, bool)


def test_equal_labels_are_numbered_from_the_second_on():
    assert numbered(["a", "b", "a", "a"]) == ["a", "b", "a (2)", "a (3)"]


@looped(
    ("change", "said"),
    [
        ({"b1": [[-2.0], [0.0]]}, "unit 1 pushed"),
        ({"W1": [[0.0, 0.0], [0.1, 0.0]]}, "unit 2 nudged"),
        ({"W2": [[0.0, 0.1]]}, "unit 2 nudged"),
        ({"W1": [[0.1, 0.2], [0.3, 0.4]]}, "nudged"),
        ({"learning_rate": 0.1}, "rate 0.1"),
        ({"W1:3": 0.5}, "edited"),
    ],
)
def test_an_event_says_which_unit_it_is_about(change, said):
    assert event_in_words(Event(200, change)) == said

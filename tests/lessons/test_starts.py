"""What a start is called: the words of `start_label` (moved here from the tests of the former configuration)."""

from playground.lessons.starts import start_label
from playground.nn import INITIALISATIONS
from playground.training import Recipe
from tests.looped import looped


@looped(
    ("settings", "words"),
    [
        ({}, "Random × 0.01"),
        ({"scale": 10.0}, "Random × 10"),
        ({"scale": 1e-4}, "Random × 0.0001"),
        ({"initialisation": "zero"}, "All zero"),
        ({"initialisation": "zero_W1"}, "Only W1 zero"),
        ({"initialisation": "zero_W2"}, "Only W2 zero"),
        ({"initialisation": "constant", "scale": 0.5}, "Every weight 0.5"),
        ({"initialisation": "constant", "scale": -0.5}, "Every weight −0.5"),
        ({"initialisation": "xavier"}, "Xavier"),
        ({"initialisation": "he"}, "He"),
    ],
)
def test_a_start_in_words(settings, words):
    assert start_label(Recipe(**settings)) == words


def test_every_start_has_words_of_its_own_with_the_scale_if_it_counts():
    words = [start_label(Recipe(initialisation=name)) for name in INITIALISATIONS]
    assert len(set(words)) == len(words)
    assert all(text[0].isupper() and "_" not in text for text in words)
    for name, initialisation in INITIALISATIONS.items():
        shown = "0.037" in start_label(Recipe(initialisation=name, scale=0.037))
        assert shown == (initialisation.uses_scale and not name.startswith("zero"))

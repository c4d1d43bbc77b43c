"""Entries of a contest: what is read of a link, and the score that comes out."""

from dataclasses import replace
from urllib.parse import parse_qsl

import pytest

from playground.features.challenges.goals import CHALLENGES
from playground.features.contest.check import Check, read_link
from playground.features.contest.entries import DONE, WAITS, Entry, ranking
from playground.pages.playground.lesson import PLAYGROUND
from playground.training import Recipe, Run
from tests.looped import looped

FLOWER, SPIRAL, RELU, ADAM, FEW = CHALLENGES
GOOD = "update_rule=adam&learning_rate=0.1"


def checked(link, challenge=FEW, **more):
    check = Check(Entry("a device", link), challenge, **more)
    while (entry := check.approach(0.005)) is None:
        assert check.nbytes > 0
    return entry


def trained(challenge, **changes):
    """The same, trained at once."""
    chosen, notes = PLAYGROUND.settings.read(challenge.wanted | changes)
    assert not notes
    run = Run(challenge.recipe(chosen[Recipe]))
    run.advance(challenge.limit)
    return run


def test_the_score_is_that_of_its_settings_trained_from_the_start():
    entry = checked("https://school.example/?challenge=5&at=12&lang=zh&" + GOOD)
    run = trained(FEW, update_rule="adam", learning_rate=0.1)
    assert (entry.state, entry.device) == (DONE, "a device")
    assert entry.score == FEW.score(run)
    assert entry.written == str(round(entry.score))
    assert entry.said["en"] == f"Score: {entry.written} iterations."
    assert entry.said["zh"] != entry.said["en"]
    assert Entry.of_json(entry.as_json) == entry


@looped(
    "link",
    [
        "?seed=7",
        "http://127.0.0.1:8501/?seed=7",
        "https://school.example/app/?seed=7&n_h=4&changes=0_r_9&pins=3&points=abc&ask=Why&present=true",
        "?seed=1&seed=7#fragment",
    ],
)
def test_the_playgrounds_settings_are_read_and_nothing_else(link):
    read = read_link(link, FEW)
    assert read.recipe == FEW.recipe(Recipe(seed=7))
    written = dict(parse_qsl(read.link.removeprefix("./?")))
    assert written == {"seed": "7", "challenge": "5"} | ({"n_h": "4"} if "n_h" in link else {})
    assert read_link(read.link, FEW) == read


@looped(
    ("link", "said"),
    [
        ("hello", "not a link to the playground"),
        ("seed=7", "not a link to the playground"),
        ("javascript:alert(1)?seed=7", "not a link to the playground"),
        ("file:///etc/passwd?seed=7", "not a link to the playground"),
        ("http://[", "not a link to the playground"),
        ("?" + "&".join(f"a{n}=1" for n in range(300)), "not a link to the playground"),
        ("https://school.example/zero_or_random?zero_seed=7", "leads to Zero or random; the challenge"),
        ("?learning_rate=1e999", "can't be checked"),
        ("?activation=<script>", "can't be checked"),
        ("?seed=-1", "can't be checked"),
        ("?n_h=5", "keeps 4 hidden units"),
        ("?dataset=own%20points&points=abc", "keeps"),
        ("?samples=1000&depth=4&n_h=50&limit=1000000", "keeps"),
    ],
)
def test_what_can_not_be_used_or_is_not_free_is_said(link, said):
    with pytest.raises(ValueError, match=said):
        read_link(link, FEW)
    entry = checked(link)
    assert said in entry.said["en"]
    assert (entry.state, entry.score, entry.link) == (DONE, None, "")


def test_what_misses_the_goal_has_no_score_and_says_why():
    entry = checked("?learning_rate=0.0001")
    assert (entry.score, entry.written) == (None, "")
    assert "of the points were right" in entry.said["en"]
    wild = checked("?learning_rate=100&initialisation=he&activation=relu&update_rule=momentum&n_h=8", RELU)
    assert wild.score is None


def test_the_limit_is_the_challenges_and_what_takes_too_long_is_said():
    entry = checked("?depth=4&n_h=50&limit=1000000", FLOWER, most_seconds=0.02)
    assert entry.score is None
    assert "takes too long here" in entry.said["en"]
    assert "of 10,000 iterations" in entry.said["en"]
    assert entry.link.startswith("./?")


def test_small_networks_have_less_to_do_and_a_released_one_begins_again_and_has_the_same_result():
    small, large = (Check(Entry("a", f"?n_h={n}"), FLOWER) for n in (2, 50))
    assert small.work < large.work
    check = Check(Entry("a device", "?" + GOOD), FEW)
    check.begin()
    assert check.approach(0) is None
    check.release()
    assert check.nbytes == 0
    while (first := check.approach(0.01)) is None:
        pass
    assert first == checked("?" + GOOD)
    again = Check(Entry("another", "https://b.example/?lang=zh&" + GOOD), FEW)
    assert again.recipe == check.recipe
    assert again.like(first) == replace(first, device="another")
    assert Check(Entry("x", "hello"), FEW).recipe is None


def test_an_entry_that_fails_is_done_too(monkeypatch, caplog):
    def fail(*_):
        raise ZeroDivisionError

    monkeypatch.setattr(Run, "advance", fail)
    entry = checked("?" + GOOD)
    assert (entry.state, entry.score) == (DONE, None)
    assert "could not be trained again" in entry.said["en"]
    assert caplog.records


def test_each_students_best_entry_is_ranked():
    results = {
        "1": Entry("a", "1", DONE, 30.0),
        "2": Entry("a", "2", DONE, 20.0),
        "3": Entry("b", "3", DONE, 20.0),
        "4": Entry("c", "4", DONE, None),
        "5": Entry("d", "5", WAITS),
        "6": Entry("e", "6", DONE, 25.0),
    }
    assert [(rank, each.link) for rank, each in ranking(results, least=True)] == [(1, "2"), (1, "3"), (3, "6")]
    assert [(rank, each.link) for rank, each in ranking(results, least=False)] == [(1, "1"), (2, "6"), (3, "3")]

"""Challenges on the playground page: chosen, checked by training again, and sent as a link."""

import json
from urllib.parse import parse_qsl

import pytest

from playground.export.links import read_link
from playground.features.challenges.goals import CHALLENGES
from playground.ui.runs.retraining import Training
from tests.looped import looped
from tests.ui.pages import CASES, Visit, followed

PLAYGROUND = CASES[0]
SPIRAL, RELU = 2, 3


def opened(**link):
    return Visit(PLAYGROUND, **link)


def result(visit):
    """What the browser is told of the last check."""
    return json.loads(visit.component("best").json)


def checked(visit):
    """The same, after a check."""
    visit.press("challenge_check")
    for _turn in range(200):
        if visit.components("best"):
            return result(visit)
        visit.run()
    raise AssertionError("It is never done.")


def test_the_list_of_experiments_ends_with_the_challenges_and_choosing_one_sets_all_of_it():
    visit = opened(n_h="9", dataset="moons")
    names = [button.label for button in visit.app.button if (button.key or "").startswith("challenge_")]
    assert names == [str(each.name) for each in CHALLENGES]
    visit.press(f"challenge_{RELU}")
    recipe = visit.player.run.recipe
    assert (recipe.dataset, recipe.activation, recipe.n_h, recipe.limit) == ("flower", "relu", 8, 1000)
    assert any(CHALLENGES[RELU - 1].goal in each.value for each in visit.app.markdown)
    assert followed(visit.link)["challenge"] == ["3"]
    assert not visit.has("next_experiment")
    visit.press("challenge_end")
    assert "challenge" not in followed(visit.link)
    assert visit.has("next_experiment")


@looped("number", ["0", "²"])
def test_what_is_no_challenge_is_told(number):
    visit = opened(challenge=number)
    assert visit.notes == [f"challenge={number!r}: a challenge is a number from 1 to 5."]
    assert visit.has("next_experiment")


def test_a_check_trains_the_settings_again_whatever_is_on_screen():
    visit = opened(challenge="5", update_rule="adam", learning_rate="0.1", limit="300")
    assert result(visit)["score"] is None
    before = visit.player.runs.iteration
    data = checked(visit)
    assert visit.player.runs.iteration == before
    assert 80 <= data["score"] <= 100
    assert data["said"] == f"Your score: {data['written']} iterations."
    again = opened(**dict(parse_qsl(data["link"])))
    assert checked(again)["score"] == data["score"]
    visit.set("seed", 5)
    assert result(visit)["score"] is None  # that was of other settings


def test_without_the_goal_a_check_says_what_is_missing_and_that_what_was_done_by_hand_does_not_count():
    visit = opened(challenge="3")
    visit.tell("edit", name="W1:0", value="3.0", dragging=False)
    data = checked(visit)
    said = "8 of the units are dead. What you changed on the way does not count."
    assert (data["score"], data["said"]) == (None, said)


def test_what_may_not_be_changed_and_that_there_is_no_memory_is_told_and_in_present_there_is_only_the_goal(monkeypatch):
    def refuse(training):
        raise ValueError("There are 0.1 MB left.")

    monkeypatch.setattr(Training, "train_slice", refuse)
    visit = opened(challenge="2")
    assert visit.player.run.recipe.dataset == "spiral"
    visit.set("noise", 0.0)
    assert checked(visit)["said"] == "This challenge keeps noise 0.2: set that back."
    visit.set("noise", 0.2)
    assert (checked(visit)["said"], result(visit)["score"]) == ("There are 0.1 MB left.", None)
    assert not visit.button("challenge_check").disabled
    visit.press("present")
    assert not visit.has("challenge_check")
    assert any(CHALLENGES[SPIRAL - 1].goal in each.value for each in visit.app.markdown)


def test_a_link_that_begins_a_challenge_has_no_run_to_export():
    with pytest.raises(ValueError, match="begins a challenge"):
        read_link("?challenge=2")
    assert read_link("?challenge=2&n_h=3").unread == []

"""A visitor's prediction: chosen before the run, judged by it, in the link."""

import json
from math import inf

from tests.ui.pages import BY_DAY, CASES, Visit, comment, followed, link_to

PLAYGROUND = CASES[0]
SHORT = {"n_h": "1", "limit": "50"}
"""A run that ends soon, where it makes no difference which experiment it is."""
NONE, PART, ALL = range(3)  # what one unit can learn of the flower


def claims(visit):
    """What the page offers to predict, and the place of what is chosen."""
    data = json.loads(visit.component("comment").json)
    return [text for _sign, text in data["claims"]], data["chosen"]


def said(visit):
    return comment(visit.sent["said"])


def at_the_end(visit):
    visit.player.runs.advance(10_000)
    visit.tell("step")
    visit.tell("pause")


def test_a_prediction_is_chosen_and_taken_back_and_is_in_the_link():
    visit = Visit(PLAYGROUND, **link_to(PLAYGROUND, n_h=1))
    texts, chosen = claims(visit)
    assert texts == ["No better than guessing", "Part of it", "Yes, 80 % or more"]
    assert chosen == -1
    visit.tell("predict", claim=PART)
    assert claims(visit) == (texts, PART)
    assert followed(visit.link)["claim"] == ["2"]
    visit.tell("predict", claim=ALL)
    assert claims(visit)[1] == ALL
    visit.tell("predict", claim=ALL)
    assert claims(visit)[1] == -1
    assert "claim" not in followed(visit.link)


def test_it_is_judged_where_it_is_decided_and_a_wrong_one_leads_on():
    for claim, right in ((PART, True), (ALL, False)):
        visit = Visit(PLAYGROUND, **link_to(PLAYGROUND, n_h=1), claim=claim + 1)
        visit.tell("step")
        assert "Whether that is right is seen from iteration 100 on." in said(visit)
        assert visit.sent["said"]["right"] is None
        visit.player.runs.advance(97)
        visit.tell("step")
        assert visit.sent["said"]["right"] is None
        assert "decided" not in visit.sent["way"]
        visit.tell("step")
        assert visit.run_buttons("way_on")["play"]["label"] == "Go on to 10,000"
        assert visit.sent["way"] == "decided"
        assert ("Right." in said(visit), "Wrong." in said(visit)) == (right, not right)
        assert f'data-right="{str(right).lower()}"' in said(visit)
        assert visit.sent["said"]["right"] is right
        assert ("try_instead" in visit.run_buttons("way_on")) == (not right)
    assert visit.run_buttons("way_on")["try_instead"]["label"] == "Try Reference"
    assert visit.player.playback.plan.pauses_at == 100
    visit.set("limit", 20_000)  # whoever wants it longer wants to see more
    assert visit.player.playback.plan.pauses_at == inf
    visit.tell("try_instead")
    assert visit.widget("n_h").value == 4
    assert claims(visit)[1] == -1


def test_what_has_been_seen_and_another_experiment_is_not_predicted_any_more_and_a_higher_limit_is_no_other():
    visit = Visit(PLAYGROUND, n_h="1", claim=2)
    visit.set("limit", 12_000)
    assert claims(visit)[1] == PART
    visit.set("stop", "cost")  # it may end too early to tell
    assert claims(visit)[1] == -1
    visit.tell("predict", claim=PART)
    assert claims(visit)[1] == PART
    visit.set("n_h", 2)
    assert claims(visit)[1] == -1
    visit.tell("step")
    visit.tell("predict", claim=PART)
    assert claims(visit)[1] == -1


def test_a_prediction_that_is_none_is_named():
    for unusable in ("0", "5", "two", "1.0"):
        visit = Visit(PLAYGROUND, n_h="1", claim=unusable)
        assert claims(visit)[1] == -1
        assert any("a prediction is a number from 1 to 4" in note for note in visit.notes)


def test_with_a_teachers_own_question_nothing_is_offered():
    visit = Visit(PLAYGROUND, **SHORT, ask="How many petals?", claim=2)
    assert claims(visit) == ([], PART)
    at_the_end(visit)
    assert "You said" not in said(visit)


TEACHERS = {"ask": "How many petals?", "say": "Two.\nAll *six* <b>of them</b>"}


def test_a_teachers_own_question_has_own_claims_which_no_run_judges():
    for more in ({}, {"keep": "n_h"}, {"hide": "claims"}):
        visit = Visit(PLAYGROUND, **SHORT, **TEACHERS, **more)
        texts, chosen = claims(visit)
        assert (texts, chosen) == (["Two", "All *six* <b>of them</b>"], -1)
        assert visit.sent["decides"] is None
        visit.tell("predict", claim=1)
        assert claims(visit)[1] == 1
        at_the_end(visit)
        assert said(visit).startswith(
            "<span class='run-said'>You said: All *six* &lt;b&gt;of them&lt;/b&gt;.</span> "
            "<span>This question is your teacher's: the page does not judge it."
        )
        assert visit.sent["said"]["right"] is None


def test_on_pages_on_which_nothing_plays_they_are_below_the_question_too():
    visit = Visit(BY_DAY[1], **TEACHERS)
    assert claims(visit)[1] == -1
    assert visit.message == TEACHERS["ask"]
    visit.trigger("comment", "claim", 1)
    assert claims(visit)[1] == 1
    said_of_it = "<span>This question is your teacher's: the page does not judge it.</span>"
    assert visit.message == f"{TEACHERS['ask']}\n{said_of_it}"
    assert followed(visit.link)["claim"] == ["2"]


def test_a_claim_that_this_experiment_does_not_have_says_nothing():
    visit = Visit(PLAYGROUND, **link_to(PLAYGROUND, n_h=1), claim=4)
    at_the_end(visit)
    assert "You said" not in said(visit)
    assert visit.sent["said"]["right"] is None


def test_a_teacher_can_leave_predictions_out():
    for left_out in ({"hide": "claims"}, {"keep": "n_h"}):
        visit = Visit(PLAYGROUND, n_h="1", **left_out, claim=2)
        assert not visit.notes
        assert claims(visit) == ([], -1)
        assert visit.sent["decides"] is None
        assert "claim" not in visit.app.query_params
        visit.tell("predict", claim=ALL)
        visit.tell("step")
        assert "You said" not in said(visit)
    kept = Visit(PLAYGROUND, **link_to(PLAYGROUND, n_h=1), keep="experiments,claims", claim=2)
    assert claims(kept) == (["No better than guessing", "Part of it", "Yes, 80 % or more"], PART)
    assert kept.sent["decides"] == {"since": 100}

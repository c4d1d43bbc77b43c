"""On the playground without a browser: where a student who has come from a contest finds what sends their network."""

from playground.features.challenges.goals import CHALLENGES
from playground.features.contest.check import read_link
from playground.pages.contents import ZERO_OR_RANDOM
from playground.training.recipe import Recipe
from tests.looped import looped
from tests.ui.pages import CASES, Case, Visit

PLAYGROUND = CASES[0]
FEW = 5
FROM_CONTEST = {"class": "KWXRTB", "challenge": str(FEW), "lang": "zh"}


def sent(visit):
    """The recipe that a check reads of what a press sends; the page is then the student's."""
    visit.press("send_to_class")
    link = visit.app.query_params
    assert visit.component("student")
    assert (link["code"], link["lang"], {*link}) == ("KWXRTB", "zh", {"code", "lang", "entry"})
    return read_link(link["entry"], CHALLENGES[FEW - 1]).recipe


def test_it_sends_the_settings_as_they_are_when_it_is_pressed_to_the_room_that_the_student_has_come_from():
    assert sent(Visit(PLAYGROUND, **FROM_CONTEST)) == Recipe(limit=CHALLENGES[FEW - 1].limit)
    visit = Visit(PLAYGROUND, **FROM_CONTEST)
    visit.set("update_rule", "adam")
    visit.tell("step")
    visit.put("learning_rate", 0.3)  # with the press
    assert sent(visit) == Recipe(limit=300, learning_rate=0.3, update_rule="adam")


def test_it_is_there_as_long_as_a_challenge_is_on():
    visit = Visit(PLAYGROUND, **{"class": "KWXRTB"})
    assert not visit.has("send_to_class")
    visit.press("challenge_2")
    assert visit.button("send_to_class").label == "Send to the class"
    visit.press("challenge_end")
    assert not visit.has("send_to_class")


@looped(
    ("case", "link"),
    [
        (PLAYGROUND, {"challenge": "5"}),
        (PLAYGROUND, {"class": "<b>", "challenge": "5"}),
        (PLAYGROUND, {"class": "KWXRTB", "challenge": "6"}),
        (Case(ZERO_OR_RANDOM), FROM_CONTEST),
    ],
)
def test_it_is_only_where_a_room_can_have_asked_for_it(case, link):
    assert not [button for button in Visit(case, **link).app.button if button.key == "send_to_class"]

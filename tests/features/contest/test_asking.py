"""A contest on the lecturer's page, and over the websocket of a class."""

import pytest

from tests.features.classroom.test_asking import PLAYGROUND, lecturer, press, row
from tests.features.classroom.test_room_talk import Browser, here, run
from tests.ui.pages import Visit

__all__ = ["here"]


@pytest.mark.parametrize("number", [1, 3])
def test_a_contest_is_about_a_challenge_whatever_is_set_and_an_entry_opens(classes, number):
    visit = Visit(PLAYGROUND, challenge=str(number))
    visit.open_share()
    press(visit, "ask_contest")
    view = classes.view(lecturer(visit))
    assert view["kind"] == "contest"
    assert view["contest"]["goal"] in visit.message.replace("**", "")
    visit.trigger("class_row", "entry", {"link": f"./?n_h=7&challenge={number}", "said": "1. 36 weights and biases"})
    assert visit.player.run.recipe.n_h == 7
    assert (row(visit)["number"], row(visit)["opened"]) == (1, "1. 36 weights and biases")
    visit.tell("play")
    assert visit.player.on_tick is None  # trying an entry does not end the contest


def test_an_entry_is_checked_and_ranked(here) -> None:
    async def test() -> None:
        lecturer = await Browser(here, 99).seated(lecturer=True)
        student = await Browser(here).seated()
        lecturer.do("ask", question={"page": "", "settings": "", "kind": "contest", "challenge": 5})
        await student.sees(kind="contest")
        links = ("?update_rule=adam&learning_rate=0.1", "?n_h=9", "hello")
        for link in links:
            assert await student.acknowledged(student.do("enter", number=2, link=link)) is True
        while [each["state"] for each in student.view["contest"]["mine"]] != ["done"] * len(links):
            await student.comes()
        said = " ".join(each["said"] for each in student.view["contest"]["mine"])
        assert "keeps 4 hidden units" in said
        assert "not a link to the playground" in said
        lecturer.do("reveal")
        await student.sees(phase="revealed")
        (row,) = student.view["contest"]["table"]
        assert row["score"].endswith(" iterations")
        assert row["mine"]

    run(test)

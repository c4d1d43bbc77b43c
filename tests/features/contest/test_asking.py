"""A contest on the lecturer's page, and over the websocket of a class."""

from tests.features.classroom.test_asking import lecturer, press, row, shared
from tests.features.classroom.test_room_talk import Browser, here, in_a_loop

__all__ = ["here"]


def test_a_contest_is_about_a_challenge_whatever_is_set_and_an_entry_opens(classes):
    visit = shared(challenge="3")
    press(visit, "ask_contest")
    view = classes.view(lecturer(visit))
    assert view["kind"] == "contest"
    assert view["contest"]["goal"] in visit.message.replace("**", "")
    visit.trigger("class_row", "entry", {"link": "./?n_h=7&challenge=3", "said": "1. 36 weights and biases"})
    assert visit.player.run.recipe.n_h == 7
    assert (row(visit)["number"], row(visit)["opened"]) == (1, "1. 36 weights and biases")
    visit.tell("play")
    assert visit.player.on_tick is None  # trying an entry does not end the contest


@in_a_loop
async def test_an_entry_is_checked_and_ranked(here) -> None:
    lecturer = await Browser(here, 99).seated(lecturer=True)
    student = await Browser(here).seated()
    lecturer.do("ask", question={"page": "", "settings": "", "kind": "contest", "challenge": 5})
    await student.sees(kind="contest")
    for link in ("?update_rule=adam&learning_rate=0.1", "hello"):
        assert await student.acknowledged(student.do("enter", number=2, link=link)) is True
    while [each["state"] for each in student.view["contest"]["mine"]] != ["done"] * 2:
        await student.comes()
    assert "not a link to the playground" in " ".join(each["said"] for each in student.view["contest"]["mine"])
    lecturer.do("reveal")
    await student.sees(phase="revealed")
    (row,) = student.view["contest"]["table"]
    assert row["score"].endswith(" iterations")
    assert row["mine"]

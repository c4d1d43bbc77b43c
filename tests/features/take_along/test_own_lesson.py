"""A lesson of one's own: chapters from any pages, kept as links, put in order, written to, and made into a file."""

import json
from base64 import b64decode
from urllib.parse import urlsplit

import pytest

from playground.data import OWN_POINTS, Points, pack
from playground.export.lesson_file.lesson import MOST_CHAPTERS
from playground.export.links import read_link
from playground.features.take_along.own_lesson import Linked, OwnLesson
from playground.pages.contents import DEAD_RELU, HOW_MANY_UNITS, ONE_STEP_BY_HAND, PLAYGROUND, ZERO_OR_RANDOM
from playground.pages.dead_relu.lesson import Push
from playground.ui.settings.tab_memory import KEY
from tests.export.lesson_files import data_of, unpacked
from tests.features.take_along.test_downloads import SAVING, said, saved, visit
from tests.ui.pages import CASES, STATIC_PAGES, Visit, WideOpen, followed, link_to

(PLAY,) = (case for case in SAVING if case.page is PLAYGROUND)
(ZERO,) = (case for case in SAVING if case.page is ZERO_OR_RANDOM)
(DEAD,) = (case for case in CASES if case.page is DEAD_RELU)
(SIZES,) = (case for case in STATIC_PAGES if case.page is HOW_MANY_UNITS)
(STEP,) = (case for case in STATIC_PAGES if case.page is ONE_STEP_BY_HAND)
LINK = "zero_or_random?zero_limit=15"


def remembered(page):
    """What the tab remembers of the lesson."""
    return json.loads(page.component(KEY).json)["parts"]["my_lesson"]


def course(page):
    """The link to a course of the chapters."""
    return page.app.code[-1].value


def opened(chapters=(), case=PLAY, title="", **link):
    """A visitor with these chapters who has it open."""
    page = Visit(case, **link)
    page.app.session_state["own_lesson"] = OwnLesson(title, dict(enumerate(chapters)))
    page.app.session_state[f"{case.prefix}downloads"] = True
    page.run()
    return page


def links(page):
    return [link for link, _name, _note in (remembered(page) or [None, []])[1]]


def listed(page):
    """The list of chapters, a pair of name and small print for each."""
    (radio,) = (each for each in page.app.radio if each.key.endswith("downloads_chapter"))
    return [*zip(radio.options, radio.proto.captions, strict=True)]


def test_a_chapter_is_the_link_to_what_is_on_screen_and_its_file_has_that_run():
    page = visit(PLAY, 0, n_h="3", limit="20", ask="Why?", say="a\nb", pins="5+n_h+8", claim="0")
    page.player.runs.first.edit("W1:0", 1.5)
    page.press("downloads_add")
    assert not said(page)
    assert listed(page) == [("1 · Dataset flower: 3 tanh units", "")]
    (link,) = links(page)
    assert followed(link) == {
        **{"n_h": ["3"], "limit": ["20"], "ask": ["Why?"], "say": ["a\nb"]},
        **{"at": ["0"], "changes": ["0_r_1.2~0_W1:0_1.5"]},
    }
    page.press("downloads_mine.html")
    name, content, _ = saved(page)
    assert name == "my-lesson.html"
    data = data_of(content.decode())
    assert data["texts"]["en"]["title"] == "My lesson"
    (chapter,) = data["texts"]["en"]["chapters"]
    assert (chapter["question"], chapter["claims"]) == ("Why?", ["a", "b"])
    page.press("downloads_html")
    alone = data_of(saved(page)[1].decode())
    assert alone["recordings"] == data["recordings"]
    assert alone["texts"]["en"]["chapters"][0]["question"] == "Why?"


def test_the_list_is_put_in_order_written_to_and_titled_and_the_file_has_it_so():
    page = opened([Linked(LINK), Linked("?limit=10&n_h=2"), Linked("?limit=10&n_h=3")])
    page.app.text_input(key="downloads_note_0").set_value(" Look <b>here</b>\n first ")
    page.app.text_input(key="downloads_title").set_value("Two *starts*")
    page.run()
    assert listed(page)[0][1] == "Look \\<b\\>here\\<\\/b\\> first"  # Markdown that shows the characters
    page.press("downloads_down")
    page.press("downloads_down")
    assert links(page)[-1] == LINK
    assert page.button("downloads_down").disabled
    page.app.radio(key="downloads_chapter").set_value(1)
    page.run()
    page.press("downloads_remove")
    page.app.text_input(key="downloads_name_2").set_value("Three units")
    page.run()
    assert remembered(page) == [
        "Two *starts*",
        [["?limit=10&n_h=3", "Three units", ""], [LINK, "", "Look <b>here</b> first"]],
    ]
    page.press("downloads_mine.html")
    texts = data_of(saved(page)[1].decode())["texts"]["en"]
    assert texts["title"] == "Two *starts*"
    assert [each["note"] for each in texts["chapters"]] == ["", "Look <b>here</b> first"]
    assert texts["chapters"][0]["name"] == "Three units"
    for _ in range(2):
        page.press("downloads_remove")
    assert remembered(page) is None
    assert not page.has("downloads_mine.html")


def test_it_follows_the_visitor_from_page_to_page_and_over_a_reload():
    page = opened([Linked(LINK, "Mine", "A note")], ZERO, "Title")
    kept = remembered(page)
    later = Visit(PLAY)
    later.trigger(KEY, "back", {"my_lesson": kept})
    assert remembered(later) == kept
    later.app.session_state["downloads"] = True
    later.run()
    later.press("downloads_add")
    assert links(later) == [LINK, "?"]


def test_what_the_tab_gives_back_is_checked():
    for nonsense in ({}, "no", 7, ["t"], ["t", [["a", "b"]]], ["t", [["a", "b", 3]]], [[], []]):
        with pytest.raises(ValueError, match=r".*"):
            OwnLesson.of_json(nonsense)
    title, chapters = OwnLesson.of_json(["t" * 999, [["?", "n" * 999, "l" * 999]] * 30]).as_json
    assert [len(title), *map(len, chapters[0])] == [80, 1, 80, 200]
    assert len(chapters) == MOST_CHAPTERS


def test_there_is_no_room_for_a_21st_chapter_and_that_is_said():
    page = opened([Linked("?")] * MOST_CHAPTERS)
    page.press("downloads_add")
    assert "20 chapters" in said(page)[0]
    assert len(links(page)) == MOST_CHAPTERS
    page.press("downloads_remove")
    page.press("downloads_add")
    assert not said(page)


def test_a_link_that_can_not_be_used_is_named_and_the_list_stays():
    refused = {
        "?n_h=99": "n_h: '99' can't be used",
        "no_such_page?": "leads to no page",
        "?changes=5_W9_0_1": "can't be used",
        "http://[": "is no link",
    }
    page = opened([Linked("?limit=10"), *(Linked(link, "Old *one*") for link in refused)])
    assert all(why in caption for why, (_, caption) in zip(refused.values(), listed(page)[1:], strict=True))
    page.press("downloads_mine.html")
    assert saved(page) is None
    (warning,) = said(page)
    assert warning.startswith("Chapter 2, “Old \\*one\\*”: n_h: '99' can't be used")
    assert len(links(page)) == 5


def test_what_a_link_can_not_hold_is_refused_with_the_reason(monkeypatch):
    points = pack(Points.of([[0, 1, 2], [0, 2, 1]], [0, 1, 1], "ab"))
    page = visit(PLAY, 0, dataset=OWN_POINTS, points=points)
    monkeypatch.setattr("playground.features.own_points.store.MOST_IN_LINK", 2)
    page.press("downloads_add")
    assert "can't hold this experiment" in said(page)[0]
    assert "more than 2 points" in said(page)[0]
    monkeypatch.setattr("playground.training.changes.MOST_LETTERS", 3)
    page = visit(PLAY)
    page.player.runs.first.edit("W1:0", 1.5)
    page.press("downloads_add")
    assert "in more ways than fit into a link" in said(page)[0]
    assert not links(page)


def test_a_page_that_saves_nothing_else_has_its_runs_as_a_lesson_with_what_its_buttons_did():
    page = visit(DEAD, 5, dead_limit="20")
    runs = page.player.runs
    page.chosen[Push].press(runs)  # the page's button
    runs.advance(5)
    kinds = [each.key.rpartition("downloads_")[2] for each in page.app.button if "downloads_" in str(each.key)]
    assert kinds == ["html", "lesson.html", "add"]
    page.press("downloads_add")
    (link,) = links(page)
    assert link.startswith("dead_relu?")
    page.press("downloads_mine.html")
    mine = data_of(saved(page)[1].decode())
    page.press("downloads_html")
    assert data_of(saved(page)[1].decode())["recordings"] == mine["recordings"]
    seen, _frames = unpacked(b64decode(mine["recordings"][0]))
    costs = dict(zip(seen["curves"]["cost"]["at"], seen["curves"]["cost"]["y"][0], strict=True))
    assert costs[10] == pytest.approx(runs.first.measure().cost, rel=1e-4)


def test_a_sweep_can_be_taken_along_as_a_lesson_or_kept_for_one_of_ones_own():
    page = opened(case=SIZES, **link_to(SIZES, units="2,3", limit=100, samples=100, runs=1))
    page.press("downloads_html")
    name, content, _id = saved(page)
    assert name == "how_many_units.html"
    data = data_of(content.decode())
    question = data["texts"]["en"]["chapters"][0]["question"]
    assert any(question in each.value for each in page.app.markdown)
    seen, _pictures = unpacked(b64decode(data["recordings"][0]))
    assert seen["at"] == [0, 1, 2]
    sweep = page.app.session_state["sizes_setting_trainee"].sweep
    assert not sweep.trained  # it is another one that was trained
    page.press("downloads_add")
    (link,) = links(page)
    assert read_link(link).runs.experiment == sweep.experiment
    page.press("downloads_mine.html")
    assert data_of(saved(page)[1].decode())["recordings"] == data["recordings"]
    page.app.button(key="present").click()
    page.run()
    assert page.part("sizes_downloads") is None


def test_a_page_on_which_nothing_plays_is_a_chapter_of_the_course_and_the_file_says_that_it_has_none_of_it():
    page = WideOpen(STEP, step_stage="dZ2", question="bias.2", claim="1")
    page.press("lesson_add")
    assert links(page) == ["one_step_by_hand?question=bias&step_stage=dZ2"]
    later = opened([Linked(links(page)[0]), Linked(f"{LINK}&at=7"), Linked("how_many_units?sizes_units=2%2C3")])
    name, said_of_it = listed(later)[0]
    assert name == "1 · One step by hand · Stage: dZ2 · Question 5"
    assert said_of_it == "For the course alone: nothing plays on this page, so a file has nothing to replay."
    way = {name: value for name, (value,) in followed(course(later)).items()}
    assert not Visit(STEP, **way).notes
    assert urlsplit(course(later)).path == "/one_step_by_hand"
    assert way.pop("course") == "6:question=bias:step_stage=dZ2,8:zero_limit=15,13:sizes_units=2%2C3"
    assert way == {"question": "bias", "step_stage": "dZ2", "chapter": "1"}
    later.press("downloads_mine.html")
    assert len(data_of(saved(later)[1].decode())["texts"]["en"]["chapters"]) == 2
    for _ in range(2):
        later.app.radio(key="downloads_chapter").set_value([*later.app.session_state["own_lesson"].chapters][-1])
        later.run()
        later.press("downloads_remove")
    later.press("downloads_mine.html")
    assert said(later) == ["A file replays runs, and nothing plays on the pages of this lesson."]


def test_what_a_course_can_not_hold_is_told_in_place_of_its_link():
    page = opened([Linked("?n_h=3"), Linked("?dataset=own+points")])
    assert [each.value for each in page.app.markdown if each.value.startswith(":red[Chapter")] == [
        ":red[Chapter 2: A course can't hold points of one's own: choose another dataset.]"
    ]

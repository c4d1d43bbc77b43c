"""The lecturer's side of a room: asking, the row with the class, what the room is told of the run, and the secret."""

import json
from base64 import b64decode

import pytest
import streamlit as st

from playground.features.classroom.lecturer import asking as asking_module
from playground.features.classroom.process.gateway import Gateway
from playground.features.classroom.rooms.codes import LETTERS
from playground.features.classroom.stores.store import Unavailable
from playground.language import _
from playground.pages.contents import HOW_MANY_UNITS
from playground.pages.how_many_units.lesson import HOW_MANY_UNITS as SWEEPS
from playground.ui.settings import training_bar
from playground.ui.settings.tab_memory import KEY
from tests.ui.pages import CASES, STATIC_PAGES, Visit, followed, link_to

PLAYGROUND, ZERO_OR_RANDOM = CASES[:2]
SWEEP = next(case for case in STATIC_PAGES if case.page is HOW_MANY_UNITS)
PART_OF_IT = 1
"""What one unit can learn of the flower."""


def asking(case=PLAYGROUND, **link):
    """A page whose lecturer has asked the class what is on screen."""
    visit = Visit(case, **link or link_to(case, n_h=1))
    visit.open_share()
    press(visit, "ask_claims")
    return visit


def press(visit, key):
    """Press a button that is the same on every page."""
    visit.app.button(key=key).click()
    visit.run()


def buttons(visit):
    return [button.key for button in visit.app.button if (button.key or "").startswith("ask_")]


def row(visit):
    """What the row with the class is sent; None without one."""
    found = visit.components("class_row")
    return json.loads(found[0].json) if found else None


def remembered(visit):
    """What the tab remembers of the room."""
    return json.loads(visit.component(KEY).json)["parts"]["room"]


def lecturer(visit):
    return visit.app.session_state["lecture"].seat


def test_asking_puts_the_class_in_the_place_of_the_settings_which_keep_their_values(classes):
    visit = Visit(PLAYGROUND, **link_to(PLAYGROUND, n_h=1, learning_rate=0.5))
    visit.open_share()
    assert buttons(visit) == ["ask_curve"]  # with another rate it is no experiment of the page
    visit = Visit(PLAYGROUND, **link_to(PLAYGROUND, n_h=1, scale=0.01))
    visit.open_share()
    assert row(visit) is None
    assert buttons(visit) == ["ask_claims", "ask_curve"]
    assert "learning_rate" in visit.in_sight
    press(visit, "ask_claims")
    shown = row(visit)
    assert len(shown["place"]["room"]) == LETTERS
    assert (shown["number"], shown["asks"], shown["next"]) == (1, True, True)
    assert shown["picture"].startswith("data:image/png;base64,")
    assert "learning_rate" not in visit.in_sight
    assert visit.player.run.recipe.n_h == 1
    view = classes.view(lecturer(visit))
    assert view["question"] == "Can a single hidden unit learn the flower?"
    assert view["claims"] == ["No better than guessing", "Part of it", "Yes, 80 % or more"]


def test_whoever_has_the_qr_code_waits_for_nobody(classes, monkeypatch):
    links = []
    monkeypatch.setattr(asking_module, "qr_code", lambda link, scale: links.append(link))
    place = row(asking())["place"]
    (link,) = {*links}
    code = link.partition("/join?code=")[2]
    assert code.startswith(place["room"])
    with monkeypatch.context() as full:
        full.setattr(classes.attempts, "take", lambda *who: pytest.fail("waits"))
        assert classes.enter(code, "f" * 32).code == place["room"]
        with pytest.raises(pytest.fail.Exception):
            classes.enter(place["room"], "e" * 32)


def test_a_page_without_claims_offers_nothing_and_one_with_two_runs_no_curve(classes):
    for case, offered in ((ZERO_OR_RANDOM, ["ask_claims"]), (STATIC_PAGES[0], [])):
        visit = Visit(case)
        visit.open_share()
        assert buttons(visit) == offered


def test_a_question_of_ones_own_is_on_screen_too_and_gone_with_the_next_one(classes):
    visit = Visit(PLAYGROUND)
    visit.open_share()
    visit.app.text_input(key="prepare_ask").set_value("What is *this*?")
    visit.run()
    visit.app.text_area(key="prepare_say").set_value("A flower\nA star")
    press(visit, "ask_own")
    seat = lecturer(visit)
    assert (classes.view(seat)["question"], classes.view(seat)["claims"]) == ("What is *this*?", ["A flower", "A star"])
    assert "What is *this*?" in visit.message
    assert row(visit)["number"] == 1
    visit.trigger("class_row", "did", "next")
    assert row(visit)["number"] == 2
    assert "What is *this*?" not in visit.message
    assert not classes.view(seat)["own"]


def test_the_next_question_is_that_of_the_next_experiment_and_the_last_one_has_none(classes):
    visit = asking()
    visit.trigger("class_row", "did", "next")
    view = classes.view(lecturer(visit))
    assert (view["number"], view["phase"]) == (2, "open")
    assert view["question"] in visit.message.replace("**", "")
    assert row(visit)["number"] == 2
    last = PLAYGROUND.lesson.presets[-1]
    assert not row(asking(PLAYGROUND, **link_to(PLAYGROUND, **last.settings)))["next"]


def test_other_settings_are_not_what_the_class_was_asked_about_until_they_are_back(classes):
    visit = asking()
    visit.tell("new_weights")
    visit.run()
    assert (row(visit)["number"], row(visit)["asks"], row(visit)["back"]) == (None, False, True)
    assert visit.player.on_tick is None
    visit.trigger("class_row", "did", "back")
    assert row(visit)["number"] == 1
    assert visit.player.on_tick
    visit.app.switch_page(ZERO_OR_RANDOM.page.script)
    visit.case = ZERO_OR_RANDOM
    visit.run()
    assert (row(visit)["number"], row(visit)["asks"], row(visit)["back"]) == (None, True, False)
    visit.trigger("class_row", "did", "ask")
    assert row(visit)["number"] == 2


def test_play_closes_and_reveals_and_what_the_run_decides_goes_to_all_in_every_language(classes, no_hurry):
    visit = asking()
    seat = lecturer(visit)
    student = classes.student(seat.code)
    classes.answer(student, PART_OF_IT)
    assert classes.view(seat)["phase"] == "open"
    visit.tell("play")
    assert classes.seen(seat, lambda view: view["phase"] == "revealed")["counts"] == [[0, 1, 0]]
    visit.tell("pause")
    visit.player.runs.advance(10_000)
    visit.tell("step")
    visit.tell("pause")
    view = classes.seen(student, lambda view: view["right"] is not None)
    assert view["right"] == PART_OF_IT
    assert view["answer"] in visit.sent["said"]
    assert classes.seen(student, lambda view: view["at"] == visit.player.runs.iteration)
    answers = classes.rooms.room(seat).now.answer
    assert {*answers} == {"en", "zh"}
    assert "单元" in answers["zh"]


def test_where_the_class_draws_the_page_asks_for_the_curve_and_says_what_the_cost_did(classes, no_hurry):
    visit = Visit(PLAYGROUND, **link_to(PLAYGROUND, n_h=1))
    visit.open_share()
    press(visit, "ask_curve")
    seat = lecturer(visit)
    assert classes.view(seat)["question"] in visit.message
    visit.tell("play")
    visit.tell("pause")
    visit.player.runs.advance(10_000)
    visit.tell("step")
    visit.tell("pause")
    answer = classes.seen(seat, lambda view: view["answer"])["answer"]
    assert answer.startswith("The cost drops to 0.64 by iteration 540, then hardly changes and ends at 0.63")
    assert answer in visit.sent["said"]


def test_before_the_reveal_nothing_is_told_and_after_it_where_the_run_is(classes):
    visit = asking()
    seat = lecturer(visit)
    visit.player.runs.advance(30)
    visit.run()
    classes.rooms.do(seat, {"do": "close"})
    classes.rooms.do(seat, {"do": "reveal"})
    assert classes.view(seat)["at"] == 0
    visit.trigger("class_row", "did", "look")
    assert classes.seen(seat, lambda view: view["at"] == 30)


def test_a_sweep_is_asked_about_in_the_place_of_its_settings(classes):
    preset = next(each for each in SWEEPS.presets if each.claims)
    visit = asking(SWEEP, **link_to(SWEEP, **preset.settings))
    assert row(visit)["number"] == 1
    assert "units" not in visit.in_sight


def test_what_a_class_has_answered_stays_to_be_seen_while_a_sweep_is_trained(classes, monkeypatch):
    def train(trainee, show):
        trainee.sweep.advance(1)
        st.stop()

    monkeypatch.setattr(training_bar, "train_on", train)
    preset = next(each for each in SWEEPS.presets if each.claims)
    visit = asking(SWEEP, **link_to(SWEEP, **preset.settings))
    visit.press("setting_train")
    assert len(json.loads(visit.component("comment").json)["claims"]) == len(preset.claims.each)


def test_the_secret_is_in_the_lecturers_own_link_and_nowhere_else(classes):
    visit = asking()
    code, key = row(visit)["place"]["room"], row(visit)["place"]["key"]
    visit.open_share()
    assert key not in visit.link
    assert "room" not in visit.app.query_params
    visit.app.session_state["class_more"] = True
    visit.run()
    assert not any(key in each.value for each in visit.app.code)  # the class would read it on the wall
    own = json.loads(visit.component("copy_link").json)["link"]
    assert followed(own) == {"n_h": ["1"], "room": [f"{code}.{key}"]}
    other = Visit(PLAYGROUND, n_h="1", room=f"{code}.{key}")
    assert "room" not in other.app.query_params
    assert (row(other)["place"]["room"], row(other)["number"]) == (code, 1)
    assert not other.notes
    wrong = Visit(PLAYGROUND, room=f"{code}.{'A' * 22}")
    assert row(wrong) is None
    assert "not the teacher's link" in wrong.notes[0]
    assert "room" not in wrong.app.query_params


def test_the_tab_remembers_the_room_for_a_reload_until_it_ends(classes):
    visit = asking()
    kept = remembered(visit)
    again = Visit(PLAYGROUND, n_h="1")
    assert remembered(again) is None
    again.trigger(KEY, "back", {"room": kept})
    again.run()
    assert row(again)["number"] == 1
    for nonsense in ({}, 7, "no", "x" * 1000, "AAAAA.no"):
        torn = Visit(PLAYGROUND)
        torn.trigger(KEY, "back", {"room": nonsense})
        torn.run()
        assert row(torn) is None
    classes.rooms.do(lecturer(visit), {"do": "end"})
    visit.trigger("class_row", "did", "look")
    assert row(visit) is None
    assert [each.value for each in visit.app.toast] == ["The room has ended."]
    assert remembered(visit) is None
    assert "learning_rate" in visit.in_sight
    again.run()
    assert row(again) is None


def test_the_end_is_asked_about_once(classes):
    visit = asking()
    seat = lecturer(visit)
    visit.app.session_state["class_more"] = True
    visit.run()
    press(visit, "class_end")
    press(visit, "class_stay")
    press(visit, "class_end")
    assert classes.view(seat)["phase"] == "open"
    press(visit, "class_end")
    assert classes.view(seat)["phase"] == "gone"
    assert row(visit) is None


def test_what_came_out_is_saved_as_tables(classes):
    visit = asking()
    visit.app.session_state["class_more"] = True
    visit.run()
    assert "class_votes" not in [button.key for button in visit.app.button]  # nothing is revealed yet
    seat = lecturer(visit)
    classes.answer(classes.student(seat.code), PART_OF_IT)
    classes.rooms.do(seat, {"do": "reveal"})
    visit.run()
    press(visit, "class_votes")
    saved = json.loads(visit.component("class_saved").json)
    assert saved["name"] == "class_votes.csv"
    assert "Part of it" in b64decode(saved["content"]).decode()


def test_how_the_run_is_drawn_and_what_is_changed_on_its_way_belong_to_the_same_question(classes):
    visit = asking()
    seat = lecturer(visit)
    visit.set("speed", "max")
    assert row(visit)["number"] == 1
    classes.rooms.do(seat, {"do": "reveal"})
    visit.tell("step")
    visit.app.selectbox(key="learning_rate").set_value("0.5")  # which is out of sight, and a link or advice may change
    visit.run()
    visit.tell("step")
    assert row(visit)["number"] == 1
    classes.seen(seat, lambda view: view["at"] == 2)
    assert classes.seen(seat, lambda view: "changes" in view["link"])["link"].endswith("at=2&changes=0_r_1.2~1_r_0.5")
    visit.tell("reset")
    visit.run()
    assert row(visit)["number"] is None  # this is another run: its first rate is another


def test_if_the_rooms_cannot_be_reached_the_page_says_so_and_goes_on(classes):
    visit = Visit(PLAYGROUND, n_h="1")
    visit.open_share()
    classes.away = Unavailable(_("The rooms can't be reached."))
    press(visit, "ask_claims")
    assert [each.value for each in visit.app.toast] == ["The rooms can't be reached."]
    assert row(visit) is None
    classes.away = False
    visit.open_share()
    press(visit, "ask_claims")
    seat, kept = lecturer(visit), remembered(visit)
    classes.away = Unavailable(_("The rooms can't be reached."))
    visit.tell("play")
    visit.tell("pause")
    visit.run()
    assert (row(visit)["number"], row(visit)["known"]) == (None, False)  # but it is there
    later = Visit(PLAYGROUND, n_h="1")
    later.trigger(KEY, "back", {"room": kept})
    later.run()
    assert remembered(later) == kept  # to be tried again
    classes.away = False
    assert classes.seen(seat, lambda view: view["phase"] == "revealed")  # it was only late
    later.run()
    assert row(later)["number"] == 1


def test_where_the_websocket_is_not_served_the_script_hands_the_rows_messages_on(classes, monkeypatch):
    monkeypatch.setattr("playground.features.classroom.lecturer.asking.answer", Gateway(classes, None).answer)
    visit = asking()
    shown = row(visit)
    assert (shown["served"], shown["answer"]) == (False, None)
    message = shown["place"] | {"messages": [{"n": 1, "do": "close"}, {"n": 2, "do": "close"}]}
    (answered,) = visit.trigger("class_row", "room", {"number": 7, "message": message})
    assert answered["answer"]["number"] == 7
    assert answered["answer"]["answer"]["view"]["phase"] == "closed"
    assert answered["answer"]["answer"]["done"] == [1]
    assert answered["answer"]["answer"]["refused"] == {"2": "Answers are already closed."}

"""The lecturer's side of a room: asking, the row with the class, what the room is told of the run, and the secret."""

import json
from base64 import b64decode
from urllib.parse import urlsplit

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
from playground.ui.settings.tab_memory import KEY, TAKEN
from tests.features.classroom.test_curve import off_by
from tests.ui.pages import CASES, STATIC_PAGES, Visit, comment, followed, link_to

PLAYGROUND, ZERO_OR_RANDOM = CASES[:2]
SWEEP = next(case for case in STATIC_PAGES if case.page is HOW_MANY_UNITS)
PART_OF_IT = 1
"""What one unit can learn of the flower."""


def shared(case=PLAYGROUND, **link):
    """A page whose lecturer looks at what Share offers."""
    visit = Visit(case, **link)
    visit.open_share()
    return visit


def asking(case=PLAYGROUND, **link):
    """A page whose lecturer has asked the class what is on screen."""
    visit = shared(case, **link or link_to(case, n_h=1))
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


def way_back(visit):
    """What the script is sent that offers the way back to a room."""
    return json.loads(visit.component("class_back").json)


def lecturer(visit):
    return visit.app.session_state["lecture"].seat


def toasts(visit):
    return [each.value for each in visit.app.toast]


def run_to_the_end(visit):
    """Play, and go on from where nothing changes any more."""
    visit.tell("play")
    visit.tell("pause")
    visit.player.runs.advance(10_000)
    visit.tell("step")
    visit.tell("pause")


def test_asking_puts_the_class_in_the_place_of_the_settings_which_keep_their_values(classes, monkeypatch):
    links, drawn = [], asking_module.qr_code
    monkeypatch.setattr(asking_module, "qr_code", lambda link, scale: links.append(link) or drawn(link, scale))
    monkeypatch.setattr(asking_module, "answer", Gateway(classes, None).answer)
    visit = shared(**link_to(PLAYGROUND, n_h=1, learning_rate=0.5))
    assert buttons(visit) == ["ask_curve"]  # with another rate it is no experiment of the page
    visit.set("learning_rate", 1.2)
    assert row(visit) is None
    assert buttons(visit) == ["ask_claims", "ask_curve"]
    assert "learning_rate" in visit.in_sight
    press(visit, "ask_claims")
    shown = row(visit)
    place = shown["place"]
    assert len(place["room"]) == LETTERS
    assert (shown["number"], shown["asks"], shown["next"]) == (1, True, True)
    assert shown["picture"].startswith("data:image/png;base64,")
    assert "learning_rate" not in visit.in_sight
    assert visit.player.run.recipe.n_h == 1
    view = classes.view(lecturer(visit))
    assert view["question"] == "Can a single hidden unit learn the flower?"
    assert view["claims"] == ["No better than guessing", "Part of it", "Yes, 80 % or more"]

    # Whoever has the QR code waits for nobody.
    (link,) = {*links}
    code = link.partition("/join?code=")[2]
    with monkeypatch.context() as full:
        full.setattr(classes.attempts, "take", lambda *who: pytest.fail("waits"))
        assert classes.enter(code, "f" * 32).code == place["room"]
        with pytest.raises(pytest.fail.Exception):
            classes.enter(place["room"], "e" * 32)

    # Where the websocket is not served, the script hands the row's messages on.
    assert (shown["served"], shown["answer"]) == (False, None)
    message = place | {"messages": [{"n": 1, "do": "close"}]}
    (answered,) = visit.trigger("class_row", "room", {"number": 7, "message": message})
    assert answered["answer"]["number"] == 7
    assert answered["answer"]["answer"]["done"] == [1]
    assert classes.view(lecturer(visit))["phase"] == "closed"


def test_a_page_without_claims_offers_nothing_and_one_with_two_runs_no_curve():
    assert buttons(shared(ZERO_OR_RANDOM)) == ["ask_claims"]
    assert buttons(shared(STATIC_PAGES[0])) == []


def test_a_question_of_ones_own_is_on_screen_until_the_next_one_which_is_that_of_the_next_experiment(classes):
    visit = shared()
    visit.app.text_input(key="prepare_ask").set_value("What is *this*?")
    visit.run()
    visit.app.text_area(key="prepare_say").set_value("A flower\nA star")
    press(visit, "ask_own")
    seat = lecturer(visit)
    assert (classes.view(seat)["question"], classes.view(seat)["claims"]) == ("What is *this*?", ["A flower", "A star"])
    assert "What is *this*?" in visit.message
    assert row(visit)["number"] == 1
    for number in (2, 3):
        visit.trigger("class_row", "did", "next")
        view = classes.view(seat)
        assert row(visit)["number"] == number
        assert "What is *this*?" not in visit.message
        assert (view["number"], view["phase"], view["own"]) == (number, "open", False)
        assert view["question"] in visit.message.replace("**", "")
    last = PLAYGROUND.lesson.presets[-1]
    assert not row(asking(**link_to(PLAYGROUND, **last.settings)))["next"]


def test_what_belongs_to_the_question_and_where_its_run_is_told(classes):
    visit = asking()
    seat = lecturer(visit)
    visit.set("speed", "max")  # how the run is drawn
    assert row(visit)["number"] == 1
    visit.player.runs.advance(30)
    visit.run()
    classes.rooms.do(seat, {"do": "close"})
    classes.rooms.do(seat, {"do": "reveal"})
    assert classes.view(seat)["at"] == 0  # before the reveal nothing is told
    visit.trigger("class_row", "did", "look")
    assert classes.seen(seat, lambda view: view["at"] == 30)
    visit.app.selectbox(key="learning_rate").set_value("0.5")  # which is out of sight, and a link or advice may change
    visit.run()
    visit.tell("step")
    assert row(visit)["number"] == 1
    view = classes.seen(seat, lambda view: "changes" in view["link"])
    assert view["link"].endswith("at=31&changes=0_r_1.2~30_r_0.5")
    visit.tell("reset")
    visit.run()
    assert row(visit)["number"] is None  # this is another run: its first rate is another


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
    run_to_the_end(visit)
    view = classes.seen(student, lambda view: view["phase"] == "revealed" and view["right"] is not None)
    assert (view["counts"], view["right"]) == ([[0, 1, 0]], PART_OF_IT)
    assert view["answer"] in comment(visit.sent["said"])
    assert classes.seen(student, lambda view: view["at"] == visit.player.runs.iteration)
    answers = classes.rooms.room(seat).now.answer
    assert {*answers} == {"en", "zh"}
    assert "直线" in answers["zh"]


def test_of_drawn_curves_the_page_says_how_near_they_were_once_it_has_run_after_the_reveal(classes):
    visit = shared(**link_to(PLAYGROUND, n_h=1))
    press(visit, "ask_curve")
    seat = lecturer(visit)
    assert classes.view(seat)["question"] in visit.message
    curves = [[0, 0.7], [500, 0.4]], [[0, 0.7], [2000, 0.6]]
    for curve in curves:
        classes.answer(classes.student(seat.code), curve)
    run_to_the_end(visit)
    assert classes.seen(seat, lambda view: view["phase"] == "revealed")["answer"] == ""
    assert visit.player.ended
    assert "class's curves" not in comment(visit.sent["said"])
    visit.trigger("class_row", "did", "look")
    known = {point.iteration: point.cost for point in visit.player.run.history.points}
    off = [off_by(curve, known) for curve in curves]
    answer = classes.seen(seat, lambda view: view["answer"])["answer"]
    numbers = f"{sum(off) / 2:.2g} on average, the nearest by {min(off):.2g}."
    assert answer == f"The class's curves miss the run's cost by {numbers}"
    assert answer in comment(visit.sent["said"])
    assert {*classes.rooms.room(seat).now.answer} == {"en", "zh"}

    # They may draw again, of which the page knows nothing, until that is revealed in its turn.
    classes.rooms.do(seat, {"do": "again"})
    visit.trigger("class_row", "did", "look")
    assert "class's curves" not in comment(visit.sent["said"])
    visit.tell("reset")
    run_to_the_end(visit)
    assert classes.seen(seat, lambda view: view["phase"] == "revealed")["round"] == 2
    visit.trigger("class_row", "did", "look")
    assert "Nobody in the class has drawn a curve." in comment(visit.sent["said"])
    assert classes.seen(seat, lambda view: view["answer"])["answer"] == "Nobody in the class has drawn a curve."


def test_a_sweep_is_asked_about_in_the_place_of_its_settings_and_the_answers_stay_while_it_is_trained(
    classes, monkeypatch
):
    def train(trainee, show):
        trainee.sweep.advance(1)
        st.stop()

    monkeypatch.setattr(training_bar, "train_on", train)
    preset = next(each for each in SWEEPS.presets if each.claims)
    visit = asking(SWEEP, **link_to(SWEEP, **preset.settings))
    assert row(visit)["number"] == 1
    assert "units" not in visit.in_sight
    visit.press("setting_train")
    assert len(json.loads(visit.component("comment").json)["claims"]) == len(preset.claims.each)


def test_under_more_is_what_can_be_done_in_place_of_what_comes_next(classes):
    visit = asking()
    seat = lecturer(visit)

    def offered():
        visit.app.session_state["class_more"] = True
        visit.run()
        steps = ("close", "talk", "again", "reveal", "to_question")
        return [what for what in steps if any(each.key == f"class_{what}" for each in visit.app.button)]

    assert offered() == ["reveal"]
    classes.rooms.do(seat, {"do": "close"})
    assert offered() == ["again", "reveal"]
    press(visit, "class_again")
    assert (classes.view(seat)["phase"], classes.view(seat)["round"]) == ("open", 2)
    assert offered() == ["close"]
    classes.rooms.do(seat, {"do": "close"})
    assert offered() == ["talk", "again"]
    press(visit, "class_talk")
    press(visit, "class_reveal")
    assert classes.view(seat)["phase"] == "revealed"
    assert offered() == ["again"]
    visit.set("n_h", PLAYGROUND.settings.default("n_h"))  # which is another experiment
    assert offered() == ["again", "to_question"]
    assert row(visit)["number"] is None
    press(visit, "class_to_question")
    assert (row(visit)["number"], visit.player.run.recipe.n_h) == (1, 1)


def test_why_is_not_asked_if_a_prepared_lesson_or_the_teacher_says_so(classes):
    visit = asking(**link_to(PLAYGROUND, n_h=1), hide="why")

    def asks():
        return "why" in classes.view(classes.student(lecturer(visit).code))

    assert not asks()
    for wanted in (True, False):
        visit.app.session_state["class_more"] = True
        visit.run()
        visit.app.toggle(key="class_why").set_value(wanted)
        visit.run()
        assert asks() != wanted  # of the question that stands there
        visit.open_share()
        press(visit, "ask_claims")
        assert asks() == wanted


def test_under_more_are_the_tables_the_lecturers_own_link_with_the_secret_and_the_end_asked_about_once(classes):
    visit = asking()
    seat = lecturer(visit)
    code, key = row(visit)["place"]["room"], row(visit)["place"]["key"]
    visit.open_share()
    assert key not in visit.link
    assert "room" not in visit.app.query_params
    visit.app.session_state["class_more"] = True
    visit.run()
    assert not any(key in each.value for each in visit.app.code)  # the class would read it on the wall
    own = json.loads(visit.component("copy_link").json)["link"]
    assert urlsplit(own).path == "/join"  # of a device that the class does not see
    assert followed(own) == {"room": [f"{code}.{key}"]}
    assert not visit.app.toggle(key="class_own_code").value  # nor is its QR code on the wall unless that is asked for
    assert "class_votes" not in [button.key for button in visit.app.button]  # they are still answering
    classes.answer(classes.student(seat.code), PART_OF_IT)
    classes.rooms.do(seat, {"do": "reveal"})
    visit.run()
    press(visit, "class_votes")
    saved = json.loads(visit.component("class_saved").json)
    assert saved["name"] == "class_votes.csv"
    assert "Part of it" in b64decode(saved["content"]).decode()
    for button in ("class_end", "class_stay", "class_end"):
        assert classes.view(seat)["phase"] == "revealed"
        press(visit, button)
    press(visit, "class_end")
    assert classes.view(seat)["phase"] == "gone"
    assert row(visit) is None


def test_a_link_with_the_secret_or_the_tab_after_a_reload_opens_the_room_until_it_ends(classes):
    visit = asking()
    kept = remembered(visit)
    other = Visit(PLAYGROUND, n_h="1", room=kept)
    assert "room" not in other.app.query_params
    assert (row(other)["place"]["room"], row(other)["number"]) == (lecturer(visit).code, 1)
    assert not other.notes
    again = Visit(PLAYGROUND, n_h="1", room=f"{lecturer(visit).code}.{'A' * 22}")
    assert "not the teacher's link" in again.notes[0]
    assert "room" not in again.app.query_params
    assert remembered(again) is None
    for data, number in ({}, None), (7, None), ("no", None), ("x" * 1000, None), ("AAAAA.no", None), (kept, 1):
        assert row(again) is None
        again.app.session_state[TAKEN] = []
        again.trigger(KEY, "back", {"room": data})
        again.run()
        assert (row(again) or {}).get("number") == number
    classes.rooms.do(lecturer(visit), {"do": "end"})
    visit.trigger("class_row", "did", "look")
    assert row(visit) is None
    assert toasts(visit) == ["The room has ended."]
    assert remembered(visit) is None
    assert "learning_rate" in visit.in_sight
    again.run()
    assert row(again) is None


def test_another_tab_of_the_browser_takes_the_room_back_until_it_ends_and_no_students_page_offers_it(classes):
    visit = asking()
    kept, code = remembered(visit), lecturer(visit).code
    assert way_back(visit)["opens"] == kept
    again = Visit(SWEEP)
    assert (way_back(again)["opens"], way_back(again)["back"]) == ("", "Back to the class {code}")
    again.trigger("class_back", "back", kept)
    assert (row(again)["place"]["room"], way_back(again)["opens"]) == (code, kept)
    assert way_back(Visit(PLAYGROUND, **{"class": code}))["back"] == ""

    again.app.session_state["class_more"] = True
    again.run()
    press(again, "class_end")
    press(again, "class_end")
    assert (way_back(again)["opens"], way_back(again)["left"]) == ("", kept)
    assert toasts(again) == ["The room has ended."]
    late = Visit(PLAYGROUND)
    for data, left in ((None, ""), (7, ""), (kept, kept)):
        late.trigger("class_back", "back", data)
        assert toasts(late) == ["The room has ended."]
        assert way_back(late)["left"] == left
        assert row(late) is None


def test_if_the_rooms_cannot_be_reached_the_page_says_so_and_goes_on(classes):
    visit = shared(n_h="1")
    classes.away = Unavailable(_("The rooms can't be reached."))
    press(visit, "ask_claims")
    assert toasts(visit) == ["The rooms can't be reached."]
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

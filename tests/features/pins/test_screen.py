"""Pins on the playground: held, put back, swapped in, removed, beside each other, in a table, a link and the tab."""

import csv
import io
import json
import re
from base64 import b64decode
from urllib.parse import parse_qs, urlsplit

import numpy as np

from playground.data import OWN_POINTS, Points, pack
from playground.features.pins.look import PINNED_STYLES
from playground.features.pins.pinned import MOST_PINS
from playground.training import Recipe
from playground.training.formatting import decimals, percent
from playground.ui.runs import retraining
from playground.ui.runs.memory_budget import MemoryBudget
from playground.ui.runs.player import Player
from playground.ui.settings.tab_memory import KEY
from tests.looped import looped
from tests.ui.pages import CASES, Visit, comment, elements

PLAYGROUND, ZERO_OR_RANDOM = CASES[:2]
SMALL = {"samples": "60"}


def visit(iterations=0, **link):
    """The playground with a run that has come so far."""
    page = Visit(PLAYGROUND, **SMALL | link)
    if iterations:
        page.player.runs.advance(iterations)
        page.run()
    return page


def put(page, **settings):
    """Choose these settings at once."""
    for name, value in settings.items():
        page.put(name, value)
    page.run()


def pinned(iterations=40, page=None, **settings):
    """The same with these settings, and its run pinned."""
    page = page or visit()
    if settings:
        put(page, **settings)
    page.player.runs.advance(iterations)
    page.press("pin")
    return page


def cards(page):
    """The labels and numbers of the pins, without their pictures."""
    found = [each for each in page.app.button if re.fullmatch(r"pin_\d_back", each.key or "")]
    texts = [re.sub(r"!\[\]\(data:image/png;base64,[^)]*\) ", "", each.label) for each in found]
    return [tuple(text.replace(":small[", "").rstrip("]").split("  \n")) for text in texts]


def labels(page):
    return [label for label, _ in cards(page)]


def lines(page):
    """The names of the lines of the cost chart, with their looks."""
    traces = json.loads(page.player.charts.json["cost"])["data"]
    shown = [trace for trace in traces if trace["mode"] == "lines"]
    return {trace["name"]: (trace["line"]["color"], trace["line"]["dash"]) for trace in shown}


def tick(page):
    """As a page does that asks for more until nothing is brought back any more."""
    for _ in range(1000):
        page.ask()
        if not page.player.playback.seeking:
            return
    raise AssertionError("it never comes back")


def trained(page):
    """The page once all pins of its link are trained again."""
    for _ in range(200):
        if all(pin.run for pin in stored_pins(page)):
            return page
        page.run()
    raise AssertionError("they are never trained")


def stored_pins(page):
    kept = page.app.session_state.get("pins_stored", {})
    return [kept[place] for place in sorted(kept)]


def query(page):
    return {name: texts[0] for name, texts in parse_qs(urlsplit(page.link).query).items()}


# Holding


def test_a_pin_keeps_curve_picture_and_numbers_while_another_run_plays_on_another_page_and_in_present(monkeypatch):
    drawn = []
    draw = Player._draw
    monkeypatch.setattr(Player, "_draw", lambda player, runs: (drawn.append(player), draw(player, runs)))
    page = visit()
    assert not list(elements(page.part("strip")))
    assert lines(page) == {"train": ("#009e73", "solid")}
    assert "pins" not in query(page)
    pinned(40, page)
    page.run()
    assert len(drawn) == 2  # at first, and anew with a pin
    now = page.player.runs.first.measure()
    said = f"40 · cost {decimals(now.cost)} · {percent(now.score)}"
    assert cards(page) == [("same settings", said)]
    (pin,) = stored_pins(page)
    assert f"data:image/png;base64,{pin.picture})" in page.button("pin_0_back").label
    put(page, activation="relu", scale=1.0)
    page.tell("play")
    page.player.runs.advance(25)
    page.run()
    assert cards(page) == [("tanh · scale 0.01", said)]
    assert lines(page) == {"train": ("#009e73", "solid"), "tanh · scale 0.01": PINNED_STYLES[0]}
    curve = json.loads(page.player.charts.json["cost"])["data"][-1]
    assert curve["x"] == list(range(41))
    np.testing.assert_allclose(curve["y"][-1], now.cost, rtol=1e-4)
    assert page.player.playing
    assert page.player.runs.iteration >= 25
    page.go_to(ZERO_OR_RANDOM)
    assert not page.has("pin")
    assert not page.has("pin_0_back")
    page.go_to(PLAYGROUND)
    assert labels(page) == ["tanh · scale 0.01"]
    assert query(page)["pins"] == "40 activation tanh scale 0.01"
    page.press("present")
    assert "tanh · scale 0.01" in lines(page)
    assert not page.has("pin")
    assert not page.has("pin_0_back")


def test_a_pin_of_numbers_has_r_squared_and_the_error():
    page = visit(40, dataset="bump", test_share="20")
    page.press("pin")
    now = page.player.run.measure()
    cost, score, tested = decimals(now.cost), decimals(now.score, 3), decimals(now.test_score, 3)
    assert cards(page) == [("same settings", f"40 · cost {cost} · R² {score}")]
    errors = [decimals((2 * each) ** 0.5) for each in (now.cost, now.test_cost)]
    assert [each.value for each in elements(page.part("pin_0_more")) if each.type == "markdown"][-1] == (
        f"Iteration 40 · cost {cost} · R² {score} · RMSE {errors[0]} · on test samples R² {tested} · RMSE {errors[1]}"
    )


def way_on(page):
    """The other way to go on that is offered."""
    page.ask()
    return next((each["label"] for each in page.run_buttons("way_on").values()), None)


def test_beside_a_pin_another_rate_applies_from_the_start_and_a_click_goes_on_from_here_instead():
    page = pinned(40)
    page.player.runs.advance(10)
    page.set("learning_rate", 0.5)
    assert labels(page) == ["learning rate 1.2"]
    assert "learning rate 1.2" in lines(page)
    run = page.player.runs.first
    assert (run.iteration, run.rates, page.player.playing) == (0, {0: 0.5}, False)
    assert "applies from the start" in comment(page.ask()["said"])
    assert way_on(page) == "Go on from 50 instead"
    page.tell("from_here")
    tick(page)
    page.player.pause()
    page.player.runs.seek(50)
    assert page.player.runs.first.rates == {0: 1.2, 50: 0.5}
    assert way_on(page) == "From the start"
    page.tell("from_the_start")
    assert page.player.playing
    assert page.player.runs.first.rates == {0: 0.5}
    page.player.runs.advance(10)
    page.set("learning_rate", 0.3)  # while it plays
    assert page.player.runs.first.rates == {0: 0.3}
    assert page.player.playing
    page.tell("reset")
    assert way_on(page) is None


def test_without_a_pin_a_run_goes_on_with_another_rate_and_says_so():
    page = visit(50)
    page.set("learning_rate", 0.5)
    run = page.player.runs.first
    assert (run.iteration, run.rates) == (50, {0: 1.2, 50: 0.5})
    assert page.sent["curves"]["cost"]["marks"][0]["text"] == ["rate 0.5"]
    page.player.runs.advance(20)
    assert "What was changed on the way is not in the address" in comment(page.ask()["said"])
    page.press("pin")
    page.set("n_h", 5)
    assert labels(page) == ["4 hidden units · learning rate 1.2 until 50, then 0.5"]
    marks = [trace for trace in json.loads(page.player.charts.json["cost"])["data"] if trace.get("text")]
    assert [(trace["x"], trace["text"]) for trace in marks] == [([50], ["rate 0.5"])]
    assert page.button("pin_0_beside").disabled


def test_there_can_be_four_and_each_has_a_look_of_its_own():
    page = visit(5, n_h="1")
    page.button("pin").click()
    page.say(page.command("point"))  # just as the chart asks: Streamlit runs its fragment alone for both
    assert page.has("pin_0_back")
    for n_h in range(2, MOST_PINS + 1):
        pinned(5, page, n_h=n_h)
    assert labels(page) == ["1 hidden unit", "2 hidden units", "3 hidden units", "same settings"]
    assert page.button("pin").disabled
    page.press("pin_1_remove")
    assert labels(page) == ["1 hidden unit", "3 hidden units", "same settings"]
    pinned(5, page, n_h=9)
    assert list(lines(page).values())[1:] == [*PINNED_STYLES]
    assert [pin.place for pin in stored_pins(page)] == [0, 1, 2, 3]
    assert stored_pins(page)[1].moment.recipe.n_h == 9


# Putting back, swapping, removing


def test_a_click_puts_the_settings_back_also_after_some_that_can_not_be_run():
    page = pinned(40, visit(activation="relu", scale="1", test_share="20", initialisation="he"))
    put(page, activation="tanh", test_share=0, initialisation="random")
    page.set("scale", 0.01)
    assert labels(page) == ["test share 20 % · ReLU · He"]
    put(page, depth=0, initialisation="zero_W2")
    assert "has no W2" in page.errors[0]
    assert labels(page) == ["test share 20 % · ReLU · 1 hidden layer · He"]
    page.press("pin_0_back")
    assert not page.errors
    recipe = page.chosen[Recipe]
    assert (recipe.activation, recipe.scale, recipe.test_share, recipe.initialisation) == ("relu", 1.0, 20, "he")
    assert page.player.runs.first.recipe.activation == "relu"
    assert page.player.runs.iteration == 0
    assert labels(page) == ["same settings"]


def test_a_teacher_can_keep_them_and_what_is_hidden_is_not_put_back():
    page = trained(visit(keep="n_h,pin", pins="5 activation relu n_h 8"))
    assert page.has("pin")
    page.press("pin_0_back")
    assert (page.chosen[Recipe].activation, page.chosen[Recipe].n_h) == ("tanh", 8)
    without = visit(keep="noise", pins="0 n_h 8")
    assert not without.has("pin")
    assert not without.has("pin_0_back")


def test_own_points_are_put_back_too():
    mine, others = (pack(Points.of([[0, 1], [0, x]], [0, 1], ["a", "b"])) for x in (1, 2))
    page = visit(dataset=OWN_POINTS, points=mine)
    pinned(5, page)
    page.app.session_state["own_points"] = others
    page.run()
    assert labels(page) == ["other points"]
    assert "pins" not in query(page)
    assert any(
        "1 of the pins can't be in a link" in each.value
        for each in elements(page.part("share"))
        if each.type == "markdown"
    )
    page.press("pin_0_back")
    assert page.player.runs.first.recipe.points == mine
    assert labels(page) == ["same settings"]


def test_swapping_brings_the_run_as_it_was_and_the_present_one_takes_its_place():
    page = pinned(40)
    page.player.runs.advance(10)
    page.set("learning_rate", 0.5)
    page.tell("from_here")
    tick(page)
    page.player.runs.advance(20)
    page.press("pin")
    wanted = page.player.runs.first.parameters.vector.copy()
    page.set("activation", "relu")
    page.player.runs.advance(33)
    present = page.player.runs.first.parameters.vector.copy()
    page.press("pin_1_swap")
    assert labels(page) == ["learning rate 1.2", "ReLU"]
    tick(page)
    run = page.player.runs.first
    assert run.iteration == 70
    np.testing.assert_array_equal(run.parameters.vector, wanted)
    swapped_out = stored_pins(page)[1]
    assert swapped_out.run.now.iteration == 33
    again = swapped_out.moment.begin()
    again.advance(33)
    np.testing.assert_array_equal(again.parameters.vector, present)
    page.tell("play")
    page.press("pin_1_swap")
    assert not page.player.playing
    tick(page)
    assert page.chosen[Recipe].activation == "relu"
    assert labels(page) == ["tanh · learning rate 1.2", "tanh · learning rate 1.2 until 50, then 0.5"]


@looped(("iteration", "rate"), [(0, 0.5), (40, 1.2)])
def test_swapping_brings_back_what_differs_only_in_what_was_done_since(iteration, rate):
    page = visit()
    page.player.runs.first.edit("b1:2", -0.75)
    page.player.runs.advance(iteration)
    page.press("pin")
    wanted = page.player.runs.first.parameters.vector.copy()
    page.player.runs.advance(30)
    page.set("learning_rate", rate)
    page.press("pin_0_swap")
    tick(page)
    run = page.player.runs.first
    assert run.iteration == iteration
    np.testing.assert_array_equal(run.parameters.vector, wanted)
    assert way_on(page) is None


def test_a_run_that_remembers_too_little_of_its_way_is_held_but_not_swapped_in(monkeypatch):
    monkeypatch.setattr("playground.training.timeline.MOST_EVENTS", 3)
    page = visit(20)
    for value in (0.5, 0.6, 0.7):
        page.player.runs.first.edit("b1:0", value)
        page.player.runs.advance(5)
    page.press("pin")
    assert stored_pins(page)[0].moment.events is None
    assert page.button("pin_0_swap").disabled
    assert page.button("pin_0_beside").disabled


# The link


def test_a_link_has_what_differs_and_trains_it_again_with_the_same_numbers():
    page = pinned(40)
    pinned(30, page, activation="relu", scale=1.0, test_share=20)
    page.set("n_h", 7)
    link = query(page)
    assert link["pins"] == "40 activation tanh scale 0.01 test_share 0 n_h 4~30 n_h 4"
    other = Visit(PLAYGROUND, **link)
    trained(other)
    assert cards(other) == cards(page)
    assert lines(other) == lines(page)
    assert [pin.picture for pin in stored_pins(other)] == [pin.picture for pin in stored_pins(page)]
    for mine, theirs in zip(stored_pins(page), stored_pins(other), strict=True):
        assert mine.run.now == theirs.run.now
    assert not other.notes
    assert query(other) == link


def test_a_pin_that_is_trained_again_takes_turns_and_gives_its_memory_back(monkeypatch):
    monkeypatch.setattr(retraining, "BUDGET", budget := MemoryBudget())
    page = visit(pins="400000 samples 1000 n_h 50 depth 4")  # minutes of work
    page.run()
    training = stored_pins(page)[0].training
    assert 0 < training.share < 0.01
    assert cards(page) == [("1000 samples · 4 hidden layers · 50 hidden units", "to be trained")]
    assert budget.reserved > 10**6
    assert training.release()
    assert training.share == 0
    training._way.most_seconds = 0.0
    page.run()
    assert not stored_pins(page)
    assert "takes too long" in page.notes[0]
    assert page.player.present
    training.end()


@looped(
    ("text", "note"),
    [
        ("5 scale 1e99", "Pin 1: '5 scale 1e99' can't be used. Type a number from 0.0001 to 10."),
        ("5~beside 3", "Pins: '3' is the number of none."),
        ("5~beside x", "Pins: 'x' is the number of none."),
    ],
)
def test_a_link_that_cannot_be_used_is_told(text, note):
    page = trained(visit(pins=text))
    (said,) = page.notes
    assert note in said
    assert page.numbers["Iteration"] == "0"


def test_a_pin_of_a_link_that_cannot_be_trained_is_left_out_and_told():
    page = trained(visit(pins="5 dataset own_points~5 samples 20 class_share 10 test_share 5"))
    no_points, too_few = page.notes
    assert "There are no points of your own yet" in no_points
    assert "is left out." in too_few
    assert not stored_pins(page)


def test_pins_of_a_link_are_those_of_the_page_that_it_opens():
    page = Visit(ZERO_OR_RANDOM, pins="5")
    page.go_to(PLAYGROUND)
    assert not stored_pins(page)


# Beside each other


def test_beside_a_pin_both_runs_are_in_step_from_the_beginning():
    page = pinned(40, dataset="moons", activation="relu", n_h=7, test_share=20)
    put(page, n_h=3, dataset="spiral")
    page.set("classes", 3)
    page.press("pin_0_beside")
    runs = page.player.runs
    now, pin = runs.values()
    assert (now.recipe, pin.recipe.dataset, pin.recipe.n_h) == (page.chosen[Recipe], "moons", 7)
    assert [panel["title"] for panel in page.sent["layout"]["panels"]][:2] == [
        "Now: spiral · 3 hidden units · 3 classes",
        "Pinned: moons · 7 hidden units",
    ]
    assert "which will have the lower cost?" in page.message
    page.tell("step")
    assert [run.iteration for run in runs.values()] == [1, 1]
    page.set("n_h", 5)
    now, pin = page.player.runs.values()
    assert (now.recipe.n_h, pin.recipe.n_h) == (5, 7)
    other = Visit(PLAYGROUND, **query(page))
    assert other.player.runs.experiment == page.player.runs.experiment
    page.set("dataset", "bump")
    assert "classes and a number have different costs, so these can’t be compared" in page.message
    page.press("pin_alone")
    assert len(page.player.runs) == 1
    page.press("pin_0_beside")
    page.press("pin_0_remove")
    assert len(page.player.runs) == 1
    assert not list(elements(page.part("strip")))


# The table


def test_the_table_has_the_present_run_and_the_pins_and_its_file_has_the_same():
    page = pinned(40)
    page.set("n_h", 7)
    page.player.runs.advance(9)
    page.app.session_state["pin_table"] = True
    page.run()
    table = page.app.dataframe[0].value
    assert list(table["Run"]) == ["now", "4 hidden units"]
    assert list(table["Hidden units"]) == [7, 4]
    assert list(table["Iteration"]) == [9, 40]
    assert list(table["Cost"]) == [page.player.runs.first.measure().cost, stored_pins(page)[0].run.now.cost]
    page.press("pin_table_csv")
    saved = page.chart("pin_table_saved")
    rows = list(csv.reader(io.StringIO(b64decode(saved["content"]).decode())))
    assert saved["name"] == "runs.csv"
    assert rows[0] == list(table.columns)
    assert [row[0] for row in rows[1:]] == list(table["Run"])


# The tab


def remembered(page):
    """What the tab remembers of the page."""
    return json.loads(page.component(KEY).json)["parts"]


def test_after_a_reload_what_is_not_in_the_address_comes_back_and_pins_whatever_the_address_says():
    page = visit()
    assert {name: part for name, part in remembered(page).items() if part} == {"settings": {"samples": 60}}
    pinned(30, page)
    torn = Visit(PLAYGROUND, samples="80", pins=query(page)["pins"])  # its settings have changed, they have not
    torn.trigger(KEY, "back", {"pins": remembered(page)["pins"]})
    assert stored_pins(torn)[0].moment.recipe.samples == 60
    page.set("learning_rate", 0.5)
    page.player.runs.first.edit("b1:2", -0.75)
    page.player.runs.advance(30)
    page.press("pin")
    page.app.session_state["own_points"] = mine = pack(Points.of([[0, 1, 2], [0, 1, 0]], [0, 1, 0], ["a", "b"]))
    page.run()
    kept = remembered(page)
    assert kept["points"] == mine
    assert [place for place, _ in kept["pins"]] == [0, 1]

    later = Visit(PLAYGROUND)
    later.trigger(KEY, "back", kept)
    assert remembered(later) == kept
    assert later.chosen[Recipe].learning_rate == 0.5

"""A moment in a link: written, read again to the last bit, and refused where it can't be used."""

from dataclasses import replace
from urllib.parse import parse_qsl

import numpy as np

from playground.features.moment.screen import Moment, begin
from playground.pages.inside_the_symmetry.lesson import Nudge
from playground.training import Experiment, Recipe, RunGroup
from playground.training.changes import TOO_MANY, in_link
from playground.training.timeline import MOST_EVENTS
from playground.ui.components.commands import read_command
from playground.ui.runs.player import Player
from tests.looped import looped
from tests.ui.pages import CASES, Visit, followed

(PLAYGROUND,) = (case for case in CASES if not case.prefix)
(INSIDE,) = (case for case in CASES if case.prefix == "inside_")
(ZERO,) = (case for case in CASES if case.prefix == "zero_")


def arrived(visit: Visit) -> Visit:
    """The visit when its page has been trained to where the link says."""
    for _ in range(200):
        if not visit.player.playback.seeking:
            break
        visit.ask()
    return visit


def opened(case, **query) -> Visit:
    return arrived(Visit(case, **{name: [str(value)] for name, value in query.items()}))


def notes(visit: Visit) -> str:
    return "\n".join(visit.app.session_state[f"{visit.case.prefix}link_notes"])


def test_the_link_in_share_opens_the_moment_on_screen():
    visit = opened(PLAYGROUND, at=120)
    visit.app.run()
    assert visit.player.runs.iteration == 120
    assert not visit.player.playing
    assert followed(visit.link) == {"at": ["120"]}
    again = arrived(Visit(PLAYGROUND, **followed(visit.link)))
    assert np.array_equal(again.player.run.parameters.vector, visit.player.run.parameters.vector)
    visit.tell("play")
    visit.ask()
    visit.tell("pause")
    assert "at" not in visit.app.query_params  # the address is not that of the screen any more
    assert followed(visit.link) == {"at": [visit.numbers["Iteration"]]}
    visit.app.query_params["at"] = "120"  # by a message that the page has sent before it had heard of that
    visit.run()
    assert "at" not in visit.app.query_params


def test_a_chart_that_asks_directly_has_the_page_around_it_follow():
    visit = opened(PLAYGROUND, at=120)
    visit.run()
    assert visit.sent["follows"] == visit.sent["version"]
    tick = visit.player.answer(read_command(visit.command("step")))
    assert tick.version != visit.sent["follows"]  # by that the chart knows
    assert visit.app.query_params["at"] in ("120", ["120"])
    visit.tell("follow", number=tick.done + 1)
    assert "at" not in visit.app.query_params
    assert followed(visit.link) == {"at": ["121"]}
    assert visit.sent["follows"] in (None, visit.sent["version"])


def test_rates_and_nudges_on_the_way_are_in_the_link():
    visit = opened(INSIDE, at=50)
    runs = visit.player.runs
    runs.first.nudge(Nudge(unit=2, amount=0.01).one(runs.first.parameters))
    runs.advance(30)
    variant = runs.experiment[""]
    runs.adjust(Experiment({"": variant._replace(recipe=replace(variant.recipe, learning_rate=0.3))}))
    runs.advance(10)
    query, note = in_link(runs)
    assert note == ""
    asked = dict(parse_qsl(query))
    assert asked["at"] == "90"
    again = opened(INSIDE, inside_learning_rate=0.3, **asked)
    assert np.array_equal(again.player.run.parameters.vector, runs.first.parameters.vector)
    assert again.player.run.nudged == [50]


def test_weights_that_were_set_or_frozen_at_first_or_on_the_way_are_in_the_link_and_said():
    visit = opened(PLAYGROUND)
    runs = visit.player.runs
    assert in_link(runs) == ("", "")
    run = runs.first
    run.edit("W1:0", 3.0)  # before the first update
    assert in_link(runs)[1] == ""
    run.advance(20)
    run.edit("W1:3", 0.1 + 0.2)
    run.edit("b2:0", -1e-9)
    run.freeze(["W2", "b1:1"])
    run.advance(30)
    query, note = in_link(runs)
    assert note == ""
    again = opened(PLAYGROUND, **dict(parse_qsl(query)))
    assert np.array_equal(again.player.run.parameters.vector, run.parameters.vector)
    assert again.player.run.frozen == ["W2", "b1:1"]
    visit.set("learning_rate", "0.5")
    assert "Frozen, so not trained: W2 and 1 single number." in visit.message
    visit.player.runs.advance(30)
    visit.player.runs.seek(40)
    visit.run()
    assert "The learning rate here is 1.2; it was changed at iteration 50." in visit.message
    visit.player.runs.seek(50)
    visit.run()
    assert "The learning rate here" not in visit.message


def test_what_does_not_fit_is_said_and_the_link_is_that_of_the_beginning():
    runs = RunGroup(Experiment.alone(Recipe(samples=20, n_h=50)))
    runs.advance(5)
    assert in_link(runs) == ("at=5", "")
    runs.first.nudge({"W1": np.random.default_rng(1).normal(size=(50, 2))})
    assert in_link(runs) == ("", TOO_MANY)
    two = RunGroup(ZERO.experiment())
    two.advance(5)
    assert in_link(two) == ("at=5", "")
    two.first.nudge({"W1": np.ones((4, 2))})  # not the other one
    assert in_link(two) == ("", TOO_MANY)


@looped(
    "query",
    [
        *({"at": at} for at in ("-1", "2e3", "1.5", "nan", "²", "9" * 13, "<script>", " 5")),
        *(
            {"at": "5", "changes": changes}
            for changes in (
                "<b>", "0", "0_r", "0_r_x", "0_r_nan", "0_r_1e9", "x_r_1", "-1_r_1", "5_r_1.2", "0_r_1.2~1.5_r_1", "_",
                "0_r_1.2~3_W9_0_1", "0_r_1.2~3_W1_99_1", "0_r_1.2~3_W1_-1_1", "0_r_1.2~3_W1_0", "0_r_1.2~3_W1_0_inf",
                "0_r_1.2~3_W1_0_1e300", "0_r_1.2~3_W1:9_1", "0_r_1.2~3_W1:0_nan", "0_r_1.2~3_W1:0_1_2",
                "0_r_1.2~3_f_W9", "0_r_1.2~3_f_W1:9", "0_r_1.2~3_f_",
                "0_r_1.2~" * 200, "~".join(["0_r_1.2"] * MOST_EVENTS), "0_r_1.2_3", "9" * 500 + "_r_1",
            )
        ),
    ],
)  # fmt: skip
def test_a_link_that_nobody_has_made_opens_the_beginning_and_says_why(query, monkeypatch):
    state: dict = {"moment": None}
    monkeypatch.setattr("streamlit.session_state", state)
    player = fresh_player()
    state["moment"] = Moment(query["at"], query.get("changes", ""))
    (note,) = begin(player, "")
    assert "can't be used" in note or "is no iteration" in note
    assert len(note) < 400
    assert not player.playback.seeking
    assert player.runs.iteration == 0
    fresh = fresh_player()
    for each in (player, fresh):
        each.runs.advance(1)
    assert np.array_equal(player.run.parameters.vector, fresh.run.parameters.vector)


def fresh_player() -> Player:
    return Player(PLAYGROUND.scene, PLAYGROUND.experiment(samples=20), PLAYGROUND.view())


def test_beyond_its_limit_it_opens_at_the_end_and_says_so():
    visit = opened(PLAYGROUND, at=5000, limit=100, samples=20)
    assert visit.player.runs.iteration == 100
    assert "ends at iteration 100" in notes(visit)


def test_the_page_says_what_of_its_link_it_can_not_use():
    visit = opened(PLAYGROUND, at="x")
    assert "opens at its beginning" in notes(visit)
    assert visit.player.runs.iteration == 0


def test_where_share_has_what_is_on_screen_the_page_follows_once_nothing_moves(monkeypatch):
    visit = Visit(PLAYGROUND)
    visit.open_share()
    made = []
    monkeypatch.setattr("playground.ui.shell.live_screen.run_comment", lambda *place, **key: made.append(key))
    for what, drawn in (("step", True), ("play", False), ("pause", True), ("reset", True)):
        made.clear()
        visit.tell(what)
        assert bool(made) == drawn, what

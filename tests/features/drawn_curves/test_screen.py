"""What a visitor has drawn on a page before the run: where it is kept, and what is said of it once the run has come."""

import json
from urllib.parse import parse_qsl, urlsplit

import pytest

from playground.features.drawn_curves import boundary as expected_boundary
from playground.lessons.drawn.curve import pack
from playground.lessons.drawn.line import MOST_LETTERS
from playground.pages.contents import DIGITS, PLAYGROUND, ZERO_OR_RANDOM
from playground.ui.settings.tab_memory import KEY
from tests.ui.pages import CASES, Visit

BY_PAGE = {case.page: case for case in CASES}
SLOW_FALL = [[0, 0.693], [200, 0.05]]
pytestmark = pytest.mark.usefixtures("no_hurry")


def opened(**link):
    return Visit(BY_PAGE[PLAYGROUND], limit="200", **link)


def to_draw(visit):
    """What can be drawn on the page's charts, and is, by name."""
    return visit.sent["features"].get("drawn_curves", {})


def drawn(visit):
    return [[round(at), pytest.approx(cost, rel=0.005)] for at, cost in to_draw(visit)["curve"]["points"]]


def in_address(visit, name="curve"):
    text = visit.app.query_params.get(name, "")
    return text if isinstance(text, str) else text[0]  # as the test has put it, or as the page has


def test_a_curve_is_in_the_link_which_draws_it_again_and_belongs_to_its_experiment():
    visit = opened()
    assert to_draw(visit) == {"curve": {"points": []}}
    visit.tell("expect", name="curve", points=SLOW_FALL)
    assert [[at, cost] for at, cost in SLOW_FALL] == drawn(visit)
    text = in_address(visit)
    assert 0 < len(text) <= MOST_LETTERS
    again = opened(curve=text)
    assert to_draw(again) == to_draw(visit)
    again.open_share()
    assert f"curve={text}" in again.link
    visit.set("activation", "relu")
    assert (in_address(visit), to_draw(visit)["curve"]["points"]) == ("", [])
    visit.set("activation", "tanh")
    visit.set("limit", 1200)
    assert in_address(visit) == text
    visit.tell("step")
    visit.tell("expect", name="curve", points=[[0, 0.693], [200, 0.6]])
    assert in_address(visit) == text  # what has been seen is not expected any more
    visit.tell("expect", name="curve", points=[])  # but can be taken away
    assert (in_address(visit), to_draw(visit)["curve"]["points"]) == ("", [])


def test_at_the_end_the_distance_is_told_and_reset_keeps_the_curve():
    visit = opened(curve=pack(SLOW_FALL))
    visit.tell("play")
    while not visit.player.ended:
        visit.ask(pictures=20, iteration=visit.player.runs.iteration)
        if visit.player.playback.at_end:
            visit.tell("pause", shown=200)
    came = "falls slowly to 0.6 by iteration 110, drops to 0.41 by iteration 140, then falls slowly to 0.35"
    off = "On average your curve was off by 23 % of the highest cost."
    assert f"Your curve falls slowly to 0.05; the cost {came}. {off}" in visit.said
    visit.tell("reset")
    assert "Your curve" not in visit.said
    assert in_address(visit) == pack(SLOW_FALL)


def remembered(visit):
    """What the tab gives back after a reload."""
    return json.loads(visit.component(KEY).json)["parts"]


def test_it_comes_back_with_the_settings_that_the_tab_gives_back():
    visit = opened(n_h="6")
    visit.tell("expect", name="curve", points=SLOW_FALL)
    kept, text = remembered(visit), in_address(visit)
    for link in ({"curve": text}, {}):  # reloaded; and back from a page that was
        again = opened(**link)  # the address does not have the settings yet, or any more
        again.trigger(KEY, "back", kept)
        assert (again.player.run.recipe.n_h, in_address(again)) == (6, text)
        assert drawn(again) == drawn(visit)
    again.tell("expect", name="curve", points=[])
    assert remembered(again)["curve"] is None


def test_what_no_page_of_ours_draws_and_no_tab_of_ours_remembers_changes_nothing():
    visit = opened(curve=pack(SLOW_FALL))
    for name, points in (
        *(("curve", points) for points in ([[0, 1]], [[5, 1], [1, 1]], [["a", 1], [2, 2]], [None], [[0, 1, 2]] * 50)),
        ("other", SLOW_FALL),
    ):
        visit.tell("expect", name=name, points=points)
        assert in_address(visit) == pack(SLOW_FALL)
    before = remembered(visit)
    for data in ({"curve": ["", "AAAA"]}, {"curve": [1, 2]}, {"curve": "no"}, {"other": ["", ""]}, [], "no", 7):
        visit.trigger(KEY, "back", {"curve": data})
        assert remembered(visit) == before


def test_a_line_that_nobody_can_draw_is_said_to_be_unusable():
    visit = moons(curve="曲线" * 4, boundary="AAAAAAAA")
    curve, boundary = visit.notes
    assert curve.startswith("curve: '曲线曲线曲线曲线' can't be used. A curve ")
    assert boundary == "boundary: 'AAAAAAAA' can't be used. A line has two different points at least."
    assert (in_address(visit), in_address(visit, "boundary")) == ("", "")
    assert [each["points"] for each in to_draw(visit).values()] == [[], []]


def test_it_is_drawn_beside_one_run_and_not_beside_two():
    assert {*to_draw(Visit(BY_PAGE[DIGITS]))} == {"curve"}
    assert to_draw(Visit(BY_PAGE[ZERO_OR_RANDOM])) == {}


def test_a_teacher_can_leave_it_out_with_predictions():
    for left_out in ({"hide": "claims"}, {"keep": "n_h"}):
        visit = opened(**left_out, curve=pack(SLOW_FALL))
        assert (visit.notes, to_draw(visit)) == ([], {})
        visit.tell("step")
        assert "our curve" not in visit.said
    assert {*to_draw(opened(keep="experiments,claims"))} == {"curve"}


LINE = [[-2, 0.25], [3, 0.25]]
MOONS = {"dataset": "moons", "n_h": "2"}


def moons(**link):
    return Visit(BY_PAGE[PLAYGROUND], **MOONS, **link)


def test_a_boundary_is_in_the_link_which_draws_it_again_and_goes_on_beyond_its_ends():
    visit = moons()
    assert to_draw(visit)["boundary"] == {"points": [], "whole": []}
    visit.tell("expect", name="boundary", points=LINE)
    sent = to_draw(visit)["boundary"]
    assert [pytest.approx(point, abs=0.003) for point in LINE] == [*sent["points"]]
    assert sent["whole"][1:-1] == sent["points"]
    assert (sent["whole"][0][0] < -100, sent["whole"][-1][0] > 100) == (True, True)
    assert 0 < len(in_address(visit, "boundary")) <= MOST_LETTERS
    assert in_address(visit) == ""
    again = moons(boundary=in_address(visit, "boundary"))
    assert to_draw(again)["boundary"] == sent
    again.tell("expect", name="boundary", points=[])
    assert (in_address(again, "boundary"), to_draw(again)["boundary"]["points"]) == ("", [])


def test_a_boundary_is_compared_once_the_run_stands_still_and_no_sooner():
    line = expected_boundary.pack(LINE)
    visit = moons(claim="2", boundary=line, curve=pack(SLOW_FALL))
    assert "Your line" not in visit.said
    visit.tell("play")
    assert "Your line" not in visit.said
    visit.tell("pause", shown=0)
    visit.tell("step")
    assert "Your line gets 8" in visit.said
    visit.tell("expect", name="boundary", points=[[0, 0], [1, 1]])  # what has been seen is not expected any more
    assert in_address(visit, "boundary") == line
    visit.open_share()  # what is drawn follows what is predicted
    names = [name for name, _value in parse_qsl(urlsplit(visit.link).query)]
    assert [name for name in names if name in ("claim", "curve", "boundary")] == ["claim", "curve", "boundary"]


def test_a_boundary_is_drawn_only_where_the_experiment_asks_for_it():
    line = expected_boundary.pack(LINE)
    for settings in ({"n_h": "3"}, {"classes": "3", "dataset": "spiral"}):
        visit = Visit(BY_PAGE[PLAYGROUND], **{**MOONS, **settings}, boundary=line)
        visit.tell("step")
        assert {*to_draw(visit)} == {"curve"}
        assert "Your line" not in visit.said

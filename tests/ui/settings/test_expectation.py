"""The cost curve that a visitor expects, on a page: where it is kept, and what is said of it once the run has come."""

import pytest

from playground.lessons.expected_curve import MOST_LETTERS, pack
from playground.ui.pages import DIGITS, PLAYGROUND, ZERO_OR_RANDOM
from tests.ui.pages import CASES, Visit

BY_PAGE = {case.page: case for case in CASES}
SLOW_FALL = [[0, 0.693], [200, 0.05]]
pytestmark = pytest.mark.usefixtures("no_hurry")


def opened(**link):
    return Visit(BY_PAGE[PLAYGROUND], limit="200", **link)


def drawn(visit):
    return [[round(at), pytest.approx(cost, rel=0.005)] for at, cost in visit.sent["expected"]["points"]]


def in_address(visit):
    text = visit.app.query_params.get("curve", "")
    return text if isinstance(text, str) else text[0]  # as the test has put it, or as the page has


def test_a_curve_is_in_the_link_which_draws_it_again():
    visit = opened()
    assert visit.sent["expected"] == {"points": [], "span": 200}
    visit.tell("expect", points=SLOW_FALL)
    assert [[at, cost] for at, cost in SLOW_FALL] == drawn(visit)
    assert 0 < len(in_address(visit)) <= MOST_LETTERS
    again = opened(curve=in_address(visit))
    assert again.sent["expected"] == visit.sent["expected"]
    again.open_share()
    assert f"curve={in_address(visit)}" in again.link


def test_at_the_end_the_distance_is_told_and_reset_keeps_the_curve():
    visit = opened(curve=pack(SLOW_FALL))
    visit.tell("play")
    while not visit.player.ended:
        visit.ask(pictures=20, iteration=visit.player.runs.iteration)
        if visit.player.playback.at_end:
            visit.tell("pause", shown=200)
    assert (
        "Your curve falls slowly to 0.05; the cost stands still for 110 iterations, then falls to 0.35." in visit.said
    )
    visit.tell("reset")
    assert "Your curve" not in visit.said
    assert in_address(visit) == pack(SLOW_FALL)


def test_what_has_been_seen_is_not_expected_any_more_but_can_be_taken_away():
    visit = opened(curve=pack(SLOW_FALL))
    visit.tell("step")
    visit.tell("expect", points=[[0, 0.693], [200, 0.6]])
    assert in_address(visit) == pack(SLOW_FALL)
    visit.tell("expect", points=[])
    assert (in_address(visit), visit.sent["expected"]["points"]) == ("", [])


def test_it_belongs_to_the_experiment_for_which_it_was_drawn():
    visit = opened()
    visit.tell("expect", points=SLOW_FALL)
    visit.set("activation", "relu")
    assert (in_address(visit), visit.sent["expected"]["points"]) == ("", [])
    visit.set("activation", "tanh")
    visit.set("limit", 1200)
    assert in_address(visit) == pack(SLOW_FALL)


def test_what_no_page_of_ours_draws_changes_nothing():
    visit = opened(curve=pack(SLOW_FALL))
    for points in ([[0, 1]], [[5, 1], [1, 1]], [["a", 1], [2, 2]], [None], [[0, 1, 2]] * 50):
        visit.tell("expect", points=points)
        assert in_address(visit) == pack(SLOW_FALL)


@pytest.mark.parametrize("text", ["AAAA", "zzzzAAAA", "曲线" * 4])
def test_a_curve_that_nobody_can_draw_is_said_to_be_unusable(text):
    visit = opened(curve=text)
    (note,) = visit.notes
    assert note.startswith(f"curve: {text[:40]!r} can't be used. A curve ")
    assert in_address(visit) == ""
    assert visit.sent["expected"]["points"] == []


def test_the_axis_is_long_enough_to_draw_on_and_no_longer():
    visit = opened()
    visit.set("limit", 10_000)
    assert visit.sent["expected"]["span"] == 2000
    visit.set("log_iteration", True)
    assert visit.sent["expected"]["span"] == 10_000


def test_it_is_drawn_beside_one_run_and_not_beside_two():
    assert Visit(BY_PAGE[DIGITS]).sent["expected"]
    assert Visit(BY_PAGE[ZERO_OR_RANDOM]).sent["expected"] is None

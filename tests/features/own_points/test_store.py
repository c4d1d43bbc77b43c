"""Own points on the pages: in the link, in the session, on every page that takes them, and nobody else's."""

import json
import math
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest

from playground.data import MOST_POINTS, OWN_POINTS, Points, pack, unpack
from playground.features.own_points.store import MOST_IN_LINK, MOST_VALUES_IN_LINK, drawn
from playground.pages.contents import HOW_MANY_UNITS
from playground.pages.links import takes_values
from playground.training import Recipe
from tests.looped import looped
from tests.ui.pages import ALL, CASES, STATIC_PAGES, Visit, elements, link_to

PLAYGROUND, ZERO = CASES[:2]
TAKERS = [case for case in ALL if "dataset" in case.names and OWN_POINTS in case.settings.spec("dataset").names]
SIZES = next(case for case in STATIC_PAGES if case.page is HOW_MANY_UNITS)


def some(m=50, K=2, seed=1):
    random = np.random.RandomState(seed)
    labels = np.concatenate([np.arange(K), random.randint(K, size=m - K)])
    return Points.of(random.randn(2, m) + labels, labels, [f"kind {k}" for k in range(K)])


def some_values(m=40):
    X = np.random.RandomState(1).uniform(-3, 3, (2, m))
    return Points.of(X, X[0] * X[1] / 4, ())


def link(case, points, **values):
    return link_to(case, dataset=OWN_POINTS, **values) | {"points": pack(points)}


def followed(visit):
    """The same link in another visitor's browser."""
    given = {name: texts[0] for name, texts in parse_qs(urlsplit(visit.link).query).items()}
    return Visit(visit.case, **given)


def learned(visit):
    """The points that the page has learned."""
    if visit.case in CASES:
        return visit.player.run.recipe.points
    return visit.app.session_state["sizes_setting_trainee"].sweep.recipes[0].points


def opened(visit):
    """The page with the popover open."""
    visit.app.session_state["own"] = True
    visit.run()
    return visit


def popover_says(visit):
    return "\n".join(each.value for each in elements(visit.part("own")) if each.type in ("text", "markdown"))


def assert_same_numbers(one, other):
    assert one.player.runs.experiment == other.player.runs.experiment
    for visit in (one, other):
        visit.player.runs.advance(50)
    for mine, theirs in zip(one.player.runs.values(), other.player.runs.values(), strict=True):
        np.testing.assert_array_equal(mine.parameters.vector, theirs.parameters.vector)
        assert mine.measure().cost == theirs.measure().cost


# Choosing


@looped("dataset", ["moons", "bump"])
def test_own_points_begin_as_a_copy_of_what_is_on_screen(dataset):
    visit = Visit(PLAYGROUND, dataset=dataset)
    whole = visit.player.run.recipe.whole
    visit.set("dataset", OWN_POINTS)
    assert unpack(learned(visit)) == Points.of_dataset(whole)
    assert f"a copy of {dataset} so far" in visit.message
    assert not visit.errors
    for name in ("noise", "samples", "class_share", "classes", "data_seed"):
        assert visit.widget(name).disabled, name
    visit.set("test_share", 20)
    assert not visit.widget("data_seed").disabled
    assert visit.player.run.X_test.shape == (2, 80)


def test_own_points_come_back_after_another_dataset_or_an_experiment():
    points = some()
    visit = Visit(PLAYGROUND, **link(PLAYGROUND, points))
    for text in (pack(some(seed=9)), ""):  # what a browser puts into the hidden field has no effect
        visit.app.session_state["points"] = text
        visit.run()
        assert unpack(learned(visit)) == points
        assert visit.app.session_state["points"] == pack(points)
    visit.set("dataset", "xor")
    assert learned(visit) == ""
    assert "points" not in visit.app.query_params
    assert "points=" not in visit.link
    visit.press("preset_1")
    visit.set("dataset", OWN_POINTS)
    assert unpack(learned(visit)) == points
    assert visit.app.query_params["points"] in (pack(points), [pack(points)])


def test_a_link_has_its_points_learned_with_the_same_numbers_by_whoever_opens_it():
    points = some(m=80, K=3)
    for case, settings in ((PLAYGROUND, {"test_share": 30}), (ZERO, {}), (SIZES, {})):
        visit = Visit(case, **link(case, points, **settings))
        assert not visit.notes, case
        assert not visit.errors, case
        assert unpack(learned(visit)) == points, case
        other = followed(visit)
        assert unpack(learned(other)) == points, case
        if case is not SIZES:
            assert_same_numbers(visit, other)


@pytest.mark.parametrize(
    "cases", [(PLAYGROUND, ZERO, SIZES), pytest.param(TAKERS, marks=pytest.mark.nightly)], ids=["by day", "by night"]
)
def test_the_latest_points_are_learned_on_every_page_that_takes_some(cases):
    assert {*cases} <= {*TAKERS}
    visit = Visit(PLAYGROUND, **link(PLAYGROUND, some(seed=1)))
    visit.go_to(ZERO)
    assert learned(visit) == ""  # this page has a dataset of its own
    visit.set("dataset", OWN_POINTS)
    assert unpack(learned(visit)) == some(seed=1)
    visit.app.session_state["own_points"] = newest = pack(some(seed=2))
    for case in cases:
        visit.go_to(case)
        if case not in (PLAYGROUND, ZERO):
            visit.set("dataset", OWN_POINTS)
        assert learned(visit) == newest, case
        assert f"points={newest}" in visit.link


def test_a_page_that_predicts_classes_keeps_values_for_the_playground_and_says_so():
    values = some_values()
    visit = Visit(ZERO, **link(ZERO, values))
    for case in (case for case in TAKERS if not takes_values(case.settings)):
        visit.go_to(case)
        if case is not ZERO:
            visit.set("dataset", OWN_POINTS)
        assert not visit.errors
        begins_with = case.settings.read({})[0][type(case.settings.record("dataset"))].whole
        assert unpack(learned(visit)) == Points.of_dataset(begins_with), case
        assert "Each of your points has a number" in visit.message
        assert "points=" not in visit.link
    visit.go_to(PLAYGROUND)
    visit.set("dataset", OWN_POINTS)
    assert unpack(learned(visit)) == values


def test_a_second_visitor_sees_nothing_of_the_first_ones():
    one, other = Visit(PLAYGROUND, **link(PLAYGROUND, some())), Visit(PLAYGROUND)
    other.set("dataset", OWN_POINTS)
    assert "kind 0" not in json.dumps(other.sent)
    assert learned(other) != learned(one)
    assert other.player.start != one.player.start  # after a restart of the server their runs are not taken for the same


# The link


@looped(
    "text",
    {"cut": pack(some())[:-5], "100 kB": "A" * 100_000, "HTML": "<script>alert(1)</script>"},
)
def test_a_hostile_link_gets_a_note_and_a_page(text):
    visit = Visit(PLAYGROUND, dataset=OWN_POINTS, points=text)
    (note,) = visit.notes
    assert note.startswith("Your points: ")
    assert "can't be used" in note
    assert len(note) < 250
    assert not visit.errors
    assert unpack(learned(visit)) == Points.of_dataset(Recipe().whole)
    assert "a copy of flower so far" in visit.message


def test_points_on_a_page_that_takes_none_are_told():
    digits = next(case for case in CASES if case.prefix == "digits_")
    assert Visit(digits, points=pack(some())).notes == ["'points' is not a setting of this page."]


@looped(("make", "most"), [(some, MOST_IN_LINK), (some_values, MOST_VALUES_IN_LINK)])
def test_so_many_points_are_in_the_link_and_no_more(make, most):
    for m in (most, most + 1):
        visit = Visit(PLAYGROUND, **link(PLAYGROUND, make(m)))
        assert unpack(learned(visit)) == make(m)
        assert ("points=" in visit.link) == (m == most)
        assert len(visit.link) < 2600
        said = "\n".join(each.value for each in elements(visit.part("share")) if each.type == "markdown")
        assert ("too many for a link, so it holds only the settings" in said) == (m > most)
        assert ("too many for a link" in popover_says(opened(visit))) == (m > most)
    visit.tell("step")  # and they stay in the session
    assert unpack(learned(visit)) == make(m)


# What has to be said


def test_what_has_to_be_said_of_the_points_is_said_on_every_page():
    assert "colours repeat" in Visit(PLAYGROUND, **link(PLAYGROUND, some(m=60, K=6))).message
    visit = Visit(SIZES, **link(SIZES, some(m=3), limit=20, runs=1), sizes_units="1,2")
    assert "A test share of 20 % needs more points of each class" in visit.message
    visit.press("setting_train")  # all the same
    assert visit.app.session_state["sizes_setting_trainee"].sweep.ended
    assert "There are no test points" in json.dumps(visit.chart("setting_charts"))


def test_own_points_have_a_question_and_an_answer_of_their_own():
    two = Points.of([[0, 0.1, 5, 5.1], [0, 0.1, 5, 5.1]], [0, 0, 1, 1], ["**cat**", "dog"])
    visit = Visit(PLAYGROUND, **link(PLAYGROUND, two))
    question = "Can this network tell **cat** and dog of your points apart?"
    texts = [each.value for each in elements(visit.part("lines")) if each.type == "text"]
    assert texts == [question]  # as plain text
    visit.tell("step")
    right = f"{100 * visit.player.run.measure().score:.1f} %"
    no = f"No: {right} are right; the most frequent class for every point would get 50.0 %."
    assert visit.said == f"<strong class='run-outcome'>{no}</strong>"
    visit.player.runs.advance(100)
    visit.run()
    assert visit.player.run.measure().score == 1
    assert "<strong class='run-outcome'>Yes: all 4 training points are right.</strong>" in visit.message
    taught = Visit(PLAYGROUND, **link(PLAYGROUND, two), ask="Why?")
    assert [each.value for each in elements(taught.part("lines")) if each.type == "text"] == ["Why?"]


# What is drawn


def test_what_was_drawn_is_put_in_order_and_values_keep_theirs():
    points = drawn({"names": ["a", "b"], "points": [[1, 2, 1], [0.5, 1, 0], [3, 2.5, 1]]})
    assert (points.names, points.counts) == (("a", "b"), (1, 2))
    np.testing.assert_allclose(points.X, [[0.5, 1, 3], [1, 2, 2.5]], atol=0.002)
    points = drawn({"names": [], "points": [[1, 2, 0.5], [0.5, 1, -2]]})
    assert (points.names, points.labels.tolist()) == ((), [0.5, -2.0])


@looped(
    "message",
    [
        *(None, 4, "x", [], {}, {"names": ["a"]}, {"points": []}, {"names": ["a"], "points": []}),
        {"names": "ab", "points": [[0, 0, 0]]},
        {"names": ["a"], "points": [[0, 0, 1]]},
        {"names": ["a"], "points": [[0, 0, -1]]},
        {"names": ["a"], "points": [[0, 0]]},
        {"names": ["a"], "points": [[0, 0, 0, 0]]},
        {"names": ["a"], "points": [["0", 0, 0]]},
        {"names": ["a"], "points": [[True, 0, 0]]},
        {"names": ["a"], "points": [[None, 0, 0]]},
        {"names": ["a"], "points": [[[0], 0, 0]]},
        {"names": ["a"], "points": [[math.nan, 0, 0]]},
        {"names": ["a"], "points": [[math.inf, 0, 0]]},
        {"names": ["a"], "points": [[10**400, 0, 0]]},
        {"names": ["a"], "points": [[1e6, 0, 0]]},
        {"names": ["a"], "points": [[0, 0, 0]] * (MOST_POINTS + 1)},
        {"names": ["a"] * 10_000, "points": [[0, 0, 0]]},
        {"names": ["a", "a"], "points": [[0, 0, 0], [0, 0, 1]]},
        {"names": [7], "points": [[0, 0, 0]]},
        {"names": ["x" * 10_000], "points": [[0, 0, 0]]},
        {"names": ["=1"], "points": [[0, 0, 0]]},
        {"names": [f"c{k}" for k in range(11)], "points": [[0, 0, k] for k in range(11)]},
        *({"names": [], "points": [[0, 0, value]] * 2} for value in (math.nan, 1e6, "1", True)),
        {"names": [], "points": [[0, 0, 1]] * (MOST_POINTS + 1)},
    ],
)
def test_what_nobody_can_have_drawn_is_refused(message):
    with pytest.raises(ValueError, match=r"points|class|Coordinates|Values"):
        drawn(message)

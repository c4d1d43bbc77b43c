"""Own points with values on the pages: brought as a table, drawn, in the link, and where they cannot be used."""

import numpy as np
import pytest

from playground.data import MOST_POINTS, OWN_POINTS, Points, pack, unpack
from playground.features.own_points import popover as points_popover
from playground.features.own_points.store import MOST_VALUES_IN_LINK, drawn
from playground.pages.links import takes_values
from tests.features.own_points.test_store import (
    PLAYGROUND,
    TAKERS,
    assert_same_numbers,
    followed,
    learned,
    link,
    opened,
    pasted,
    popover_says,
    uploaded,
)
from tests.looped import looped
from tests.ui.pages import Visit

FLATS = "size,rooms,price\n50,1,130000\n80,2.5,250500\n65,0.5,150000\n120,3,400000\n90,2,270000"


def some(m=40, seed=1):
    random = np.random.RandomState(seed)
    X = random.uniform(-3, 3, (2, m))
    return Points.of(X, X[0] * X[1] / 4, ())


def of_classes():
    return Points.of([[0, 1], [0, 1]], [0, 1], ["a", "b"])


def kind(visit):
    return next(box for box in visit.app.selectbox if "_kind_of_" in box.key)


def test_a_table_with_a_number_is_guessed_scaled_and_learned():
    visit = pasted(FLATS)
    assert kind(visit).value is True
    said = popover_says(visit)
    assert "Guess: the column to predict is 'price', judging by its name" in said
    assert "5 points, each with a number: 'price'." in said
    assert "Each input and the number are standardised" in said
    assert "(price − 2.401e+05) / " in said
    assert "The page gives values, outputs and RMSE in the table's own unit." in said
    visit.press("own_use")
    assert not visit.errors
    run = visit.player.run
    assert (run.train.target, run.train.input_names) == ("number", ("size", "rooms"))
    np.testing.assert_allclose([run.Y.mean(), run.Y.std()], [0, 1], atol=1e-3)
    assert visit.widget("classes").disabled
    assert run.recipe.learning_rate == 0.5
    assert_same_numbers(visit, followed(visit))


def test_a_number_can_be_taken_for_a_class_and_the_other_way_round():
    visit = pasted("a,b,c\n1,5,1\n2,3,2\n3,4,1\n5,5,3")
    assert kind(visit).value is False
    assert "4 points of 3 classes" in popover_says(visit)
    kind(visit).set_value(True)
    visit.run()
    assert "4 points, each with a number: 'c'." in popover_says(visit)
    assert "Guess" not in popover_says(visit)
    visit.press("own_use")
    assert visit.player.run.train.target == "number"


def test_another_column_is_guessed_anew():
    visit = pasted("a,b,c,kind\n1,5,1.5,x\n2,3,2.5,y\n3,4,1.5,x\n5,5,3.5,y")
    assert kind(visit).value is False
    next(box for box in visit.app.selectbox if box.key.endswith("_label")).set_value(2)
    visit.run()
    assert kind(visit).value is True


@looped(
    ("text", "says"),
    [
        ("a,b,c\n1,2,0.5\n2,3,0.5\n3,4,0.5", "'c' has the same number everywhere, so there is nothing to learn"),
        ("a,b,price\n1,2,0.5\n2,3,dear\n3,1,2.5", "Line 3: 'dear' in the column 'price' is not a number."),
        ("a,b,price\n1,2,0.5\n2,3,inf\n3,1,2.5", "Line 3: 'inf' in the column 'price' is not a number."),
        ("a,b,price\n1,2,0.5\n2,3,\n3,1,2.5", "Line 3: there is no number in the column 'price'."),
    ],
)
def test_what_cannot_be_used_has_a_sentence(text, says):
    assert says in popover_says(pasted(text))


def test_what_is_downloaded_and_uploaded_again_gives_the_same_numbers():
    for dataset, more in (("bump", {}), (OWN_POINTS, {"points": pack(some())})):
        settings = {"test_share": 20, "samples": 60, "learning_rate": 0.1}
        visit = Visit(PLAYGROUND, dataset=dataset, **settings, **more)
        again = uploaded(points_popover._file(visit.player.run.recipe), Visit(PLAYGROUND, **settings))
        assert ("the points of the dataset bump" in popover_says(again)) == (dataset == "bump")
        again.press("own_use")
        assert again.widget("dataset").value == dataset
        assert_same_numbers(visit, again)
    visit = pasted(FLATS)
    visit.press("own_use")
    again = uploaded(points_popover._file(visit.player.run.recipe), Visit(PLAYGROUND))
    again.press("own_use")
    assert_same_numbers(visit, again)
    assert learned(visit) == learned(again)


@pytest.mark.parametrize("m", [MOST_VALUES_IN_LINK, MOST_VALUES_IN_LINK + 1])
def test_so_many_points_are_in_the_link_and_no_more(m):
    visit = Visit(PLAYGROUND, **link(PLAYGROUND, some(m)))
    assert learned(visit) == pack(some(m))
    assert ("points=" in visit.link) == (m <= MOST_VALUES_IN_LINK)


def test_own_points_begin_as_a_copy_of_the_numbers_on_screen():
    visit = Visit(PLAYGROUND, dataset="bump")
    visit.set("dataset", OWN_POINTS)
    assert unpack(learned(visit)) == Points.of_dataset(Visit(PLAYGROUND, dataset="bump").player.run.recipe.whole)
    assert "a copy of bump so far" in visit.message


def test_a_page_that_predicts_classes_says_so_and_keeps_them_for_the_playground():
    points = some()
    for case in (case for case in TAKERS if not takes_values(case.settings)):
        visit = Visit(case, **link(case, points))
        assert not visit.errors
        assert unpack(learned(visit)) == Points.of_dataset(
            case.settings.read({})[0][type(case.settings.record("dataset"))].whole
        )
        assert "Each of your points has a number" in visit.message
        assert "points=" not in visit.link
        visit.go_to(PLAYGROUND)
        visit.set("dataset", OWN_POINTS)
        assert unpack(learned(visit)) == points


def test_one_value_alone_is_said():
    visit = Visit(PLAYGROUND, **link(PLAYGROUND, Points.of([[0, 1], [1, 0]], [0.5, 0.5], ())))
    assert "All points have the same value so far" in visit.message
    assert not visit.errors


def test_they_are_among_the_datasets_of_numbers():
    for points, among in ((some(), "own_pictures_of_numbers"), (of_classes(), "own_pictures")):
        visit = opened(Visit(PLAYGROUND, **link(PLAYGROUND, points)))
        assert any(each.key == f"own_of_{OWN_POINTS}" for each in visit.part(among).button)


# What is drawn


def test_what_was_drawn_keeps_its_order():
    points = drawn({"names": [], "points": [[1, 2, 0.5], [0.5, 1, -2]]})
    assert (points.names, points.labels.tolist()) == ((), [0.5, -2.0])


@looped("value", [float("nan"), float("inf"), 1e6, "1", None, True, [1], 10**400])
def test_a_value_that_nobody_can_have_drawn_is_refused(value):
    with pytest.raises(ValueError, match=r"points|Values"):
        drawn({"names": [], "points": [[0, 0, value]] * 2})
    with pytest.raises(ValueError, match="too many"):
        drawn({"names": [], "points": [[0, 0, 1]] * (MOST_POINTS + 1)})

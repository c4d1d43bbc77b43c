"""The popover of datasets and own points: chosen by pictures, pasted, uploaded, taken apart, and saved."""

import json
from base64 import b64decode

import numpy as np
import pytest

from playground.data import DATASETS, OWN_POINTS, Points, pack, unpack
from playground.data.table import written
from playground.features.own_points import popover as points_popover
from playground.features.own_points.popover import LONGEST_PASTE, MOST_FAULTS
from playground.training import Recipe, name_of
from tests.features.own_points.test_store import (
    PLAYGROUND,
    assert_same_numbers,
    followed,
    learned,
    link,
    opened,
    popover_says,
    some,
    some_values,
)
from tests.looped import looped
from tests.ui.pages import Visit, elements

TABLE = "size\tage\tkind\n1,5\t20\tcat\n-2,5\t31\tdog\n3\t11\tcat\n0,5\t-4\tdog\n1\t7\tdog"
FLATS = "size,rooms,price\n50,1,130000\n80,2.5,250500\n65,0.5,150000\n120,3,400000\n90,2,270000"
CATS = "x1,x2,类别\n1.5,2,猫\n2,3,狗\n3,1,猫\n"


def pasted(text, visit=None):
    visit = opened(visit or Visit(PLAYGROUND))
    visit.app.text_area(key="own_pasted").set_value(text)
    visit.run()
    return visit


def uploaded(data, visit=None):
    visit = opened(visit or Visit(PLAYGROUND))
    visit.app.file_uploader(key="own_file").set_value(("table.csv", data, "text/csv"))
    visit.run()
    return visit


def boxes(visit):
    """The columns that are chosen, and what is to be predicted."""
    return [box for box in visit.app.selectbox if box.key.startswith("own_")]


def test_what_is_pasted_changes_nothing_before_the_button_is_pressed_and_gives_the_same_numbers_as_its_link():
    visit = Visit(PLAYGROUND)
    before = visit.player.runs.experiment
    visit = pasted(TABLE, visit)
    assert visit.player.runs.experiment == before
    assert "5 points of 2 classes: cat (2), dog (3)." in popover_says(visit)
    assert "(size − 0.7) / 1.806 and (age − 13) / 11.85" in popover_says(visit)
    visit.press("own_use")
    assert visit.app.session_state["own"] is False
    assert visit.widget("dataset").value == OWN_POINTS
    assert "so far" not in visit.message
    points = unpack(learned(visit))
    assert (points.names, points.inputs) == (("cat", "dog"), ("size", "age"))
    layout = json.dumps(visit.chart("live"))
    assert "size, standardised" in layout
    assert "age, standardised" in layout
    assert_same_numbers(visit, followed(visit))


def test_a_table_with_a_number_is_guessed_scaled_and_learned_in_its_own_unit():
    visit = pasted(FLATS)
    assert boxes(visit)[3].value is True
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
    again = uploaded(points_popover._file(run.recipe))
    again.press("own_use")
    assert learned(again) == learned(visit)
    assert_same_numbers(visit, followed(visit))


def test_columns_are_guessed_and_chosen_and_what_is_predicted_is_a_class_or_a_number():
    visit = pasted("x;y;k\n1;0;1\n2;1;0\n3;0;1\n4;1;1\n")
    assert "Guess: the class is the column 'k'" in popover_says(visit)
    assert [box.value for box in boxes(visit)] == [0, 1, 2, False]
    boxes(visit)[2].set_value(1)
    visit.run()
    assert "Guess" not in popover_says(visit)
    visit = pasted("id,a,b,kind\n1,5,1.5,x\n2,6,2.5,y\n3,4,1.5,x", visit)
    assert [box.value for box in boxes(visit)] == [1, 2, 3, False]
    boxes(visit)[0].set_value(0)
    visit.run()
    assert "(id − 2) / 0.8165" in popover_says(visit)
    boxes(visit)[2].set_value(2)  # another column is guessed anew
    visit.run()
    assert boxes(visit)[3].value is True
    visit = pasted("a,b,c\n1,5,1\n2,3,2\n3,4,1\n5,5,3", visit)
    assert "4 points of 3 classes" in popover_says(visit)
    boxes(visit)[3].set_value(True)
    visit.run()
    assert "4 points, each with a number: 'c'." in popover_says(visit)
    assert "Guess" not in popover_says(visit)
    visit.press("own_use")
    assert visit.player.run.train.target == "number"


def test_lines_with_faults_are_told_and_left_out_only_if_the_visitor_says_so():
    visit = pasted(TABLE + "\nx\ty\tz" * 50)
    assert popover_says(visit).count("Line ") == MOST_FAULTS
    assert f"and {50 - MOST_FAULTS} more." in popover_says(visit)
    visit = pasted(TABLE + "\n=1+2\t1\tcat\n1\t\tcat", visit)
    assert "Line 7: '=1+2' in the column 'size' is a formula" in popover_says(visit)
    assert "Line 8: there is no number in the column 'age'" in popover_says(visit)
    assert visit.button("own_use").label == "Use the 5 good lines"
    visit.press("own_use")
    assert sum(unpack(learned(visit)).counts) == 5
    visit = pasted("1,2,**a** :smile:\n2,3,<b>\n<i>,3,$x$", visit)  # words of a table are shown as they are
    markdown = [each.value for each in elements(visit.part("own")) if each.type == "markdown"]
    assert not any(word in each for each in markdown for word in ("**a**", "<b>", "<i>", "$x$"))
    assert "**a** :smile: (1), <b> (1)" in popover_says(visit)


def test_lines_with_a_number_far_from_all_others_are_told_and_left_out_on_request():
    rows = "\n".join(f"{n % 17},{n % 13},{'ab'[n % 2]}" for n in range(60))
    visit = pasted(f"height,weight,kind\n{rows}\n5,-999,a\n")
    assert "Line 62: '-999' in the column 'weight'." in popover_says(visit)
    assert "61 points of 2 classes" in popover_says(visit)
    (box,) = [box for box in visit.app.checkbox if box.key.endswith("_without")]
    assert box.label == "Leave out this line"
    box.check()
    visit.run()
    assert "60 points of 2 classes" in popover_says(visit)
    visit.press("own_use")
    assert sum(unpack(learned(visit)).counts) == 60


def test_what_cannot_be_used_is_said_and_has_no_button():
    visit = opened(Visit(PLAYGROUND))
    assert visit.app.text_area(key="own_pasted").max_chars == LONGEST_PASTE
    for text, says in {
        "1,2,a\n2,3,a\n3,4,a": "there must be at least 2 classes",
        "hello": "it needs three columns or more",
        "1,2,a\n\0,3,b\n3,4,a": "another kind of file",
        "a,b,c\n1,2,0.5\n2,3,0.5\n3,4,0.5": "'c' has the same number everywhere, so there is nothing to learn",
    }.items():
        assert says in popover_says(pasted(text, visit))
        assert not visit.has("own_use")
    assert "'inf' in the column 'price' is not a number." in popover_says(pasted(f"{FLATS}\n70,1,inf", visit))
    assert "There is nothing in it" in popover_says(uploaded(b" "))


def test_the_encoding_of_a_file_is_said_and_can_be_changed_and_a_file_that_is_removed_is_gone():
    def encodings(visit):
        return [box for box in visit.app.selectbox if box.key.endswith("_encoding")]

    visit = uploaded(CATS.encode("gb18030"))
    (box,) = encodings(visit)
    assert (box.value, box.options[2]) == ("gb18030", "Assumed: GB18030, Simplified Chinese")
    assert "猫 (2), 狗 (1)" in popover_says(visit)
    box.set_value("cp1252")
    visit.run()
    assert "Ã¨ (2)" in popover_says(visit)
    visit.app.file_uploader(key="own_file").set_value(None)
    visit.run()
    assert "points of" not in popover_says(visit)
    assert visit.app.text_area(key="own_pasted").value == ""
    assert not encodings(uploaded(b"1,2,a\n2,3,b\n3,1,a\n", visit))  # it makes no difference


def test_what_was_brought_is_still_there_when_the_popover_is_opened_again():
    def reopened(visit):
        visit.app.session_state["own"] = False
        visit.run()
        return opened(visit)

    visit = reopened(uploaded(CATS.encode("gb18030")))
    assert "table.csv" in popover_says(visit)
    assert "猫 (2), 狗 (1)" in popover_says(visit)
    visit = reopened(visit)
    visit.press("own_use")
    assert unpack(learned(visit)).names == ("猫", "狗")
    visit = opened(visit)  # used, so no longer there
    assert "table.csv" not in popover_says(visit)
    assert visit.has("own_download")

    visit = reopened(uploaded(CATS.encode(), visit))
    visit.press("own_another")
    assert visit.app.file_uploader(key="own_file")
    visit = reopened(pasted(TABLE, visit))
    assert visit.app.text_area(key="own_pasted").value == TABLE
    assert "5 points of 2 classes" in popover_says(visit)
    visit.app.text_area(key="own_pasted").set_value("")
    visit.run()
    assert "points of" not in popover_says(reopened(visit))


# Downloaded


def test_the_download_has_the_points_on_screen_with_those_for_testing():
    visit = Visit(PLAYGROUND, **link(PLAYGROUND, some(), test_share=20))
    opened(visit).press("own_download")
    sent, file = visit.chart("own_saved"), points_popover._file(visit.player.run.recipe)
    assert (sent["name"], b64decode(sent["content"])) == ("own-points.csv", file)
    assert file.decode("utf-8-sig") == written(some().dataset, 0.2, 1)
    few = Recipe(dataset=OWN_POINTS, points=pack(some(m=2)), test_share=20)
    assert "test" not in points_popover._file(few).decode()
    uploaded(file, visit)  # where others are for testing, that is said
    for name, value, differs in (("seed", 3, False), ("data_seed", 2, True), ("data_seed", 1, False)):
        visit.set(name, value)
        assert ("test points will not be those marked" in popover_says(visit)) == differs, name


DOWNLOADED = {
    "flower": ("flower", 0),
    "bump": ("bump", 20),
    "classes": (some(90, K=4), 20),
    "values": (some_values(), 0),
}
BY_NIGHT = {name: (name, 20) for name in DATASETS}


@pytest.mark.parametrize(
    "cases", [DOWNLOADED, pytest.param(BY_NIGHT, marks=pytest.mark.nightly)], ids=["by day", "by night"]
)
def test_what_is_downloaded_and_uploaded_again_gives_the_same_numbers(cases):
    settings = {"classes": 3, "samples": 120, "noise": 0.3, "data_seed": 5, "class_share": 30, "learning_rate": 0.1}
    for called, (what, share) in cases.items():
        name = OWN_POINTS if isinstance(what, Points) else what
        own = {"points": pack(what)} if isinstance(what, Points) else {}
        visit = Visit(PLAYGROUND, dataset=name, test_share=share, **settings, **own)
        other = Visit(PLAYGROUND, dataset="moons" if name == "flower" else "flower", test_share=share, **settings)
        uploaded(points_popover._file(visit.player.run.recipe), other)
        assert (f"the points of the dataset {name_of(name)}" in popover_says(other)) == (not own), called
        assert "test points" not in popover_says(other)
        other.press("own_use")
        assert other.widget("dataset").value == name
        assert_same_numbers(visit, other)


def test_points_of_a_formula_under_other_settings_are_points_of_ones_own():
    visit = uploaded(points_popover._file(Recipe("moons", noise=0.1)))
    assert "numbers are used as they are" in popover_says(visit)
    visit.press("own_use")
    assert unpack(learned(visit)) == Points.of_dataset(Recipe("moons", noise=0.1).whole)


# Chosen by pictures


def test_the_popover_costs_nothing_before_it_is_opened_and_is_not_there_where_it_is_of_no_use():
    visit = Visit(PLAYGROUND)
    assert not list(elements(visit.part("own")))
    assert visit.part("unseen_pen")
    visit.press("present")
    assert not visit.part("own")
    hidden = Visit(PLAYGROUND, hide="dataset")
    assert not hidden.part("own")
    assert not hidden.part("unseen_pen")


@looped(("points", "among"), [(some(), "own_pictures"), (some_values(), "own_pictures_of_numbers")])
def test_a_dataset_is_chosen_by_its_picture_and_own_points_among_those_of_their_kind(points, among):
    visit = opened(Visit(PLAYGROUND, points=pack(points)))
    assert f"own_of_{OWN_POINTS}" in [each.key for each in visit.part(among).button]
    visit.press("own_of_moons")
    assert visit.player.run.recipe.dataset == "moons"
    assert visit.app.session_state["own"] is False  # the list is closed
    opened(visit).press(f"own_of_{OWN_POINTS}")
    assert unpack(learned(visit)) == points

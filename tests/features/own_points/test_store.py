"""Own points on the pages: pasted, uploaded, in the link, on every page that takes them, and nobody else's."""

import json
import math
from base64 import b64decode
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest

from playground.data import DATASETS, MOST_POINTS, OWN_POINTS, Points, pack, unpack
from playground.data.table import written
from playground.features.own_points import popover as points_popover
from playground.features.own_points.popover import LONGEST_PASTE, MOST_FAULTS
from playground.features.own_points.store import MOST_IN_LINK, drawn
from playground.pages.contents import HOW_MANY_UNITS
from playground.training import Recipe, name_of
from tests.data.test_points import as_text
from tests.looped import looped
from tests.ui.pages import ALL, CASES, STATIC_PAGES, Visit, elements, link_to

PLAYGROUND = CASES[0]
TAKERS = [case for case in ALL if "dataset" in case.names and OWN_POINTS in case.settings.spec("dataset").names]
PLAYING = [case for case in TAKERS if case in CASES]
SIZES = next(case for case in STATIC_PAGES if case.page is HOW_MANY_UNITS)
TABLE = "size\tage\tkind\n1,5\t20\tcat\n-2,5\t31\tdog\n3\t11\tcat\n0,5\t-4\tdog\n1\t7\tdog"


def some(m=50, K=2, seed=1):
    random = np.random.RandomState(seed)
    labels = np.concatenate([np.arange(K), random.randint(K, size=m - K)])
    return Points.of(random.randn(2, m) + labels, labels, [f"kind {k}" for k in range(K)])


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


def pasted(text, visit=None):
    visit = opened(visit or Visit(PLAYGROUND))
    visit.app.text_area(key="own_pasted").set_value(text)
    visit.run()
    return visit


def uploaded(data, visit=None):
    visit = opened(visit or Visit(PLAYGROUND))
    visit.app.file_uploader[0].set_value(("table.csv", data, "text/csv"))
    visit.run()
    return visit


def popover_says(visit):
    place = visit.part("own")
    return "\n".join(each.value for each in elements(place) if each.type in ("text", "markdown"))


def assert_same_numbers(one, other):
    assert one.player.runs.experiment == other.player.runs.experiment
    for visit in (one, other):
        visit.player.runs.advance(200)
    for mine, theirs in zip(one.player.runs.values(), other.player.runs.values(), strict=True):
        np.testing.assert_array_equal(mine.parameters.vector, theirs.parameters.vector)
        assert mine.measure().cost == theirs.measure().cost


def test_the_pages_that_take_own_points():
    titles = {case.page.title for case in TAKERS}
    assert {
        "Playground",
        "Zero or random",
        "Inside the symmetry",
        "How large at the start?",
        "How many units, how deep?",
    } <= titles


# Choosing


def test_own_points_begin_as_a_copy_of_what_is_on_screen():
    visit = Visit(PLAYGROUND)
    visit.set("dataset", "moons")
    visit.set("dataset", OWN_POINTS)
    assert unpack(learned(visit)) == Points.of_dataset(Recipe("moons").whole)
    assert "a copy of moons so far" in visit.message
    assert not visit.errors
    for name in ("noise", "samples", "class_share", "classes", "data_seed"):
        assert visit.widget(name).disabled, name
    visit.set("test_share", 20)
    assert not visit.widget("data_seed").disabled
    assert visit.player.run.X_test.shape == (2, 80)


def test_own_points_come_back_after_another_dataset_or_an_experiment():
    points = some()
    visit = Visit(PLAYGROUND, **link(PLAYGROUND, points))
    visit.set("dataset", "xor")
    assert learned(visit) == ""
    assert "points" not in visit.app.query_params
    assert "points=" not in visit.link
    visit.press("preset_1")
    visit.set("dataset", OWN_POINTS)
    assert unpack(learned(visit)) == points
    assert visit.app.query_params["points"] in (pack(points), [pack(points)])


@pytest.mark.parametrize("case", TAKERS, ids=str)
def test_a_link_straight_to_a_page_has_its_points_learned_there(case):
    points = some(m=100, K=3)
    visit = Visit(case, **link(case, points))
    assert not visit.notes
    assert not visit.errors
    assert unpack(learned(visit)) == points
    assert unpack(learned(followed(visit))) == points


def test_the_latest_points_are_learned_on_every_page():
    visit = Visit(PLAYGROUND, **link(PLAYGROUND, some(seed=1)))
    zero = next(case for case in CASES if case.prefix == "zero_")
    visit.go_to(zero)
    assert learned(visit) == ""  # this page has a dataset of its own
    visit.set("dataset", OWN_POINTS)
    assert unpack(learned(visit)) == some(seed=1)
    visit.go_to(PLAYGROUND)
    visit = pasted(TABLE, visit)
    visit.press("own_use")
    newest = learned(visit)
    assert unpack(newest).names == ("cat", "dog")
    for case in (zero, *(case for case in TAKERS if case not in (zero, PLAYGROUND))):
        visit.go_to(case)
        if case is not zero:
            visit.set("dataset", OWN_POINTS)
        assert learned(visit) == newest, case
        assert f"points={newest}" in visit.link


# The same run everywhere


@pytest.mark.parametrize("case", PLAYING, ids=str)
def test_a_second_visitor_gets_the_same_numbers_bit_for_bit(case):
    share = {"test_share": 30} if "test_share" in case.names else {}
    visit = Visit(case, **link(case, some(m=80, K=2), **share))
    assert_same_numbers(visit, followed(visit))


def test_what_is_pasted_gives_the_same_numbers_as_its_link():
    visit = pasted(TABLE)
    visit.press("own_use")
    assert_same_numbers(visit, followed(visit))


@pytest.mark.parametrize(
    "names", [("flower", "moons"), pytest.param(tuple(DATASETS), marks=pytest.mark.nightly)], ids=["by day", "by night"]
)
def test_what_is_downloaded_and_uploaded_again_gives_the_same_numbers(names):
    more = {"classes": 3, "samples": 120, "noise": 0.3, "data_seed": 5, "class_share": 30}
    for name, share in (("flower", 0), (OWN_POINTS, 0), *((name, 20) for name in (*names, OWN_POINTS))):
        settings = more | {"test_share": share}
        visit = Visit(PLAYGROUND, dataset=name, **settings, points=pack(some(m=90, K=4)))
        other = "moons" if name == "flower" else "flower"
        again = uploaded(points_popover._file(visit.player.run.recipe), Visit(PLAYGROUND, dataset=other, **settings))
        assert (f"the points of the dataset {name_of(name)}" in popover_says(again)) == (name in DATASETS)
        assert "test points" not in popover_says(again)
        again.press("own_use")
        assert again.widget("dataset").value == name
        assert_same_numbers(visit, again)


def test_it_is_said_if_other_points_will_be_for_testing_than_the_file_says():
    settings = {"dataset": OWN_POINTS, "points": pack(some()), "test_share": 20}
    file = points_popover._file(Visit(PLAYGROUND, **settings).player.run.recipe)
    for other, differs in (({}, False), ({"data_seed": 2}, True), ({"test_share": 30}, True), ({"seed": 3}, False)):
        visit = uploaded(file, Visit(PLAYGROUND, **settings | other))
        assert ("test points will not be those marked" in popover_says(visit)) == differs, other


def test_points_of_a_formula_under_other_settings_are_points_of_ones_own():
    file = points_popover._file(Recipe("moons", noise=0.1))
    visit = uploaded(file)
    assert "numbers are used as they are" in popover_says(visit)
    visit.press("own_use")
    assert unpack(learned(visit)) == Points.of_dataset(Recipe("moons", noise=0.1).whole)


def test_after_a_restart_of_the_server_the_run_is_brought_back_from_its_link():
    before = Visit(PLAYGROUND, **link(PLAYGROUND, some(m=70, K=3), n_h=6))
    before.player.runs.advance(150)
    before.run()
    anew = followed(before)  # of another process, as far as it can know
    resume = {"start": before.sent["start"], "shown": 150, "latest": 150, "events": before.sent["events"]}
    anew.tell("restore", **resume, ended=False, playing=False)
    player = anew.player
    for _ in range(200):
        if not player.playback.seeking:
            break
        anew.ask()
    assert player.runs.iteration == 150
    np.testing.assert_array_equal(player.run.parameters.vector, before.player.run.parameters.vector)


def test_runs_on_other_points_are_not_taken_for_the_same_after_a_restart():
    one, other = (Visit(PLAYGROUND, **link(PLAYGROUND, some(seed=seed))).player for seed in (1, 2))
    assert one.start != other.start


def test_a_second_visitor_sees_nothing_of_the_first_ones():
    one, other = Visit(PLAYGROUND, **link(PLAYGROUND, some())), Visit(PLAYGROUND)
    other.set("dataset", OWN_POINTS)
    assert "kind 0" not in json.dumps(other.sent)
    assert learned(other) != learned(one)


# The link


@looped(
    "text",
    {
        "cut": pack(some())[:-5],
        "altered": "A".join(pack(some()).split(pack(some())[60], 1)),
        "a word": "cat",
        "100 kB": "A" * 100_000,
        "a bomb": as_text(bytes(6_000_000)),
        "Markdown": "[a](https://a.example)",
        "HTML": "<script>alert(1)</script>",
        "NUL": "a\0",
    },
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


def test_what_a_browser_puts_into_the_hidden_field_has_no_effect():
    visit = Visit(PLAYGROUND, **link(PLAYGROUND, some()))
    for text in (pack(some(seed=9)), "x" * 1000, ""):
        visit.app.session_state["points"] = text
        visit.run()
        assert unpack(learned(visit)) == some()
        assert visit.app.session_state["points"] == pack(some())


@pytest.mark.parametrize("m", [MOST_IN_LINK, MOST_IN_LINK + 1, MOST_POINTS])
def test_so_many_points_are_in_the_link_and_no_more(m):
    points = some(m)
    rows = "\n".join(
        f"{a!r},{b!r},{points.names[c]},train" for (a, b), c in zip(points.X.T.tolist(), points.labels, strict=True)
    )
    visit = uploaded(f"x1,x2,class,set\n{rows}".encode())
    visit.press("own_use")
    assert unpack(learned(visit)) == points
    assert ("points=" in visit.link) == (m <= MOST_IN_LINK)
    assert ("points" in visit.app.query_params) == (m <= MOST_IN_LINK)
    assert len(visit.link) < 2600
    said = "\n".join(each.value for each in elements(visit.part("share")) if each.type == "markdown")
    assert ("too many for a link, so it holds only the settings" in said) == (m > MOST_IN_LINK)
    assert ("too many for a link" in popover_says(opened(visit))) == (m > MOST_IN_LINK)
    visit.tell("step")  # and they stay in the session
    assert unpack(learned(visit)) == points


# Pasting and uploading


def test_nothing_changes_before_the_button_is_pressed():
    visit = Visit(PLAYGROUND)
    before = visit.player.runs.experiment
    visit = pasted(TABLE, visit)
    assert visit.player.runs.experiment == before
    assert "5 points of 2 classes: cat (2), dog (3)." in popover_says(visit)
    assert "(size − 0.7) / 1.806 and (age − 13) / 11.85" in popover_says(visit)
    visit.press("own_use")
    assert visit.app.session_state["own"] is False
    assert unpack(learned(visit)).names == ("cat", "dog")
    assert visit.widget("dataset").value == OWN_POINTS
    assert "so far" not in visit.message


def test_lines_with_faults_are_told_and_left_out_only_if_the_visitor_says_so():
    visit = pasted(TABLE + "\n=1+2\t1\tcat\n1\t\tcat")
    assert "Line 7: '=1+2' in the column 'size' is a formula" in popover_says(visit)
    assert "Line 8: there is no number in the column 'age'" in popover_says(visit)
    assert visit.button("own_use").label == "Use the 5 good lines"
    visit.press("own_use")
    assert sum(unpack(learned(visit)).counts) == 5


def test_of_very_many_faults_some_are_told():
    visit = pasted(TABLE + "\nx\ty\tz" * 50)
    assert popover_says(visit).count("Line ") == MOST_FAULTS
    assert f"and {50 - MOST_FAULTS} more." in popover_says(visit)


@looped(
    ("text", "says"),
    {
        "one class": ("1,2,a\n2,3,a\n3,4,a", "there must be at least 2 classes"),
        "no table": ("hello", "it needs three columns or more"),
        "NUL": ("1,2,a\n\0,3,b\n3,4,a", "another kind of file"),
    },
)
def test_what_cannot_be_used_has_no_button(text, says):
    visit = pasted(text)
    assert says in popover_says(visit)
    assert not visit.has("own_use")


def test_columns_are_chosen():
    visit = pasted("id,a,b,kind\n1,5,2,x\n2,6,1,y\n3,4,1,x")
    boxes = [box for box in visit.app.selectbox if box.key.startswith("own_")]
    assert [box.value for box in boxes] == [1, 2, 3, False]
    boxes[0].set_value(0)
    visit.run()
    assert "(id − 2) / 0.8165" in popover_says(visit)


def test_words_in_a_table_are_shown_as_they_are():
    visit = pasted("1,2,**a** :smile:\n2,3,<b>\n<i>,3,$x$")
    markdown = [each.value for each in elements(visit.part("own")) if each.type == "markdown"]
    assert not any(word in each for each in markdown for word in ("**a**", "<b>", "<i>", "$x$"))
    assert "**a** :smile: (1), <b> (1)" in popover_says(visit)


def test_the_guess_of_the_class_is_said_until_another_column_is_chosen():
    visit = pasted("x;y;k\n1;0;1\n2;1;0\n3;0;1\n4;1;1\n")
    assert "Guess: the class is the column 'k'" in popover_says(visit)
    boxes = [box for box in visit.app.selectbox if box.key.startswith("own_")]
    assert [box.value for box in boxes] == [0, 1, 2, False]
    boxes[2].set_value(1)
    visit.run()
    assert "Guess" not in popover_says(visit)


CATS = "x1,x2,类别\n1.5,2,猫\n2,3,狗\n3,1,猫\n"


def test_the_encoding_of_a_file_is_said_and_can_be_changed():
    def encodings(visit):
        return [box for box in visit.app.selectbox if box.key.endswith("_encoding")]

    visit = uploaded(CATS.encode("gb18030"))
    (box,) = encodings(visit)
    assert (box.value, box.options[2]) == ("gb18030", "Assumed: GB18030, Simplified Chinese")
    assert "猫 (2), 狗 (1)" in popover_says(visit)
    box.set_value("cp1252")
    visit.run()
    assert "Ã¨ (2)" in popover_says(visit)
    assert not encodings(uploaded(b"1,2,a\n2,3,b\n3,1,a\n"))  # it makes no difference


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

    visit = reopened(uploaded(CATS.encode()))
    visit.press("own_another")
    assert visit.app.file_uploader
    visit = reopened(pasted(TABLE))
    assert visit.app.text_area(key="own_pasted").value == TABLE
    assert "5 points of 2 classes" in popover_says(visit)
    visit.app.text_area(key="own_pasted").set_value("")
    visit.run()
    assert "points of" not in popover_says(reopened(visit))


def test_a_file_that_is_removed_is_gone():
    visit = uploaded(CATS.encode())
    visit.app.file_uploader[0].set_value(None)
    visit.run()
    assert "points of" not in popover_says(visit)
    assert visit.app.text_area(key="own_pasted").value == ""


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


def test_a_paste_has_a_bound_and_an_empty_file_a_sentence():
    visit = opened(Visit(PLAYGROUND))
    assert visit.app.text_area(key="own_pasted").max_chars == LONGEST_PASTE
    assert "There is nothing in it" in popover_says(uploaded(b" "))


def test_the_popover_costs_nothing_before_it_is_opened_and_is_not_there_where_it_is_of_no_use():
    visit = Visit(PLAYGROUND)
    assert not list(elements(visit.part("own")))
    assert not Visit(PLAYGROUND, present="true").part("own")
    hidden = Visit(PLAYGROUND, hide="dataset")
    assert not hidden.part("own")
    assert not hidden.part("unseen_pen")
    assert visit.part("unseen_pen")


def test_the_download_has_the_points_on_screen():
    visit = Visit(PLAYGROUND, **link(PLAYGROUND, some(), test_share=20))
    visit.app.session_state["own"] = True
    visit.run()
    visit.press("own_download")
    (sent,) = [each.proto.json for each in visit.app.get("bidi_component") if each.proto.id.endswith("own_saved")]
    assert json.loads(sent)["name"] == "own-points.csv"
    assert b64decode(json.loads(sent)["content"]) == points_popover._file(visit.player.run.recipe)
    recipe = Recipe(dataset=OWN_POINTS, points=pack(some()), test_share=20)
    assert points_popover._file(recipe).decode("utf-8-sig") == written(some().dataset, 0.2, 1)
    few = Recipe(dataset=OWN_POINTS, points=pack(some(m=2)), test_share=20)
    assert "test" not in points_popover._file(few).decode()


# What has to be said


def test_what_has_to_be_said_of_the_points_is_said_on_every_page():
    six = some(m=60, K=6)
    for case in (PLAYGROUND, SIZES):
        assert "colours repeat" in Visit(case, **link(case, six)).message
    one = Points.of([[0, 1], [0, 2]], [0, 0], ["a"])
    for case in (PLAYGROUND, SIZES):
        visit = Visit(case, **link(case, one))
        assert "Only one class so far" in visit.message
        assert not visit.errors
    few = some(m=3)
    assert "A test share of 20 % needs more points of each class" in Visit(SIZES, **link(SIZES, few)).message


def test_sizes_are_compared_without_test_points():
    visit = Visit(SIZES, **link(SIZES, some(m=3), limit=100), sizes_units="1,2")
    visit.press("setting_train")
    assert visit.app.session_state["sizes_setting_trainee"].sweep.ended
    assert "There are no test points" in json.dumps(visit.chart("setting_charts"))


def test_own_points_have_a_question_and_an_answer_of_their_own():
    two = Points.of([[0, 0.1, 5, 5.1], [0, 0.1, 5, 5.1]], [0, 0, 1, 1], ["**cat**", "dog"])
    visit = Visit(PLAYGROUND, **link(PLAYGROUND, two))
    question = "Can this network tell **cat** and dog of your points apart?"
    texts = [each.value for each in elements(visit.part("lines")) if each.type == "text"]
    assert texts == [question]  # as plain text
    visit.tell("step")
    assert "after 1 iteration" in visit.said
    assert visit.said.startswith(("<strong>Yes: ", "<strong>No"))
    assert "Can this network" not in Visit(PLAYGROUND).message
    taught = Visit(PLAYGROUND, **link(PLAYGROUND, two), ask="Why?")
    assert [each.value for each in elements(taught.part("lines")) if each.type == "text"] == ["Why?"]


def test_the_axes_are_called_as_the_columns_of_the_table():
    visit = pasted(TABLE)
    visit.press("own_use")
    assert unpack(learned(visit)).inputs == ("size", "age")
    layout = json.dumps(visit.chart("live"))
    assert "size, standardised" in layout
    assert "age, standardised" in layout
    assert unpack(learned(followed(visit))).inputs == ("size", "age")


# What is drawn


def test_what_was_drawn_is_put_in_order():
    points = drawn({"names": ["a", "b"], "points": [[1, 2, 1], [0.5, 1, 0], [3, 2.5, 1]]})
    assert (points.names, points.counts) == (("a", "b"), (1, 2))
    np.testing.assert_allclose(points.X, [[0.5, 1, 3], [1, 2, 2.5]], atol=0.002)


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
    ],
)
def test_what_nobody_can_have_drawn_is_refused(message):
    with pytest.raises(ValueError, match=r"points|class|Coordinates"):
        drawn(message)


def test_a_dataset_is_chosen_by_its_picture():
    visit = Visit(PLAYGROUND)
    visit.app.session_state["own"] = True
    visit.run()
    visit.press("own_of_moons")
    assert visit.player.run.recipe.dataset == "moons"
    assert visit.app.session_state["own"] is False  # the list is closed
    visit.app.session_state["own"] = True
    visit.run()
    visit.press(f"own_of_{OWN_POINTS}")
    assert visit.player.run.recipe.dataset == OWN_POINTS
    assert visit.player.run.X.shape[1] == Recipe().samples  # a copy of the moons so far

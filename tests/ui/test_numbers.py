"""The playground with datasets of numbers, without a browser."""

from urllib.parse import parse_qsl

import pytest

from playground.training import Recipe
from tests.looped import looped
from tests.ui.pages import CASES, Visit, WideOpen

PLAYGROUND = CASES[0]
QUICK = {"samples": "60", "learning_rate": "0.1", "initialisation": "xavier", "test_share": "20"}


def opened(**link):
    return Visit(PLAYGROUND, **QUICK | link)


@pytest.mark.usefixtures("no_hurry")
def test_it_plays_goes_back_in_time_and_starts_again_and_its_link_brings_back_the_same_run():
    visit = opened(dataset="bump", noise="0.1")
    first = visit.sent["now"]
    assert not visit.app.exception
    assert list(visit.numbers) == ["Iteration", "Cost", "Train R²", "Train RMSE", "Test R²", "Test RMSE"]
    visit.tell("play")
    frames = visit.ask(20)["frames"]
    assert len(frames) == 20
    assert len({frame["images"]["boundary"][0] for frame in frames}) == 20
    assert all(frame["traces"]["boundary"] == [{"x": [], "y": []}] * 2 for frame in frames)
    visit.tell("pause")
    before = visit.sent["now"]
    there = visit.tell("seek", iteration=5, dragging=False)
    assert visit.player.run.iteration == 5
    assert [len(trace["text"]) for trace in there["now"]["traces"]["boundary"]] == [48, 12]
    assert there["now"]["traces"] != before["traces"]
    visit.tell("reset")
    assert visit.sent["now"] == first
    again = Visit(PLAYGROUND, **dict(parse_qsl(visit.link.partition("?")[2])))
    assert not again.notes
    assert again.player.run.recipe == visit.player.run.recipe != Recipe()
    assert again.sent["now"] == first


def test_what_only_classes_have_is_off_and_the_pictures_of_datasets_say_which_ask_for_a_number():
    visit, classes = opened(dataset="saddle"), WideOpen(PLAYGROUND)
    for name in ("classes", "class_share", "hard"):
        assert (visit.widget(name).disabled, classes.widget(name).disabled) == (True, False)
    assert visit.components("point_pen")
    assert classes.components("point_pen")
    said = [caption.value for caption in classes.app.caption if caption.value.startswith("Which")]
    assert said == ["Which class is it?", "Which number is it?"]


def chosen_by_picture(visit, name):
    visit.app.session_state["own"] = True
    visit.run()
    visit.press(f"own_of_{name}")


def chosen_in_box(visit, name):
    visit.set("dataset", name)


def rate(visit):
    """The learning rate of the run, which its link has, too."""
    assert not visit.app.exception
    in_link = dict(parse_qsl(visit.link.partition("?")[2])).get("learning_rate", "1.2")
    assert float(in_link) == visit.player.run.recipe.learning_rate
    return float(in_link)


@looped("choose", [chosen_by_picture, chosen_in_box])
def test_numbers_begin_with_a_rate_of_their_own_however_they_are_chosen(choose):
    visit = Visit(PLAYGROUND)
    choose(visit, "wave")
    assert (visit.player.run.recipe.dataset, rate(visit)) == ("wave", 0.5)
    choose(visit, "own points")  # a copy
    choose(visit, "flower")
    assert rate(visit) == 1.2
    visit.set("learning_rate", "0.1")
    choose(visit, "bump")
    assert rate(visit) == 0.1


def test_a_wave_in_a_link_or_an_experiment_has_the_rate_that_is_written_there():
    visit = Visit(PLAYGROUND, dataset="wave")
    assert rate(visit) == 1.2
    chosen_in_box(visit, "saddle")
    assert rate(visit) == 1.2


def test_own_points_after_a_dataset_of_numbers_begin_as_a_copy_of_it():
    visit = opened(dataset="saddle")
    before = visit.player.run.train.labels.tolist()
    visit.set("dataset", "own points")
    assert not visit.app.exception
    assert visit.player.run.train.target == "number"
    assert visit.player.run.train.labels.tolist() == pytest.approx(before, abs=0.01)


def test_what_an_experiment_sets_is_no_choice_of_data():
    arms = next(number for number, each in enumerate(PLAYGROUND.lesson.presets) if each.name == "Three arms")
    visit = Visit(PLAYGROUND)
    chosen_in_box(visit, "wave")
    visit.press(f"preset_{arms}")  # of classes, with a rate of 0.5, too
    visit.run()
    assert (visit.player.run.recipe.dataset, rate(visit)) == ("spiral", 0.5)

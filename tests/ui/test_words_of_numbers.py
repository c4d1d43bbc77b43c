"""What the playground says where a number is asked for: no word of classes, and numbers that are those of the run."""

import re

from tests.ui.pages import CASES, Visit

PLAYGROUND = CASES[0]
SMALL = {"samples": "60", "noise": "0.1", "learning_rate": "0.1", "initialisation": "xavier"}
OF_CLASSES = re.compile(r"accura|\bclass(es)?\b(?!=)|boundar|points right|are right|straight line", re.IGNORECASE)


def opened(iterations=0, **link):
    visit = Visit(PLAYGROUND, **SMALL | link)
    visit.player.runs.advance(iterations)
    visit.run()
    return visit


BUMP = next(each for each in PLAYGROUND.lesson.presets if each.name == "A bump of planes")


def test_an_experiment_says_nothing_of_classes_and_a_change_is_told_by_the_error():
    visit = Visit(PLAYGROUND, **{name: str(value) for name, value in BUMP.settings.items()})
    asked = visit.message
    assert str(BUMP.question) in asked
    visit.player.runs.advance(500)
    visit.run()
    said = visit.message
    assert all(each in said for each in BUMP.answer(visit.player.runs))
    assert not OF_CLASSES.search("\n".join([asked, said, *visit.numbers]).replace("and no classes", ""))
    visit.set("n_h", 5)
    visit.player.runs.advance(500)
    visit.run()
    error = (2 * visit.player.run.measure().cost) ** 0.5
    assert f">It is off by {error:.4f} (RMSE).<" in visit.message
    assert ">With 5 hidden units instead of 4. " in visit.message
    assert not OF_CLASSES.search(visit.message)


def test_own_values_are_asked_about_as_values():
    visit = opened(dataset="saddle")
    visit.set("dataset", "own points")
    asked = visit.message
    visit.player.runs.advance(500)
    visit.run()
    assert "the values of your points" in asked
    run = visit.player.run
    error, guess = (2 * run.measure().cost) ** 0.5, run.Y.std()
    said = f"It is off by {error:.4f} (RMSE); their mean, given to every point, would be off by {guess:.4f}."
    assert said in visit.message
    assert not OF_CLASSES.search(asked + visit.message)

"""The question of a visitor's own points: whether their classes are told apart, or how close their values are met."""

from playground.data import OWN_POINTS, unpack
from playground.language import _, ngettext, sentences
from playground.lessons.answers import iterations
from playground.lessons.claims import Outcome
from playground.lessons.lesson import Chosen, Preset
from playground.training import Recipe, RunGroup
from playground.training.formatting import percent
from playground.training.scores import error_in_words


def of_own_points(chosen: Chosen) -> Preset | None:
    """The question of a visitor's own points, once they have values or two classes."""
    recipe = chosen[Recipe]
    points = unpack(recipe.points) if recipe.has_own_points and recipe.points else None
    if points and points.values:
        question = _("How close does this network come to the values of your points?")
        look_at = _("neighbours with quite different values: what does the output do between them?")
        return Preset(OWN_POINTS, {}, question, look_at, Outcome(also=_how_close))
    if not points or len(points.names) < 2:
        return None
    one, other = points.dataset.class_names[:2]
    question = (
        _("Can this network tell {one} and {other} of your points apart?", one=one, other=other)
        if len(points.names) == 2
        else _("Can this network tell the {classes} classes of your points apart?", classes=len(points.names))
    )
    look_at = _("where points of different classes meet: what does the boundary do there?")
    return Preset(OWN_POINTS, {}, question, look_at, Outcome(also=_whether_apart))


def _whether_apart(runs: RunGroup) -> str:
    """Whether the network tells the classes of a visitor's points apart."""
    run = runs.first
    now, points = run.measure(), run.Y.shape[1]
    wrong = round((1 - now.score) * points)
    most = run.train.guess
    done = {"iterations": iterations(runs), "accuracy": percent(now.score), "points": points}
    if not wrong:
        said = _("Yes: after {iterations}, all {points:,} training points are right.", **done)
    elif now.score <= most:
        said = _(
            "No: after {iterations}, {accuracy} of the training points are right. Giving all of them the most "
            "frequent class would get {most} right.",
            most=percent(most),
            **done,
        )
    else:
        said = ngettext(
            "No, not all: after {iterations}, {n:,} of {points:,} training points is wrong, so {accuracy} are right.",
            "No, not all: after {iterations}, {n:,} of {points:,} training points are wrong, so {accuracy} are right.",
            wrong,
            **done,
        )
    if now.test_score is None:
        return said
    return sentences(said, _("Of the test points, {test} are right.", test=percent(now.test_score)))


def _how_close(runs: RunGroup) -> str:
    """How far the network is from the values of a visitor's points, and how far their mean would be."""
    run = runs.first
    now = run.measure()
    said = _(
        "After {iterations} it is off by {error} (RMSE). The mean of all values, given to every point, would be off by "
        "{guess}.",
        iterations=iterations(runs),
        error=error_in_words(now.rmse),
        guess=error_in_words(run.train.unit.deviation * float(run.train.labels.std())),
    )
    if now.test_rmse is None:
        return said
    return sentences(said, _("On the test points it is off by {test}.", test=error_in_words(now.test_rmse)))

"""The question of a visitor's own points: whether their classes are told apart, or how close their values are met."""

from playground.data import OWN_POINTS, unpack
from playground.language import Message, _, ngettext
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
        return Preset(OWN_POINTS, {}, question, look_at, Outcome(says=_how_close, also=_in_the_test))
    if not points or len(points.names) < 2:
        return None
    one, other = points.dataset.class_names[:2]
    question = (
        _("Can this network tell {one} and {other} of your points apart?", one=one, other=other)
        if len(points.names) == 2
        else _("Can this network tell the {classes} classes of your points apart?", classes=len(points.names))
    )
    look_at = _("where points of different classes meet: what does the boundary do there?")
    return Preset(OWN_POINTS, {}, question, look_at, Outcome(says=_whether_apart, also=_in_the_test))


def _whether_apart(runs: RunGroup) -> str:
    """Whether the network tells the classes of a visitor's points apart."""
    run = runs.first
    now, points = run.measure(), run.Y.shape[1]
    wrong = round((1 - now.score) * points)
    most = run.train.guess
    if not wrong:
        return _("Yes: all {points:,} training points are right.", points=points)
    if now.score <= most:
        return _(
            "No: {accuracy} are right; the most frequent class for every point would get {most}.",
            accuracy=percent(now.score),
            most=percent(most),
        )
    return ngettext(
        "No, not all: {n:,} of {points:,} training points is wrong.",
        "No, not all: {n:,} of {points:,} training points are wrong.",
        wrong,
        points=points,
    )


def _how_close(runs: RunGroup) -> str:
    """How far the network is from the values of a visitor's points, and how far their mean would be."""
    run = runs.first
    now = run.measure()
    return _(
        "It is off by {error} (RMSE); their mean, given to every point, would be off by {guess}.",
        error=error_in_words(now.rmse),
        guess=error_in_words(run.train.unit.deviation * float(run.train.labels.std())),
    )


def _in_the_test(runs: RunGroup) -> Message | str:
    """The same of the test points, if there are any."""
    now = runs.first.measure()
    if now.test_score is None or now.test_rmse is None:
        return ""
    if runs.first.recipe.asks_for_number:
        return _("On the test points it is off by {test}.", test=error_in_words(now.test_rmse))
    return _("Of the test points, {test} are right.", test=percent(now.test_score))

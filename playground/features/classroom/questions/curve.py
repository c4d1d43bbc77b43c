"""Questions that are answered with a drawn cost curve."""

from collections.abc import Mapping, Sequence
from functools import lru_cache, partial
from typing import Any, NamedTuple

from playground.language import Language, Message, _, rendered
from playground.language.labels import PLAY
from playground.lessons.claims import Outcome
from playground.lessons.course import CostCurve
from playground.lessons.drawn.curve import mean_difference, pack, span_of, unpack
from playground.lessons.drawn.line import MOST_POINTS
from playground.lessons.lesson import Preset, view_of
from playground.training import Run, RunGroup
from playground.training.formatting import magnitude

from .figures import costs_on_phone
from .kind import VOTE, Kind, Rows, Seen, Sheet
from .question import CLOSED, OPEN, REVEALED, TALK, Asked, Question, chosen_of, experiment_of
from .refusal import Refused

QUESTION = _("How will the cost change?")
NOBODY = _("Nobody in the class has drawn a curve.")
ONLY_ONE = _("The only curve of the class misses the run's cost by {mean} on average.")
SEVERAL = _("The class's curves miss the run's cost by {mean} on average, the nearest by {nearest}.")


DRAWN = _("The run has drawn the true curve.")


class Curve(Kind):
    """The class draws the cost that it expects of a single network, with any settings."""

    name, label, icon = "curve", _("Ask for the cost curve"), ":material/show_chart:"
    to_lecturer: Mapping[str, Message] = {
        OPEN: _("Students are drawing."),
        CLOSED: _("Drawing is over. Let the class talk, or reveal what it expects."),
        TALK: _("The class talks. Then it draws again."),
        REVEALED: _("Talk about it and draw again, or press {play}: the run draws the true curve.", play=PLAY),
    }
    to_student: Mapping[str, Message] = {
        OPEN: _("Draw the curve that you expect."),
        CLOSED: _("Drawing is over. Wait for what comes next."),
        TALK: _("Talk it over with your neighbour. Then you draw again."),
        REVEALED: _("These are the class's curves. The run will draw the true one."),
    }
    again_label = _("Draw again")
    changeable = _("Your curve is in. You can draw another until drawing is over.")
    file, file_label = "curves", _("Curves (.csv)")
    headings = VOTE, _("Curve"), _("Iteration"), _("Cost")

    def check(self, question: Question) -> None:
        experiment = experiment_of(question)
        if experiment is None or len(experiment) > 1:
            raise Refused(_("A cost curve can be drawn only where a single network is trained."))
        axis_of(question)

    def asks(self, question: Question) -> tuple[str, Sequence[str]]:
        return QUESTION, []

    def preset(self, now: Asked, answers: Sequence[Sheet]) -> Preset:
        """The answer tells how near the class was, once its curves are revealed, and thus no longer change."""
        outcome = Outcome()
        if now.phase == REVEALED:
            curves = [unpack(text) for text in answers[-1].values()]
            outcome = Outcome(says=partial(_how_near, curves, view_of(chosen_of(now.question)).log_iteration))
        return Preset("", {}, QUESTION, outcome=outcome)

    def written(self, question: Question, value: Any) -> str:
        if not isinstance(value, list) or not 2 <= len(value) <= MOST_POINTS:
            raise Refused(_("Draw a curve of 2 to {most} points.", most=MOST_POINTS))
        try:
            return pack(value)
        except ValueError as error:
            raise Refused(*error.args) from None

    def value(self, written: str) -> list[list[float]]:
        return _points(written)

    def what_to_do(self, now: Asked, lecturer: bool) -> Message:
        """Once the run has ended, there is no more to wait for."""
        return DRAWN if now.answer else super().what_to_do(now, lecturer)

    def seen(self, now: Asked, answers: Any, lecturer: bool, language: Language) -> Seen:
        seen: dict[str, Any] = {} if lecturer else {"axis": rendered(axis_of(now.question)._asdict(), language)}
        if now.phase == REVEALED:
            seen["curves"] = [[_points(text) for _device, text in sorted(each.items())] for each in answers]
        return seen

    def rows_of_round(self, asked: Asked, claims: Sequence[str], first: Sheet, answers: Sheet) -> Rows:
        return [
            (place, int(at), cost)
            for place, (_device, letters) in enumerate(sorted(answers.items()), 1)
            for at, cost in zip(*unpack(letters), strict=True)
        ]


def _how_near(curves: Sequence[CostCurve], log: bool, runs: RunGroup) -> str:
    """How far drawn curves are from the run's up to now; empty if it has diverged, or not come to where one begins."""
    if runs.first.divergence:
        return ""
    if not curves:
        return NOBODY
    cost = CostCurve.of(runs.first)
    off = [mean_difference(curve, cost, log) for curve in curves if curve.at[0] < cost.at[-1]]
    if not off:
        return ""
    said = SEVERAL if len(curves) > 1 else ONLY_ONE
    return said.filled(mean=magnitude(sum(off) / len(off)), nearest=magnitude(min(off)))


class Axis(NamedTuple):
    """Where a cost curve is drawn: up to which iteration, from which cost, and the page's figure."""

    span: int
    start: float
    figure: dict[str, Any]


@lru_cache(maxsize=64)
def axis_of(question: Question) -> Axis:
    """The axis on which students draw the curve.

    Raises
    ------
    Refused
        If these settings can't be run.
    """
    experiment = experiment_of(question)
    assert experiment
    view = view_of(chosen_of(question))
    try:
        run = Run(next(iter(experiment.values())).recipe, checkpoint_bytes=0)
    except ValueError as error:
        raise Refused(*error.args) from None
    span = span_of(experiment.limit, view.log_iteration)
    return Axis(span, run.measure().cost, costs_on_phone(experiment, view))


@lru_cache(maxsize=600)  # a class's in two rounds
def _points(text: str) -> list[list[float]]:
    """A drawn curve as pairs of iteration and cost, as exactly as anybody draws."""
    curve = unpack(text)
    return [[int(at), float(f"{cost:.4g}")] for at, cost in zip(curve.at, curve.costs, strict=True)]

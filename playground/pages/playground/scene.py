"""The scene of the playground page: the boundary and the cost of one run."""

from collections.abc import Callable, Collection, Mapping

import plotly.graph_objects as go

from playground.charts.cost import CostCurve, Line, cost_figure, cost_now, spike_of
from playground.charts.cursor import Reading, plane_reading
from playground.charts.curve import Curve
from playground.charts.diagram import DiagramOf
from playground.charts.in_words import plane_in_words, units_in_words
from playground.charts.numbers import numbers_of
from playground.charts.pair import OF_R_SQUARED, PairScene
from playground.charts.panel import Panel
from playground.charts.plane.boundary import boundary_figure, boundary_picture
from playground.charts.plane.targets import scale_of
from playground.charts.plane.value_points import no_history, no_residuals, residuals_now
from playground.charts.scene import Frame, Now, Scene, divergence, unusual
from playground.charts.style import TEST_COLOUR, TRAIN_COLOUR
from playground.language import _, sentences
from playground.lessons.course import course, course_of_test
from playground.training import Diagnosis, Field, RunGroup, UnitMaps, View, diagnosis, health
from playground.training.scores import ACCURACY, R_SQUARED

OF_TEST_SAMPLES: dict[str, str] = {
    ACCURACY.test: _("The share of test samples, points kept out of training, that the network gets right."),
}
OF_NUMBERS: dict[str, str] = {
    _("Cost"): _(
        "Half the mean of the squared residuals of the training samples, and the penalty if there is one: what "
        "training brings down."
    ),
    R_SQUARED.train: OF_R_SQUARED,
    _("Train RMSE"): _(
        "The root mean square error: how far the outputs typically are from the values, in the unit of the values. It "
        "is the root of the mean squared residual; a residual is the value minus the output."
    ),
}
OF_STANDARDISED: dict[str, str] = OF_NUMBERS | {
    _("Cost"): _(
        "Half the mean of the squared residuals of the training samples, and the penalty if there is one: what "
        "training brings down. The network learns the table's numbers standardised, and so are these residuals."
    ),
}
HELP: dict[str, str] = {
    _("Cost"): _(
        "The mean loss of the training samples, and the penalty if there is one: what training brings down. It is not "
        "the same as being right: how sure the network is counts, too, so accuracy need not rise when the cost falls."
    ),
}
NETWORK, BOUNDARY = Panel(diagram="network"), Panel(charts={"boundary": _("boundary")})
INSIDE = Panel(title=_("Inside the network"), diagram="unit", wide=True, below=True)


class PlaygroundScene(Scene):
    """One run, large: the network over its costs, and the boundary beside them."""

    arrangement = "inside"
    detail_every = 4  # fifteen times a second, or six in a browser that shows twenty-five frames

    def __init__(self, runs: RunGroup, view: View) -> None:
        super().__init__(runs, view)
        self.run = runs.first
        self._field = Field(self.run.parameters, self.extent, inputs_of=self.run.recipe.inputs_of)
        self._costs = CostCurve(self.run)
        self._diagram = DiagramOf(self.run, self.extent)
        self._diagnosis = Diagnosis()
        self._scale = scale_of(self.run.train)
        self._unusual = unusual(self.run)
        of_numbers = OF_STANDARDISED if self.run.train.unit.is_own else OF_NUMBERS
        self._help = HELP | (of_numbers if self._scale else OF_TEST_SAMPLES if self.run.Y_test.size else {})

    @property
    def evaluated(self) -> Collection[Field | UnitMaps]:
        return (self._field, self._diagram.maps)

    def figures(self) -> Mapping[str, go.Figure]:
        """The boundary's points and the axes for the cost."""
        run = self.run
        lines = [Line(_("train"), TRAIN_COLOUR), Line(_("test"), TEST_COLOUR, "dash")]
        return {
            "boundary": boundary_figure(run.train, run.test, self.extent),
            "cost": cost_figure(
                lines if run.Y_test.size else lines[:1], self.view, self.other_lines, spike_of(run), lines_per_run=2
            ),
        }

    def now(self, detail: bool = True) -> Now:
        """The run at this moment."""
        point = self.run.measure()
        picture = boundary_picture(self.run.train, self._field.evaluate(self.run.parameters), self.view.hard)
        costs = [cost for cost in (point.cost, point.test_cost) if cost is not None]
        diagram = None
        if detail:
            network = self.run.evaluate()
            self._diagnosis = diagnosis(self.run, network, health(network))
            self.advice = self._diagnosis.settings
            diagram = self._diagram.now(network)
        return Now(
            {"boundary": [picture]},
            {"cost": cost_now((point.iteration, cost) for cost in costs)}
            | ({"boundary": no_residuals(self.run)} if self._scale else {}),
            numbers_of(self.run) | self._unusual,
            [
                NETWORK,
                BOUNDARY,
                Panel(charts={"cost": _("cost")}, sentence=self._diagnosis.sentence, kept=not detail, help=self._help),
                INSIDE,
            ],
            diagram,
        )

    def seen(self) -> dict[str, str]:
        """The boundary, the points, the cost and the units; or that the run has diverged."""
        run = self.run
        said = sentences(
            divergence(run),
            plane_in_words(run, self._field.evaluate(run.parameters), self.extent),
            course(run),
            course_of_test(run),
            units_in_words(run.evaluate()) if run.iteration else "",
        )
        return {"": said}

    def still(self, describes: bool = True) -> Frame:
        """What any scene says of a picture that stays, and the residual of each point where numbers are asked for."""
        frame = super().still(describes)
        if self._scale:
            frame["traces"]["boundary"] = residuals_now(self.run, self._scale)
        return frame

    def readings(self) -> Mapping[str, Callable[[], Reading]]:
        return {"boundary": lambda: plane_reading(self.run, self.extent)}

    def curves(self) -> dict[str, Curve]:
        """The cost so far; residuals have no history."""
        curves = {"cost": self._costs.so_far()}
        return curves | ({"boundary": no_history(self.run)} if self._scale else {})


def playground_scene(runs: RunGroup, view: View) -> Scene:
    """The scene of one run, or of two side by side."""
    return (PairScene if len(runs) > 1 else PlaygroundScene)(runs, view)

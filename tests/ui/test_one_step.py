"""The page One step by hand: forward and back through the stages, and whatever a link or a control may hold."""

import inspect
import json

import pytest
from streamlit.testing.v1 import AppTest

from playground.lessons.one_step import STAGES, OneStep
from playground.lessons.rank_1 import TRAPS
from playground.nn.network import Layer
from playground.training.options import Choice, Real, Whole, options
from playground.ui.page import ONE_STEP
from tests.ui.pages import ROOT, other, shown_as


class PageVisit:
    """A visitor's session on the page, opened with a link."""

    def __init__(self, **link):
        self.app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=60)
        self.app.query_params.update(link)
        self.app.switch_page(ONE_STEP.script)
        self.run()

    def run(self):
        for box in self.app.selectbox:  # AppTest knows of no typed numbers
            if box.value not in box.options:
                box.options.append(box.value)
        self.app.run()
        assert not self.app.exception

    def put(self, name, value):
        self.app.get_by_key(f"step_{name}").set_value(shown_as(options(OneStep)[name], value))
        self.run()

    def press(self, name):
        self.app.button(key=f"step_{name}").click()
        self.run()

    @property
    def stage(self):
        return self.app.get_by_key("step_stage").value

    @property
    def words(self):
        return [element.value for element in self.app.markdown]

    @property
    def formulas(self):
        return [words for words in self.words if words.startswith("$")]

    @property
    def shown(self):
        """All that changes with the settings: words, formulas, sources, the graph."""
        charts = [chart.proto.json for chart in self.app.get("bidi_component")]
        return self.words, [code.value for code in self.app.code], charts


@pytest.fixture(scope="module")
def first_visit():
    """To look at; not to be changed."""
    return PageVisit()


def test_first_visit(first_visit):
    visit = first_visit
    assert [title.value for title in visit.app.title] == [ONE_STEP.title]
    assert visit.stage == "start"
    assert visit.app.button(key="step_back").disabled
    assert not visit.app.button(key="step_forward").disabled
    assert not [*visit.app.error, *visit.app.warning]
    assert visit.app.query_params == {}


def test_the_question_comes_before_the_graph(first_visit):
    order = [element.type for element in first_visit.app.main]
    assert (
        order.index("info")
        < order.index("select_slider")
        < order.index("horizontal" if "horizontal" in order else "button")
    )
    assert len(first_visit.app.info) == 2


def test_every_control_has_a_help_and_a_place_in_the_link(first_visit):
    for name, spec in options(OneStep).items():
        widget = first_visit.app.get_by_key(f"step_{name}")
        assert (widget.label, widget.help) == (spec.label, spec.help)
        assert widget.proto.query_param_key == f"step_{name}"


def test_forward_to_the_end_and_back_to_the_start():
    visit = PageVisit()
    for number, stage in enumerate(STAGES):
        assert visit.stage == stage.name
        assert stage.title in [heading.value for heading in visit.app.subheader]
        assert any(f"Stage {number} of {len(STAGES) - 1}" in words for words in visit.words)
        assert visit.app.button(key="step_forward").disabled == (stage == STAGES[-1])
        if number:
            assert visit.app.query_params["step_stage"] in (stage.name, [stage.name])
        if stage != STAGES[-1]:
            visit.press("forward")
    for stage in STAGES[-2::-1]:
        visit.press("back")
        assert visit.stage == stage.name
    assert visit.app.button(key="step_back").disabled


def test_a_link_leads_to_a_stage():
    visit = PageVisit(step_stage="dZ1", step_sample="2")
    assert visit.stage == "dZ1"
    graph = json.loads(json.loads(visit.app.get("bidi_component")[0].proto.json)["charts"]["graph"])
    assert {trace["name"]: trace["text"] for trace in graph["data"]}["now"] == ["dZ1"]
    symbols, numbers = visit.formulas
    assert "g'(Z^{[1]})" in symbols
    assert r"\begin{bmatrix*}" in numbers
    assert any(words.startswith("Shapes: `dZ1\u00a0(2,\u00a01) = W2ᵀ") for words in visit.words)
    assert inspect.cleandoc("\n" + inspect.getsource(Layer.receive)) in [code.value.strip() for code in visit.app.code]
    visit.press("forward")
    assert visit.stage == "dW1"


def test_each_control_changes_what_is_shown():
    visit = PageVisit(step_stage="update")
    for name in options(OneStep):
        before = visit.shown
        visit.put(name, "Z1" if name == "stage" else other(OneStep, name))
        assert visit.shown != before, name
        assert not visit.app.error


@pytest.mark.parametrize("stage", [stage.name for stage in STAGES])
def test_each_control_at_its_extremes(stage):
    visit = PageVisit(step_stage=stage)
    for name, spec in options(OneStep).items():
        if name == "stage":
            continue
        match spec:
            case Choice():
                values = spec.names
            case Whole() | Real():
                values = (spec.least, spec.most)
        for value in values:
            visit.put(name, value)
            assert visit.formulas or "diverged" in visit.app.error[0].value


def test_the_outcome_of_the_update_is_told():
    visit = PageVisit(step_stage="update")
    assert any("it fell by" in words for words in visit.words)
    visit.put("learning_rate", 10.0)
    assert any("it rose by" in words for words in visit.words)


def test_a_network_that_diverged_is_told_and_the_rest_of_the_page_stays():
    link = {"dataset": "spiral", "activation": "leaky_relu", "n_h": "3", "scale": "2", "learning_rate": "10"}
    for seed in range(30):
        visit = PageVisit(**{f"step_{k}": v for k, v in (link | {"trained": "1000", "seed": str(seed)}).items()})
        if visit.app.error:
            break
    (error,) = visit.app.error
    assert "diverged" in error.value
    assert not visit.app.get("bidi_component")
    assert len(visit.app.code) == len(TRAPS)
    visit.put("trained", "0")
    assert not visit.app.error
    assert visit.app.get("bidi_component")


def test_the_trap_is_shown_with_what_it_gave(first_visit):
    codes = [code.value for code in first_visit.app.code]
    assert codes[-len(TRAPS) :] == [trap.ran() for trap in TRAPS]
    assert "# → (5,)" in codes[-4]
    assert "a rank-1 array: neither a row nor a column" in codes[-1]


@pytest.mark.parametrize(
    "link",
    [
        {"stage": "dZ3", "sample": "6", "dataset": "<b>", "activation": "sin", "n_h": "4", "trained": "5"},
        {"scale": "inf", "seed": "-1", "learning_rate": "fast", "n_h": "2.5", "stage": "", "colour": "red"},
        {"learning_rate": "1e9", "seed": "9" * 5000, "sample": "0"},
    ],
)
def test_link_that_cannot_be_used(link):
    visit = PageVisit(**{f"step_{name}": value for name, value in link.items()})
    (text,) = visit.app.text
    assert len(text.value.split("\n")) == len(link)
    assert visit.stage == "start"
    assert visit.shown == PageVisit().shown


def test_a_typed_learning_rate():
    visit = PageVisit(step_stage="update", step_learning_rate="0.123")
    assert any("- 0.123" in formula for formula in visit.formulas)
    assert not visit.app.error
    visit.put("learning_rate", "fast")
    (error,) = visit.app.error
    assert "1.2 is in effect" in error.value
    assert any("- 1.2" in formula for formula in visit.formulas)

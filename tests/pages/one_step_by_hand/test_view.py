"""The page One step by hand: forward and back through the stages, and whatever a link or a control may hold."""

import inspect
import json

import pytest

from playground.nn.network import Hidden
from playground.pages.contents import ONE_STEP_BY_HAND
from playground.pages.one_step_by_hand import stages
from playground.pages.one_step_by_hand.rank_1 import TRAPS
from playground.training.options import Choice, Real, Whole
from tests.ui.pages import STATIC_PAGES, Visit, elements, link_to, other

STAGES = stages.stages(1, "sigmoid")
(CASE,) = (case for case in STATIC_PAGES if case.page == ONE_STEP_BY_HAND)


class PageVisit(Visit):
    """A visitor's session on the page, opened with a link."""

    def __init__(self, **link):
        super().__init__(CASE, **link_to(CASE, **link))

    @property
    def stage(self):
        return self.widget("stage").value

    @property
    def words(self):
        return [element.value for element in self.app.markdown]

    @property
    def formulas(self):
        return [words for words in self.words if words.startswith("$")]

    @property
    def charts(self):
        """What is sent for the graph: one text, or none if it is not there."""
        return [each.proto.json for each in self.app.get("bidi_component") if each.key == "step_charts"]

    @property
    def shown(self):
        """All that changes with the settings: words, formulas, sources, the graph."""
        sources = [code.value for code in self.app.code if code.language == "python"]
        return self.words, sources, self.charts


@pytest.fixture(scope="module")
def first_visit():
    """To look at; not to be changed."""
    return PageVisit()


def test_first_visit(first_visit):
    visit = first_visit
    assert visit.stage == "start"
    assert visit.button("back").disabled
    assert not visit.button("forward").disabled


def test_question_stage_and_graph_come_first_in_this_order(first_visit):
    order = [getattr(each, "key", None) or each.type for each in elements(first_visit.app.main)]
    question = next(each for each in elements(first_visit.part("message")))
    assert "?" in question.value
    assert order.index("step_forward") < order.index("step_stage") < order.index("step_charts")
    before_the_stage = list(elements(first_visit.app.main))[: order.index("step_stage")]
    assert any(each.value == question.value for each in before_the_stage if each.type == "markdown")
    assert len(first_visit.app.info) == 1  # the trap's own question


def test_forward_to_the_end_and_back_to_the_start():
    visit = PageVisit()
    for number, stage in enumerate(STAGES):
        assert visit.stage == stage.name
        assert stage.title in [heading.value for heading in visit.app.subheader]
        assert any(f"Stage {number} of {len(STAGES) - 1}" in words for words in visit.words)
        assert visit.button("forward").disabled == (stage == STAGES[-1])
        if number:
            assert visit.app.query_params["step_stage"] in (stage.name, [stage.name])
        if stage != STAGES[-1]:
            visit.press("forward")
    for stage in STAGES[-2::-1]:
        visit.press("back")
        assert visit.stage == stage.name
    assert visit.button("back").disabled


def test_a_link_leads_to_a_stage():
    visit = PageVisit(stage="dZ1", sample="2")
    assert visit.stage == "dZ1"
    assert not any("samples" in words for words in visit.words if "**Predict:**" in words)  # there is but one
    graph = json.loads(json.loads(visit.charts[0])["charts"]["graph"])
    assert {trace["name"]: trace["text"] for trace in graph["data"]}["now"] == ["dZ1"]
    symbols, numbers, *_chain_rule = visit.formulas
    assert "g'(Z^{[1]})" in symbols
    assert r"\begin{bmatrix*}" in numbers
    (shapes,) = (words for words in visit.words if words.startswith("Shapes: "))
    assert "`dZ1\u00a0(n_h,\u00a0m) = W2ᵀ" in shapes
    assert "`dZ1\u00a0(2,\u00a01) = W2ᵀ" in shapes
    source = inspect.cleandoc("\n" + inspect.getsource(Hidden.compute_dZ))
    assert source in [code.value.strip() for code in visit.app.code]
    visit.press("forward")
    assert visit.stage == "dW1"


@pytest.mark.parametrize("stage", [stage.name for stage in STAGES])
def test_three_classes(stage):
    two, three = PageVisit(dataset="blobs", stage=stage), PageVisit(dataset="blobs", stage=stage, classes=3)
    assert not three.errors
    assert not three.notes
    assert three.formulas != two.formulas
    (words,) = (each.words for each in stages.stages(1, "softmax") if each.name == stage)
    assert any(shown.startswith(words) for shown in three.words)


def test_no_hidden_layer_is_the_notes_graph_of_logistic_regression():
    visit = PageVisit(depth=0, stage="dZ")
    graph = json.loads(json.loads(visit.charts[0])["charts"]["graph"])
    shown = {node for trace in graph["data"] for node in trace["text"]}
    assert shown == {"X", "Y", "W", "b", "Z", "A", "J", "dZ", "dW", "db"}
    assert any("By the chain rule" in heading.value for heading in visit.app.subheader)
    assert visit.widget("stage").options == ["start", "Z", "A", "cost", "dZ", "dW", "db", "update"]
    visit.press("forward")
    assert visit.stage == "dW"


def test_a_block_that_is_pressed_shows_its_formulas():
    visit = PageVisit(depth=2)
    assert not visit.charts
    visit.press("block_backward_2")
    assert visit.stage == "dZ2"
    (words,) = (words for words in visit.words if words.startswith("Layer 2, backward."))
    assert "from the cache, Z2, A1" in words
    formulas = visit.formulas[0].splitlines()
    assert [line.split("^")[0] for line in formulas] == ["$dZ", "$dW", "$db", "$dA"]
    assert visit.button("block_backward_2").proto.type == "primary"
    visit.press("block_update_0")
    assert visit.stage == "update"


def test_a_stage_that_another_network_lacks_is_left():
    visit = PageVisit(depth=2, stage="dZ3")
    visit.set("depth", 1)
    assert visit.stage == "start"
    assert not visit.errors
    assert PageVisit(depth=0, stage="dZ3").stage == "start"


def test_moons_are_always_two_classes():
    visit = PageVisit(stage="cost")
    assert visit.widget("classes").disabled
    assert "Moons are always two" in visit.widget("classes").help
    visit.set("dataset", "flower")
    assert not visit.widget("classes").disabled
    visit.set("classes", 3)
    assert any("log 3" in words for words in visit.words)
    visit.set("dataset", "moons")
    assert any("log 2" in words for words in visit.words)


def test_each_control_changes_what_is_shown():
    visit = PageVisit(stage="update", dataset="blobs")
    for name in sorted(CASE.names, key="stage".__eq__):  # the stage last
        before = visit.shown
        visit.set(name, "Z1" if name == "stage" else other(CASE.settings, name))
        assert visit.shown != before, name
        assert not visit.errors


def test_each_control_at_its_extremes():
    visit = PageVisit(stage=STAGES[-1].name)
    for name in CASE.names:
        if name == "stage":
            continue
        match spec := CASE.settings.spec(name):
            case Choice():
                values = spec.names
            case Whole() | Real():
                values = (spec.least, spec.most)
        for value in values:
            visit.set(name, value)
            assert visit.formulas or "diverged" in visit.errors[0]


def test_the_outcome_of_the_update_is_told():
    visit = PageVisit(stage="update")
    assert any("it fell by" in words for words in visit.words)
    visit.set("learning_rate", 10.0)
    assert any("it rose by" in words for words in visit.words)


def test_a_network_that_diverged_is_told_and_the_rest_of_the_page_stays():
    link = {"dataset": "spiral", "activation": "leaky_relu", "n_h": "3", "scale": "2", "learning_rate": "10"}
    for seed in range(30):
        visit = PageVisit(**link, trained=1000, seed=seed)
        if visit.errors:
            break
    (error,) = visit.errors
    assert "diverged" in error
    assert not visit.charts
    assert len(visit.shown[1]) == len(TRAPS)
    visit.set("trained", "0")
    assert not visit.errors
    assert visit.charts


def test_the_trap_is_shown_with_what_it_gave(first_visit):
    codes = [code.value for code in first_visit.app.code]
    assert codes[-len(TRAPS) :] == [trap.ran() for trap in TRAPS]
    assert "# → (5,)" in codes[-4]
    assert "a rank-1 array: neither a row nor a column" in codes[-1]


@pytest.mark.parametrize(
    "link",
    [
        {"stage": "dZ5", "sample": "6", "dataset": "<b>", "activation": "sin", "n_h": "4", "trained": "5"},
        {"scale": "inf", "seed": "-1", "learning_rate": "fast", "n_h": "2.5", "stage": "", "colour": "red"},
        {"learning_rate": "1e9", "seed": "9" * 5000, "sample": "0"},
    ],
)
def test_link_that_cannot_be_used(link, monkeypatch):
    monkeypatch.setattr("playground.ui.views.static_charts.session_id", lambda: "the same for all")
    visit = PageVisit(**link)
    assert len(visit.notes) == len(link)
    assert visit.stage == "start"
    assert visit.shown == PageVisit().shown


def test_a_typed_learning_rate():
    visit = PageVisit(stage="update", learning_rate="0.123")
    assert any("- 0.123" in formula for formula in visit.formulas)
    assert not visit.errors
    visit.set("learning_rate", "fast")
    (error,) = visit.errors
    assert "1.2 is in effect" in error
    assert any("- 1.2" in formula for formula in visit.formulas)

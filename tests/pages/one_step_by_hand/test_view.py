"""The page One step by hand: forward and back through the stages, and whatever a link or a control may hold."""

import inspect
import json

import pytest

from playground.nn.network import Hidden
from playground.pages.contents import ONE_STEP_BY_HAND
from playground.pages.one_step_by_hand import stages
from playground.pages.one_step_by_hand.rank_1 import TRAPS
from playground.training.options import Choice
from tests.ui.pages import STATIC_PAGES, Visit, link_to, other

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
    def headings(self):
        return [heading.value for heading in self.app.subheader]

    @property
    def charts(self):
        """What is sent for the graph: one text, or none if it is not there."""
        return [each.proto.json for each in self.app.get("bidi_component") if each.key == "step_charts"]

    @property
    def in_the_graph(self):
        """The arrays by how they are drawn."""
        graph = json.loads(json.loads(self.charts[0])["charts"]["graph"])
        return {trace["name"]: trace["text"] for trace in graph["data"] if trace["text"]}

    @property
    def sources(self):
        return [code.value for code in self.app.code if code.language == "python"]

    @property
    def shown(self):
        """All that changes with the settings: words, formulas, sources, the graph."""
        return self.words, self.sources, self.charts


def test_forward_and_back_and_no_further():
    visit = PageVisit()
    assert (visit.stage, visit.button("back").disabled, visit.button("forward").disabled) == ("start", True, False)
    visit.press("forward")
    assert (visit.stage, visit.button("back").disabled) == ("Z1", False)
    assert visit.app.query_params["step_stage"] in ("Z1", ["Z1"])
    (title,) = (stage.title for stage in stages.stages(1, "sigmoid") if stage.name == "Z1")
    assert title in visit.headings
    assert any("Stage 1 of 12" in words for words in visit.words)
    visit.set("stage", "db1")
    visit.press("forward")
    assert (visit.stage, visit.button("forward").disabled) == ("update", True)
    visit.press("back")
    assert (visit.stage, visit.button("forward").disabled) == ("db1", False)


def test_a_link_leads_to_a_stage():
    visit = PageVisit(stage="dZ1", sample="2")
    assert visit.stage == "dZ1"
    assert not any("samples" in words for words in visit.words if "**Predict:**" in words)  # there is but one
    assert visit.in_the_graph["now"] == ["dZ1"]
    symbols, numbers, *_chain_rule = visit.formulas
    assert "g'(Z^{[1]})" in symbols
    assert r"\begin{bmatrix*}" in numbers
    (shapes,) = (words for words in visit.words if words.startswith("Shapes: "))
    assert "`dZ1\u00a0(n_h,\u00a0m) = W2ᵀ" in shapes
    assert "`dZ1\u00a0(2,\u00a01) = W2ᵀ" in shapes
    source = inspect.cleandoc("\n" + inspect.getsource(Hidden.compute_dZ))
    assert source in [code.strip() for code in visit.sources]
    assert visit.sources[-len(TRAPS) :] == [trap.ran() for trap in TRAPS]


def test_how_the_numbers_are_rounded_and_named_is_said_at_their_heading():
    for depth, text in ((0, "sixteen digits"), (1, "calls $dZ^{[1]}$")):
        visit = PageVisit(depth=depth)
        (help_of_numbers,) = (heading.help for heading in visit.app.subheader if heading.value == "In numbers")
        assert text in help_of_numbers
        assert not any(text in words for words in visit.words)


def test_no_hidden_layer_is_the_notes_graph_of_logistic_regression():
    visit = PageVisit(depth=0, stage="dZ")
    shown = {node for nodes in visit.in_the_graph.values() for node in nodes}
    assert shown == {"X", "Y", "W", "b", "Z", "A", "J", "dZ", "dW", "db"}
    assert any("By the chain rule" in heading for heading in visit.headings)
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


def test_moons_are_always_two_classes_and_others_may_be_three():
    visit = PageVisit(stage="cost")
    assert visit.widget("classes").disabled
    assert "Moons are always two" in visit.widget("classes").help
    visit.set("dataset", "flower")
    assert not visit.widget("classes").disabled
    visit.set("classes", 3)
    assert any("log 3" in words for words in visit.words)
    (said,) = (each.words for each in stages.stages(1, "softmax") if each.name == "cost")
    assert any(words.startswith(said) for words in visit.words)
    visit.set("dataset", "moons")
    assert any("log 2" in words for words in visit.words)


def test_each_control_changes_what_is_shown():
    visit = PageVisit(stage="update", dataset="blobs")
    assert any("it fell by" in words for words in visit.words)
    for name in sorted(CASE.names, key="stage".__eq__):  # the stage last
        before = visit.shown
        visit.set(name, "Z1" if name == "stage" else other(CASE.settings, name))
        assert visit.shown != before, name
        assert not visit.errors


@pytest.mark.parametrize("end", [0, -1], ids=["least", "most"])
def test_all_controls_at_their_ends(end):
    ends = {}
    for name in CASE.names:
        spec = CASE.settings.spec(name)
        ends[name] = spec.names[end] if isinstance(spec, Choice) else (spec.least, spec.most)[end]
    visit = PageVisit(**ends | {"stage": "update"})
    assert not visit.notes
    assert visit.formulas or "diverged" in visit.errors[0]


def test_a_network_that_diverged_is_told_and_the_rest_of_the_page_stays():
    link = {"dataset": "spiral", "activation": "leaky_relu", "n_h": "3", "scale": "2", "learning_rate": "10"}
    for seed in range(30):
        visit = PageVisit(**link, trained=1000, seed=seed)
        if visit.errors:
            break
    (error,) = visit.errors
    assert "diverged" in error
    assert not visit.charts
    assert len(visit.sources) == len(TRAPS)
    visit.set("trained", "0")
    assert not visit.errors
    assert visit.charts

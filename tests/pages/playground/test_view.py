"""The playground page, without a browser: what it has beyond what every page has."""

import inspect

import pytest

from playground.pages.contents import THE_CODE
from playground.pages.the_code.lesson import STEPS
from playground.pages.the_code.plain import train_plainly
from playground.training import Recipe
from tests.ui.pages import CASES, ROOT, Visit

PLAYGROUND = CASES[0]


def opened(**link):
    return Visit(PLAYGROUND, **link)


def test_first_visit():
    visit = opened()
    assert visit.player.run.recipe == Recipe()
    assert visit.numbers == {"Iteration": "0", "Cost": "0.6930", "Train accuracy": "59.8 %"}


def test_the_names_in_its_links_have_no_prefix():
    assert opened(n_h="7").player.run.recipe == Recipe(n_h=7)


def test_after_a_thousand_iterations():
    visit = opened()
    visit.player.run.advance(1000)
    visit.run()
    assert visit.numbers["Iteration"] == "1,000"
    assert visit.numbers["Cost"] == "0.2881"


def test_test_samples():
    visit = opened(test_share="25")
    assert visit.numbers["Test accuracy"].endswith(" %")
    assert len(visit.sent["now"]["traces"]["cost"]) == 4


def test_learning_rate_off_the_list():
    visit = opened(learning_rate="0.123")
    assert visit.player.run.recipe.learning_rate == 0.123
    assert not visit.errors
    visit.set("learning_rate", "fast")
    assert visit.player.run.recipe.learning_rate == Recipe().learning_rate
    assert visit.errors == [":red[Learning rate: Type a number from 0.0001 to 100. 1.2 is in effect.]"]


def test_new_weights_are_another_picture():
    visit = opened()
    before = visit.sent["now"]["images"]
    visit.tell("new_weights")
    assert visit.sent["now"]["images"] != before


def test_divergence():
    visit = opened(activation="leaky_relu", initialisation="he", learning_rate="50")
    visit.player.run.advance(500)
    visit.run()
    parameter, iteration = visit.player.run.divergence
    assert f"{parameter} blew up at iteration {iteration}" in visit.message
    assert "below 50" in visit.message
    assert visit.numbers["Iteration"] == str(iteration - 1)


@pytest.mark.parametrize(("initialisation", "off"), [("xavier", True), ("constant", False), ("random", False)])
def test_scale_is_off_where_it_has_no_effect(initialisation, off):
    assert opened(initialisation=initialisation).widget("scale").disabled == off


def test_the_code_is_the_code():
    app = opened().app
    app.switch_page(THE_CODE.script)
    app.run()
    assert not app.exception
    lessons = [ROOT / "playground/pages/the_code" / name for name in ("plain.py", "seven_functions.py")]
    files = [*(ROOT / "playground/nn").glob("*.py"), *lessons]
    source = "".join(file.read_text() for file in files)
    lines = [line.strip() for block in app.code if block.language == "python" for line in block.value.splitlines()]
    assert len(lines) > 20
    assert all(line in source for line in lines)


def test_the_code_begins_with_the_notes_functions_and_the_plain_loop():
    app = opened().app
    app.switch_page(THE_CODE.script)
    app.run()
    shown = [block.value for block in app.code if block.language == "python"]
    notes = [each.function for _, functions in STEPS for each in functions]
    assert shown[: len(notes) + 1] == [inspect.getsource(each).rstrip() for each in (*notes, train_plainly)]

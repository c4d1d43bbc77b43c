"""The playground page, without a browser: what it has beyond what every page has."""

import inspect

from playground.pages.contents import THE_CODE
from playground.pages.the_code.lesson import STEPS
from playground.pages.the_code.plain import train_plainly
from playground.training import Recipe
from tests.ui.pages import CASES, ROOT, Visit


def test_first_visit_and_the_way_to_the_code():
    visit = Visit(CASES[0])
    assert visit.player.run.recipe == Recipe()
    assert visit.numbers == {"Iteration": "0", "Cost": "0.6930", "Train accuracy": "59.8 %"}
    app = visit.app
    app.switch_page(THE_CODE.script)
    app.run()
    assert not app.exception
    shown = [block.value for block in app.code if block.language == "python"]
    notes = [each.function for _, functions in STEPS for each in functions]
    assert shown[: len(notes) + 1] == [inspect.getsource(each).rstrip() for each in (*notes, train_plainly)]
    lessons = [ROOT / "playground/pages/the_code" / name for name in ("plain.py", "seven_functions.py")]
    files = [*(ROOT / "playground/nn").glob("*.py"), *lessons]
    source = "".join(file.read_text() for file in files)
    lines = [line.strip() for block in shown for line in block.splitlines()]
    assert len(lines) > 20
    assert all(line in source for line in lines)


def test_the_names_in_its_links_have_no_prefix():
    assert Visit(CASES[0], n_h="7").player.run.recipe == Recipe(n_h=7)


def test_divergence():
    visit = Visit(CASES[0], activation="leaky_relu", initialisation="he", learning_rate="50")
    visit.player.run.advance(500)
    visit.run()
    parameter, iteration = visit.player.run.divergence
    assert f"{parameter} blew up at iteration {iteration}" in visit.message
    assert "below 50" in visit.message
    assert visit.numbers["Iteration"] == str(iteration - 1)

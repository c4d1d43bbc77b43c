"""The playground page, without a browser: what it has beyond what every page has."""

import inspect

from playground.pages.contents import THE_CODE
from playground.pages.the_code.lesson import STEPS
from playground.pages.the_code.plain import train_plainly
from playground.training import Recipe
from tests.ui.pages import CASES, ROOT, Visit, followed


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


def test_the_activation_of_later_layers_is_a_setting_that_the_link_holds():
    settings = {"depth": "2", "later_activation": "relu"}
    visit = Visit(CASES[0], **settings)
    assert visit.player.run.recipe == Recipe(depth=2, later_activation="relu")
    visit.open_share()
    visit.run()
    assert {name: value for name, (value,) in followed(visit.link).items()} == settings


def test_divergence():
    visit = Visit(CASES[0], activation="leaky_relu", initialisation="he", learning_rate="50")
    visit.player.run.advance(500)
    visit.run()
    parameter, iteration = visit.player.run.divergence
    assert f"{parameter} blew up at iteration {iteration}" in visit.message
    assert "below 50" in visit.message
    assert visit.numbers["Iteration"] == str(iteration - 1)


def test_the_stop_rule_says_why_the_run_has_ended_and_a_button_or_more_patience_lets_it_go_on():
    ruled = {"dataset": "moons", "samples": "60", "learning_rate": "0.5", "stop": "cost", "patience": "20"}
    visit = Visit(CASES[0], **ruled)
    visit.player.runs.advance(500)
    visit.run()
    stopped = visit.player.run.end
    assert visit.numbers["Iteration"] == str(stopped) != "500"
    why = "For {n} iterations, the cost has not fallen by more than 0.1 %: the stop rule has ended the run."
    assert why.format(n=20) in visit.message
    assert "limit of" not in visit.message
    assert (visit.sent["end"], list(visit.run_buttons("way_on"))) == ("stop", ["go_on"])
    run = visit.sent["run"]
    visit.set("patience", 60)
    assert "stop rule" not in visit.message
    assert (visit.sent["end"], visit.sent["run"], visit.numbers["Iteration"]) == ("", run, str(stopped))
    visit.player.runs.advance(500)
    visit.run()
    assert why.format(n=60) in visit.message
    later = visit.player.run.iteration
    assert visit.run_buttons("way_on")["go_on"]["label"] == "Go on without the stop rule"
    visit.tell("go_on")
    assert visit.widget("stop").value == "none"
    assert (visit.sent["playing"], visit.sent["run"], visit.player.run.iteration) == (True, run, later)
    assert later > stopped
    visit.tell("pause", shown=later)
    visit.player.runs.advance(100)
    visit.set("stop", "cost")
    assert f"The run is at iteration {later + 100}; its stop rule would have ended it at iteration" in visit.message


def test_beside_a_pin_it_says_which_of_the_two_runs_the_rule_has_ended():
    ruled = {"dataset": "moons", "samples": "60", "learning_rate": "0.5", "limit": "200"}
    visit = Visit(CASES[0], **ruled, stop="cost", patience="60", pins="0 initialisation zero~beside 1")
    visit.run()
    visit.player.runs.advance(300)
    visit.run()
    assert [run.ended_by for run in visit.player.runs.values()] == ["limit", "stop"]
    pinned = visit.player.runs.experiment.labels[1]
    assert f"“{pinned}”: for 60 iterations, the cost has not fallen by more than 0.1 %" in visit.message
    assert "The run has reached its limit of 200 iterations." in visit.message
    assert visit.sent["end"] == "limit"

"""What holds for every page with controls, without a browser."""

from dataclasses import replace

import pytest

from playground.training.options import defaults, options
from playground.ui.controls import MOST_NOTES
from playground.ui.page import PAGES
from tests.ui.pages import CASES, WITHOUT_A_RUN, Visit, link_to, other, others, shown_as

every_page = pytest.mark.parametrize("case", CASES, ids=str)
NONSENSE = [
    {
        "dataset": "cats",
        "noise": "nan",
        "samples": "1e9",
        "class_share": "5",
        "n_h": "0",
        "depth": "5",
        "left": "random",
        "initialisation": "left",
        "constant": "2.5",
        "scale": "0",
        "scale_3": "11",
        "learning_rate": "inf",
        "seed": "-3",
        "limit": "<script>alert(1)</script>",
        "plain_products": "perhaps",
        "speed": "7",
        "hard": "maybe",
        "log_cost": "",
        "unit": "21",
        "weight": "b1",
        "amount": "1",
        "colour": "red",
    },
    {"noise": "-1", "n_h": "four", "learning_rate": "", "seed": "99999999999999999999", "constant": "*x*"},
    {"n_h": "9" * 5000},
]
"""Links that no page can use; the names are without the page's prefix."""


def configs_of_runs(visit):
    return {name: run.config for name, run in visit.player.runs.items()}


def in_effect(visit, table):
    """The settings of a table that the page goes by."""
    player = visit.player
    return {visit.case.config: player.runs.config, visit.case.view: player.view}[table]


def test_every_page_that_plays_is_tested():
    assert [case.page for case in CASES] == [page for page in PAGES if page not in WITHOUT_A_RUN]


def test_no_two_pages_share_a_key():
    more = ("player", "held", "link_notes", "live", "play", "step", "reset", "new_weights")
    keys = [case.prefix + name for case in CASES for name in (*case.names, *more)]
    assert len(set(keys)) == len(keys)


@pytest.fixture(scope="module", params=CASES, ids=str)
def first_visit(request):
    """To look at; not to be changed."""
    return Visit(request.param)


def test_first_visit(first_visit):
    visit, case = first_visit, first_visit.case
    assert in_effect(visit, case.config) == case.config()
    assert in_effect(visit, case.view) == case.view()
    assert configs_of_runs(visit) == case.config().runs()
    assert visit.metrics["Iteration"] == "0"
    assert not visit.sent["playing"]
    assert not visit.app.warning
    assert not visit.app.error
    assert visit.app.query_params == {}
    assert [title.value for title in visit.app.title] == [case.page.title]


def test_every_control_has_a_label_a_help_and_a_place_in_the_link(first_visit):
    for table in first_visit.case.tables:
        for name, spec in options(table).items():
            widget = first_visit.widget(name)
            assert widget.label == spec.label
            assert widget.help == spec.help
            assert widget.proto.query_param_key == first_visit.case.prefix + name  # the browser writes the link


def test_every_button_has_a_label_and_those_of_the_transport_a_help(first_visit):
    assert all(button.label for button in first_visit.app.button)
    for name in ("play", "step", "reset", "new_weights"):
        assert first_visit.button(name).help


@every_page
def test_each_control_changes_its_setting_and_no_other(case):
    visit = Visit(case)
    for table, name in [(each, name) for each in case.tables for name in options(each)]:
        turned_on = dict([case.needs[name]] if name in case.needs else [])
        for needed, value in turned_on.items():
            visit.put(needed, value)
        if turned_on or visit.widget(name).disabled:
            visit.run()
        config_before, before = in_effect(visit, case.config), visit.sent
        value = other(table, name)
        visit.set(name, value)
        config, after = in_effect(visit, case.config), visit.sent
        for each in (case.config, case.view):
            changes = turned_on | {name: value} if each is table else {}
            assert in_effect(visit, each) == replace(each(), **changes), name
        assert configs_of_runs(visit) == config.runs(), name
        assert (after["run"] == before["run"]) == config.starts_as(config_before), name
        if table is case.view:
            parts = ("rate", "now", "charts")
            assert [after[part] for part in parts] != [before[part] for part in parts], name
        assert visit.widget(name).value == shown_as(options(table)[name], value)
        assert not visit.app.warning
        visit.put(name, defaults(table)[name])
        if turned_on:
            visit.run()
        for needed in turned_on:
            visit.put(needed, defaults(table)[needed])


@every_page
def test_link_with_every_setting(case):
    settings = [others(table) for table in case.tables]
    visit = Visit(case, **link_to(case, *settings))
    assert in_effect(visit, case.config) == settings[0]
    assert in_effect(visit, case.view) == settings[1]
    assert configs_of_runs(visit) == settings[0].runs()
    for each in settings:
        for name, spec in options(type(each)).items():
            assert visit.widget(name).value == shown_as(spec, getattr(each, name))
    assert not visit.app.warning
    assert not visit.app.error


@every_page
@pytest.mark.parametrize("nonsense", NONSENSE, ids=["of every kind", "more", "long"])
def test_link_that_cannot_be_used(case, nonsense):
    link = {name: value for name, value in nonsense.items() if name in (*case.names, "colour")}
    visit = Visit(case, **{case.prefix + name: value for name, value in link.items()})
    assert in_effect(visit, case.config) == case.config()
    assert in_effect(visit, case.view) == case.view()
    assert visit.warnings == ["Some of the link could not be used."]
    notes = visit.notes
    assert len(notes) == len(link)
    assert all(len(note) < 400 for note in notes)
    for table in case.tables:
        for name in set(link) & set(options(table)):
            (note,) = (note for note in notes if note.startswith(f"{options(table)[name].label}: "))
            assert link[name][:40] in note
            assert f"The default, {defaults(table)[name]}, is in effect" in note
    assert (f"'{case.prefix}colour' is no setting of this page." in notes) == ("colour" in link)


@every_page
def test_everything_in_a_link_that_cannot_be_used_is_told_at_once(case):
    link = {"n_h": ["3", "5"], "seed": "x", "noise": "2"}
    visit = Visit(case, colour="red", embed="true", **{case.prefix + name: value for name, value in link.items()})
    assert len(visit.notes) == 4
    assert any(note.startswith(f"'{case.prefix}n_h' is given more than once") for note in visit.notes)
    assert visit.player.run.config.n_h == visit.widget("n_h").value
    assert not any("embed" in note for note in visit.notes)


@every_page
def test_of_a_link_with_very_much_that_cannot_be_used_a_part_is_told(case):
    visit = Visit(case, **{f"name_{number}": "1" for number in range(MOST_NOTES + 7)})
    assert len(visit.notes) == MOST_NOTES + 1
    assert visit.notes[-1] == "and 7 more."


@pytest.mark.parametrize("case", CASES[1:], ids=str)
def test_a_setting_of_another_page_is_told(case):
    foreign = next(each for each in CASES[1:] if each is not case).prefix + "seed"
    visit = Visit(case, **{"seed": "9", foreign: "9"})
    assert visit.notes == [f"'{name}' is no setting of this page." for name in ("seed", foreign)]
    assert in_effect(visit, case.config) == case.config()


@every_page
def test_what_the_link_was_about_is_told_on_its_page_alone(case):
    visit = Visit(case, **{case.prefix + "n_h": "0", case.prefix + "seed": "9", "colour": "red"})
    told = visit.notes
    assert len(told) == 2
    visit.set("noise", 0.4)
    assert visit.notes == told
    for elsewhere in CASES:
        if elsewhere is not case:
            visit.go_to(elsewhere)
            assert not visit.app.warning
    visit.set("noise", 0.4)
    assert not visit.app.warning


@every_page
def test_value_that_no_widget_would_send(case):
    visit = Visit(case)
    visit.app.session_state[case.prefix + "n_h"] = 10**9
    visit.app.run()
    assert in_effect(visit, case.config) == case.config()


@pytest.mark.parametrize(
    ("case", "name"),
    [(CASES[0], "learning_rate"), (CASES[1], "scale"), (CASES[2], "amount"), (CASES[3], "scale_1")],
    ids=str,
)
def test_a_number_off_the_list(case, name):
    (table,) = (table for table in case.tables if name in options(table))
    visit = Visit(case, **{case.prefix + name: "0.0123"})
    assert visit.widget(name).value == "0.0123"
    assert not visit.app.warning
    assert not visit.app.error
    if table is case.config:
        assert getattr(in_effect(visit, table), name) == 0.0123
    visit.set(name, "fast")
    assert in_effect(visit, case.config) == case.config()
    (error,) = visit.app.error
    assert f"{defaults(table)[name]:g} is in effect" in error.value


# The transport


@every_page
def test_play_and_pause(case):
    visit = Visit(case)
    visit.press("play")
    assert visit.sent["playing"]
    assert visit.button("play").label == "Pause"
    assert visit.button("step").disabled
    visit.press("play")
    assert not visit.sent["playing"]
    assert visit.button("play").label == "Play"


@every_page
def test_step_and_reset(case):
    visit = Visit(case)
    before = visit.sent
    for iteration in ("1", "2"):
        visit.press("step")
        assert visit.metrics["Iteration"] == iteration
        assert visit.sent["run"] == before["run"]
        assert {run.iteration for run in visit.player.runs.values()} == {int(iteration)}
    visit.press("reset")
    assert visit.sent["now"] == before["now"]
    assert visit.sent["curves"] == before["curves"]
    assert visit.sent["run"] != before["run"]


@every_page
def test_new_weights_take_the_next_seed_and_keep_playing(case):
    visit = Visit(case, **{case.prefix + "initialisation": "random"} if "initialisation" in case.names else {})
    config, before = in_effect(visit, case.config), visit.sent["now"]
    visit.press("play")
    visit.press("new_weights")
    assert in_effect(visit, case.config) == replace(config, seed=3)
    assert visit.widget("seed").value == 3
    assert visit.app.query_params[case.prefix + "seed"] in ("3", ["3"])
    assert visit.sent["playing"]
    assert visit.sent["now"]["texts"] != before["texts"]


@every_page
def test_limit(case):
    visit = Visit(case, **{case.prefix + "limit": "50"})
    notes = visit.infos
    visit.player.runs.advance(80)
    visit.run()
    assert visit.metrics["Iteration"] == "50"
    (note,) = [note for note in visit.infos if note not in notes]
    assert "limit of 50 iterations" in note
    assert visit.button("play").disabled
    assert visit.button("step").disabled
    visit.set("limit", 60)
    assert not any("limit of" in note for note in visit.infos)
    assert not visit.button("play").disabled


@pytest.mark.parametrize("case", [case for case in CASES if "learning_rate" in case.names], ids=str)
def test_when_every_run_has_diverged_the_page_says_so(case):
    link = {"activation": "leaky_relu", "learning_rate": "100", "samples": "20", "initialisation": "random"}
    link |= {"scale": "1", "scale_1": "1", "scale_2": "2", "left": "constant", "constant": "1"}
    visit = Visit(case, **{case.prefix + name: value for name, value in link.items() if name in case.names})
    visit.player.runs.advance(2000)
    visit.run()
    assert visit.player.ended
    (error,) = visit.app.error
    assert "diverged" in error.value
    # Where there are several, each panel says it of its own network.
    assert ("below 100" in error.value) == (len(visit.player.runs) == 1)
    assert visit.button("play").disabled


@pytest.mark.parametrize(("case", "start"), [(CASES[0], "initialisation"), (CASES[1], "left")], ids=str)
def test_networks_that_cannot_be_built(case, start):
    link = {"depth": "0", start: "zero_W2"}
    visit = Visit(case, **{case.prefix + name: value for name, value in link.items()})
    assert "has no W2" in visit.app.error[0].value
    visit.set("depth", 1)
    assert not visit.app.error
    assert visit.player.run.config.initialisation == "zero_W2"


# From page to page


@every_page
def test_no_setting_of_one_page_is_one_of_another(case):
    visit = Visit(case, **link_to(case, *(others(table) for table in case.tables)))
    for elsewhere in CASES:
        if elsewhere is not case:
            visit.go_to(elsewhere)
            assert in_effect(visit, elsewhere.config) == elsewhere.config()
            assert in_effect(visit, elsewhere.view) == elsewhere.view()
            assert not visit.sent["playing"]


@every_page
def test_no_button_of_one_page_acts_on_another(case):
    visit = Visit(case)
    visit.press("step")
    first = visit.player
    visit.go_to(next(each for each in CASES if each is not case))
    visit.press("new_weights")
    visit.press("step")
    visit.press("step")
    assert visit.player is not first
    assert (first.runs.iteration, visit.player.runs.iteration) == (1, 2)
    assert first.runs.config == case.config()

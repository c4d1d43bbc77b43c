"""What holds for every page with controls, without a browser."""

import pytest

from playground.data import INPUTS
from playground.language.labels import PAUSE, PLAY
from playground.pages.contents import PAGES, THE_CODE
from playground.pages.inside_the_symmetry.lesson import Nudge
from playground.training import Divergence, View
from playground.training.options import Whole
from playground.training.recipe import WHILE_IT_RUNS
from playground.ui.runs.frames import PICTURES_PER_SECOND
from playground.ui.settings.controls import MOST_NOTES
from playground.ui.shell.transport import MORE
from tests.ui.pages import (
    ALL,
    BY_DAY,
    CASES,
    OF_EACH_KIND,
    Visit,
    elements,
    followed,
    link_to,
    other,
    others,
    others_here,
    shown_as,
    some,
    some_pages,
    some_that_play,
)

every_page = pytest.mark.parametrize("case", ALL, ids=str)
every_page_that_plays = pytest.mark.parametrize("case", CASES, ids=str)
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


def recipes(experiment):
    return {name: variant.recipe for name, variant in experiment.items()}


def assert_in_effect(visit, **values):
    """The page goes by these settings: its experiment, its runs and its view."""
    case, player = visit.case, visit.player
    assert player.runs.experiment == case.experiment(**values)
    assert {name: run.recipe for name, run in player.runs.items()} == recipes(case.experiment(**values))
    assert player.view == case.view(**values)


def after(case):
    """Another page that plays: the next one, so that each is another's."""
    return CASES[(CASES.index(case) + 1) % len(CASES)]


def test_every_page_is_tested():
    tested = {case.page for case in ALL}
    assert [page for page in PAGES if page not in tested] == [THE_CODE]
    assert len(tested) == len(ALL)


def test_no_two_pages_share_a_key():
    more = ("player", "link_notes", "hidden", "question", "live", "actions")
    keys = [case.prefix + name for case in ALL for name in (*case.names, *more)]
    keys += ["page", "first_page", "present", "menu"]  # of all pages
    assert len(set(keys)) == len(keys)


@pytest.fixture(scope="module", params=ALL, ids=str)
def first_visit(request):
    """To look at; not to be changed."""
    return Visit(request.param)


def test_first_visit(first_visit):
    visit, case = first_visit, first_visit.case
    assert not visit.errors
    assert not visit.notes
    assert visit.app.query_params == {}
    assert [title.value for title in visit.app.title] == [case.page.title]
    if case in CASES:
        assert_in_effect(visit)
        assert visit.numbers["Iteration"] == "0"
        assert not visit.sent["playing"]


def test_every_setting_has_one_control_with_a_label_a_help_and_a_place_in_the_link(first_visit):
    case = first_visit.case
    settings = first_visit.part(f"{case.prefix}settings")
    explained = "  \n".join(str(getattr(each, "value", "")) for each in elements(settings)) if settings else ""
    for name in case.names:
        spec, widget = case.settings.spec(name), first_visit.widget(name)
        assert widget.label == spec.label
        if case in CASES and name in case.settings.row:  # no mark beside it, to save room
            assert f"**{spec.label}**: {spec.help}" in explained.split("  \n")
        else:
            assert widget.help == spec.help
        assert widget.proto.query_param_key == first_visit.case.prefix + name  # the browser writes the link


def test_nothing_else_has_a_place_in_the_link(first_visit):
    own = {first_visit.case.prefix + name for name in first_visit.case.names}
    in_the_link = {getattr(each.proto, "query_param_key", "") for each in elements(first_visit.app.main)} - {""}
    assert in_the_link == own


def test_the_settings_are_under_their_headings_in_the_order_of_the_list(first_visit):
    case = first_visit.case
    place = first_visit.part(f"{case.prefix}settings")
    if not case.settings.groups:
        assert not place
        return
    of_inputs = [each for each in elements(place) if each.type == "markdown" and each.value.startswith("![]")]
    listed = [each for each in elements(place) if each not in of_inputs]
    if case in CASES:
        *listed, _, _ = listed  # after a line, what the row's controls mean
    settings = [each for each in listed if each.type != "bidi_component"]  # beside which features put theirs
    shown = [each.value if each.type == "markdown" else each.key for each in settings]
    assert len(of_inputs) == len({*INPUTS} & {*case.names})  # each check box has a map
    groups = case.settings.groups.items()
    wanted = [[f"**{heading}**", *(case.prefix + name for name in names)] for heading, names in groups]
    assert shown == [each for group in wanted for each in group]


def test_labels_tell_the_settings_of_a_page_apart(first_visit):
    labels = [first_visit.case.settings.spec(name).label for name in first_visit.case.names]
    assert len(set(labels)) == len(labels)


def test_every_button_has_a_label_and_those_of_the_transport_a_help(first_visit):
    assert all(button.label for button in first_visit.app.button)
    if first_visit.case in CASES:
        buttons = first_visit.run_buttons()
        assert list(buttons) == ["play", "step", "reset", "new_weights"]
        assert all(button["label"] for button in buttons.values())
        assert [name for name, button in buttons.items() if not button["help"]] == ["play"]


def test_the_menu_leads_to_every_page(first_visit):
    links = [each.proto for each in elements(first_visit.part("menu")) if each.type == "page_link"]
    titles = [f"{number}\\. {page.title}" for number, page in enumerate(PAGES, 1)]
    assert [link.label.split(" :small[")[0] for link in links] == titles
    assert all(link.icon for link in links)


def test_every_page_leads_to_the_next_one(first_visit):
    *_, last = elements(first_visit.app.main)
    number = (PAGES.index(first_visit.case.page) + 1) % len(PAGES)
    following = PAGES[number]
    assert last.type == "page_link"
    assert last.proto.label == (
        f"**Next: {number + 1}. {following.title}**  \n{following.description} · {following.minutes} min"
    )


@pytest.mark.parametrize("case", CASES[1:], ids=str)
def test_each_control_changes_its_setting(case):
    # All that are on at first together, each of the others with the one that turns it on.
    visit = Visit(case)
    values = {name: value for name, value in others_here(case).items() if not visit.widget(name).disabled}
    for name, value in values.items():
        visit.put(name, value)
    visit.run()
    assert_in_effect(visit, **values)
    for name, value in values.items():
        assert visit.widget(name).value == shown_as(case.settings.spec(name), value)
    needed = {}
    for name in set(case.names) - set(values):
        needed.setdefault(case.needs.get(name), []).append(name)
    for start, names in needed.items():
        before = dict([start] if start else [])
        visit = Visit(case, **link_to(case, **before))
        values = before | {name: other(case.settings, name) for name in names}
        for name in names:
            visit.put(name, values[name])
        visit.run()
        assert_in_effect(visit, **values)
        assert not visit.notes


def test_each_control_changes_its_setting_and_no_other():
    case = CASES[0]
    visit = Visit(case)
    for name in case.names:
        turned_on = dict([case.needs[name]] if name in case.needs else [])
        if turned_on:
            visit.run()  # what was put back may be off from now on
        for needed, value in turned_on.items():
            visit.put(needed, value)
        if turned_on or visit.widget(name).disabled:
            visit.run()
        beginning, before = visit.player.runs.experiment.beginning, visit.sent
        values = turned_on | {name: other(case.settings, name)}
        visit.set(name, values[name])
        after = visit.sent
        assert_in_effect(visit, **values)
        assert (after["run"] == before["run"]) == (visit.player.runs.experiment.beginning == beginning), name
        if name == "speed":
            assert after["rate"] == min(PICTURES_PER_SECOND, case.view(**values).iterations_per_second)
        elif isinstance(case.settings.record(name), View):
            assert [after[part] for part in ("now", "charts")] != [before[part] for part in ("now", "charts")], name
        assert visit.widget(name).value == shown_as(case.settings.spec(name), values[name])
        assert not visit.notes
        visit.put(name, case.settings.default(name))
        if turned_on:
            visit.run()
        for needed in turned_on:
            visit.put(needed, case.settings.default(needed))


@every_page_that_plays
def test_only_what_may_change_while_it_runs_and_what_is_no_part_of_the_experiment_keeps_the_run(case):
    for name in case.names:
        turned_on = dict([case.needs[name]] if name in case.needs else [])
        changed = case.experiment(**turned_on, **{name: other(case.settings, name)})
        # The degree is that of a polynomial beside the networks.
        keeps = name not in case.experiment_names or name in (*WHILE_IT_RUNS, "degree")
        assert (changed.beginning == case.experiment(**turned_on).beginning) == keeps, name


@every_page
def test_link_with_every_setting_is_in_effect_at_the_very_first_run(case):
    values = others(case)
    visit = Visit(case, **link_to(case, **values))
    assert visit.chosen == case.chosen(**values)
    if case in CASES:
        assert_in_effect(visit, **values)
    for name, value in values.items():
        assert case.settings.spec(name).read(visit.widget(name).value) == value
    assert not visit.notes
    assert not visit.errors
    # Share has them, too, though the page was shown only once.
    given = {case.prefix + name: case.settings.spec(name).read(text) for name, text in flat(visit).items()}
    assert given == {case.prefix + name: value for name, value in values.items()}


def flat(visit):
    """What Share's link holds, by name without the prefix."""
    return {name.removeprefix(visit.case.prefix): text for name, (text,) in followed(visit.link).items()}


@some_pages
def test_link_that_cannot_be_used(case):
    for nonsense in NONSENSE:
        assert_said(case, nonsense)


def assert_said(case, nonsense):
    link = {name: value for name, value in nonsense.items() if name in (*case.names, "colour")}
    visit = Visit(case, **{case.prefix + name: value for name, value in link.items()})
    assert visit.chosen == case.chosen()
    if case in CASES:
        assert_in_effect(visit)
    notes = visit.notes
    assert len(notes) == len(link)
    assert all(len(note) < 400 for note in notes)
    for name in link.keys() - {"colour"}:
        (note,) = (note for note in notes if note.startswith(f"{case.settings.spec(name).label}: "))
        assert link[name][:40] in note
        assert f"The default, {case.settings.default(name)}, is in effect" in note
    assert (f"'{case.prefix}colour' is not a setting of this page." in notes) == ("colour" in link)


@some_that_play
def test_everything_in_a_link_that_cannot_be_used_is_told_at_once(case):
    link = {"n_h": ["3", "5"], "seed": "x", "noise": "2"}
    visit = Visit(case, colour="red", embed="true", **{case.prefix + name: value for name, value in link.items()})
    assert len(visit.notes) == 4
    assert visit.part(f"{case.prefix}notes").proto.popover.label == "Link: 4"
    assert any(note.startswith(f"'{case.prefix}n_h' is given more than once") for note in visit.notes)
    assert_in_effect(visit, n_h=visit.widget("n_h").value)
    assert not any("embed" in note for note in visit.notes)


@some_pages
def test_of_a_link_with_very_much_that_cannot_be_used_a_part_is_told(case):
    visit = Visit(case, **{f"name_{number}": "1" for number in range(MOST_NOTES + 7)})
    assert len(visit.notes) == MOST_NOTES + 1
    assert visit.notes[-1] == "and 7 more."


@some(OF_EACH_KIND[1:])
def test_a_setting_of_another_page_is_told(case):
    foreign = next(each for each in ALL[1:] if each is not case).prefix + "seed"
    visit = Visit(case, **{"seed": "9", foreign: "9"})
    assert visit.notes == [f"'{name}' is not a setting of this page." for name in ("seed", foreign)]
    assert visit.chosen == case.chosen()


@some_that_play
def test_what_the_link_was_about_is_told_on_its_page_alone(case):
    visit = Visit(case, **{case.prefix + "n_h": "0", case.prefix + "seed": "9", "colour": "red"})
    notes = visit.notes
    assert len(notes) == 2
    visit.set("seed", other(case.settings, "seed"))
    assert visit.notes == notes
    elsewhere = after(case)
    visit.go_to(elsewhere)
    assert not visit.notes
    visit.set("seed", other(elsewhere.settings, "seed"))
    assert not visit.notes


@some_pages
def test_value_that_no_widget_would_send(case):
    visit = Visit(case)
    specs = {name: case.settings.spec(name) for name in case.names}
    numbers = [name for name, spec in specs.items() if isinstance(spec, Whole) and not spec.marks]  # those are texts
    for name in numbers:
        visit.app.session_state[case.prefix + name] = 10**12
    visit.app.run()
    assert visit.chosen == case.chosen()


@pytest.mark.parametrize(
    ("case", "name"),
    [
        pytest.param(case, name, marks=[] if case in BY_DAY else pytest.mark.nightly)
        for case in CASES
        for name in ("learning_rate", "scale", "amount", "scale_1", "rate_2")
        if name in case.names
    ],
    ids=str,
)
def test_a_number_off_the_list(case, name):
    turned_on = dict([case.needs[name]] if name in case.needs else [])
    visit = Visit(case, **link_to(case, **turned_on, **{name: 0.0123}))
    assert visit.widget(name).value == "0.0123"
    assert not visit.notes
    assert not visit.errors
    assert_in_effect(visit, **turned_on, **{name: 0.0123})
    visit.set(name, "fast")
    assert_in_effect(visit, **turned_on)
    spec, default = case.settings.spec(name), case.settings.default(name)
    needed = f"Type a number from {spec.least:g} to {spec.most:g}."
    assert visit.errors == [f":red[{spec.label}: {needed} {default:g} is in effect.]"]
    assert "fast" not in visit.message  # what was typed is in the control already
    visit.set(name, default)
    assert not visit.errors


# The transport


@some_that_play
def test_play_and_pause(case):
    visit = Visit(case)
    visit.tell("play")
    assert visit.sent["playing"]
    visit.tell("pause")
    assert not visit.sent["playing"]
    play = visit.run_buttons()["play"]
    assert (play["label"], play["other_label"]) == (PLAY, PAUSE)


@some_that_play
def test_step_and_reset(case):
    visit = Visit(case)
    before = visit.sent
    for iteration in ("1", "2"):
        visit.tell("step")
        assert visit.numbers["Iteration"] == iteration
        assert visit.sent["run"] == before["run"]
        assert {run.iteration for run in visit.player.runs.values()} == {int(iteration)}
    visit.tell("reset")
    assert visit.sent["now"] == before["now"]
    assert visit.sent["curves"] == before["curves"]
    assert visit.sent["run"] != before["run"]


@some_that_play
def test_new_weights_take_the_next_seed_and_keep_playing(case):
    values = {"initialisation": "random"} if "initialisation" in case.names else {}
    visit = Visit(case, **link_to(case, **values))
    before = visit.sent["now"]
    visit.tell("play")
    visit.tell("new_weights")
    assert_in_effect(visit, **values, seed=3)
    assert visit.widget("seed").value == 3
    assert visit.app.query_params[case.prefix + "seed"] in ("3", ["3"])
    assert visit.sent["playing"]
    assert visit.sent["now"] != before


@some_that_play
def test_limit(case):
    visit = Visit(case, **link_to(case, limit=50))
    assert not visit.run_buttons("way_on")
    visit.player.runs.advance(80)
    visit.run()
    assert visit.numbers["Iteration"] == "50"
    assert "limit of 50 iterations" in visit.message
    assert visit.sent["end"] == "limit"
    visit.tell("play")
    visit.tell("step")
    assert (visit.sent["playing"], visit.numbers["Iteration"]) == (False, "50")
    visit.set("limit", 60)
    assert "limit of" not in visit.message
    assert not visit.run_buttons("way_on")
    assert visit.sent["end"] == ""


@some_that_play
def test_go_on_raises_the_limit_in_control_and_link_and_plays_on(case):
    visit = Visit(case, **link_to(case, limit=50))
    visit.player.runs.advance(50)
    visit.run()
    run = visit.sent["run"]
    more = min(MORE, case.settings.spec("limit").most - 50)
    assert visit.run_buttons("way_on")["go_on"]["label"] == f"Go on for {more:,} more"
    visit.tell("go_on")
    assert_in_effect(visit, limit=50 + more)
    assert visit.widget("limit").value == 50 + more
    shown = {f"{case.prefix}limit": 50 + more}
    assert {name: int(text) for name, (text,) in followed(visit.link).items()} == shown
    assert visit.app.query_params[f"{case.prefix}limit"] in (str(50 + more), [str(50 + more)])
    assert visit.sent["playing"]
    assert (visit.sent["run"], visit.player.runs.iteration) == (run, 50)
    assert not visit.run_buttons("way_on")
    assert "limit of" not in visit.message
    visit.player.runs.advance(10)
    assert visit.player.runs.iteration == 60


@pytest.mark.parametrize(("below", "more"), [(3, 3), (MORE, MORE), (0, 0)])
def test_go_on_never_goes_beyond_what_the_control_allows(below, more):
    case = CASES[0]
    most = case.settings.spec("limit").most
    visit = Visit(case, **link_to(case, limit=most - below))
    for run in visit.player.runs.values():
        run.iteration = most - below  # to train so long would take minutes
    visit.run()
    assert "Limit reached" in visit.message
    assert bool(visit.run_buttons("way_on")) == (more > 0)
    if more:
        assert visit.run_buttons("way_on")["go_on"]["label"] == f"Go on for {more:,} more"
        visit.tell("go_on")
        assert visit.widget("limit").value == most - below + more
        assert not visit.notes
        assert not visit.errors


@pytest.mark.parametrize("case", [case for case in CASES if "learning_rate" in case.names], ids=str)
def test_when_every_run_has_diverged_the_page_says_so_and_offers_a_reset(case):
    values = {"activation": "leaky_relu", "learning_rate": 100, "samples": 20, "initialisation": "random"}
    values |= {"scale": 1, "scale_1": 1, "scale_2": 2, "left": "constant", "constant": 1}
    visit = Visit(case, **link_to(case, **{name: value for name, value in values.items() if name in case.names}))
    visit.player.runs.advance(2000)
    visit.run()
    if not all(run.divergence for run in visit.player.runs.values()):
        for run in visit.player.runs.values():  # with ReLU it may come to rest instead
            run.timeline.divergence = run.divergence or Divergence("W1", run.iteration + 1)
        visit.run()
    assert visit.player.ended
    assert "diverged" in visit.message
    # Where there are several, each panel says it of its own network.
    assert ("below 100" in visit.message) == (len(visit.player.runs) == 1)
    assert list(visit.run_buttons("way_on")) == ["reset"]
    visit.tell("reset")
    assert visit.numbers["Iteration"] == "0"
    assert "diverged" not in visit.message
    assert not visit.run_buttons("way_on")


@pytest.mark.parametrize(("case", "start"), [(CASES[0], "initialisation"), (CASES[1], "left")], ids=str)
def test_networks_that_cannot_be_built(case, start):
    visit = Visit(case, **link_to(case, depth=0, **{start: "zero_W2"}))
    (error,) = visit.errors
    assert "has no W2" in error
    assert f"{case.prefix}depth" in visit.link  # it can still be handed on
    visit.set("depth", 1)
    assert not visit.errors
    assert visit.player.run.recipe.initialisation == "zero_W2"


# The number of a unit


WITH_A_UNIT = [case for case in CASES if "unit" in case.names]


@pytest.mark.parametrize("case", WITH_A_UNIT, ids=str)
def test_the_number_of_a_unit_ends_at_the_number_of_units(case):
    visit = Visit(case)
    assert (visit.widget("unit").min, visit.widget("unit").max) == (1, case.settings.default("n_h"))
    for n_h in (case.settings.spec("n_h").most, 1, 3):
        visit.set("n_h", n_h)
        assert visit.widget("unit").max == n_h
    visit.set("unit", 3)
    visit.set("n_h", 2)
    assert visit.widget("unit").value == 2
    visit.set("n_h", 4)
    assert visit.widget("unit").value == 2


@pytest.mark.parametrize("hidden", [False, True], ids=["shown", "hidden"])
@pytest.mark.parametrize("case", WITH_A_UNIT, ids=str)
def test_a_link_with_a_unit_that_is_not_there_does_no_harm(case, hidden):
    link = link_to(case, n_h=2, unit=case.settings.spec("unit").most)
    visit = Visit(case, **link, **({"hide": "unit"} if hidden else {}))
    assert hidden or visit.widget("unit").value == 2
    push, layer = ("nudge", "W1") if case.settings.record("unit") == Nudge() else ("push", "b1")
    before = visit.player.run.parameters.copy()
    visit.tell("do", action=push)
    changed = (visit.player.run.parameters[layer] != before[layer]).any(axis=1)
    assert changed.tolist() == [False, True]
    assert not visit.errors


# From page to page


@every_page_that_plays
def test_no_setting_of_one_page_is_one_of_another(case):
    visit = Visit(case, **link_to(case, **others(case)))
    visit.go_to(after(case))  # that no two pages share a key has a test of its own
    assert_in_effect(visit)
    assert not visit.sent["playing"]


@some_that_play
def test_no_button_of_one_page_acts_on_another(case):
    visit = Visit(case)
    visit.tell("step")
    first = visit.player
    visit.go_to(after(case))
    visit.tell("new_weights")
    visit.tell("step")
    visit.tell("step")
    assert visit.player is not first
    assert (first.runs.iteration, visit.player.runs.iteration) == (1, 2)
    assert first.runs.experiment == case.experiment()


def test_a_page_of_the_menu_remembers_its_settings():
    visit = Visit(CASES[1])
    visit.set("n_h", 7)
    visit.go_to(CASES[0])
    visit.go_to(CASES[1])
    assert_in_effect(visit, n_h=7)


def test_where_the_number_of_classes_has_no_effect_it_is_marked():
    with_classes = [case for case in ALL if {"classes", "dataset"} <= set(case.names)]
    assert with_classes
    for case in with_classes:
        moons, others = (case.settings.unused(case.chosen(dataset=name)) for name in ("moons", "blobs"))
        assert "classes" in moons, case
        assert "classes" not in others, case

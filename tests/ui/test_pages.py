"""What holds for every page with controls, without a browser."""

import pytest

from playground.data import INPUTS
from playground.language import LANGUAGES, rendered
from playground.language.labels import PAUSE, PLAY
from playground.pages.contents import PAGES, THE_CODE
from playground.pages.inside_the_symmetry.lesson import Nudge
from playground.training import Divergence, View
from playground.training.options import Whole
from playground.training.recipe import WHILE_IT_RUNS
from playground.ui.runs.frames import PICTURES_PER_SECOND
from playground.ui.runs.player import Player
from playground.ui.runs.transport import MORE
from tests.looped import looped
from tests.ui.pages import (
    ALL,
    CASES,
    Visit,
    WideOpen,
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
from tests.ui.test_prose import assert_as_recorded, on_page

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
    },
    {"noise": "-1", "n_h": "9" * 5000, "learning_rate": "", "seed": "99999999999999999999", "constant": "*x*"},
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


def test_no_two_pages_share_a_key_or_a_title_and_no_two_settings_of_a_page_a_label():
    more = ("player", "link_notes", "hidden", "question", "live", "actions")
    keys = [case.prefix + name for case in ALL for name in (*case.names, *more)]
    keys += ["page", "first_page", "present", "menu"]  # of all pages
    assert len(set(keys)) == len(keys)
    for language in LANGUAGES.values():
        assert len({rendered(page.title, language) for page in PAGES}) == len(PAGES)
        for case in ALL:
            labels = [rendered(case.settings.spec(name).label, language) for name in case.names]
            assert len(set(labels)) == len(labels), case
        for case in CASES:  # where two numbers had one label, one would be lost
            layout = Player(case.scene, case.experiment(), case.view(), language=language).charts.layout
            for panel in (layout, *layout["panels"]):
                assert len({*panel["numbers"]}) == len(panel["numbers"]), case


@pytest.fixture(scope="module", params=ALL, ids=str)
def first_visit(request):
    """With every popover open, to look at; not to be changed."""
    return WideOpen(request.param)


def test_a_page_says_what_it_said(first_visit):
    assert_as_recorded(first_visit.case.page.script, "en", on_page(first_visit.app, "en"))


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


def test_every_setting_and_nothing_else_has_a_place_in_the_link_and_one_control_with_a_label_and_a_help(first_visit):
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
    # The browser writes the link.
    in_the_link = {getattr(each.proto, "query_param_key", "") for each in elements(first_visit.app.main)} - {""}
    assert in_the_link == {case.prefix + name for name in case.names}
    assert [first_visit.widget(name).proto.query_param_key for name in case.names] == [
        case.prefix + name for name in case.names
    ]


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
    # Beside them, features put theirs.
    settings = [each for each in listed if each.type not in ("bidi_component", "file_uploader")]
    shown = [each.value if each.type == "markdown" else each.key for each in settings]
    assert len(of_inputs) == len({*INPUTS} & {*case.names})  # each check box has a map
    groups = case.settings.groups.items()
    wanted = [[f"**{heading}**", *(case.prefix + name for name in names)] for heading, names in groups]
    assert shown == [each for group in wanted for each in group]


def test_every_button_has_a_label_and_the_page_leads_to_all_others_and_to_the_next_one(first_visit):
    assert all(button.label for button in first_visit.app.button)
    assert not [button.key for button in first_visit.app.button if button.proto.shortcut]
    if first_visit.case in CASES:
        buttons = first_visit.run_buttons()
        assert list(buttons) == ["play", "step", "reset", "new_weights"]
        assert all(button["label"] for button in buttons.values())
        assert [name for name, button in buttons.items() if not button["help"]] == ["play"]
        assert [name for name, button in buttons.items() if button["key"]] == ["play"]
    links = [each.proto for each in elements(first_visit.part("menu")) if each.type == "page_link"]
    titles = [f"{number}\\. {page.title}" for number, page in enumerate(PAGES, 1)]
    assert [link.label.split(" :small[")[0] for link in links] == titles
    assert all(link.icon for link in links)
    *_, last = elements(first_visit.app.main)
    number = (PAGES.index(first_visit.case.page) + 1) % len(PAGES)
    following = PAGES[number]
    assert last.type == "page_link"
    assert last.proto.label == (
        f"**Next: {number + 1}. {following.title}**  \n{following.description} · {following.minutes} min"
    )


@some(CASES)
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


def test_each_setting_of_the_view_changes_what_is_shown():
    case = CASES[0]
    names = [name for name in case.names if isinstance(case.settings.record(name), View)]
    assert len(names) > 1
    for name in names:
        needed = dict([case.needs[name]] if name in case.needs else [])
        player = Player(case.scene, case.experiment(**needed), case.view(**needed))
        before = player.tick()[0], player.charts.id
        player.follow(player.runs.experiment, case.view(**needed, **{name: other(case.settings, name)}))
        after = player.tick()[0], player.charts.id
        if name == "speed":
            assert after[0].rate == min(PICTURES_PER_SECOND, player.view.iterations_per_second) != before[0].rate
        else:
            assert (after[0].now, after[1]) != (before[0].now, before[1]), name


@looped("case", CASES)
def test_only_what_may_change_while_it_runs_and_what_is_no_part_of_the_experiment_keeps_the_run(case):
    for name in case.names:
        turned_on = dict([case.needs[name]] if name in case.needs else [])
        changed = case.experiment(**turned_on, **{name: other(case.settings, name)})
        # The degree is that of a polynomial beside the networks.
        keeps = name not in case.experiment_names or name in (*WHILE_IT_RUNS, "degree")
        assert (changed.beginning == case.experiment(**turned_on).beginning) == keeps, name


@pytest.mark.parametrize("case", ALL, ids=str)
def test_link_with_every_setting_is_in_effect_at_the_very_first_run_and_on_no_other_page(case):
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
    shared = {name: case.settings.spec(name.removeprefix(case.prefix)).read(text) for name, text in flat(visit).items()}
    assert shared == {case.prefix + name: value for name, value in values.items()}
    if case in CASES:
        visit.go_to(after(case))  # that no two pages share a key has a test of its own
        assert_in_effect(visit)
        assert not visit.sent["playing"]


def flat(visit):
    """What Share's link holds, by name."""
    return {name: text for name, (text,) in followed(visit.link).items()}


@some_pages
def test_all_of_a_link_that_cannot_be_used_is_told(case):
    foreign = next(each for each in ALL[1:] if each is not case).prefix + "seed"
    for nonsense in NONSENSE:
        link = {name: value for name, value in nonsense.items() if name in case.names}
        strange = dict.fromkeys((f"{case.prefix}colour", foreign), "9")
        visit = Visit(case, embed="true", **{case.prefix + name: value for name, value in link.items()}, **strange)
        assert visit.chosen == case.chosen()
        if case in CASES:
            assert_in_effect(visit)
        notes = visit.notes
        assert len(notes) == len(link) + 2
        assert visit.part(f"{case.prefix}notes").proto.popover.label == f"Link: {len(notes)}"
        assert all(len(note) < 400 for note in notes)
        for name in link:
            (note,) = (note for note in notes if note.startswith(f"{case.settings.spec(name).label}: "))
            assert link[name][:40] in note
            assert f"The default, {case.settings.default(name)}, is in effect" in note
        assert {f"'{name}' is not a setting of this page." for name in strange} <= {*notes}


@some_that_play
def test_what_the_link_was_about_is_told_on_its_page_alone(case):
    visit = Visit(case, **{case.prefix + "n_h": "0", case.prefix + "seed": "9", "colour": "red"})
    notes = visit.notes
    assert len(notes) == 2
    visit.set("seed", other(case.settings, "seed"))
    assert visit.notes == notes
    visit.go_to(after(case))
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


@some_that_play
def test_a_number_off_the_list(case):
    name = next(name for name in ("learning_rate", "scale", "rate_2") if name in case.names)
    visit = Visit(case, **link_to(case, **{name: 0.0123}))
    assert visit.widget(name).value == "0.0123"
    assert not visit.notes
    assert not visit.errors
    assert_in_effect(visit, **{name: 0.0123})
    visit.set(name, "fast")
    assert_in_effect(visit)
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
def test_step_reset_and_new_weights_which_take_the_next_seed_and_keep_playing(case):
    values = {"initialisation": "random"} if "initialisation" in case.names else {}
    visit = Visit(case, **link_to(case, **values))
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
    visit.tell("play")
    visit.tell("new_weights")
    assert_in_effect(visit, **values, seed=3)
    assert visit.widget("seed").value == 3
    assert visit.app.query_params[case.prefix + "seed"] in ("3", ["3"])
    assert visit.sent["playing"]
    assert visit.sent["now"] != before["now"]


@some_that_play
def test_at_the_limit_it_goes_on_once_that_is_raised_by_its_control_or_by_the_button(case):
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
    visit.player.runs.advance(10)
    visit.run()
    run = visit.sent["run"]
    more = min(MORE, case.settings.spec("limit").most - 60)
    assert visit.run_buttons("way_on")["go_on"]["label"] == f"Go on for {more:,} more"
    visit.tell("go_on")
    assert_in_effect(visit, limit=60 + more)
    assert visit.widget("limit").value == 60 + more
    shown = {f"{case.prefix}limit": str(60 + more)}
    assert flat(visit) == shown
    assert visit.app.query_params[f"{case.prefix}limit"] in (str(60 + more), [str(60 + more)])
    assert visit.sent["playing"]
    assert (visit.sent["run"], visit.player.runs.iteration) == (run, 60)
    assert not visit.run_buttons("way_on")
    assert "limit of" not in visit.message


@looped("below", [3, 0])
def test_go_on_never_goes_beyond_what_the_control_allows(below):
    case = CASES[0]
    most = case.settings.spec("limit").most
    visit = Visit(case, **link_to(case, limit=most - below))
    for run in visit.player.runs.values():
        run.iteration = most - below  # to train so long would take minutes
    visit.run()
    assert f"its limit of {most - below:,} iterations" in visit.message
    assert bool(visit.run_buttons("way_on")) == (below > 0)
    if below:
        assert visit.run_buttons("way_on")["go_on"]["label"] == f"Go on for {below} more"
        visit.tell("go_on")
        assert visit.widget("limit").value == most
        assert not visit.notes
        assert not visit.errors


@pytest.mark.parametrize(
    "case",
    [
        case if case in CASES[:2] else pytest.param(case, marks=pytest.mark.nightly)
        for case in CASES
        if "learning_rate" in case.names
    ],
    ids=str,
)
def test_when_every_run_has_diverged_the_page_says_so_and_offers_a_reset(case):
    visit = Visit(case, **link_to(case, learning_rate=100))
    visit.player.runs.advance(3)
    for run in visit.player.runs.values():
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


def test_networks_that_cannot_be_built():
    visit = Visit(CASES[0], depth="0", initialisation="zero_W2")
    (error,) = visit.errors
    assert "has no W2" in error
    assert "depth" in visit.link  # it can still be handed on
    visit.set("depth", 1)
    assert not visit.errors
    assert visit.player.run.recipe.initialisation == "zero_W2"


# The number of a unit


@pytest.mark.parametrize("case", [case for case in CASES if "unit" in case.names], ids=str)
def test_the_number_of_a_unit_ends_at_the_number_of_units_whatever_a_link_says(case):
    link = link_to(case, n_h=2, unit=case.settings.spec("unit").most)
    push, layer = ("nudge", "W1") if case.settings.record("unit") == Nudge() else ("push", "b1")
    for hidden in ({"hide": "unit"}, {}):
        visit = Visit(case, **link, **hidden)
        before = visit.player.run.parameters.copy()
        visit.tell("do", action=push)
        changed = (visit.player.run.parameters[layer] != before[layer]).any(axis=1)
        assert changed.tolist() == [False, True], hidden
        assert not visit.errors
    assert (visit.widget("unit").value, visit.widget("unit").min, visit.widget("unit").max) == (2, 1, 2)
    visit.set("n_h", 4)
    assert (visit.widget("unit").value, visit.widget("unit").max) == (2, 4)
    visit.set("unit", 3)
    visit.set("n_h", 1)
    assert visit.widget("unit").value == 1
    visit.set("n_h", 4)
    assert visit.widget("unit").value == 1


# From page to page


@some_that_play
def test_no_button_of_one_page_acts_on_another_and_each_page_remembers_its_settings(case):
    visit = Visit(case)
    visit.set("seed", 9)
    visit.tell("step")
    first = visit.player
    visit.go_to(after(case))
    visit.tell("new_weights")
    visit.tell("step")
    visit.tell("step")
    assert visit.player is not first
    assert (first.runs.iteration, visit.player.runs.iteration) == (1, 2)
    assert first.runs.experiment == case.experiment(seed=9)
    visit.go_to(case)
    assert_in_effect(visit, seed=9)


def test_where_the_number_of_classes_has_no_effect_it_is_marked():
    with_classes = [case for case in ALL if {"classes", "dataset"} <= set(case.names)]
    assert with_classes
    for case in with_classes:
        moons, others = (case.settings.unused(case.chosen(dataset=name)) for name in ("moons", "blobs"))
        assert "classes" in moons, case
        assert "classes" not in others, case

"""Presets: one click sets a whole experiment, asks its question, waits for Play, and says at last what came out."""

from playground.ui.questions import presets as of_pages
from tests.ui.pages import (
    CASES,
    Visit,
    comment,
    followed,
    in_html,
    link_to,
    loud,
    other,
    others,
    others_here,
    some,
    some_that_play,
    watch,
)

PLAYGROUND = CASES[0]


def marked(visit):
    """The names of the presets whose buttons have a mark."""
    buttons = [visit.button(f"preset_{number}") for number in range(len(visit.case.lesson.presets))]
    return [button.label for button in buttons if button.proto.icon]


def asked(visit):
    """The presets whose question is on the page."""
    return [preset.name for preset in visit.case.lesson.presets if f"**{preset.question}**" in visit.message]


def watched(visit):
    """The presets of which it is said what to look at."""
    return [
        preset.name for preset in visit.case.lesson.presets if in_html(f"Look at {preset.look_at}") in visit.message
    ]


@some_that_play
def test_next_experiment_goes_through_all_to_the_next_page_and_each_sets_everything(case):
    """That the button with its name does the same, see ``test_share.py``."""
    presets = case.lesson.presets
    visit = Visit(case, **link_to(case, **others_here(case)))
    assert asked(visit) == marked(visit) == watched(visit) == []
    for preset in (*presets[:2], presets[-1]):
        if preset is presets[-1]:
            visit.press(f"preset_{len(presets) - 2}")
        assert visit.button("next_experiment").help == preset.name
        visit.player.runs.advance(5)
        visit.tell("play")
        assert visit.player.playing
        before = visit.sent["run"]
        for name, value in others_here(case).items():  # what it has to set has other values
            if not visit.widget(name).disabled:
                visit.put(name, value)

        visit.press("next_experiment")
        wanted = {name: preset.settings.get(name, case.settings.default(name)) for name in case.experiment_names}
        assert visit.player.runs.experiment == case.experiment(**wanted) == case.preset(preset)
        for name, value in wanted.items():
            assert case.settings.spec(name).read(visit.widget(name).value) == value, name
        assert not visit.sent["playing"]
        assert visit.numbers["Iteration"] == "0"
        assert visit.sent["run"] != before
        assert visit.has("next_experiment") == (preset is not presets[-1])  # then comes the next page
        assert ("Next page" in [link.proto.label for link in visit.app.get("page_link")]) == (preset is presets[-1])
        assert asked(visit) == marked(visit) == [preset.name]
        assert not visit.notes
        assert not visit.errors
        shared = {name.removeprefix(case.prefix) for name in followed(visit.link)}
        assert shared & set(case.experiment_names) == set(preset.settings)


@some_that_play
def test_a_control_hides_the_question_of_a_preset_and_a_link_can_bring_it(case):
    preset = case.lesson.presets[1]
    visit = Visit(case, **link_to(case, **preset.settings))
    assert asked(visit) == marked(visit) == [preset.name]
    name = next(name for name in ("samples", "seed", "activation") if name in others_here(case))
    before = visit.widget(name).value
    visit.set(name, other(case.settings, name) if before == case.settings.default(name) else "tanh")
    assert asked(visit) == marked(visit) == []
    visit.set(name, before)
    assert asked(visit) == marked(visit) == [preset.name]
    # A run may go on for longer than its experiment says, but not end sooner.
    limit = visit.player.runs.experiment.limit
    visit.set("limit", limit + 1)
    assert asked(visit) == marked(visit) == [preset.name]
    visit.set("limit", limit - 1)
    assert asked(visit) == marked(visit) == []


@some_that_play
def test_a_preset_leaves_what_is_no_part_of_the_experiment_and_begins_anew_when_it_is_pressed_again(case):
    aside = {name: value for name, value in others(case).items() if name not in case.experiment_names}
    visit = Visit(case, **link_to(case, **aside))
    visit.press("preset_1")
    assert visit.player.view == case.view(**aside)
    for name, value in aside.items():
        assert case.settings.spec(name).read(visit.widget(name).value) == value
    visit.tell("play")
    assert visit.sent["playing"]
    visit.player.runs.advance(30)
    visit.press("preset_1")
    assert visit.numbers["Iteration"] == "0"
    assert not visit.sent["playing"]
    assert asked(visit) == [case.lesson.presets[1].name]
    visit.tell("new_weights")  # with which the question goes
    assert asked(visit) == watched(visit) == []


# The message


@some_that_play
def test_what_is_asked_watched_and_answered(case):
    visit = Visit(case)
    number, preset = [*enumerate(case.lesson.presets)][-1]  # that each is asked: see the test of all
    visit.press(f"preset_{number}")
    question = f"**{preset.question}**\n{watch(preset, visit.player.runs.experiment.limit)}"
    assert visit.message == question  # the answer is for the visitor to give
    visit.tell("step")  # from the first iteration there is one
    answer = preset.answer(visit.player.runs)
    assert answer
    assert visit.message == f"**{preset.question}**\n{loud(answer)}"
    visit.tell("play")
    visit.player.runs.advance(3)
    visit.run()
    assert visit.message == question
    visit.tell("pause")
    later = preset.answer(visit.player.runs)
    assert later
    assert visit.message == f"**{preset.question}**\n{loud(later)}"
    visit.tell("reset")
    assert visit.message == question


@some(CASES)
def test_an_experiment_of_ones_own_has_a_question_that_its_answer_answers_or_that_of_the_page(case):
    visit = Visit(case, **link_to(case, **others_here(case)))
    # What has changed since the page's first preset, where a page knows what to ask of that.
    own = case.lesson.asked(case.chosen(**others_here(case)), case.lesson.presets[0])
    question = f"**{own.question if own else case.lesson.question}**"
    looked = watch(own, visit.player.runs.experiment.limit) if own else ""
    asked = f"{question}\n{looked}" if looked else question
    assert visit.message == asked
    visit.tell("step")
    answered = f"{question}\n{loud(own.answer(visit.player.runs))}" if own else question
    assert visit.message == answered
    visit.tell("play")
    assert visit.message == asked


def test_what_was_changed_since_the_last_preset_is_compared_with_it_once_the_run_stands_still():
    visit = Visit(PLAYGROUND, **link_to(PLAYGROUND, speed="1200"))
    moons = [preset.name for preset in PLAYGROUND.lesson.presets].index("Moons, 2 units")
    visit.press(f"preset_{moons}")
    visit.set("n_h", 3)
    visit.tell("play")
    visit.ask()
    assert not visit.sent["comparing"]
    tick = visit.tell("pause", shown=40)
    assert "<span class='run-details'>With 3 hidden units instead of 2. " in comment(tick["said"])
    assert tick["comparing"]  # the page asks again, and each time some of it is trained
    asked = 0
    while tick["comparing"]:
        tick = visit.ask(0)
        asked += 1
        assert tick["frames"] == []
    assert asked < 20
    assert " <em>Moons, 2 units</em>.</strong>" in comment(tick["said"])
    assert "One seed each, so this may be chance." in comment(tick["said"])
    assert visit.player.runs.iteration == 40
    visit.set("n_h", 4)  # the next experiment is one of the same kind
    visit.tell("step")
    assert "<span class='run-details'>With 4 hidden units instead of 2. " in visit.message


def test_with_a_number_changed_by_hand_nothing_is_compared():
    visit = Visit(PLAYGROUND, **link_to(PLAYGROUND, n_h=3))
    visit.tell("step")
    assert visit.sent["comparing"]
    visit.tell("edit", name="W1:0", value="1", dragging=False)
    visit.tell("step")
    assert not visit.sent["comparing"]


@some_that_play
def test_at_the_limit_the_answer_stands_beside_the_way_on(case):
    preset = case.lesson.presets[1]
    visit = Visit(case, **link_to(case, **preset.settings))
    for run in visit.player.runs.values():
        run.iteration = run.recipe.limit  # the way there would take long
    visit.run()
    assert asked(visit) == [preset.name]
    limit = visit.player.runs.experiment.limit
    assert visit.message.endswith(f"The run has reached its limit of {limit:,} iterations.</span>")
    visit.tell("go_on")
    assert asked(visit) == watched(visit) == [preset.name]
    visit.press("preset_1")
    assert visit.player.runs.experiment == case.preset(preset)


def test_a_script_run_looks_for_the_preset_in_effect_a_few_times(monkeypatch):
    visit, found, looked = Visit(PLAYGROUND), of_pages.in_effect, []
    monkeypatch.setattr(of_pages, "in_effect", lambda *given: looked.append(given) or found(*given))
    visit.run()
    assert 1 <= len(looked) <= 4  # it was thirteen, a tenth of the run

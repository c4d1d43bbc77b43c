"""What a teacher puts into a link: hidden controls, a question of their own, and Present."""

import string
from urllib.parse import parse_qsl

import pytest
from hypothesis import example, given, strategies

from playground.language.labels import PRESENT
from playground.ui.pages import THE_CODE
from playground.ui.visit.classroom import EXPERIMENTS, LONGEST_QUESTION, for_class, one_line
from tests.ui.pages import (
    ALL,
    CASES,
    OF_EACH_KIND,
    STILL,
    THAT_PLAY,
    Visit,
    elements,
    followed,
    link_to,
    others,
    shown_as,
)
from tests.ui.test_links import MARKED, OTHER_TEXTS, few

every_page = pytest.mark.parametrize("case", ALL, ids=str)
some_pages = pytest.mark.parametrize("case", OF_EACH_KIND, ids=str)
every_page_that_plays = pytest.mark.parametrize("case", CASES, ids=str)
some_that_play = pytest.mark.parametrize("case", THAT_PLAY, ids=str)
(LOOPS,) = (case for case in STILL if case.prefix == "loops_")
ASK = "What will happen to the cost?"
KEYS = {"play": "Space", "step": "ArrowRight", "reset": "Home", "new_weights": ""}
"""The keys of the buttons in Present."""


def hide(*names):
    return {"hide": ",".join(names)}


def texts_in(visit, text):
    """The type of every element that shows this text, or a part of it."""
    return [each.type for each in elements(visit.app.main) if text in str(each.proto)]


# Hidden controls


@some_pages
@pytest.mark.parametrize("part", [slice(0, None, 2), slice(1, None, 2)], ids=["even", "odd"])
def test_hidden_controls_are_not_on_the_page_and_keep_the_value_of_the_link(case, part):
    values, hidden = others(case), case.names[part]
    visit = Visit(case, **link_to(case, **values), **hide(*hidden))
    assert [name for name in case.names if visit.widgets(name)] == [name for name in case.names if name not in hidden]
    assert visit.chosen == case.chosen(**values)
    assert not visit.notes
    assert not visit.errors
    assert bool(visit.part(f"{case.prefix}settings")) == any(
        name not in hidden for names in case.settings.groups.values() for name in names
    )
    link = {name: text for name, (text,) in followed(visit.link).items()}
    assert case.settings.read({name: link[case.prefix + name] for name in case.names}) == (visit.chosen, [])
    if case in CASES:
        assert visit.player.runs.experiment == case.experiment(**values)
        visit.tell("play")
        assert visit.player.runs.experiment == case.experiment(**values)
        assert visit.player.view == case.view(**values)


@some_pages
def test_hidden_controls_that_the_link_does_not_set_are_as_at_first(case):
    visit = Visit(case, **hide(*case.names))
    assert visit.chosen == case.chosen()
    assert not [name for name in case.names if visit.widgets(name)]


@some_pages
def test_what_can_not_be_hidden_is_told(case):
    unknown = ["foo", "zero_seed", " ", "__class__", "<b>", "x" * 5000]
    visit = Visit(case, **hide(case.names[0], *unknown, EXPERIMENTS))
    assert visit.notes == [f"{name[:40]!r} can't be hidden: this page has no such control." for name in unknown]
    assert not visit.widgets(case.names[0])


@pytest.mark.parametrize("names", ["", ",", ",,,"])
def test_nothing_to_hide(names):
    case = CASES[0]
    visit = Visit(case, hide=names)
    assert not visit.notes
    assert all(visit.widgets(name) for name in case.names)


@some_that_play
def test_experiments_can_be_hidden(case):
    visit = Visit(case, **hide(EXPERIMENTS))
    assert not visit.notes
    assert not visit.has("preset_0")
    assert not visit.has("next_experiment")
    assert not any(preset.question in visit.message for preset in case.lesson.presets)


@some_that_play
def test_a_preset_leaves_what_is_hidden(case):
    # The seed is in no preset: another one fits each of them.
    seed = case.settings.default("seed") + 1
    visit = Visit(case, **link_to(case, seed=seed), **hide("seed"))
    for number, preset in [*enumerate(case.lesson.presets)][-2:]:
        visit.press(f"preset_{number}")
        assert visit.player.runs.experiment == case.experiment(**preset.settings, seed=seed) != case.preset(preset)
        assert visit.button(f"preset_{number}").proto.icon  # as far as it may, it is in effect
        # Its words are of the seed that it was made for.
        assert visit.message == f"**{case.lesson.question}**"
        following = case.lesson.presets[(number + 1) % len(case.lesson.presets)]
        assert visit.button("next_experiment").help == following.name


def test_a_hidden_learning_rate_keeps_the_value_of_the_link():
    case = CASES[0]
    visit = Visit(case, learning_rate="5", **hide("learning_rate"))
    names = [each.label for each in visit.app.button if (each.key or "").startswith("preset_")]
    assert "Rate too high" not in names  # it would be about a rate of 50
    visit.press(f"preset_{names.index('Starts at zero')}")
    assert visit.player.runs.experiment == case.experiment(initialisation="zero", learning_rate=5.0)
    assert "learning_rate=5" in visit.link


@some_that_play
def test_a_preset_that_agrees_with_what_is_hidden_asks_its_question(case):
    preset = case.lesson.presets[1]
    visit = Visit(case, **link_to(case, **preset.settings), **hide(*preset.settings))
    assert f"**{preset.question}**" in visit.message
    assert not visit.notes


@some_that_play
def test_what_is_hidden_on_one_page_is_not_on_another(case):
    visit = Visit(case, **hide("speed", "seed"), ask=ASK)
    elsewhere = next(each for each in CASES if each is not case)
    visit.go_to(elsewhere)
    assert visit.widgets("speed")
    assert visit.widgets("seed")
    assert ASK not in visit.message
    visit.go_to(case)
    assert not visit.widgets("speed")
    assert ASK in visit.message


# A question


@some_pages
def test_the_question_is_plain_text_in_the_place_of_the_pages_own(case):
    preset = case.lesson.presets[-1] if case in CASES else None
    link = link_to(case, **preset.settings) if preset else {}
    visit = Visit(case, **link, ask=ASK)
    # Besides, it stands in Share for those who forward it.
    assert texts_in(visit, ASK) == ["text_input", "text"]
    assert ASK in visit.message.split("\n")
    # What is watched and answered belongs to the experiment's own question.
    assert visit.message.strip() == ASK
    if preset:
        visit.tell("step")
        assert visit.message.strip() == ASK
    assert not visit.notes


@pytest.mark.parametrize("case", [CASES[1], LOOPS], ids=str)
@pytest.mark.parametrize("blank", ["", " ", "\n\t", "\u200b"], ids=repr)
def test_a_blank_question_is_none(case, blank):
    assert Visit(case, ask=blank).message == Visit(case).message


def test_questions_that_mean_something_elsewhere_are_shown_as_they_are():
    for number, text in enumerate(MARKED):
        visit = Visit((CASES[1], LOOPS)[number % 2], ask=text)
        assert set(texts_in(visit, "xyzzy")) <= {"text", "text_input", "code"}  # no Markdown and no HTML
        assert text in visit.message.split("\n")


@given(text=strategies.text(max_size=300) | strategies.text(string.punctuation + " w\na\0", max_size=300))
@example(text="x" * 100_000)
@few
def test_a_question_is_one_short_printable_line(text):
    visit = Visit(CASES[1], ask=text)
    shown = [each.value for each in elements(visit.part("message")) if each.type == "text"]
    assert shown == ([one_line(text)] if one_line(text) else [])


def test_a_question_that_is_cut_says_so_on_the_page_and_where_it_is_set():
    case, said = CASES[1], "The question has 243 characters, and only the first 200 are shown: shorten it."
    visit = Visit(case, ask="x" * 243)
    assert visit.notes == [said]
    fits = "y" * LONGEST_QUESTION
    for question, sentences in (fits, 0), (f"{fits}?", 1), (f" {fits}\n", 0):
        visit.app.text_input(key=f"{case.prefix}prepare_ask").set_value(question)
        visit.open_share()
        place = elements(visit.part(f"{case.prefix}share"))
        assert sum("only the first 200" in str(each.value) for each in place) == sentences, question
        assert followed(visit.link)["ask"] == [fits]


@given(text=strategies.text(max_size=400) | strategies.sampled_from(OTHER_TEXTS))
def test_of_a_question_only_what_can_be_printed_is_left(text):
    line = one_line(text)
    assert line.isprintable()
    assert len(line) <= LONGEST_QUESTION
    assert one_line(line) == line.strip()
    left, kept = [c for c in text if c.isprintable() and c != " "], [c for c in line if c != " "]
    assert kept == left[: len(kept)]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Why?", "Why?"),
        ("  two\n lines\t", "two lines"),
        ("a\0b\x1b[31mc", "a b [31mc"),
        ("\u202eevil\u2066", "evil"),
        ("为什么？😀", "为什么？😀"),
        ("x" * 201, "x" * 200),
    ],
)
def test_a_question_as_one_line(text, line):
    assert one_line(text) == line


def test_what_a_class_gets_stands_in_the_link():
    assert for_class([], "", False) == ""
    assert followed("?" + for_class(["n_h", "seed"], ' "a" & <b>#c?', True)) == {
        "hide": ["n_h,seed"],
        "ask": ['"a" & <b>#c?'],
        "present": ["true"],
    }


# Present


@every_page_that_plays
def test_presenting_shows_the_first_screen_and_nothing_else(case):
    visit = Visit(case, present="true")
    assert visit.presents
    assert not visit.part(f"{case.prefix}settings")
    on_screen = {id(each) for part in ("title", f"{case.prefix}screen") for each in elements(visit.part(part))}
    assert [each.type for each in elements(visit.app.main) if id(each) not in on_screen] == []
    assert visit.part("menu")
    assert visit.part(f"{case.prefix}share")
    for name in case.settings.row:
        assert visit.widgets(name)
    assert visit.player.runs.experiment == case.experiment()


@some_pages
def test_presenting_has_no_settings_and_no_way_to_the_next_page(case):
    visit = Visit(case, present="true")
    assert not visit.part(f"{case.prefix}settings")
    assert [each for each in elements(visit.app.main) if "Next: " in str(each.proto)] == []
    assert not visit.notes


@some_that_play
def test_the_keys_of_present(case):
    visit = Visit(case, present="true")
    assert {name: button["key"] for name, button in visit.run_buttons().items()} == KEYS
    leave = visit.app.button(key="present")
    assert (leave.label, leave.proto.shortcut) == ("Leave", "escape")
    assert (visit.button("previous").proto.shortcut, visit.button("next").proto.shortcut) == ("pageup", "pagedown")
    shortcuts = [each.proto.shortcut for each in visit.app.button if each.proto.shortcut]
    assert len(set(shortcuts)) == len(shortcuts)


@some_that_play
def test_otherwise_only_play_has_a_key(case):
    visit = Visit(case)
    assert not [each.key for each in visit.app.button if each.proto.shortcut]
    assert [name for name, button in visit.run_buttons().items() if button["key"]] == ["play"]


@some_that_play
def test_next_and_previous_go_round_all_experiments(case):
    visit, presets = Visit(case, present="true"), case.lesson.presets
    at_first = [number for number, preset in enumerate(presets) if case.preset(preset) == case.experiment()]
    place = at_first[0] if at_first else -1
    for button, step in (("next", 1), ("previous", -1)):
        for _ in range(2 if case is not CASES[0] or step < 0 else len(presets) + 1):
            place = (place + step) % len(presets)
            visit.press(button)
            assert visit.player.runs.experiment == case.preset(presets[place])
            assert presets[place].question in visit.message
            assert f"**{presets[place].name}**" in [each.value for each in visit.app.markdown]


@pytest.mark.parametrize("case", [CASES[0], LOOPS], ids=str)
def test_the_button_begins_and_ends_it_and_keeps_it_in_the_link(case):
    visit = Visit(case)
    button = visit.app.button(key="present")
    assert button.label == PRESENT
    assert button.help
    button.click()
    visit.run()
    assert visit.presents
    assert visit.app.query_params["present"] in ("true", ["true"])
    visit.app.button(key="present").click()
    visit.run()
    assert not visit.presents
    assert visit.part("bar")
    assert "present" not in visit.app.query_params


def in_link(visit):
    """What the page's link has."""
    texts = visit.app.query_params.items()
    return {name: text if isinstance(text, str) else text[0] for name, text in texts}


@some_pages
def test_what_is_not_on_the_page_in_present_stays_in_its_link(case):
    """Or a page that is loaded anew in Present would lose it."""
    values = others(case)
    visit = Visit(case, **link_to(case, **values))

    def run():
        visit.app.session_state[f"{case.prefix}settings"] = False  # the popover is closed, as on a first visit
        visit.run()

    run()
    if case in CASES:
        visit.tell("new_weights")  # which a closed popover does not hear of
    link = in_link(visit)
    visit.app.button(key="present").click()
    for _ in range(2):
        run()
        assert visit.presents
        assert in_link(visit) == link | {"present": "true"}
    number = visit.receipt.value
    run()
    assert visit.receipt.value == number  # else whatever is done meanwhile would have the link sent again


@some_pages
def test_what_changes_while_it_is_hidden_stands_in_the_link(case):
    visit = Visit(case, **hide(*case.names))
    values = others(case)
    for name, value in values.items():
        visit.app.session_state[case.prefix + name] = shown_as(case.settings.spec(name), value)
    visit.run()
    assert visit.chosen == case.chosen(**values)
    assert case.settings.read({name: in_link(visit)[case.prefix + name] for name in values}) == (visit.chosen, [])


def test_the_way_back_to_a_link_without_present_leaves_the_page_presented():
    visit = Visit(CASES[0], present="true")
    del visit.app.query_params["present"]
    visit.run()
    assert visit.presents
    assert in_link(visit)["present"] == "true"


@pytest.mark.parametrize("value", ["false", "", "1", "yes", "TRUE", "<b>"])
def test_any_other_word_is_not_present(value):
    visit = Visit(CASES[1], present=value)
    assert visit.part("bar")
    assert not visit.notes


def test_presenting_goes_on_from_page_to_page():
    visit = Visit(CASES[0], present="true")
    visit.go_to(CASES[1])
    assert visit.presents
    visit.app.button(key="present").click()
    visit.run()
    visit.go_to(CASES[0])
    assert not visit.presents


@pytest.mark.parametrize("link", [{}, {"present": "true", "lang": "zh"}], ids=["nothing", "both"])
def test_the_menu_takes_present_and_the_language_along(link):
    """What the page adds to its address later is one more step on the browser's way back."""
    visit = Visit(CASES[0], **link)
    links = [each.proto for each in elements(visit.part("menu")) if each.type == "page_link"]
    assert links
    assert all(dict(parse_qsl(each.query_string)) == link for each in links)


def test_a_run_goes_on_into_present():
    visit = Visit(CASES[0])
    visit.tell("play")
    visit.player.runs.advance(30)
    visit.app.button(key="present").click()
    visit.run()
    assert visit.sent["playing"]
    assert visit.player.runs.iteration == 30


def test_the_page_without_settings_can_be_presented():
    visit = Visit(CASES[0], present="true")
    visit.app.switch_page(THE_CODE.script)
    visit.app.run()
    assert not visit.app.exception
    assert visit.presents

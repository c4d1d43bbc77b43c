"""What a teacher puts into a link: the controls to keep, a question of their own, and Present."""

import json
import string
from urllib.parse import parse_qsl

import pytest
from hypothesis import example, given, strategies
from streamlit.testing.v1.element_tree import Block

from playground.language.labels import PRESENT
from playground.lessons.own_question import LONGEST_CLAIM, LONGEST_QUESTION, lines, one_line
from playground.pages.contents import THE_CODE
from playground.ui.visit.teacher import EXPERIMENTS, for_class
from tests.looped import looped
from tests.ui.pages import (
    ALL,
    BY_DAY,
    CASES,
    STATIC_PAGES,
    Case,
    Visit,
    WideOpen,
    blocks,
    elements,
    followed,
    link_to,
    other,
    others,
    shown_as,
    some_pages,
    some_that_play,
)
from tests.ui.test_links import MARKED, OTHER_TEXTS, few

INSIDE, LOOPS = BY_DAY
(DIGITS,) = (case for case in CASES if case.prefix == "digits_")
CODE = Case(THE_CODE)
ASK = "What will happen to the cost?"
KEYS = {"play": "Space", "step": "ArrowRight", "reset": "Home", "new_weights": ""}
"""The keys of the buttons in Present."""


TRANSPORT = ["play", "step", "reset"]
PLAYED_BY = {
    "activations_": [],
    "step_": ["back", "forward"],
    "cost_": [],
    "loops_": ["measure"],
    "sizes_": ["setting_train"],
}
"""The buttons of pages that have others than those, by prefix: what a page can't do without."""
KEPT = {
    "": ["dataset", "learning_rate", "noise", "x1_squared", "limit"],
    "zero_": ["left", "n_h", "scale"],
    "inside_": ["n_h", "amount", "seed", "nudge", "nudge_all"],
    "large_": ["depth", "scale_1"],
    "dead_": ["below", "noise", "push"],
    "downhill_": ["part", "rate_1", "samples"],
    "batches_": ["size_1", "schedule"],
    "good_": ["l2", "noise", "seed"],
    "depth_": ["part", "folds", "limit"],
    "digits_": ["n_h", "activation"],
    "activations_": ["z", "spread"],
    "step_": ["stage", "dataset", "trained"],
    "cost_": ["w", "b", "samples"],
    "loops_": ["features", "largest"],
    "sizes_": ["units", "dataset", "limit"],
}
"""Controls for students, by the page's prefix, in the row, the popover and further down; and buttons beside them."""
SHOWN = {
    *("progress", "title", "header", "subheader", "markdown", "text", "latex", "code", "info", "empty", "error"),
    "warning",
}
"""The types of elements that are only looked at."""


def keep(*names):
    return {"keep": ",".join(names)}


def texts_in(visit, text):
    """The type of every element that shows this text, or a part of it."""
    return [each.type for each in elements(visit.app.main) if text in str(each.proto)]


# Controls to keep


def controls_of(visit):
    """All that a visitor can press or set, the pages in the menu aside, in order: names of controls, and of buttons."""
    prefix, found = visit.case.prefix, []
    inside = {id(each) for part in blocks(visit.app.main) if part.type == "popover" for each in elements(part)}
    for each in parts(visit.app.main):
        if (isinstance(each, Block) and each.type != "popover") or id(each) in inside or each.type in SHOWN:
            continue
        if each.type != "bidi_component":
            found.append((each.key or each.type).removeprefix(prefix))
        elif "buttons" in (sent := json.loads(each.proto.json)):
            found += [button["arguments"].get("action", button["what"]) for button in sent["buttons"]]
    return found


def parts(block):
    """All containers and elements in sight, in order."""
    for child in block.children.values():
        if (child.key or "").startswith("unseen") or child.key == "language_of_page":
            continue
        yield child
        if isinstance(child, Block):
            yield from parts(child)


@pytest.mark.parametrize("case", ALL, ids=str)
def test_a_page_of_a_lesson_has_what_students_keep_and_what_plays_and_nothing_else(case):
    kept = [name for name in KEPT[case.prefix] if name in case.names]
    own = [name for name in KEPT[case.prefix] if name not in case.names]
    link = link_to(case, **{name: other(case.settings, name) for name in kept if name != "part"})
    visit = Visit(case, **link, **keep(*reversed(kept)), ask=ASK)
    assert visit.in_sight == sorted(kept, key=case.names.index)
    assert len(controls_of(visit)) == len(["menu", *PLAYED_BY.get(case.prefix, TRANSPORT), *kept, *own])
    assert {*PLAYED_BY.get(case.prefix, TRANSPORT), *own} <= {*controls_of(visit)}
    assert not visit.part(f"{case.prefix}settings")
    assert ASK in visit.message.split("\n")
    assert "Next: " not in str([each.proto for each in elements(visit.app.main)])


@some_pages
def test_a_class_may_keep_nothing_and_the_rest_is_as_at_first(case):
    visit = Visit(case, keep="")
    assert controls_of(visit) == ["menu", *PLAYED_BY.get(case.prefix, TRANSPORT)]
    assert not visit.notes
    assert not visit.in_sight
    assert visit.chosen == case.chosen()


def test_the_page_without_controls_can_be_prepared_too():
    visit = Visit(CODE, keep="", ask=ASK, course="2,12")
    assert controls_of(visit) == ["menu"]
    assert visit.message == ASK
    assert not visit.notes
    assert "Next: " not in str([each.proto for each in elements(visit.app.main)])
    assert Visit(CODE, **keep("experiments")).notes == ["'experiments': this page has no such control."]


def test_of_the_page_of_the_code_there_are_only_predictions_to_keep():
    visit = Visit(CODE)
    visit.app.toggle(key="code_prepare_only").set_value(True)
    visit.app.text_input(key="code_prepare_ask").set_value(ASK)
    visit.run()
    assert visit.app.multiselect(key="code_prepare_keep_en").options == ["Predictions"]
    assert followed(visit.link) == {"keep": [""], "ask": [ASK]}


@looped("link", [{}, {"keep": ""}, {"present": "true"}, {"keep": "", "present": "true"}])
def test_the_bar_says_where_it_ends_or_the_browser_takes_the_page_for_half_of_one_and_reloads_it(link):
    parts = Visit(LOOPS, **link).part("bar").children
    assert parts[max(parts)].key == "bar_end"


def test_present_leaves_a_way_out_of_itself_in_a_lesson():
    visit = Visit(INSIDE, **keep("n_h"), present="true")
    assert controls_of(visit) == ["menu", *TRANSPORT, "present", "n_h"]
    visit.app.button(key="present").click()
    visit.run()
    assert controls_of(visit) == ["menu", *TRANSPORT, "n_h"]


def test_experiments_and_points_can_be_kept():
    visit = Visit(CASES[0], **keep("dataset", "points", "experiments", "speed"))
    rest = ["own", "speed", "presets", "next_experiment"]
    assert controls_of(visit) == ["menu", *TRANSPORT, *rest]
    for names, datasets, points in (("dataset", True, False), ("points", False, True), ("dataset,points", True, True)):
        visit = WideOpen(CASES[0], keep=names)
        assert (visit.has("own_of_moons"), bool(visit.app.text_area)) == (datasets, points)
        assert bool(visit.components("point_pen")) == points


def test_what_is_done_on_the_charts_can_be_kept():
    for case, names, done in (
        (CASES[0], "weights,n_h", lambda visit: {bool(visit.sent["byHand"]), "n_h" in visit.sent["sizes"]}),
        (DIGITS, "drawing", lambda visit: {bool(visit.components("digits_drawing"))}),
    ):
        assert done(Visit(case)) == done(Visit(case, keep=names)) == {True}
        assert done(Visit(case, keep="")) == {False}


def test_sizes_that_are_kept_can_be_set_once_in_the_picture_of_the_network():
    visit = Visit(CASES[0], **keep("n_h", "depth", "noise"))
    assert [*visit.sent["sizes"]] == ["depth", "n_h"]
    assert controls_of(visit) == ["menu", *TRANSPORT, "noise"]
    visit.tell("choose", name="n_h", value=7)
    assert visit.player.run.recipe.n_h == 7
    # Elsewhere, and where there is no picture, they have controls.
    assert controls_of(Visit(CASES[1], **keep("n_h"))) == ["menu", *TRANSPORT, "n_h"]
    refused = Visit(CASES[0], **keep("n_h"), x1="false", x2="false")
    assert not refused.components("live")
    assert refused.widgets("n_h")


def test_where_a_run_ends_a_lesson_has_no_further_buttons():
    link = link_to(INSIDE, limit=1)
    ends = Visit(INSIDE, **link)
    ends.tell("step")
    assert ends.run_buttons("way_on")
    visit = Visit(INSIDE, **link, **keep("learning_rate"))
    visit.tell("step")
    assert controls_of(visit) == ["menu", *TRANSPORT, "learning_rate"]


@some_pages
def test_controls_that_are_not_kept_are_not_on_the_page_and_keep_the_value_of_the_link(case):
    values = others(case)
    for kept in (case.names[::2], case.names[1::2]):
        visit = Visit(case, **link_to(case, **values), **keep(*kept))
        assert visit.in_sight == kept
        assert visit.chosen == case.chosen(**values)
        assert not visit.notes
        assert not visit.errors
        link = in_link(visit)
        assert link["keep"] == ",".join(kept)
        assert case.settings.read({name: link[case.prefix + name] for name in case.names}) == (visit.chosen, [])
        if case in CASES:
            assert visit.player.runs.experiment == case.experiment(**values)
            visit.tell("play")
            assert visit.player.runs.experiment == case.experiment(**values)
            assert visit.player.view == case.view(**values)


@some_pages
def test_what_is_no_control_is_told(case):
    unknown = ["foo", "zero_seed", " ", "__class__", "<b>", "x" * 5000]
    for how in ("keep", "hide"):
        visit = Visit(case, **{how: ",".join([case.names[0], *unknown, EXPERIMENTS])})
        assert visit.notes == [f"{name[:40]!r}: this page has no such control." for name in unknown]
        assert visit.in_sight == ([case.names[0]] if how == "keep" else case.names[1:])


def test_names_that_are_none():
    assert controls_of(Visit(INSIDE, keep=",")) == ["menu", *TRANSPORT]
    assert controls_of(Visit(INSIDE, hide=",,,")) == controls_of(Visit(INSIDE))


@some_that_play
def test_an_experiment_sets_what_is_hidden_too(case):
    """Or hardly any of them could be kept without all that they set."""
    visit = Visit(case, **link_to(case, limit=50), **keep("learning_rate", EXPERIMENTS))
    number, preset = len(case.lesson.presets) - 1, case.lesson.presets[-1]
    visit.press(f"preset_{number}")
    assert visit.player.runs.experiment == case.preset(preset)
    assert f"**{preset.question}**" in visit.message


def set_out_of_sight(visit):
    """What a page says that an experiment has set although it is hidden."""
    said = [each.value for each in elements(visit.app.main) if each.type == "markdown" and "Set by this" in each.value]
    return [{*text.removeprefix(":small[Set by this experiment: ").removesuffix("]").split(" · ")} for text in said]


@looped("how", ["keep", "hide"])
def test_what_an_experiment_sets_out_of_sight_is_said(how):
    case = CASES[0]
    spiral = next(preset for preset in case.lesson.presets if preset.settings.get("dataset") == "spiral")
    number = case.lesson.presets.index(spiral)
    kept = {"n_h", "learning_rate", EXPERIMENTS}
    names = kept if how == "keep" else {*case.names} - kept
    link = link_to(case, limit=50, noise=0.3) | {how: ",".join(names)}
    visit = Visit(case, **link)
    assert set_out_of_sight(visit) == []
    visit.press(f"preset_{number}")
    said = ["Dataset: spiral", "Classes: 3", "Initialisation: Xavier"]  # and what the link had set otherwise
    assert set_out_of_sight(visit) == [{*said, "Noise: 0.2", "Iteration limit: 10000"}]
    visit.set("learning_rate", 3.0)  # now it is an experiment of one's own
    assert set_out_of_sight(visit) == []


def test_in_a_sweep_too_and_elsewhere_nothing_is_out_of_sight():
    (sizes,) = (case for case in STATIC_PAGES if case.prefix == "sizes_")
    visit = Visit(sizes, **keep("runs", EXPERIMENTS))
    visit.press("preset_1")
    assert set_out_of_sight(visit) == [{"Dataset: circles", "Noise: 0.1", "Numbers of hidden units: 1, 2, 3, 4, 5, 6"}]
    for case in (CASES[0], sizes):
        visit = Visit(case)
        visit.press("preset_1")
        assert set_out_of_sight(visit) == []


@some_that_play
def test_what_is_hidden_on_one_page_is_not_on_another(case):
    visit = Visit(case, **keep(case.names[0]), ask=ASK)
    assert not visit.notes
    assert not visit.has("preset_0")
    assert not visit.has("next_experiment")
    assert not any(preset.question in visit.message for preset in case.lesson.presets)
    visit.go_to(next(each for each in CASES if each is not case))
    assert visit.widgets("speed")
    assert visit.widgets("seed")
    assert ASK not in visit.message
    visit.go_to(case)
    assert not visit.widgets("speed")
    assert ASK in visit.message


# Links from before there was "keep"


@some_that_play
def test_a_link_that_hides_controls_keeps_the_others_and_the_whole_bar(case):
    hidden = [*case.names[::2], EXPERIMENTS]
    visit = Visit(case, **link_to(case, seed=3), hide=",".join(hidden))
    assert visit.in_sight == case.names[1::2]
    assert not visit.has("preset_0")
    assert [*visit.run_buttons()] == [*TRANSPORT, "new_weights"]
    assert visit.part(f"{case.prefix}settings")
    assert visit.part(f"{case.prefix}share")
    assert not visit.presents
    assert visit.chosen == case.chosen(seed=3)


def test_a_link_that_hides_the_dataset_offers_no_own_points():
    assert "own" in controls_of(Visit(CASES[0], hide="seed"))
    assert "own" not in controls_of(Visit(CASES[0], hide="dataset"))


def test_of_both_keep_is_in_effect():
    assert controls_of(Visit(INSIDE, hide="n_h", keep="n_h")) == ["menu", *TRANSPORT, "n_h"]


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


def test_questions_that_mean_something_elsewhere_are_shown_as_they_are():
    for start in range(0, len(MARKED), 6):
        text = " ".join(MARKED[start : start + 6])
        visit = Visit(LOOPS, ask=text)
        assert set(texts_in(visit, "xyzzy")) <= {"text", "text_input", "code"}  # no Markdown and no HTML
        assert text in visit.message.split("\n")


def test_a_question_that_is_cut_says_so_on_the_page_and_where_it_is_set():
    case, said = INSIDE, "The question has 243 characters, and only the first 200 are shown: shorten it."
    visit = Visit(case, ask="x" * 243)
    assert visit.notes == [said]
    fits = "y" * LONGEST_QUESTION
    for question, sentences in (fits, 0), (f"{fits}?", 1), (f" {fits}\n", 0):
        visit.app.text_input(key=f"{case.prefix}prepare_ask").set_value(question)
        visit.open_share()
        place = elements(visit.part(f"{case.prefix}share"))
        assert sum("only the first 200" in str(each.value) for each in place) == sentences, question
        assert followed(visit.link)["ask"] == [fits]


@given(text=strategies.text(max_size=LONGEST_QUESTION) | strategies.text(string.punctuation + " w\na\0", max_size=300))
@example("为什么隐藏层的单元从零开始就永远学不会区分这两类点？")
@example("xn--")
@example("xn--a")
@example("\n\t\u200b")  # a blank question is none
@few
def test_a_question_in_any_language_comes_back_from_its_link_as_one_line(text):
    link = dict(parse_qsl(for_class(None, text, False))) or {"ask": text}
    visit = Visit(LOOPS, **link)
    shown = [each.value for each in elements(visit.part("message")) if each.type == "text"]
    assert shown == [one_line(text)] * bool(one_line(text))


def test_what_only_looks_like_punycode_is_taken_as_it_is_however_long():
    for text in ("xn--é", "xn--99999999", "xn--" + "a9" * 50_000):
        assert one_line(text) in Visit(LOOPS, ask=text).message.split("\n")


@given(text=strategies.text(max_size=400) | strategies.sampled_from(OTHER_TEXTS))
def test_of_a_question_only_what_can_be_printed_is_left(text):
    line = one_line(text)
    assert line.isprintable()
    assert len(line) <= LONGEST_QUESTION
    assert one_line(line) == line.strip()
    left, kept = [c for c in text if c.isprintable() and c != " "], [c for c in line if c != " "]
    assert kept == left[: len(kept)]


@looped(
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


FOUR = ["It falls", "It stays, *as* <b>it</b> is", "它先停住，再下降", "\\_$x$ `1`"]


@given(text=strategies.text(max_size=500) | strategies.text(string.punctuation + " w\na\0", max_size=500))
@example(text="." * 81 + "x")
def test_predictions_are_at_most_four_short_printable_lines_without_a_full_stop(text):
    claims = lines(text)
    assert len(claims) <= 4
    assert all(0 < len(each) <= LONGEST_CLAIM and each.isprintable() and each[-1] not in ".。" for each in claims)
    assert lines("\n".join(claims)) == claims


def predictions(visit):
    """What the page offers to predict."""
    return [text for _sign, text in json.loads(visit.component("comment").json)["claims"]]


def test_predictions_in_any_language_come_back_from_their_link_as_plain_text():
    for claims in (FOUR, ["为什么" * 26] * 4, ["xn--", "b"], ["one"]):
        link = dict(parse_qsl(for_class(None, ASK, False, "\n".join(claims))))
        visit = Visit(LOOPS, **link)
        assert predictions(visit) == claims
        assert not visit.notes
    assert set(texts_in(Visit(INSIDE, ask=ASK, say="xyzzy"), "xyzzy")) <= {"bidi_component", "text_area", "code"}


def test_predictions_are_set_below_the_question_and_said_to_be_cut():
    case = INSIDE
    visit = Visit(case)
    assert not visit.app.text_area  # they need a question
    visit.app.text_input(key=f"{case.prefix}prepare_ask").set_value(ASK)
    visit.run()
    visit.app.text_area(key=f"{case.prefix}prepare_say").set_value("\n".join([*FOUR[:3], "z" * 81, "", "one more"]))
    visit.open_share()
    assert followed(visit.link) == {
        "ask": [ASK],
        "say": followed("?" + for_class(None, ASK, False, "\n".join([*FOUR[:3], "z" * 80])))["say"],
    }
    captions = [str(each.value) for each in elements(visit.part(f"{case.prefix}share"))]
    for sentence in (
        "There are 5 predictions, and only the first 4 are shown.",
        "Prediction 4 has 81 characters, and only the first 80 are shown: shorten it.",
    ):
        assert sum(sentence in each for each in captions) == 1
        assert sentence in Visit(case, ask=ASK, say="a\nb\nc\n" + "z" * 81 + "\nd").notes
    again = Visit(case, **{name: value for name, (value,) in followed(visit.link).items()})
    assert predictions(again) == [*FOUR[:3], "z" * 80]
    assert again.link == visit.link


def test_predictions_without_a_question_of_ones_own_are_none():
    visit = Visit(INSIDE, say="one\ntwo")
    assert visit.notes == ["say: predictions need a question of your own, ask."]
    assert "one" not in predictions(visit)
    assert for_class(None, " ", False, "one") == ""


def test_what_a_class_gets_stands_in_the_link():
    assert for_class(None, "", False) == ""
    assert for_class([], "", False) == "keep="
    assert followed("?" + for_class(["n_h", "seed"], ' "a" & <b>#c?', True)) == {
        "keep": ["n_h,seed"],
        "ask": ['"a" & <b>#c?'],
        "present": ["true"],
    }


# Present


@some_pages
def test_presenting_shows_the_first_screen_and_nothing_else_and_has_keys(case):
    visit = Visit(case, present="true")
    assert visit.presents
    assert not visit.notes
    assert not visit.part(f"{case.prefix}notes")
    assert visit.part("menu")
    for part in ("settings", "share"):
        assert not visit.part(case.prefix + part)
    assert [each for each in elements(visit.app.main) if "Next: " in str(each.proto)] == []
    leave = visit.app.button(key="present")
    assert (leave.label, leave.proto.shortcut) == ("Leave", "escape")
    assert visit.app.button(key="code").proto.shortcut == "q"
    shortcuts = [each.proto.shortcut for each in visit.app.button if each.proto.shortcut]
    assert len(set(shortcuts)) == len(shortcuts)
    if case not in CASES:
        return
    on_screen = {id(each) for part in ("title", f"{case.prefix}screen") for each in elements(visit.part(part))}
    assert [each.type for each in elements(visit.app.main) if id(each) not in on_screen] == []
    for name in case.settings.row:
        assert visit.widgets(name)
    assert visit.player.runs.experiment == case.experiment()
    assert {name: button["key"] for name, button in visit.run_buttons().items()} == KEYS
    assert (visit.button("previous").proto.shortcut, visit.button("next").proto.shortcut) == ("pageup", "pagedown")


@some_that_play
def test_presenting_says_in_the_bar_what_a_link_cannot_have(case):
    visit = Visit(case, present="true", **{f"{case.prefix}seed": "x"})
    assert visit.part(f"{case.prefix}notes").proto.popover.label == "Link: 1"
    assert len(visit.notes) == 1
    in_bar = {id(each) for each in elements(visit.part("bar"))}
    assert {id(each) for each in elements(visit.part(f"{case.prefix}notes"))} <= in_bar


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


@some_pages
def test_the_button_begins_and_ends_it_and_keeps_it_in_the_link(case):
    visit = Visit(case)
    if case in CASES:
        visit.tell("play")
        visit.player.runs.advance(30)
    button = visit.app.button(key="present")
    assert button.label == PRESENT
    button.click()
    visit.run()
    assert visit.presents
    assert visit.app.query_params["present"] in ("true", ["true"])
    if case in CASES:
        assert visit.sent["playing"]
        assert visit.player.runs.iteration == 30
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
    visit = Visit(case, keep="")
    values = others(case)
    for name, value in values.items():
        visit.app.session_state[case.prefix + name] = shown_as(case.settings.spec(name), value)
    visit.run()
    assert visit.chosen == case.chosen(**values)
    assert case.settings.read({name: in_link(visit)[case.prefix + name] for name in values}) == (visit.chosen, [])


def test_presenting_goes_on_from_page_to_page_also_where_the_browser_s_back_has_left_it_out_of_the_link():
    visit = Visit(INSIDE, present="true")
    del visit.app.query_params["present"]
    visit.run()
    assert visit.presents
    assert in_link(visit)["present"] == "true"
    for page in (CODE, LOOPS):
        visit.app.switch_page(page.page.script)
        visit.app.run()
        assert not visit.app.exception
        assert visit.presents
    visit.app.button(key="present").click()
    visit.run()
    visit.go_to(INSIDE)
    assert not visit.presents


def test_any_other_word_is_not_present():
    for value in ("false", "", "1", "TRUE", "<b>"):
        visit = Visit(LOOPS, present=value)
        assert visit.part("bar")
        assert not visit.presents
        assert not visit.notes


def test_the_menu_takes_present_and_the_language_along():
    """What the page adds to its address later is one more step on the browser's way back."""
    for link in ({}, {"present": "true", "lang": "zh"}):
        visit = Visit(LOOPS, **link)
        links = [each.proto for each in elements(visit.part("menu")) if each.type == "page_link"]
        assert links
        assert all(dict(parse_qsl(each.query_string)) == link for each in links)

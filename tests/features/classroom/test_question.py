"""Questions: a link means to a room what it means to its page, and nothing else that it may hold gets into the room."""

from urllib.parse import urlencode

from hypothesis import given, settings, strategies

from playground.data import OWN_POINTS, Points, pack
from playground.features.classroom.questions.curve import axis_of
from playground.features.classroom.questions.kind import LONGEST_SETTINGS
from playground.features.classroom.questions.kinds import (
    CLAIMS,
    CURVE,
    KINDS,
    as_json,
    asked,
    link_of,
    of_json,
    of_link,
    question_of,
)
from playground.features.classroom.questions.question import experiment_of, lesson_of, preset_of
from playground.features.classroom.questions.refusal import Refused
from playground.language import ENGLISH, LANGUAGES
from playground.pages.contents import WITH_RUNS
from playground.training import Run
from playground.ui.visit.teacher import for_class
from tests.features.classroom.conftest import refusal
from tests.looped import looped
from tests.ui.pages import ALL, Visit, link_to
from tests.ui.test_links import ODD_TEXTS

CASE_OF = {case.page.path: case for case in ALL}
PRESETS = [
    (path, part, preset)
    for path, page in WITH_RUNS.items()
    for part, lesson in page.parts.items()
    for preset in lesson.presets
    if preset.claims
]


def query(path, **values):
    """These settings in the link to a page, after its "?"."""
    return urlencode(link_to(CASE_OF[path], **values), doseq=True)


def own_points(m=40):
    return pack(Points.of([[n / 10 for n in range(m)], [0.5] * m], [n % 2 for n in range(m)], ("a", "b")))


@looped(("path", "part", "preset"), PRESETS)
def test_the_link_to_a_preset_asks_its_question(path, part, preset):
    question = of_link(path, query(path, **preset.settings))
    assert preset_of(question) is preset
    assert lesson_of(question) is WITH_RUNS[path].parts[part]
    for language in LANGUAGES.values():
        text, claims = asked(question, language)
        assert text
        assert len(claims) == len(preset.claims.each) == KINDS[CLAIMS].choices(question)
    assert asked(question, ENGLISH) == (preset.question, preset.claims.each)
    assert (experiment_of(question) is None) == (path == "how_many_units")
    assert question_of(as_json(question)) == question


OPENED = {
    "a part": ("going_downhill", {"part": "rules"}, {}),
    "odd values": ("", {"n_h": 3}, {"learning_rate": "inf", "depth": "4.5", "activation": "", "seed": " 7 "}),
    "own points": ("", {"dataset": OWN_POINTS, "n_h": 2}, {"points": own_points()}),
    "own points of nobody yet": ("", {"dataset": OWN_POINTS}, {}),
    "own points that were cut": ("", {"dataset": OWN_POINTS}, {"points": own_points()[:-9]}),
}


@looped(("path", "values", "rest"), OPENED)
def test_a_room_trains_what_the_page_trains(path, values, rest):
    visit = Visit(CASE_OF[path], **link_to(CASE_OF[path], **values), **rest)
    question = of_link(path, f"{query(path, **values)}&{urlencode(rest)}&ask=Which%3F&say=This%0AThat")
    assert experiment_of(question) == visit.player.runs.experiment


def test_of_a_link_only_what_the_page_offers_is_kept():
    link = "zero_left=zero_W2&zero_n_h=999&zero_nonsense=1&n_h=3&at=9&changes=x&claim=1&curve=AAAA&keep=&present=true"
    assert of_link("zero_or_random", link).settings == "zero_left=zero_W2"
    assert of_link("zero_or_random", "zero_left=constant&zero_left=zero_W2").settings == "zero_left=zero_W2"


def test_own_points_are_in_the_settings_if_they_are_trained_on():
    text = own_points()
    assert text in of_link("", f"dataset=own+points&points={text}", CURVE).settings
    assert "points" not in of_link("", f"points={text}", CURVE).settings


def test_a_teachers_link_asks_the_teachers_question():
    link = for_class(None, "Größer als 3?", False, "Ja.\nNein\nVielleicht")
    question = of_link("why_depth", link)
    assert (question.text, question.claims) == ("Größer als 3?", ("Ja", "Nein", "Vielleicht"))
    assert asked(question, LANGUAGES["zh"]) == ("Größer als 3?", ["Ja", "Nein", "Vielleicht"])
    assert KINDS[CLAIMS].choices(question) == 3
    assert question.settings == ""


def test_own_texts_are_cut_and_on_one_line():
    text = "<b>x</b>\n\ud800\u202e" + "y" * 10**6
    claims = ["a\nb", "c" * 1000, 7, None, "", "d", "e", "f", "g", *["h"] * 1000]
    question = question_of({"page": "", "settings": "", "kind": CLAIMS, "text": text, "claims": claims})
    assert question.text == ("<b>x</b> " + "y" * 200)[:200]
    assert question.claims == ("a b", "c" * 80, "d", "e")


@looped(
    ("data", "said"),
    [
        ({"page": "the_code"}, "'the_code'"),
        ({"page": "../etc"}, "'../etc'"),
        ({"kind": "dance"}, "'dance'"),
        ({"kind": None}, "needs a page, settings and a kind"),
        ({"settings": 3}, "needs a page, settings and a kind"),
        ({"settings": "x" * (LONGEST_SETTINGS + 1)}, "12,001 characters"),
        ({"settings": "&".join(["a=1"] * 300)}, "at most 200"),
        ({"settings": "n_h=7"}, "no predictions to choose from"),
        ({"text": "Why?"}, "at least two predictions"),
        ({"text": "Why?", "claims": ["so"]}, "at least two predictions"),
        ({"text": "Why?", "claims": "so"}, "at least two predictions"),
        ({"claims": ["a", "b"]}, "question of your own"),
        ({"page": "zero_or_random", "kind": CURVE}, "single network"),
        ({"page": "how_many_units", "kind": CURVE}, "single network"),
    ],
)
def test_what_can_not_be_asked_is_refused_with_a_reason(data, said):
    assert said in refusal(question_of, {"page": "", "settings": "", "kind": CLAIMS} | data)


@looped("data", [None, 3, "x", [], {}, {"page": ""}, {"page": [], "settings": "", "kind": CLAIMS}])
def test_what_is_no_question_is_refused(data):
    assert "needs a page" in refusal(question_of, data)


def test_a_curve_is_drawn_from_the_first_cost_of_the_run_over_what_the_page_shows_of_it():
    question = of_link("", "n_h=3", CURVE)
    cost = Run(experiment_of(question)[""].recipe).measure().cost
    for more, span, kind in (
        ("", 2000, "linear"),
        ("&limit=500", 500, "linear"),
        ("&log_iteration=true", 10_000, "log"),
    ):
        axis = axis_of(of_link("", f"n_h=3{more}", CURVE))
        assert (axis.span, axis.start, axis.figure["layout"]["xaxis"]["type"]) == (span, cost, kind)


def test_the_link_of_a_question_opens_its_page():
    question = of_link("zero_or_random", "zero_left=zero_W2")
    assert link_of(question, {}) == "zero_or_random?zero_left=zero_W2"
    assert link_of(question, {"at": 9}) == "zero_or_random?zero_left=zero_W2&at=9"
    assert link_of(of_link("", "", CURVE), {}) == "./"


@settings(deadline=None, max_examples=50)
@given(
    strategies.sampled_from([*WITH_RUNS]),
    strategies.dictionaries(strategies.integers(0, 40) | ODD_TEXTS, ODD_TEXTS, max_size=6),
    strategies.sampled_from([*KINDS]),
    ODD_TEXTS,
)
def test_whatever_a_link_holds_is_refused_or_asked(path, values, kind, text):
    names = [WITH_RUNS[path].prefix + name for name in WITH_RUNS[path].settings.names]
    link = {names[name % len(names)] if isinstance(name, int) else name: value for name, value in values.items()}
    try:
        question = of_link(path, urlencode(link, errors="replace") + f"&ask={text}", kind)
    except Refused:
        return
    assert question_of(as_json(question)) == of_json(as_json(question)) == question
    assert question.settings.isascii()
    assert asked(question, ENGLISH)[0]

"""Links: whatever one holds, each page opens with settings that it can use, and says in plain text what it can't.

Most links are made by Hypothesis, the same ones in every run.
"""

import re
import string
from dataclasses import replace

import numpy as np
from hypothesis import HealthCheck, Phase, given, settings, strategies
from streamlit.testing.v1 import AppTest

from playground.lessons.own_question import lines, one_line
from playground.pages.contents import PLAYGROUND, THE_CODE
from playground.pages.dead_relu.lesson import Push
from playground.pages.inside_the_symmetry.lesson import Nudge
from playground.training import Recipe, RunGroup
from playground.training.options import Choice, Real, Several, Switch, Whole
from playground.ui.settings.controls import MOST_NOTES
from playground.ui.visit.teacher import Teacher
from tests.looped import looped
from tests.ui.pages import ALL, BY_DAY, CASES, ROOT, Visit, begun, elements, link_to, other, some, some_pages

LONGEST = 40 * len(r"\U0001f600") + 250
"""A note quotes forty characters, each of which may be written as its number, and says some more."""

calmly = settings(
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],  # to explain a failure as well would take minutes
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)
few = settings(calmly, max_examples=3)

ODD_NUMBERS = [
    *("inf", "-inf", "nan", "-nan", "Infinity", "1e400", "-1e400", "1e308", "-1", "-0.0", "1e-400", "9" * 400),
    *("4.5", "5.000000000000001", "0.9999999999999999", ".5", "5.", "4,5", "1e3", "1_000", "0x10", "٣", "½", "²"),
    *("", " ", " 4 ", "+4", "--4", "4 4", "4\0", "4\n5", "[4]", "{}", "2020-01-01", "12:00"),
    *("true", "on", "None", "null"),
]
TAKES_EFFECT = [
    *("<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<b>b</b>", "&lt;b&gt;", "&#60;b&#62;"),
    *("https://a.example/", "www.a.example", "a@a.example", "<https://a.example>", "[a](https://a.example)"),
    *("![a](https://a.example/a.png)", "**b**", "_i_", "~~s~~", "`c`", "``` c ```", "# h", "a|b", "[^1]", "\\", "\\`"),
    *(":smile:", ":material/home:", ":streamlit:", ":red[r]", ":small[s]", "$x^2$", "$$x$$", r"\(x\)"),
    *("--", "->", ">="),
]
"""What Markdown as Streamlit shows it, HTML or LaTeX would make something else of."""
OTHER_TEXTS = [
    *("../../etc/passwd", "..\\..\\a", "/dev/null", "file:///etc/passwd", "%s%n", "{0.__class__}", "${a}", "$(id)"),
    *("'; DROP TABLE a; --", "__import__('os')", "\u202e\u2066", "a\r\nb", "\x1b[31m", "\ufeff", "😀", "\0", "%00"),
    *("&a=b#c", "?a", "a+b", "a%20b"),
]


LONG = [character * 100_000 for character in "9xé"]
ODD_TEXTS = strategies.one_of(
    strategies.sampled_from([*ODD_NUMBERS, *TAKES_EFFECT, *OTHER_TEXTS]),
    strategies.text(max_size=60),
    strategies.text(string.digits + "+-.eE_", max_size=8),
    strategies.integers().map(str),
    strategies.floats().map(repr),
)


def usable(spec):
    """Texts that a setting takes."""
    match spec:
        case Choice():
            return strategies.sampled_from(spec.names)
        case Switch():
            return strategies.sampled_from(["true", "True", "false", "FALSE"])
        case Whole():
            forms = strategies.sampled_from(["{}", " {} ", "{:+}", "{}.0", "{}e0"])
            return strategies.builds(str.format, forms, strategies.integers(spec.least, spec.most))
        case Real():
            return strategies.floats(spec.least, spec.most).map(repr)
        case Several():
            numbers = strategies.integers(spec.least, spec.most)
            lists = strategies.lists(numbers, min_size=spec.fewest, max_size=spec.at_most, unique=True)
            return lists.map(lambda given: ", ".join(map(str, given)))
    raise AssertionError(f"a kind of option without a test: {spec}")


def links(case, odd):
    """Texts for some settings of a page, by name without its prefix, half of them usable and half of them ``odd``."""
    pairs = [strategies.tuples(strategies.just(name), usable(case.settings.spec(name)) | odd) for name in case.names]
    return strategies.lists(strategies.one_of(pairs), min_size=1, max_size=6).map(dict)


def foreign_names(case):
    """Names that are no settings of this page: some are of other pages, others are anything."""
    others = [each.prefix + name for each in ALL for name in each.names]
    anything = strategies.one_of(strategies.sampled_from(others), ODD_TEXTS)
    # Streamlit keeps "embed" to itself; "case" and "self" are arguments of Visit.
    own = {*(case.prefix + name for name in case.names), *Teacher.NAMES, "case", "self"}
    usual = anything.filter(lambda name: name not in own and not name.lower().startswith("embed"))
    return strategies.lists(usual, max_size=2, unique=True)


def for_a_class(case):
    """What a teacher, or whoever makes links, may add to one."""
    hidden = strategies.lists(strategies.sampled_from([*case.names, "experiments"]) | ODD_TEXTS, max_size=4)
    parts = {
        "hide": hidden.map(",".join),
        "ask": ODD_TEXTS,
        "say": ODD_TEXTS,
        "present": strategies.just("true") | ODD_TEXTS,
    }
    return strategies.fixed_dictionaries({}, optional=parts)


# Made once: to make a strategy takes longer than to draw from it.
USABLE = {case.prefix: links(case, strategies.nothing()) for case in CASES}
ADDRESS = {case.prefix: links(case, ODD_TEXTS) for case in ALL}
FOREIGN = {case.prefix: foreign_names(case) for case in ALL}
FOR_A_CLASS = {case.prefix: for_a_class(case) for case in ALL}


def built(case, chosen):
    """The runs of these settings, and what the core says against them if there can't be any."""
    try:
        return RunGroup(case.lesson.experiment(begun(case.settings, chosen))), ""
    except ValueError as error:
        return None, str(error)


def assert_in_effect(visit, chosen):
    """The page goes by these settings, or says why they can't be run."""
    case = visit.case
    if case not in CASES:
        assert visit.chosen == chosen
    elif problem := built(case, chosen)[1]:
        assert visit.chosen == chosen
        assert any(problem in error for error in visit.errors)
    else:
        assert visit.chosen == at_most_the_last_unit(chosen)
        assert visit.player.runs.experiment == case.lesson.experiment(begun(case.settings, chosen))
        assert visit.player.view in chosen.values()


def at_most_the_last_unit(chosen):
    """Where a unit is chosen, no other than the network has."""
    (n_h,) = (record.n_h for record in chosen.values() if isinstance(record, Recipe))
    return {
        kind: replace(record, unit=min(record.unit, n_h)) if isinstance(record, Nudge | Push) else record
        for kind, record in chosen.items()
    }


# Reading; that each text means what it says: tests/training/test_options.py


@looped("case", CASES)
@given(data=strategies.data())
@settings(calmly, max_examples=15)
def test_the_runs_of_any_link_can_be_trained_or_the_core_says_why_there_are_none(case, data):
    chosen, notes = case.settings.read(data.draw(USABLE[case.prefix]))
    assert not notes
    small = {"samples": 40, "n_h": 3, "depth": 2}
    smaller = {
        kind: replace(record, **{name: min(most, getattr(record, name)) for name, most in small.items()})
        if isinstance(record, Recipe)
        else record
        for kind, record in chosen.items()
    }
    runs, problem = built(case, smaller)
    if problem:
        assert len(problem) <= LONGEST
        return
    runs.advance(2)
    for run in runs.values():
        assert np.isfinite(run.parameters.vector).all()
        assert run.iteration == min(2, run.recipe.limit) or run.divergence


# Opening


@some(ALL)
@given(data=strategies.data())
@few
def test_any_link_opens_its_page(case, data):
    link, foreign = data.draw(ADDRESS[case.prefix]), data.draw(FOREIGN[case.prefix])
    class_ = data.draw(FOR_A_CLASS[case.prefix])
    chosen, refused = case.settings.read(link)
    visit = Visit(case, **link_to(case, **link), **dict.fromkeys(foreign, "1"), **class_)
    assert_in_effect(visit, chosen)
    hidden = [name for name in class_.get("hide", "").split(",") if name]
    names = {*case.names, "experiments"}
    predictions = lines(class_.get("say", "")) and not one_line(class_.get("ask", ""))  # without a question
    of_class = sum(name not in names for name in hidden) + bool(predictions)
    assert len(visit.notes) == len(refused) + len(foreign) + of_class
    assert all(len(note) <= LONGEST for note in visit.notes)
    if class_.get("present") != "true":
        assert {name for name in case.names if not visit.widgets(name)} == {*case.names} & {*hidden}


@some_pages
def test_an_odd_number_for_every_setting(case):
    # Streamlit's own reading of links, which cuts 4.5 to 4, finds dates, and breaks down at infinity, has no say.
    texts = ("inf", "4.5", "", "nan", "9" * 400, "2020-01-01")
    link = {name: texts[number % 6] for number, name in enumerate(case.names)}
    chosen, refused = case.settings.read(link)
    visit = Visit(case, **link_to(case, **link))
    assert_in_effect(visit, chosen)
    assert len(visit.notes) == len(refused) > 0


@some_pages
@given(data=strategies.data())
@few
def test_a_setting_that_is_given_more_than_once(case, data):
    name = data.draw(strategies.sampled_from(case.names))
    given = data.draw(strategies.lists(usable(case.settings.spec(name)) | ODD_TEXTS, min_size=2, max_size=3))
    visit = Visit(case, **{case.prefix + name: given})
    possible = [case.chosen(), *(case.settings.read({name: text})[0] for text in given)]
    if case in CASES:
        possible += [at_most_the_last_unit(each) for each in possible]
    assert visit.chosen in possible
    assert len([note for note in visit.notes if "is given more than once" in note]) == 1


@some_pages
def test_100_kB_in_a_value_and_in_a_name(case):
    for text in LONG[:2]:
        link = dict.fromkeys(case.names[:3], text)
        visit = Visit(case, **link_to(case, **link), **{text: "1"})
        assert_in_effect(visit, case.chosen())
        assert len(visit.notes) == len(link) + 1
        assert all(len(note) <= LONGEST for note in visit.notes)


def test_100_kB_for_a_class():
    case, text = BY_DAY[0], LONG[1]
    visit = Visit(case, keep=text, hide=text, ask=text, say=text, present=text)
    assert_in_effect(visit, case.chosen())
    assert any("only the first 200 are shown" in note for note in visit.notes)
    assert all(len(note) <= LONGEST for note in visit.notes)
    assert len(visit.message) < 1000


@some_pages
def test_of_very_many_names_some_are_told(case):
    names, own = [f"name_{number}" for number in range(900)], case.names[-1]
    value = other(case.settings, own)
    visit = Visit(case, **dict.fromkeys(names, "1"), **link_to(case, **{own: value}))
    assert_in_effect(visit, case.chosen(**{own: value}))
    assert len(visit.notes) == MOST_NOTES + 1
    assert visit.notes[-1] == f"and {900 - MOST_NOTES} more."
    assert all(len(note) <= LONGEST for note in visit.notes)


@some_pages
def test_a_link_that_streamlit_does_not_read(case):
    own = case.names[-1]
    for rest in (dict.fromkeys(map(str, range(5000)), "1"), {"a": LONG[2]}):
        assert_in_effect(Visit(case, **link_to(case, **{own: other(case.settings, own)}), **rest), case.chosen())


@given(link=strategies.dictionaries(ODD_TEXTS, ODD_TEXTS, max_size=5))
@few
def test_the_page_without_settings_opens_whatever_its_link_says(link):
    app = AppTest.from_file(str(ROOT / PLAYGROUND.script), default_timeout=60)
    app.query_params.update(link)
    app.switch_page(THE_CODE.script).run()
    assert [title.value for title in app.title] == [THE_CODE.title]
    assert not [*app.exception, *app.error]


# Showing


MARK = "xyzzy"
"""In every text of these links, so that it is found wherever the page shows it."""
MARKED = [f"{MARK}{text}{MARK}" for text in TAKES_EFFECT]


def code_spans(markdown):
    """What stands in code spans, and the Markdown without them."""
    span = re.compile(r"\\[!-/:-@\[-`{-~]|(?<!`)(?P<fence>`+)(?!`)(?P<code>.+?)(?<!`)(?P=fence)(?!`)")
    spans = [found["code"] for found in span.finditer(markdown) if found["fence"]]
    return spans, span.sub(lambda found: "" if found["fence"] else found[0], markdown)


def assert_shown_as_they_are(visit, texts):
    r"""The page quotes these texts in full, and only where nothing takes effect: as plain text or in code spans.

    A backslash is not enough: where Streamlit shows Markdown, ``https\:\/\/a\.example`` is still a link to click, and
    ``\:streamlit\:`` a picture.
    """
    plain = []
    for element in elements(visit.app.main):
        if element.type == "text":
            plain.append(element.value)
        elif element.type == "selectbox":  # what it holds, it shows as the text of an input
            assert MARK not in element.label + element.help
        elif isinstance(getattr(element, "value", None), str):
            spans, rest = code_spans(element.value)
            plain += spans
            assert MARK not in rest
        else:
            assert MARK not in str(element.proto)
    assert [text for text in texts if not any(repr(text) in each for each in plain)] == []


@looped(
    ("markdown", "spans", "rest"),
    [
        ("a `b` c", ["b"], "a  c"),
        ("a `` b`c `` d", [" b`c "], "a  d"),
        (r"a \`b` c", [], r"a \`b` c"),
        ("a `b c", [], "a `b c"),
        (r"`a\` b`", ["a\\"], " b`"),
    ],
)
def test_code_spans_are_found(markdown, spans, rest):
    assert code_spans(markdown) == (spans, rest)


@some_pages
def test_names_that_mean_something_in_markdown_are_shown_as_they_are(case):
    assert_shown_as_they_are(Visit(case, **dict.fromkeys(MARKED, "1")), MARKED)


@some_pages
def test_values_that_mean_something_in_markdown_are_shown_as_they_are(case):
    for start in range(0, len(MARKED), len(case.names)):
        link = dict(zip(case.names, MARKED[start:], strict=False))
        visit = Visit(case, **{case.prefix + name: text for name, text in link.items()})
        assert_shown_as_they_are(visit, link.values())


@some_pages
@given(texts=strategies.lists(strategies.text(string.punctuation + " w\na\0", max_size=28), min_size=1, max_size=30))
@few
def test_any_punctuation_is_shown_as_it_is(case, texts):
    marked = [f"{MARK}{text}{MARK}" for text in texts]
    assert_shown_as_they_are(Visit(case, **dict.fromkeys(marked, "1")), marked)

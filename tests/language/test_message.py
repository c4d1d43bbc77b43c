"""Messages: what they are in English, and how another language says them."""

import copy
import gettext
import json
import pickle

import plotly.graph_objects as go
import pytest

from playground.language import (
    ENGLISH,
    LANGUAGES,
    Language,
    Message,
    Number,
    _,
    advice,
    enumerated,
    languages,
    listed,
    ngettext,
    number,
    pgettext,
    rendered,
    sentences,
    spoken,
    without_advice,
)
from tests.looped import looped

OTHER = Language("other", "x-other", "Other", decimal=",", thousands=".")
BACKWARDS = {
    "{share} of {all:,} points": "{all:,} points: {share}",
    "{share} %": "{share}%",
    "{several} and {last}": "{several} et {last}",
    "{first} {second}": "{first}{second}",
    "one": "un",
}


class Catalogue(gettext.NullTranslations):
    """Of three texts and three plurals: 1, 2, and more."""

    def gettext(self, message):
        return BACKWARDS.get(message, message)

    def pgettext(self, context, message):
        return f"{context}: {message}" if context == "a place" else self.gettext(message)

    def ngettext(self, msgid1, msgid2, n):
        return {1: "{n} un", 2: "{n} deux"}.get(n, "{n:,} plusieurs")


@pytest.fixture(autouse=True)
def other_language(monkeypatch):
    found = languages._catalogue
    monkeypatch.setattr(languages, "_catalogue", lambda code: Catalogue() if code == OTHER.code else found(code))


def said(what):
    return rendered(what, OTHER)


def test_a_message_is_its_english_text():
    message = _("{share} of {all:,} points", share=_("{share} %", share=number(90.5, ".1f")), all=1234)
    assert message == "90.5 % of 1,234 points"
    assert isinstance(message, str)
    assert json.dumps([message]) == '["90.5 % of 1,234 points"]'
    assert rendered(message, ENGLISH) is message
    formula = _(r"$\frac{1}{2}$")  # without values braces mean themselves
    assert formula == said(formula) == r"$\frac{1}{2}$"


def test_another_language_has_its_own_order_marks_in_numbers_plurals_and_contexts():
    message = _("{share} of {all:,} points", share=_("{share} %", share=number(90.5, ".1f")), all=1234)
    assert said(message) == "1.234 points: 90,5%"
    assert said(number(1234.5, ",.1f")) == "1.234,5"
    assert said(_("{x:.2g} and {y}", x=0.25, y="tanh")) == "0,25 and tanh"  # not in the catalogue
    counted = [ngettext("{n:,} unit", "{n:,} units", n) for n in (0, 1, 2, 1000)]
    assert counted == ["0 units", "1 unit", "2 units", "1,000 units"]
    assert said(counted[1:]) == ["1 un", "2 deux", "1.000 plusieurs"]
    assert (pgettext("a place", "one"), said(pgettext("a place", "one")), said(_("one"))) == (
        "one",
        "a place: one",
        "un",
    )


def test_a_template_is_filled_later():
    template = _("{share} of {all:,} points")
    filled = template.filled(share=_("one"), all=3)
    assert filled == "one of 3 points"
    assert said(filled) == "3 points: un"
    assert template == "{share} of {all:,} points"


def test_lists_and_sentences_are_joined_as_the_language_does():
    assert listed(["a"]) == "a"
    assert listed(["a", "b"]) == "a and b"
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert enumerated(["a", "b", "c"]) == "a, b, c"
    assert said(listed([_("one"), "b", "c"])) == "un, b et c"
    assert sentences("A.", "", "B.", "C.") == "A. B. C."
    assert sentences("", "A.") == "A."
    assert sentences("", "") == ""
    assert said(sentences("A.", "B.", "C.")) == "A.B.C."


def test_everything_in_a_structure_is_said_and_the_rest_stays():
    one, pair = _("one"), Language("a", "b", _("one"))
    several = {one: [one, 1, None, ("x", one)], "n": number(0.5, "g")}
    assert said(several) == {"un": ["un", 1, None, ("x", "un")], "n": "0,5"}
    assert said(pair) == Language("a", "b", "un")
    numbers = [0.25, 1.5]
    assert said(numbers) == numbers


def test_a_figure_keeps_its_messages():
    one = _("one")
    trace = go.Scatter(x=[1], y=[2], name=one, text=[one], hovertemplate=one, customdata=[[one]])
    figure = go.Figure(trace, {"title": {"text": one}, "xaxis": {"title": one, "ticktext": [one], "tickvals": [1]}})
    figure.add_annotation(text=one)
    texts = said(figure.to_dict())
    (drawn,), layout = texts["data"], texts["layout"]
    assert [drawn["name"], *drawn["text"], drawn["hovertemplate"], *drawn["customdata"][0]] == ["un"] * 4
    assert layout["title"]["text"] == layout["xaxis"]["title"]["text"] == layout["annotations"][0]["text"] == "un"
    assert [*layout["xaxis"]["ticktext"]] == ["un"]


def test_a_message_survives_being_copied_and_pickled():
    message = ngettext("{n} {what}", "{n} {what}", 2, what=_("one"))
    for other in (copy.copy(message), copy.deepcopy(message), pickle.loads(pickle.dumps(message))):
        assert isinstance(other, Message)
        assert other == message
        for name in ("text", "plural", "number", "values"):
            assert getattr(other, name) == getattr(message, name)
    assert isinstance(copy.deepcopy(number(1.5, "g")), Number)


@looped(
    ("tag", "code"),
    [("zh-CN", "zh"), ("zh_TW", "zh"), ("ZH", "zh"), ("en-GB", "en"), ("tlh", "en"), ("", "en"), (None, "en")],
)
def test_the_language_of_a_browser(tag, code):
    assert spoken(tag) is LANGUAGES[code]


def test_without_advice_the_other_sentences_stay_as_they_are():
    fact, tip = _("It has {n} units.", n=2), advice(_("Try {n}.", n=3))
    hint = _("Look at {what}", what=sentences(_("the units."), tip))
    assert str(hint) == "Look at the units. Try 3."
    assert without_advice(hint) == "Look at the units."
    several = {"a": [fact, (sentences(fact, tip, _("one")), 7)]}
    assert without_advice(several) == {"a": [fact, ("It has 2 units. one", 7)]}
    assert without_advice(fact) is fact
    assert without_advice(tip) == without_advice(_("Look at {what}", what=tip)) == ""
    for copied in (pickle.loads(pickle.dumps(sentences(fact, tip))), copy.deepcopy(sentences(fact, tip))):
        assert without_advice(copied) == fact
    assert without_advice(tip.filled(n=5)) == ""

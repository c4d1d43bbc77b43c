"""Share: the address of exactly this, as text, as a QR code and as the HTML of a frame."""

from base64 import b64decode
from html.parser import HTMLParser
from io import BytesIO
from itertools import product
from urllib.parse import urlencode

import numpy as np
import pytest
import segno
import streamlit as st
from PIL import Image

from playground.data import OWN_POINTS, Points, pack
from playground.pages.contents import PAGES, PLAYGROUND, THE_CODE
from playground.pages.playground.lesson import PLAYGROUND as PLAYGROUND_LESSON
from playground.ui.settings.controls import Controls
from playground.ui.shell.on_page import on
from playground.ui.shell.share import iframe
from playground.ui.visit.address import address, qr_code
from playground.ui.visit.teacher import for_class
from tests.looped import looped
from tests.ui.pages import (
    ALL,
    CASES,
    Visit,
    elements,
    followed,
    link_to,
    others,
    some_pages,
    some_that_play,
)

HOSTILE = "\"><script>alert(1)</script>&amp; ' onload=alert(1) 为什么"


def opened(case, link):
    """What a visitor sees who follows the link."""
    return Visit(case, **followed(link))


# The address


@pytest.fixture
def browser_sees(monkeypatch):
    """Set what the browser has in its address bar."""

    def set_to(url):
        monkeypatch.setattr(type(st.context), "url", url)

    return set_to


@looped("base", ["http://localhost:8501", "https://a.example/some/app", "http://[::1]:80"])
def test_the_address_is_that_of_the_page_below_the_apps_own(base, browser_sees):
    for page in PAGES:
        for url in (base, f"{base}/", f"{base}/{page.path}", f"{base}/{page.path}/"):
            browser_sees(url)
            assert address(page) == f"{base}/{page.path}"
    browser_sees(None)  # without a browser it is the usual one
    assert address(THE_CODE) == "http://localhost:8501/the_code"


def test_settings_and_what_a_class_gets_are_one_query(browser_sees, monkeypatch):
    browser_sees("https://a.example")
    monkeypatch.setattr("streamlit.session_state", {})
    controls = Controls("", PLAYGROUND_LESSON.settings)
    assert address(PLAYGROUND, controls.link) == "https://a.example/"
    controls.override({"n_h": 7})
    assert address(PLAYGROUND, controls.link) == "https://a.example/?n_h=7"
    assert address(PLAYGROUND, controls.link, "ask=Why%3F") == "https://a.example/?n_h=7&ask=Why%3F"


# On the page


@some_pages
def test_the_link_holds_what_differs_and_nothing_else(case):
    visit = Visit(case)
    assert visit.link == f"http://localhost:8501/{case.page.path}"
    name = case.names[-1]
    value = others(case)[name]
    visit.set(name, value)
    assert followed(visit.link) == {key: [text] for key, text in link_to(case, **{name: value}).items()}
    visit.set(name, case.settings.default(name))
    assert followed(visit.link) == {}


@some_that_play
def test_what_a_preset_or_a_button_has_put_is_in_the_link(case):
    visit = Visit(case)
    visit.tell("new_weights")
    assert followed(visit.link) == {f"{case.prefix}seed": ["3"]}
    number, preset = [*enumerate(case.lesson.presets)][-1]
    visit.press(f"preset_{number}")
    assert followed(visit.link).keys() == {case.prefix + name for name in preset.settings}
    again = opened(case, visit.link)
    assert again.player.runs.experiment == case.preset(preset)
    assert again.link == visit.link


@some_pages
def test_what_a_teacher_prepares_is_what_a_class_gets(case):
    visit = Visit(case, **link_to(case, **others(case)))
    before, keep = visit.link, [case.names[0], case.names[-1], "experiments"]
    *_, code = (each.value for each in elements(visit.part(f"{case.prefix}share")) if each.type == "code")
    assert code == iframe(before, case.page.title)
    assert not visit.has("prepare_keep_en")
    visit.app.toggle(key=f"{case.prefix}prepare_only").set_value(True)
    visit.run()
    assert visit.link == f"{before}&keep="
    visit.app.multiselect(key=f"{case.prefix}prepare_keep_en").set_value(keep)
    visit.app.text_input(key=f"{case.prefix}prepare_ask").set_value(HOSTILE)
    visit.run()
    assert visit.link == f"{before}&{for_class(keep, HOSTILE, False)}"
    class_ = opened(case, visit.link)
    assert class_.in_sight == keep[:2]
    assert class_.chosen == visit.chosen
    assert HOSTILE in class_.message.split("\n")
    assert not class_.notes
    assert visit.widgets(case.names[0])  # the teacher keeps everything
    visit.app.toggle(key=f"{case.prefix}prepare_present").set_value(True)
    visit.run()
    assert opened(case, visit.link).presents
    assert not visit.presents
    visit.app.toggle(key=f"{case.prefix}prepare_only").set_value(False)
    visit.run()
    assert "keep" not in followed(visit.link)


def own_controls(case):
    """The labels of a page's further controls, by name: those of features come first."""
    page = next(each for each in PAGES if each.prefix == case.prefix)
    of_features = {name: label for feature in on(page) for name, label in feature.kept(page).items()}
    return of_features | {"": {"weights": "Weights by hand"}, "digits_": {"drawing": "Drawing a digit"}}.get(
        case.prefix, {}
    )


@some_pages
def test_who_forwards_a_link_that_hides_controls_forwards_one_that_keeps_the_others(case):
    hide = [case.names[-1], case.names[0]]
    visit = Visit(case, hide=",".join(hide), ask=HOSTILE)
    link = followed(visit.link)
    assert link.keys() == {"keep", "ask"}
    kept = [name for name in case.names if name not in hide]
    assert link["keep"] == [",".join([*kept, "experiments", "claims", *own_controls(case)])]
    again = opened(case, visit.link)
    assert HOSTILE in again.message.split("\n")
    assert again.in_sight == kept


@pytest.mark.parametrize("case", CASES[:2], ids=str)
def test_a_teacher_can_keep_every_control(case):
    visit = Visit(case)
    visit.app.toggle(key=f"{case.prefix}prepare_only").set_value(True)
    visit.run()
    choice = visit.app.multiselect(key=f"{case.prefix}prepare_keep_en")
    own = {"experiments": "Experiments", "claims": "Predictions"} | own_controls(case)
    assert choice.options == [*(case.settings.spec(name).label for name in case.names), *own.values()]
    assert choice.value == []
    choice.set_value([*case.names, *own])
    visit.run()
    class_ = opened(case, visit.link)
    assert not class_.notes
    assert class_.in_sight == case.names


HOST = "https://name.streamlit.app"
QUESTIONS = {
    "en": "What happens to the boundary if all weights begin at zero?",
    "zh": "如果所有权重都从零开始，决策边界会怎样变化？",
}


@looped(("case", "language"), product(ALL, QUESTIONS))
def test_a_lesson_of_five_controls_is_a_short_link_and_a_code_that_can_be_read_from_afar(case, language, browser_sees):
    browser_sees(HOST)
    longest = sorted(case.names, key=len)[-5:]
    spoken = {} if language == "en" else {"lang": language}
    link = f"{address(case.page)}?{urlencode(spoken)}&{for_class(longest, QUESTIONS[language], False)}"
    assert len(link) <= (200 if language == "en" else 213)  # the latter is what a code of this size holds


def test_the_page_without_settings_can_be_shared():
    visit = Visit(CASES[0])
    visit.app.switch_page(THE_CODE.script)
    visit.app.run()
    codes = [each.value for each in elements(visit.app.main) if each.type == "code"]
    assert codes[0] == f"http://localhost:8501/{THE_CODE.path}"
    assert codes[1] == iframe(codes[0], THE_CODE.title)


# The QR code


def test_a_code_stays_small_as_long_as_it_can_and_a_link_that_is_too_long_has_none():
    for letters, side, level in ((213, 57, "m"), (214, 53, "l"), (271, 57, "l"), (272, 61, "l")):
        code = segno.make("a" * letters, error=level)
        assert (modules(qr_code("a" * letters, 1), 1) == np.array(code.matrix, bool)).all()
        assert len(code.matrix) == side
    assert qr_code("a" * 2331, 1)  # as many bytes as the largest code holds with this much protection
    assert qr_code("a" * 2332, 1) is None


def modules(png, scale):
    """The squares of a code in a PNG file, dark as True, without the light margin around it."""
    pixels = np.asarray(Image.open(BytesIO(png)).convert("L"))
    squares = pixels[scale // 2 :: scale, scale // 2 :: scale]
    assert (np.kron(squares, np.ones((scale, scale))) == pixels).all()  # each square has one colour
    assert set(np.unique(pixels)) == {0, 255}
    margin = np.ones_like(squares, bool)
    margin[4:-4, 4:-4] = False
    assert (squares[margin] == 255).all()
    return squares[4:-4, 4:-4] == 0


@looped(("scale", "more"), [(5, ""), (12, "?n_h=7"), (5, f"?{for_class(['seed'], 'Why?', True)}")])
def test_the_code_is_that_of_the_link(scale, more):
    link = f"https://a.example/zero_or_random{more}"
    code = segno.make(link, error="m")
    assert code.designator.split("-")[1] in "MQH"  # stands a scratch, or a lamp's reflection
    assert (modules(qr_code(link, scale), scale) == np.array(code.matrix, bool)).all()


def pictures(visit, part):
    """The pictures in a part of the page: the attributes of each."""
    found = [Tags(each.value).tags for each in elements(visit.part(part)) if each.type == "html"]
    return [attributes for tags in found for tag, attributes in tags if tag == "img"]


def test_the_code_on_the_page_is_made_when_it_can_be_seen_and_then_of_the_link_as_it_is_now():
    visit = Visit(CASES[1], ask=HOSTILE)
    visit.set("n_h", 7)
    assert followed(visit.link).keys() == {"zero_n_h", "ask"}
    assert not pictures(visit, "zero_share")
    visit.open_share()
    (picture,) = pictures(visit, "zero_share")
    assert picture["alt"]
    kind, png = picture["src"].split(",")
    assert kind == "data:image/png;base64"
    assert (modules(b64decode(png), 5) == np.array(segno.make(visit.link, error="m").matrix, bool)).all()


def test_in_present_one_key_fills_the_screen_with_the_code_and_the_same_or_escape_ends_that():
    link = {"zero_n_h": "7", "ask": HOSTILE, "hide": "zero_scale,scale"}
    shared = Visit(CASES[1], **link)
    visit = Visit(CASES[1], **link, present="true")
    for end in ("code", "code_close"):
        assert not visit.part("whole_code")
        assert visit.app.button(key="present").proto.shortcut == "escape"
        visit.app.button(key="code").click()
        visit.run()
        (picture,) = pictures(visit, "whole_code")
        assert b64decode(picture["src"].split(",")[1]) == qr_code(shared.link, 12)
        assert visit.app.button(key="code_close").proto.shortcut == "escape"
        assert not visit.app.button(key="present").proto.shortcut  # or Escape would end Present
        visit.app.button(key=end).click()
        visit.run()
    assert visit.presents


def test_a_link_too_long_for_a_code_is_still_a_link():
    points = pack(Points.of([[k / 7 for k in range(600)], [k / 11 for k in range(600)]], [0, 1] * 300, ["a", "b"]))
    visit = Visit(CASES[0], dataset=OWN_POINTS, points=points)
    visit.open_share()
    assert followed(visit.link)["points"] == [points]
    place = visit.part("share")
    assert not [each for each in elements(place) if each.type == "html"]
    assert any("too long for a QR code" in str(each.value) for each in elements(place))


# The frame


class Tags(HTMLParser):
    """All tags of a piece of HTML with their attributes, and the text between them."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.text = [], ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data


@looped(
    "link",
    ["https://a.example/", "https://a.example/the_code?n_h=7", f"https://a.example/?{for_class(None, HOSTILE, True)}"],
)
def test_the_frame_shows_the_link_embedded(link):
    html = Tags(iframe(link, "How large a start?"))
    ((tag, attributes),) = html.tags
    assert (tag, html.text) == ("iframe", "")
    assert attributes["src"].startswith(link)
    assert followed(attributes["src"]) == followed(link) | {"embed": ["true"]}
    assert attributes["title"] == "How large a start?"


def test_nothing_in_a_link_or_a_title_ends_the_attribute_that_it_is_in():
    html = Tags(iframe(f"https://a.example/?ask={HOSTILE}", HOSTILE))
    ((_, attributes),) = html.tags
    assert set(attributes) == {"src", "width", "height", "style", "title"}
    assert attributes["src"] == f"https://a.example/?ask={HOSTILE}&embed=true"
    assert attributes["title"] == HOSTILE

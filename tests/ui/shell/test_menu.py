"""The way through the pages: the menu, *Next*, and a course, for which a link chooses some of them."""

import json
from urllib.parse import parse_qsl, urlencode

from playground.pages.contents import ACTIVATIONS, DIGITS, GOING_DOWNHILL, PAGES, PLAYGROUND
from playground.pages.going_downhill.lesson import PARTS
from tests.looped import looped
from tests.ui.pages import ALL, CASES, STATIC_PAGES, Visit, elements, followed, link_to, other, some

OF_THE_NOTES = [
    "Playground",
    "Activations",
    "Going downhill",
    "Loops or vectors",
    "Why this cost",
    "One step by hand",
    "A dead ReLU",
    "Zero or random",
    "Inside the symmetry",
    "How large at the start?",
    "Why depth",
    "The code",
]
(STARTS,) = (case for case in CASES if case.prefix == "large_")
(DOWNHILL,) = (case for case in CASES if case.page is GOING_DOWNHILL)
(ONE_STEP,) = (case for case in STATIC_PAGES if case.prefix == "step_")


def links(visit):
    """The links in the menu."""
    return [each.proto for each in elements(visit.part("menu")) if each.type == "page_link"]


def listed(visit):
    """What the menu calls the pages, with their numbers."""
    return [link.label.split(" :small[")[0].replace("\\", "") for link in links(visit)]


def following(visit):
    """What *Next* leads to."""
    *_, last = elements(visit.app.main)
    return last.proto


def test_the_menu_has_the_order_of_the_notes_then_what_goes_further():
    visit = Visit(CASES[0])
    assert [title.split(". ", 1)[1] for title in listed(visit)][:12] == OF_THE_NOTES
    assert listed(visit) == [f"{number}. {page.title}" for number, page in enumerate(PAGES, 1)]
    headings = [each.value for each in elements(visit.part("menu")) if each.type == "markdown"]
    assert headings == ["**In the order of the notes**", "**Going further**"]
    for page, link in zip(PAGES, links(visit), strict=True):
        assert link.label.endswith(f" :small[:gray[· {page.minutes} min]]  \n:small[:gray[{page.description}]]")


@looped("case", ALL)
def test_a_page_takes_at_least_a_minute_for_each_of_its_experiments(case):
    assert len(case.lesson.presets if case in CASES else ()) <= case.page.minutes <= 15


# What the browser remembers


def data_of(visit):
    return json.loads(visit.component("way").json)


ANOTHER = {case: each for case in CASES for each in case.lesson.presets[::-1] if each.claims and each.claims.instead}
"""The first preset of each page after which another is offered."""


@some([*ANOTHER])
def test_the_browser_is_told_the_experiments_what_was_predicted_and_what_to_ask_after_a_wrong_prediction(case):
    preset = ANOTHER[case]
    (other,) = (each for each in case.lesson.presets if each.name == preset.claims.instead)
    visit = Visit(case, claim="2", **link_to(case, **preset.settings))
    data = data_of(visit)
    assert (data["page"], data["runs"]) == (case.page.path, f"{case.prefix}live")
    assert {urlencode(each.settings) for each in case.lesson.presets} <= {*data["experiments"]}
    assert len({*data["experiments"]}) == len(data["experiments"])
    assert (data["asking"], data["claim"], data["reminds"]) == (urlencode(preset.settings), 1, True)
    assert data["instead"]["question"] == other.question
    there = Visit(case, **dict(parse_qsl(data["instead"]["link"])))
    assert not there.notes
    assert data_of(there)["asking"] == urlencode(other.settings)


def test_all_parts_of_a_page_count():
    data = data_of(Visit(DOWNHILL))
    assert data["experiments"] == [urlencode(preset.settings) for part in PARTS.values() for preset in part.presets]


def test_the_browser_is_told_the_order_of_the_menu_what_every_link_has_and_of_no_prediction_that_there_is_not():
    visit = Visit(CASES[0])
    data = data_of(visit)
    assert (data["pages"], data["along"]) == ([[page.path, page.title] for page in PAGES], "")
    assert data["claim"] is None
    (last,) = (each for each in elements(visit.part("menu")) if each.key == "forget")
    assert json.loads(last.proto.json)["forget"] == "Delete my progress on this device"
    data = data_of(Visit(CASES[0], course="3,2", lang="en", n_h="7", claim="1"))  # no experiment of the page
    assert data["pages"] == [[page.path, page.title] for page in (GOING_DOWNHILL, ACTIVATIONS)]
    assert (data["along"], data["asking"]) == ("course=3,2&lang=en", None)


def test_a_class_is_asked_nothing_again():
    for link in ({"present": "true"}, {"keep": "n_h"}):
        assert not data_of(Visit(CASES[0], **link))["reminds"]


def used(visit):
    """Whether the browser is told that the only experiment of the page is done."""
    data = data_of(visit)
    assert (data["experiments"], data["asking"]) == ([""], "")
    return data["ended"]


def test_a_page_without_experiments_or_questions_is_done_once_its_controls_were_used_or_it_has_measured():
    case = ONE_STEP
    link = link_to(case, **{case.names[1]: other(case.settings, case.names[1])})
    visit = Visit(case, **link, hide="claims")
    assert not used(visit)  # its link is somebody else's doing
    visit.set(case.names[0], other(case.settings, case.names[0]))
    assert used(visit)
    (loops,) = (case for case in STATIC_PAGES if case.prefix == "loops_")
    visit = Visit(loops, **link_to(loops, largest=10), hide="claims")
    assert not used(visit)
    visit.press("measure")
    assert used(visit)


# A course


@looped("course", ["10,2,3", " how_large_a_start,2,,3,10,activations"])
def test_a_course_has_its_own_pages_in_its_own_order(course):
    pages = ["1. How large at the start?", "2. Activations", "3. Going downhill"]
    visit = Visit(STARTS, course=course)
    assert not visit.notes
    assert listed(visit) == pages
    assert following(visit).label.startswith(f"**Next: {pages[1]}**")
    visit.go_to(DOWNHILL)
    assert listed(visit) == pages
    assert following(visit).label.startswith(f"**Next: {pages[0]}**")
    visit.go_to(ONE_STEP)  # which is none of them
    assert following(visit).label.startswith(f"**Next: {pages[0]}**")


def test_every_link_keeps_a_class_in_its_course_and_one_button_leads_out_of_it():
    visit = Visit(ONE_STEP, course="2,3", lang="en")
    for link in (*links(visit), following(visit)):
        assert dict(parse_qsl(link.query_string)) == {"course": "2,3", "lang": "en"}
    assert followed(visit.link) == {"course": ["2,3"], "lang": ["en"]}
    del visit.app.query_params["course"]  # as the browser's Back may
    visit.run()
    assert visit.app.query_params["course"] in ("2,3", ["2,3"])
    visit.app.button(key="all_pages").click()
    for _ in range(2):
        visit.run()
        assert len(links(visit)) == len(PAGES)
        assert following(visit).label.startswith(f"**Next: {PAGES.index(ONE_STEP.page) + 2}. ")
        assert "course" not in visit.app.query_params
        assert followed(visit.link) == {"lang": ["en"]}
    assert not any(button.key == "all_pages" for button in visit.app.button)


def test_what_is_no_page_is_told_and_left_out():
    beyond = str(len(PAGES) + 1)
    visit = Visit(ONE_STEP, course=f"0,{beyond},2,<b>,digits")
    assert listed(visit) == ["1. Activations", "2. Digits"]
    assert visit.notes == [
        f"{name!r} in course is not a page: name pages by their numbers in the menu, 1 to {len(PAGES)}, or as in their "
        "addresses, such as digits."
        for name in ("0", beyond, "<b>")
    ]
    alone = Visit(ONE_STEP, course=beyond)
    assert len(alone.notes) == 1
    assert len(links(alone)) == len(PAGES)


def test_the_pages_that_a_teacher_chooses_stay_chosen_on_every_page_and_a_class_gets_them():
    visit = Visit(ONE_STEP)
    choice = visit.app.multiselect(key="prepare_course_False_en")
    assert [*choice.options] == [page.title for page in PAGES]
    choice.set_value([DIGITS.path, ""])
    visit.run()
    course = {"course": [f"{PAGES.index(DIGITS) + 1},1"]}
    assert followed(visit.link) == course
    assert len(links(visit)) == len(PAGES)  # the teacher has the whole app
    forwarded = Visit(ONE_STEP, **followed(visit.link))
    assert listed(forwarded) == [f"1. {DIGITS.title}", f"2. {PLAYGROUND.title}"]
    assert followed(forwarded.link) == course
    for case in (CASES[1], ONE_STEP, CASES[1]):
        visit.go_to(case)
        visit.run()
        assert followed(visit.link) == course
    visit.app.button(key="language_zh").click()
    visit.run()
    assert followed(visit.link)["course"] == course["course"]
    visit.app.multiselect(key="prepare_course_False_zh").set_value([])
    visit.run()
    visit.go_to(ONE_STEP)
    assert "course" not in followed(visit.link)

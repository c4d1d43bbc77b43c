"""The way through the pages: the menu, *Next*, and a course, for which a link chooses some of them."""

import json
from urllib.parse import parse_qsl, urlencode

from playground.pages.chapters import THE_NOTES, read_entry
from playground.pages.contents import ACTIVATIONS, DIGITS, GOING_DOWNHILL, PAGES, PLAYGROUND, ZERO_OR_RANDOM
from playground.pages.going_downhill.lesson import PARTS
from tests.looped import looped
from tests.ui.pages import ALL, CASES, STATIC_PAGES, Case, Visit, as_text, elements, followed, link_to, other, some

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
(ZERO,) = (case for case in CASES if case.page is ZERO_OR_RANDOM)
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


def open_link(visit, link):
    """Follow a link of a page to another, as a browser does."""
    visit.app.query_params.clear()
    visit.app.query_params.update(parse_qsl(link.query_string))
    (page,) = (each for each in PAGES if each.path == link.page)
    visit.go_to(Case(page))


def changed(visit):
    """The settings of the page that differ from its own."""
    settings = visit.case.settings
    now = settings.by_name(visit.chosen)
    return {name: value for name, value in now.items() if value != settings.default(name)}


def marked(visit):
    """What the menu calls the chapter that is open."""
    (link,) = elements(visit.part("chapter_here"))
    return link.proto.label.partition("  \n")[0].split(" :small[")[0].replace("\\", "")


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
    assert len(case.lesson.presets if case in CASES else ()) <= case.page.minutes <= 16


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
    assert [*choice.options] == ["The notes in 90 minutes", *(page.title for page in PAGES)]
    choice.set_value(["16", "1"])
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


# Chapters

STAGES = "6:step_stage=A1:step_scale=1,6:step_stage=dZ2,8:zero_left=zero_W1,6:question=bias"


def test_one_page_can_be_several_chapters_each_opened_at_its_place():
    visit = Visit(ONE_STEP, course=STAGES, step_stage="A1", step_scale="1", lang="en")
    assert not visit.notes
    assert [link.label.partition("  \n")[2] for link in links(visit)] == [
        f":small[:gray[{about}]]"
        for about in ("Stage: A1 · Initial scale: 1", "Stage: dZ2", "Only W1 zero", "Question 5")
    ]
    assert marked(visit) == "1. One step by hand"
    visit.set("depth", 2)  # which belongs to no chapter
    open_link(visit, following(visit))  # of the same page
    for _ in range(2):
        assert changed(visit) == {"stage": "dZ2"}
        assert marked(visit) == "2. One step by hand"
        visit.run()
    assert followed(visit.link)["chapter"] == ["2"]
    shared = Visit(ONE_STEP, **{name: value for name, (value,) in followed(visit.link).items()})
    assert marked(shared) == "2. One step by hand"
    open_link(visit, following(visit))
    assert changed(visit) == {"left": "zero_W1"}
    visit.player.runs.advance(5)
    visit.set("log_cost", True)
    visit.run()
    assert marked(visit) == "3. Zero or random"  # the visit keeps its place, whatever is set
    open_link(visit, following(visit))
    assert visit.app.query_params["question"] in ("bias", ["bias"])
    assert marked(visit) == "4. One step by hand"
    assert changed(visit) == {}
    open_link(visit, links(visit)[1])
    assert "question" not in visit.app.query_params
    open_link(visit, links(visit)[2])
    assert (changed(visit), visit.player.runs.iteration) == ({"left": "zero_W1"}, 0)
    visit.go_to(DOWNHILL)  # which is no chapter
    assert following(visit).label.startswith("**Next: 4. ")


def test_the_browsers_back_leads_to_the_chapter_before_though_the_link_is_of_the_page_that_it_leaves():
    visit = Visit(ONE_STEP, course=STAGES, chapter="2", step_stage="dZ2")
    open_link(visit, following(visit))
    assert marked(visit) == "3. Zero or random"
    visit.go_to(ONE_STEP)
    assert marked(visit) == "2. One step by hand"
    assert visit.app.query_params["chapter"] in ("2", ["2"])


def test_what_is_no_chapter_is_told_and_left_out():
    refused = {
        "6:step_stage=A9": "step_stage: 'A9' can't be used. Choose one of start, Z1,",
        "6:A1": "'A1' is no setting of “One step by hand”. A chapter is a page and, after colons, what its",
        "6:stage=A1": "'stage' is no setting",
        "6:question=why": "question: 'why' is not one of shape, labels, column, weight, bias.",
        "3:question=bias": "'question' is no setting of “Going downhill”",
        "1:dataset=own points": "A course can't hold points of one's own: choose another dataset.",
    }
    visit = Visit(ONE_STEP, course=",".join(["6", *refused, "6:step_stage=A1"]), chapter="7")
    assert len(links(visit)) == 2
    *told, of_chapter = visit.notes
    for note, (entry, why) in zip(told, refused.items(), strict=True):
        assert note.startswith(f"{entry!r} in course: {why}")
    assert of_chapter == "chapter='7': of the chapters of the course, this page has 1, 2."
    assert Visit(ONE_STEP, chapter="1").notes == ["'chapter' is not a setting of this page."]


@looped(
    "chapter", [*THE_NOTES, read_entry("13:sizes_units=1%2C2"), read_entry("loops_or_vectors:question=how much faster")]
)
def test_a_chapter_says_in_a_course_what_it_is(chapter):
    assert read_entry(chapter.entry)[:2] == chapter[:2]


def test_the_notes_are_a_ready_course_of_ninety_minutes_in_their_order_each_chapter_at_its_place():
    headings = [chapter.heading for chapter in THE_NOTES]
    assert [*dict.fromkeys(headings[1:])] == [
        *("Sigmoid", "Cost and gradient descent", "Computation graph", "NumPy vectors", "Why this cost"),
        *("Forward computation, vectorised", "Activations", "Random initialisation", "Why depth works"),
        *("Forward and backward in detail", "The NumPy implementation"),
    ]
    minutes = sum(chapter.minutes for chapter in THE_NOTES)
    assert 85 <= minutes <= 95
    visit = Visit(CASES[0], course="notes")
    (heading,) = (each.value for each in elements(visit.part("menu")) if each.type == "markdown")
    assert heading == f"**The notes in {minutes} minutes**"
    for number, chapter in enumerate(THE_NOTES, 1):
        assert (visit.case.page, visit.notes) == (chapter.page, [])
        assert marked(visit) == f"{number}. {chapter.page.title}"
        names, now = dict(parse_qsl(chapter.place)), changed(visit)
        if question := names.pop("question", ""):
            assert visit.app.query_params["question"] in (question, [question])
            assert visit.message != Visit(visit.case).message  # it is asked
        assert link_to(visit.case, **now) == names
        if chapter.page.parts:  # it is an experiment of the page
            assert dict(parse_qsl(data_of(visit)["asking"])) == {name: as_text(value) for name, value in now.items()}
        open_link(visit, following(visit))
    assert marked(visit) == "1. Playground"
    teacher = Visit(ONE_STEP)
    teacher.app.multiselect(key="prepare_course_False_en").set_value(["notes"])
    teacher.run()
    assert followed(teacher.link) == {"course": ["notes"]}

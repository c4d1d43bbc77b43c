"""What students hold in their hands: their page by itself, with a room that the test plays, and in the app."""

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from benchmarks.serving import proxied
from playground.charts.style import CLASS_COLOURS
from playground.export.scripts import SHARED_STYLES
from playground.features.classroom.process.follower import SIDE, VIEW, Follower
from playground.features.classroom.questions.figures import costs_on_phone
from playground.features.classroom.questions.kinds import of_link
from playground.features.classroom.rooms.rooms import Rooms
from playground.features.classroom.stores import store_at
from playground.language import ENGLISH, rendered
from playground.pages.zero_or_random.lesson import ZERO_OR_RANDOM
from playground.training import Experiment, Field, Recipe, View
from tests.browser.alone import modules_alone, page_out_of_time
from tests.browser.axe import in_both_themes, violations
from tests.browser.lesson_drawn import cells, drawn_lines, drawn_marks, plane_of, same
from tests.browser.test_server import LOADED

pytestmark = pytest.mark.phone

STUDENT_PAGE = "features/classroom/student/student_page.js"
BEGIN = """async (here) => {
  const { StudentPage } = await import(`${here}/../features/classroom/student/student_page.js`);
  window.sent = [];
  const send = (message) => new Promise((done, refuse) => sent.push({ message, done, refuse }));
  document.body.innerHTML = "<main><h1>Answer together</h1></main>"; // as on the app's page
  window.student = new StudentPage(document.querySelector("main"), {
    root: `${here}/`, enter: (code) => (window.entered = code), send, along: {}, languages: { zh: "中文" },
  });
}"""
RESCUE = "frontend/page/rescue.js"
AFTER_PLAYING = """async (here) => {
  performance.getEntriesByType = () => [{ type: "navigate" }]; // a test's clock has none
  document.body.innerHTML = '<div class="st-key-bar"><div class="st-key-bar_end"></div></div>';
  (await import(`${here}/page/rescue.js`)).rescue();
}"""
CLAIMS = [
    "All four learn the same",
    "Each learns something else",
    "Two pairs, each of which learns something of its own",
]
VOTE = {
    **{"code": "KWXRTB", "phase": "open", "number": 2, "round": 1, "kind": "claims", "mine": None},
    **{"question": "What will the four units learn?", "claims": CLAIMS, "said": "Choose your answer."},
}
STYLES = [*SHARED_STYLES, "features/classroom/student/student.css"]
PAIR = ZERO_OR_RANDOM.experiment(ZERO_OR_RANDOM.settings.read({})[0])
CURVE = VOTE | {
    **{"kind": "curve", "claims": []},
    "axis": {"span": 300, "start": 0.69, "figure": costs_on_phone(Experiment.alone(Recipe()), View())},
}

RUN = "#009e73"
"""The colour of the run's line."""


@pytest.fixture
def student(page: Page) -> Iterator[Page]:
    """A student's page, whose room is the test."""
    with modules_alone(page, STUDENT_PAGE, styles=STYLES) as here:
        page.evaluate(BEGIN, here)
        yield page


def show(page: Page, view: dict[str, Any]) -> None:
    """What the room shows."""
    page.evaluate("(view) => student.show(view)", view)


def sent(page: Page) -> list[Any]:
    """The values of the answers that have been sent."""
    return page.evaluate("sent.map(({ message }) => message.value)")


def chosen(page: Page) -> list[str]:
    """The claims that are marked as chosen."""
    return page.locator("[aria-pressed=true] .student-text").all_inner_texts()


def answer(page: Page, place: int) -> None:
    """The room takes the answer that was sent in this place."""
    page.evaluate("(place) => sent[place].done()", place)


def followed(experiment: Experiment, iteration: int, view: View = VIEW) -> tuple[Follower, Any]:
    """A follower of these runs at an iteration, and what it sends to phones."""
    follower = Follower(experiment, view)
    follower.go_to(iteration, "")
    while not follower.approach(1):
        pass
    return follower, rendered(follower.frame(), ENGLISH)


def run_of(iteration: int = 120, **settings: Any) -> Any:
    return followed(Experiment.alone(Recipe(**settings)), iteration)[1]


def test_claims_are_large_buttons_and_the_last_one_pressed_is_what_the_room_gets(student: Page) -> None:
    show(student, VOTE)
    buttons = student.get_by_role("group", name="Answers").get_by_role("button")
    expect(buttons).to_have_text([f"{letter}{claim}" for letter, claim in zip("ABC", CLAIMS, strict=True)])
    boxes = [each.bounding_box() for each in buttons.all()]
    assert all(box and box["height"] >= 56 and box["x"] >= 0 and box["x"] + box["width"] <= 390 for box in boxes)
    assert violations(student) == []
    for place in (1, 0, 2):  # while the first is on its way
        buttons.nth(place).click()
    assert (sent(student), chosen(student)) == ([1], [CLAIMS[2]])
    answer(student, 0)
    student.wait_for_function("sent.length === 2")
    answer(student, 1)
    show(student, VOTE | {"mine": 2, "said": "Your answer is in."})
    assert (sent(student), chosen(student)) == ([1, 2], [CLAIMS[2]])
    buttons.nth(2).click()  # again
    assert sent(student) == [1, 2]
    buttons.nth(0).click()
    student.evaluate("sent[2].refuse(new Error('This room is full.'))")
    expect(student.locator(".student-state")).to_have_text("This room is full.")
    assert chosen(student) == [CLAIMS[2]]
    show(student, VOTE | {"mine": 2, "phase": "closed"})
    expect(buttons.first).to_be_disabled()

    # What is chosen without a connection is sent later, even after a reload, but not for another question.
    later = VOTE | {"number": 3}
    show(student, later)
    student.evaluate("student.connection(false)")
    buttons.nth(1).click()
    expect(student.locator(".student-state")).to_have_text(re.compile("^Kept"))
    assert sent(student) == [1, 2, 0]
    student.evaluate("student.connection(true)")
    assert sent(student) == [1, 2, 0, 1]
    student.evaluate("sent[3].refuse(Object.assign(new Error('cut'), { lost: true }))")
    here = student.url.partition("?")[0].rstrip("/")
    student.reload()
    student.evaluate(BEGIN, here)
    show(student, later)
    assert (sent(student), chosen(student)) == ([1], [CLAIMS[1]])
    show(student, later | {"phase": "closed"})
    expect(student.locator(".student-state")).to_have_text("Your last answer came too late.")
    show(student, later | {"round": 2})
    assert (sent(student), chosen(student)) == ([1], [])
    expect(student.locator(".student-state")).to_have_text("")


def test_what_comes_for_a_question_that_is_over_is_not_sent_and_the_address_has_it_no_more(student: Page) -> None:
    student.evaluate("history.replaceState(null, '', '?lang=en&entry=http://127.0.0.1:9/?n_h=3')")
    show(student, VOTE)
    expect(student.locator(".student-state")).to_have_text("That question is over: the class is on another one.")
    assert student.evaluate("location.search") == "?lang=en&code=KWXRTB"
    student.get_by_role("group", name="Answers").get_by_role("button").first.click()
    assert sent(student) == [0]
    expect(student.locator(".student-state")).to_have_text("")


def test_who_comes_back_from_a_page_that_plays_stays(browser: Browser) -> None:
    with page_out_of_time(browser) as page, modules_alone(page, STUDENT_PAGE, RESCUE, styles=STYLES) as here:
        page.route("**/_stcore/health", lambda route: route.fulfill(body="ok"))
        page.evaluate(AFTER_PLAYING, here)
        page.clock.run_for(1000)
        page.evaluate(BEGIN, here)  # in place of the bar
        page.evaluate("window.same = true")
        page.clock.run_for(30_000)
        assert page.evaluate("window.same")
        with page.expect_navigation():  # as would be, without it
            page.evaluate("document.body.replaceChildren()")
            page.clock.run_for(30_000)


def touch(page: Page, selector: str, *places: tuple[float, float]) -> None:
    """Draw with a finger from place to place: shares of the sides of an element."""
    box = page.locator(selector).bounding_box()
    assert box
    session = page.context.new_cdp_session(page)
    points = [{"x": box["x"] + u * box["width"], "y": box["y"] + v * box["height"]} for u, v in places]
    session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": points[:1]})
    for point in points[1:]:
        session.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    session.detach()


def centre(mark: Locator) -> list[float]:
    """Where a mark is in the window, in pixels."""
    box = mark.bounding_box()
    assert box
    return [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2]


def beginning(line: Locator) -> list[float]:
    """Where a line begins, in the same way."""
    return line.evaluate(
        """(line) => {
          const { x, y } = line.getPointAtLength(0).matrixTransform(line.getScreenCTM());
          return [x, y];
        }"""
    )


def test_on_logarithmic_axes_the_dot_is_where_they_begin(student: Page) -> None:
    figure = costs_on_phone(Experiment.alone(Recipe()), View(log_cost=True, log_iteration=True))
    points = [[1, 0.69], [40, 0.5], [300, 0.1]]
    show(student, CURVE | {"mine": points, "axis": CURVE["axis"] | {"figure": figure}})
    dot = student.locator(f".student-axes path[fill='{RUN}']")
    assert centre(dot) == pytest.approx(beginning(student.locator(".drawn-line")), abs=0.5)


def test_a_curve_is_drawn_with_a_finger_straight_down_first_and_with_keys(student: Page) -> None:
    show(student, CURVE)
    canvas = ".drawn-open svg"
    expect(student.get_by_role("figure")).to_have_accessible_name(re.compile("The curve starts at a cost of 0.69"))
    expect(student.locator(".drawn-said")).to_have_text("Start at the dot")
    dot, line = student.locator(f".student-axes path[fill='{RUN}']"), student.locator(".drawn-line")
    expect(dot).to_have_count(1)
    before = centre(dot)
    touch(student, canvas, (0.01, 0.4), (0.02, 0.6), (0.03, 0.8), (0.5, 0.9), (0.99, 0.95))
    student.wait_for_function("sent.length === 1")
    [curve] = sent(student)
    assert curve[0] == [0, 0.69]
    assert [at for at, _ in curve] == sorted({at for at, _ in curve})
    assert 290 <= curve[-1][0] <= 309
    assert 0.03 < curve[-1][1] < 0.08  # a twentieth of what the axis has
    answer(student, 0)
    show(student, CURVE | {"mine": curve})
    expect(student.locator(".drawn-said")).to_have_text("")
    drawn = line.get_attribute("d")
    assert centre(dot) == before == pytest.approx(beginning(line), abs=0.5)
    assert violations(student) == []
    student.locator(canvas).focus()
    student.keyboard.press("Backspace")
    student.wait_for_function("sent.length === 2")
    assert sent(student)[1] == curve[:-1]
    answer(student, 1)
    show(student, CURVE | {"mine": curve[:-1], "phase": "closed"})
    assert line.get_attribute("d") != drawn
    expect(student.locator(canvas)).to_have_count(0)
    assert centre(dot) == before

    # Once revealed the curves of the class lie behind one's own and the run's.
    curves = [[[0, 0.69], [100, 0.01 * i]] for i in range(60)]
    of_class, own = (f".small-figure path[stroke-width='{width}'][fill=none]" for width in (1.5, 3))
    show(student, CURVE | {"phase": "revealed", "mine": curves[3], "curves": [curves]})
    expect(student.locator(of_class)).to_have_count(60)
    lines = drawn_lines(student.locator(".small-figure"))
    assert lines[9] == pytest.approx(np.array(curves[9]), abs=0.5)
    assert lines[60] == pytest.approx(np.array(curves[3]), abs=0.5)  # above all others
    rounds = {"phase": "revealed", "round": 2, "curves": [curves, curves[:9]]}
    show(student, CURVE | rounds | {"mine": curves[3]})
    expect(student.locator(".small-figure")).to_have_count(2)  # beside each other
    expect(student.locator(own)).to_have_count(1)
    show(student, CURVE | rounds | {"at": 120, "run": run_of()})
    expect(student.locator(".student-cost")).to_have_count(1)
    expect(student.locator(of_class)).to_have_count(9)
    expect(student.locator(own)).to_have_count(0)
    expect(student.locator(f".student-cost path[stroke='{RUN}']")).to_have_count(1)


def test_what_the_class_said_what_the_run_does_and_who_was_right(student: Page) -> None:
    revealed = VOTE | {"phase": "revealed", "round": 2, "mine": 1, "counts": [[3, 8, 1], [9, 2, 0]], "link": "./?n_h=4"}
    show(student, revealed)
    bars = [each.split("\n") for each in student.locator(".student-bars").all_inner_texts()]
    assert bars == [
        ["Round 1", "3", "Round 2", "9"],
        ["Round 1", "8", "Round 2", "2"],
        ["Round 1", "1", "Round 2", "0"],
    ]
    widths = [each.bounding_box() for each in student.locator(".student-track").all()]
    shares = student.eval_on_selector_all(".student-fill", "(all) => all.map((each) => parseFloat(each.style.width))")
    assert len({box["width"] for box in widths if box}) == 1
    assert shares == pytest.approx([25, 75, 200 / 3, 50 / 3, 25 / 3, 0], abs=0.1)
    expect(student.locator("[data-own=true]")).to_have_text(re.compile(f"{CLAIMS[1]}.*your answer"))
    run = revealed | {"at": 120, "run": run_of()}
    show(student, run | {"right": 0, "answer": "They stay equal.", "said": "You said: each. Wrong."})
    expect(student.locator("[data-right=false].student-verdict")).to_have_text("You said: each. Wrong.They stay equal.")
    expect(student.locator("[data-right=true].student-result")).to_have_text(re.compile(f"{CLAIMS[0]}.*true"))
    expect(student.get_by_role("img", name="How the network divides the plane at iteration 120")).to_be_visible()
    expect(student.get_by_role("img", name="The cost up to iteration 120")).to_be_visible()
    here = student.evaluate("student.appRoot")
    expect(student.get_by_role("link", name="Try it yourself")).to_have_attribute("href", f"{here}?n_h=4&class=KWXRTB")
    assert violations(student) == []
    expect(student.locator(".student-scale")).to_be_hidden()
    numbers = run_of(20, dataset="bump", samples=60, learning_rate=0.1)
    show(student, revealed | {"at": 20, "run": numbers})
    for picture, shown in (("What the network makes of the plane at", "shown"), ("The cost up to", "costs")):
        name = f"{picture} iteration 20: {numbers[shown][0]['inWords']}"
        expect(student.get_by_role("img", name=name)).to_be_visible()
    expect(student.locator(".student-scale")).to_have_text("".join(numbers["scale"]["ends"]))
    assert violations(student) == []
    show(student, revealed | {"answer": "They stay equal.", "link": "https://example.com/"})  # not the app's
    expect(student.get_by_role("link", name="Try it yourself")).to_have_count(0)


def test_planes_points_and_costs_are_those_of_the_runs_on_the_axes_of_the_page(student: Page) -> None:
    follower, run = followed(PAIR, 40)
    revealed = VOTE | {"phase": "revealed", "counts": [[3, 8, 1]]}
    show(student, revealed | {"at": 40, "run": run})
    planes, costs = student.locator(".student-plane .small-figure"), student.locator(".student-cost .small-figure")
    expect(student.locator(".student-plane .student-title")).to_have_text([*PAIR.labels])
    expect(costs.locator(".small-legend > span")).to_have_text([*PAIR.labels])
    drawn = drawn_lines(costs)
    for place, (each, line, variant) in enumerate(zip(follower.runs.values(), drawn, PAIR.values(), strict=True)):
        outputs = Field(each.parameters, follower.runs.extent, SIDE).evaluate(each.parameters)[0]
        plane = planes.nth(place)
        assert same(cells(plane.locator(".small-figure-pictures canvas").first), plane_of(outputs))
        assert drawn_marks(plane, CLASS_COLOURS[0]) == int((each.Y[0] == 0).sum())
        points = each.history.points
        assert line[:, 0] == pytest.approx([point.iteration for point in points], abs=0.3)
        assert line[:, 1] == pytest.approx([point.cost for point in points], abs=0.01)
        assert costs.locator(f"path[fill='{variant.colour}']").count() == 1  # where it is now
    box = planes.first.bounding_box()
    assert box
    assert box["width"] == pytest.approx(box["height"], abs=1)
    assert violations(student) == []

    follower, run = followed(Experiment.alone(Recipe(learning_rate=2.0)), 300, View(log_cost=True))
    show(student, revealed | {"number": 3, "at": 300, "run": run})
    known = {point.iteration: point.cost for point in follower.runs.first.history.points}
    (line,) = drawn_lines(costs, log=True)
    assert line[-1, 0] == pytest.approx(300, abs=0.3)
    assert line[:, 1] == pytest.approx([known[round(at)] for at in line[:, 0]], rel=0.02)


COMPONENT = """async ([here, refused]) => {
  if (refused) Object.defineProperty(window, "localStorage", { get() { throw new Error("refused"); } });
  const { default: component } = await import(`${here}/../features/classroom/student/student.js`);
  const setTriggerValue = (_name, { message }) => (window.asked = message);
  const speech = { tag: "en", words: {} };
  const data = { code: "KWXRTB", language: "en", speech, languages: {}, along: {}, served: "", answer: null };
  const style = `${here}/../features/classroom/student/student.css`;
  component({ data, parentElement: document.body, setTriggerValue }, style);
}"""


def test_a_device_has_one_name_that_a_reload_does_not_change_with_and_without_storage(page: Page) -> None:
    modules = "features/classroom/student/student.js", "features/classroom/process/room.js", STUDENT_PAGE
    names = []
    with modules_alone(page, *modules, styles=STYLES) as here:
        for refused in (False, False, True, True):
            page.evaluate(COMPONENT, [here, refused])
            page.wait_for_function("window.asked")
            names.append(page.evaluate("asked.device"))
            page.reload()
    kept, again, in_this_tab, after_a_reload = names
    assert kept == again
    assert in_this_tab == after_a_reload != kept
    assert all(re.fullmatch("[0-9a-f]{32}", name) for name in names)


def test_at_the_door_no_connection_is_missed_a_link_lets_in_by_more_letters_and_a_page_in_the_queue_says_so(
    student: Page,
) -> None:
    link, said = student.locator(".student-link"), student.locator(".student-said")
    field = student.get_by_label("The six letters")
    student.evaluate("student.begin(''); student.hear(null, false, '')")
    expect(field).to_be_focused()
    assert student.evaluate("student.connected")
    student.evaluate("student.begin('KWXRTBZZZZZZZZ')")
    assert student.evaluate("entered") == "KWXRTBZZZZZZZZ"
    expect(student.locator(".student-room")).to_have_text("Room KWXRTB")
    student.evaluate("student.hear(null, false, '')")  # on the way into a room it can be missed
    expect(link).to_contain_text("No connection")
    student.evaluate("student.hear(null, true, '', 'You are in the queue.')")
    expect(said).to_have_text("You are in the queue.")
    expect(link).to_have_text("")
    expect(student.get_by_role("alert")).to_have_count(0)
    assert violations(student) == []
    student.evaluate("student.hear(null, true, 'There is no room KWXRTB.'); student.hear(null, false, '')")
    expect(student.get_by_role("alert")).to_have_text("There is no room KWXRTB.")
    expect(field).to_have_value("KWXRTB")
    assert field.evaluate("field => field.scrollWidth <= field.clientWidth")
    expect(said).to_have_text("")
    assert student.evaluate("student.connected")


NOTICED = """new MutationObserver(() => {
  window.noticed ||= Boolean(document.querySelector("[data-testid=stDialog]"));
}).observe(document.body, { childList: true })"""
"""Note that Streamlit has a notice for the whole page."""


def test_a_phone_enters_by_two_scripts_and_once_it_is_cut_off_takes_an_answer_and_sends_it_later(
    page: Page, app: str
) -> None:
    rooms = Rooms(store_at())  # that of the app
    code, key = rooms.begin(of_link("zero_or_random", ""))
    lecturer = rooms.enter(code, "0" * 32, key)

    def answered() -> list[int]:
        view = rooms.view(lecturer, ENGLISH)
        return [view["present"], view["answered"]]

    with proxied(app) as proxy:
        page.goto(f"{proxy.url}/join?code=QQQQQQ")
        expect(page.get_by_role("alert")).to_contain_text("There is no room QQQQQQ")
        named = {url.partition("/files/")[2].partition("?")[0] for url in page.evaluate(LOADED)}
        assert {name for name in named if name.endswith(".js")} == {"of_all.js", "of_students.js"}
        assert in_both_themes(page) == []
        page.get_by_label("The six letters").fill(code.lower())
        page.get_by_role("button", name="Enter").click()
        claims = page.get_by_role("group", name="Answers").get_by_role("button")
        expect(claims.first).to_be_enabled()
        page.evaluate(NOTICED)
        page.context.set_offline(True)
        proxy.drop()
        expect(page.locator(".student-link")).to_contain_text("No connection")
        page.wait_for_function("window.noticed")
        claims.nth(1).tap()
        expect(page.locator(".student-state")).to_contain_text("Kept")
        assert answered() == [1, 0]
        page.context.set_offline(False)
        expect(page.locator(".student-said")).to_have_text(re.compile("^Your answer is in"))
        expect(page.locator(".student-link")).to_have_text("")
        assert answered() == [1, 1]
        page.console_errors.clear()  # type: ignore[attr-defined]
    rooms.do(lecturer, {"do": "end"})

"""A whole lesson with a class: a lecturer who has the keyboard alone, and three phones, one of them in Chinese."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, WebSocket, expect

from benchmarks.serving import serve
from playground.features.classroom.questions.kinds import asked, of_link
from playground.features.classroom.questions.question import experiment_of, preset_of
from playground.language import LANGUAGES
from playground.training import RunGroup
from tests.browser.axe import in_both_themes, violations
from tests.browser.conftest import Tab
from tests.browser.playground import PATIENCE, settled
from tests.features.classroom.test_student_browser import touch

SLOWLY = "speed=20"
DEAD_RELU = "activation=relu&n_h=8&initialisation=he&learning_rate=5"
MOONS = "dataset=moons&n_h=2"


class Lecturer:
    """The lecturer's page."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self._reached: set[str] = set()
        page.set_default_timeout(PATIENCE)
        page.set_viewport_size({"width": 1280, "height": 720})
        page.goto(url)
        page.locator(".live-cost .main-svg").first.wait_for()
        self.count, self.claims = page.locator(".class-count"), page.locator(".run-claims button")
        self.iteration = page.locator(".live-metrics dd").first

    def press(self, button: str) -> None:
        """Tab to a button, and press Enter; a button that was come to so before is pressed at once."""
        wanted = self.page.locator(f"{button}:visible").first
        expect(wanted).to_be_enabled()
        if button in self._reached:
            return wanted.press("Enter")
        for _step in range(150):
            key = wanted.evaluate(
                """(button) => {
                  const { activeElement: here } = document;
                  if (here === button) return "";
                  return here.compareDocumentPosition(button) & Node.DOCUMENT_POSITION_PRECEDING ? "Shift+Tab" : "Tab";
                }"""
            )
            if not key:
                self._reached.add(button)
                return self.page.keyboard.press("Enter")
            self.page.keyboard.press(key)
        raise AssertionError(f"no key leads to {button}")

    def do(self, what: str) -> None:
        """Press the button for what comes next with the class, once that is this."""
        self.press(f"[data-class={what}]")

    def other(self, what: str) -> None:
        """Do something else with the class, under More."""
        self.press(".st-key-class_more button")
        wanted = self.page.locator(f".st-key-class_{what} button")
        wanted.wait_for()
        settled(self.page)
        wanted.press("Enter")
        expect(wanted).to_have_count(0)  # it is done, and can't be done twice
        self.page.keyboard.press("Escape")

    def ask(self, kind: str) -> None:
        """Ask about what is on screen, under Share."""
        self.press(".st-key-shared button")
        self.press(f".st-key-ask_{kind} button")

    def play(self, least: int, decided: bool = False) -> int:
        """Play until the run has come so far, and pause, unless it does so there by itself; returns where."""
        self.press("[data-command=play]")
        self.page.wait_for_function(
            "(least) => Number(document.querySelector('.live-metrics dd').textContent.replaceAll(',', '')) >= least",
            arg=least,
        )
        if not decided:
            self.press("[data-command=play]")
        at = self.page.wait_for_function(
            """() => new Promise((done) => {
              let before, since;
              (function look() {
                const said = document.querySelector(".live-metrics dd").textContent, now = performance.now();
                if (said !== before) [before, since] = [said, now];
                if (now - since < 500) requestAnimationFrame(look);
                else done(Number(said.replaceAll(",", "")) || "0");
              })();
            })"""
        )
        return int(at.json_value())

    def saved(self, table: str) -> list[dict[str, str]]:
        """Save a table from the list under More, which is open, and read it."""
        with self.page.expect_download() as download:
            self.press(f".st-key-class_{table} button")
        assert download.value.suggested_filename == f"class_{table}.csv"
        text = Path(download.value.path()).read_text(encoding="utf-8-sig")
        return [*csv.DictReader(text.splitlines())]


class Phone(Tab):
    """A student's page; ``number`` makes it a device of its own, although all have a browser's cache in common."""

    def __init__(self, context: BrowserContext, number: int, language: str) -> None:
        super().__init__(context)
        self.language = LANGUAGES[language]
        self.page.add_init_script(f"localStorage.setItem('room-device', '{number:032x}')")
        self.said, self.claims = self.page.locator(".student-said"), self.page.locator(".student-claim")

    def enter(self, app: str, code: str) -> None:
        """Type the code."""
        self.page.goto(f"{app}/join?lang={self.language.code}")
        self.page.locator("#student-code").fill(code.lower())
        self.page.locator("#student-code").press("Enter")

    def choose(self, place: int) -> None:
        """Choose a claim, and wait until the room has it."""
        self.claims.nth(place).tap()
        self.has_chosen(place)

    def has_chosen(self, place: int) -> None:
        """Wait until the room has this answer."""
        expect(self.claims.nth(place)).to_have_attribute("aria-pressed", "true")
        expect(self.said).to_have_text(re.compile("^(Your answer is in|答案已收到)"))  # or the one before
        self.page.wait_for_function("() => !sessionStorage.getItem('room-answer')")  # nothing is on its way

    def draw(self, *places: tuple[float, float]) -> None:
        """Draw a curve with a finger."""
        self.page.locator(".drawn-open svg").scroll_into_view_if_needed()
        touch(self.page, ".drawn-open svg", (0.01, 0.4), *places)
        expect(self.said).to_have_text(re.compile("^(Your curve is in|曲线已收到)"))

    @property
    def counts(self) -> Locator:
        """How often each claim was chosen, round by round."""
        return self.page.locator(".student-count")

    @property
    def numbers(self) -> Locator:
        """What is said of the lecturer's run."""
        return self.page.locator(".student-numbers")


@pytest.fixture
def phones(touched: BrowserContext) -> Iterator[list[Phone]]:
    """Three phones."""
    made = [Phone(touched, number, language) for number, language in enumerate(("en", "zh", "en"), 1)]
    yield made
    for each in made:
        each.page.close()
    assert [each.errors + each.foreign for each in made] == [[], [], []]


def trained(query: str, iterations: int) -> RunGroup:
    """The runs of a link after so many iterations."""
    experiment = experiment_of(of_link("", query))
    assert experiment
    runs = RunGroup(experiment)
    runs.advance(iterations)
    return runs


def expect_run(phones: list[Phone], query: str, at: int) -> None:
    """Each phone shows the run of a link at this iteration, with the numbers that come of training it here."""
    now = trained(query, at).first.measure()
    cost, right = f"{now.cost:.4f}", f"{100 * now.score + 1e-9:.1f}"
    for each in phones:
        expect(each.numbers).to_contain_text(f"{at:,}")
        expect(each.numbers).to_contain_text(cost)
        expect(each.numbers).to_contain_text(right)


@pytest.mark.nightly  # by day one key leads a class, below
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_whole_lesson(page: Page, phones: list[Phone], app: str, language: str) -> None:
    first, second, third = phones
    lecturer = Lecturer(page, f"{app}/?{DEAD_RELU}&{SLOWLY}&lang={language}")

    # The question.
    lecturer.ask("claims")
    code = page.locator(".class-code strong").inner_text()
    whole = page.locator(".class-whole[open]")
    page.keyboard.press("q")
    expect(whole.locator("img")).to_be_visible()
    expect(whole.locator("p")).to_have_text(re.compile(rf"^{code}127\.0\.0\.1:\d+/join$"))
    page.keyboard.press("q")
    expect(whole).to_have_count(0)
    for each in phones:
        each.enter(app, code)
        _question, claims = asked(of_link("", DEAD_RELU), each.language)
        expect(each.claims).to_have_text([f"{letter}{claim}" for letter, claim in zip("ABC", claims, strict=True)])
    assert in_both_themes(second.page) == []

    # The first round, in which one phone is reloaded, and one answer changed.
    for place, each in enumerate(phones[:2]):
        each.choose(place)
    third.choose(0)
    expect(lecturer.count).to_have_text(re.compile(r"3\D+3"))
    first.page.reload()
    first.has_chosen(0)
    second.choose(0)
    lecturer.do("close")
    expect(page.locator("[data-class=talk]")).to_be_focused()
    expect(first.claims.nth(0)).to_be_disabled()
    lecturer.other("reveal")
    expect(lecturer.claims.locator("kbd")).to_have_text(["A", "B", "C"])  # as on the phones
    expect(lecturer.claims.locator("b")).to_have_text(["3", "0", "0"])
    for each in phones:
        expect(each.counts).to_have_text(["3", "0", "0"])

    # The second round, and the run, which first closes and reveals that.
    lecturer.other("again")
    for place, each in zip((1, 1, 2), phones, strict=True):
        expect(each.claims.nth(place)).to_be_enabled()
        each.choose(place)
    at = lecturer.play(20)
    assert 20 <= at < 100
    expect(lecturer.claims.locator("b")).to_have_text(["3 → 0", "0 → 2", "0 → 1"])
    for each in phones:
        expect(each.counts).to_have_text(["3", "0", "0", "2", "0", "1"])
    expect_run(phones, DEAD_RELU, at)
    at = lecturer.play(100, decided=True)
    assert at == 100
    preset = preset_of(of_link("", DEAD_RELU))
    assert preset
    assert preset.claims
    right = preset.claims.right(trained(DEAD_RELU, 100))
    assert right is not None
    expect(lecturer.claims.nth(right)).to_have_attribute("data-true", "")
    for chosen, each in zip((1, 1, 2), phones, strict=True):
        _question, claims = asked(of_link("", DEAD_RELU), each.language)
        expect(each.page.locator(".student-result[data-right=true]")).to_contain_text(claims[right])
        expect(
            each.page.locator(f".student-verdict[data-right={'true' if chosen == right else 'false'}]")
        ).to_be_visible()
    expect_run(phones, DEAD_RELU, at)
    assert in_both_themes(second.page) == []
    assert violations(page) == []
    page.reload()
    expect(lecturer.claims.nth(right)).to_have_attribute("data-true", "")
    assert "room" not in page.url

    # The next question; of that, the cost curve.
    lecturer.do("next")
    expect(first.claims).to_have_text([*map(re.compile, ("^ANo, less", "^BNearly", "^CYes, more"))])
    lecturer.ask("curve")
    for end, each in zip((0.9, 0.7, 0.5), phones, strict=True):
        each.draw((0.1, 0.6), (0.5, end), (0.99, end))
    assert violations(second.page) == []
    expect(lecturer.count).to_have_text(re.compile(r"3\D+3"))
    lecturer.other("reveal")
    expect(page.locator(".class-curve")).to_have_count(3)
    at = lecturer.play(20)
    axes = page.evaluate("Object.values(document.querySelector('.live-cost').headroom).map(([, end]) => end)")
    assert axes[0] > 2000  # where they have drawn
    assert axes[1] > 1
    expect_run(phones, MOONS, at)
    for each in phones:
        expect(each.page.locator(".student-cost path[stroke-width='1.5']")).to_have_count(3)
        expect(each.page.locator(".student-cost path[stroke='#009e73']")).to_be_visible()

    # What is kept of it, and the end.
    lecturer.press(".st-key-class_more button")
    counts = [[*row.values()][5] for row in lecturer.saved("votes")]
    assert counts[:6] == [*"300", *"021"]
    lecturer.press(".st-key-class_end button")
    expect(page.locator(".st-key-class_stay")).to_be_visible()
    lecturer.press(".st-key-class_end button")
    for each in phones:
        expect(each.page.locator(".student[data-phase=gone]")).to_be_visible()
    expect(page.locator(".class-row")).to_have_count(0)
    assert "room=" not in page.url


REASON = "<b>zero</b> **gradient**"


@pytest.mark.parametrize("language", ["en", pytest.param("zh", marks=pytest.mark.nightly)])
def test_one_key_leads_a_class_beside_the_teachers_own_phone(
    page: Page, phones: list[Phone], touched: BrowserContext, app: str, language: str
) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    lecturer = Lecturer(page, f"{app}/zero_or_random?present=true&z_{SLOWLY}&lang={language}")
    step = page.locator(".class-row .run-primary")

    def leads(what: str, key: str = "PageDown") -> None:
        """Press the one key, once it stands for this."""
        expect(step).to_have_attribute("data-class", what)
        expect(own.page.locator(".student-steps .student-primary")).to_have_text(step.inner_text())
        page.keyboard.press(key)

    settled(page)
    page.locator(".st-key-ask_claims button:visible").first.click()
    step.wait_for()
    code = page.locator(".class-code strong").inner_text()

    # The teacher's own phone, by the link under More.
    page.locator(".st-key-class_more button").first.click()
    page.locator(".copy-link button").click()
    link = page.wait_for_function("() => navigator.clipboard.readText()").json_value()
    page.keyboard.press("Escape")
    own = Phone(touched, 4, language)
    own.page.goto(link)
    answers = own.page.locator(".student-result")
    expect(answers).to_have_count(3)
    assert "room=" not in own.page.url
    for place, each in zip((0, 1, 1), phones, strict=True):
        each.enter(app, code)
        each.choose(place)
    phones[1].page.locator("#student-why").fill(REASON)
    phones[1].page.locator("#student-why").press("Enter")
    expect(phones[1].page.locator(".student-why-form button")).to_be_disabled()
    expect(lecturer.count).to_have_text(re.compile(r"3\D+3"))
    expect(own.page.locator(".student-barline")).to_have_count(0)  # not even there while they answer

    # Close: the shares, what is right and what is advised, on that phone alone.
    leads("close")
    expect(answers.nth(0)).to_have_attribute("data-right", "true")
    expect(own.page.locator(".student-count")).to_have_text(
        [re.compile(rf"^{count} · {share} ?%$") for count, share in ((1, 33), (2, 67), (0, 0))]
    )
    expect(own.page.locator(".student-verdict")).to_contain_text("33")
    expect(page.locator(".run-votes")).to_have_count(0)
    assert not re.search(r"\b33\b", page.locator(".st-key-row").inner_text())  # but in the address, maybe
    reason = own.page.locator(".student-reason")
    expect(reason).to_have_text(REASON)
    reason.tap()
    expect(page.locator(".class-quote")).to_have_text(REASON)
    assert in_both_themes(own.page) == []
    leads("talk")
    expect(lecturer.page.locator(".class-quote")).to_be_visible()
    reason.tap()
    expect(lecturer.count).to_have_text(re.compile(r"\d:\d\d$"))
    for each in phones:
        expect(each.claims.first).to_be_disabled()
    own.page.reload()
    leads("again", "b")
    for each in phones:
        each.choose(0)
    leads("reveal")
    expect(lecturer.claims.locator("b")).to_have_text(["1 → 3", "2 → 0", "0 → 0"])
    for each in phones:
        expect(each.counts).to_have_text(["1", "3", "2", "0", "0", "0"])
    expect(page.locator(".class-code strong")).to_be_visible()
    assert violations(page) == []

    # Play decides, and the next question is asked: once by the key, once by the teacher's phone.
    leads("play", "b")
    expect(lecturer.claims.nth(0)).to_have_attribute("data-true", "")
    leads("next")
    expect(step).to_have_attribute("data-class", "close")
    page.keyboard.press("PageUp")  # a presenter's remote has that key, too: the vote goes on
    page.locator(".st-key-presets button:visible").first.click()  # to another experiment
    leads("ask")
    for each in phones:
        expect(each.page.locator(".student-place")).to_contain_text("3")
        expect(each.claims.first).to_be_enabled()
    press = own.page.locator(".student-steps .student-primary")
    for what in ("close", "talk", "again", "reveal", "play", "next", "close"):
        expect(step).to_have_attribute("data-class", what)
        expect(press).to_have_text(step.inner_text())
        press.press("Enter")  # two quick taps would be a double one, of which the second does nothing
    expect(step).to_have_attribute("data-class", "talk")
    expect(own.page.locator(".student-place")).to_contain_text("4")
    own.page.close()
    assert own.errors + own.foreign == []


@pytest.mark.nightly
@pytest.mark.new_tab
def test_below_a_path_a_class_is_found_as_at_the_root(page: Page, touched: BrowserContext) -> None:
    with serve(below="/nn") as url:
        lecturer = Lecturer(page, url)
        lecturer.ask("claims")
        expect(page.locator(".class-code > span")).to_have_text(f"{url}/join".removeprefix("http://"))
        code = page.locator(".class-code strong").inner_text()
        phone = Phone(touched, 1, "en")
        sockets: list[WebSocket] = []
        phone.page.on("websocket", lambda socket: sockets.append(socket))
        phone.enter(url, code)
        phone.claims.first.wait_for()
        assert f"ws{url.removeprefix('http')}/socket" in [socket.url for socket in sockets]
        assert phone.page.locator("link[rel=modulepreload][href*=student]").count()
        phone.choose(0)
        expect(lecturer.count).to_have_text(re.compile(r"1\D+1"))
        phone.page.close()
        assert not [error for error in phone.errors if "net::ERR_ABORTED" not in error]

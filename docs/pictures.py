"""Makes the README's pictures in a real browser: ``python -m docs.pictures``, in about four minutes.

``playground.png``: Present at 1280×720, paused. ``playground.webp``: the first seconds after Play, an animation.
``class/``: in each language, a student's phone during a vote, the lecturer's screen after it, and the teacher's own
phone after the first one. ``pages/``: the first screen of each page, small, after its main button: where runs play,
paused on their way. Names after the command make those alone: ``python -m docs.pictures digits activations class``.
"""

import io
import os
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.serving import BROWSER_FLAGS, find_browser, serve
from playground.language import ENGLISH, LANGUAGES, Language
from playground.language.labels import PLAY
from playground.pages.contents import PAGES

HERE = Path(__file__).parent
WINDOW = {"width": 1280, "height": 720}
SECONDS, A_SECOND = 6, 6
"""How long the animation shows, and how many pictures a second it has."""
SHOWN_AT = (640, 360)
"""Its size in pixels: half the window's."""
SMALL = (320, 200)
"""The size in pixels of a page's picture; its window is four times as wide and high."""
PLAYED = 400
"""Iterations after which a page's runs are paused."""
LINKS = {
    "inside_the_symmetry": "at=3000&changes=0_r_1.2~1_W1_0_0.01",
    "one_step_by_hand": "step_stage=dW1",
}
"""What stands after the "?" of a page that says more at another moment than that after its main button."""
CLASS = "class"
"""The name of the pictures of a lesson with a class."""
HOST = "learn.example"
"""What the browser there takes for the name of this machine, as the lecturer's screen shows the address."""
PHONE = {"width": 390, "height": 700}
ASKED = "n_h=1"
"""What is asked about, as in a link to the playground."""
VOTES = ([7, 15, 9], [3, 25, 3])
"""How often each claim is chosen in the first round, and in the second."""
REASONS = (
    {"en": "One unit draws one line", "zh": "一个单元只画一条线"},
    {"en": "A line has more of one class on each side", "zh": "直线两侧各有一类较多"},
    {"en": "It only needs longer", "zh": "训练久一点就行"},
)
"""Why each claim was chosen, in each language."""
PATIENCE = 60_000
"""Milliseconds."""

IS_DRAWN = """() => new Promise((done) => {
  let state, since;
  (function look() {
    const charts = [...document.querySelectorAll(".live-chart")];
    const drawn = charts.every((chart) => chart.querySelector(".main-svg, canvas"));
    const idle = document.querySelector("[data-testid=stApp]")?.dataset.testScriptState === "notRunning";
    const title = document.querySelector("h1");
    const now = performance.now();
    const size = charts.map((chart) => `${chart.clientWidth} ${chart.clientHeight}`).join();
    if (!drawn || !idle || !title || size !== state) [state, since] = [size, now];
    if (now - since < 1000) requestAnimationFrame(look);
    else done(true);
  })();
})"""
"""Whether all charts have been drawn for a second, in the same size, and no script runs."""


def iteration(page: Page) -> int:
    """The iteration on screen."""
    return int(page.locator(".live-metrics dd").first.inner_text().replace(",", ""))


def pause_after(page: Page, least: int) -> None:
    """Let the runs on screen play, on from where they rest, until they have come so far or to their end; then pause."""
    play = page.locator(".st-key-transport [data-command=play]")
    while play.is_enabled() and iteration(page) <= least:
        if play.inner_text().startswith(PLAY):
            page.keyboard.press("Space")
        page.wait_for_timeout(200)
    if play.is_enabled() and not play.inner_text().startswith(PLAY):
        page.keyboard.press("Space")
    page.wait_for_timeout(1500)


def playground(page: Page, url: str) -> None:
    """Both pictures of the playground in Present."""
    page.goto(f"{url}/?present=true")
    page.wait_for_selector(".live-cost .main-svg")
    page.wait_for_timeout(2000)
    page.keyboard.press("Space")
    shots = []
    for _ in range(SECONDS * A_SECOND):
        shots.append(
            Image.open(io.BytesIO(page.screenshot())).convert("RGB").resize(SHOWN_AT, Image.Resampling.LANCZOS)
        )
        page.wait_for_timeout(1000 / A_SECOND)
    pause_after(page, 3000)
    page.wait_for_function("() => document.documentElement.dataset.dock === 'asleep'")
    page.wait_for_timeout(500)  # it goes slowly
    page.screenshot(path=HERE / "playground.png")
    print(f"docs/playground.png: iteration {iteration(page):,}")
    animation = HERE / "playground.webp"
    shots[0].save(
        animation, save_all=True, append_images=shots[1:], duration=1000 // A_SECOND, loop=0, quality=70, method=4
    )
    print(f"docs/playground.webp: {animation.stat().st_size / 1000:.0f} kB")


def lesson(browser: Browser, url: str, language: Language) -> None:
    """The pictures of a class that votes twice: the lecturer's screen, a phone, and the teacher's own."""
    ending = ".webp" if language is ENGLISH else f".{language.code}.webp"
    page = browser.new_page(viewport=WINDOW)  # type: ignore[arg-type]
    phone, own = (browser.new_page(viewport=PHONE, has_touch=True) for _ in range(2))  # type: ignore[arg-type]
    for each in (page, phone, own):
        each.set_default_timeout(PATIENCE)
    page.goto(f"{url}/?{ASKED}&lang={language.code}")
    page.wait_for_function(IS_DRAWN)
    page.locator(".st-key-shared button").first.click()
    page.locator(".st-key-ask_claims button").click()
    code = page.locator(".class-code strong").inner_text()
    phone.goto(f"{url}/join?code={code}&lang={language.code}")
    claim = phone.locator(".student-claim").nth(1)
    from playground.features.classroom.rooms.rooms import Rooms
    from playground.features.classroom.stores import store_at

    opens = page.wait_for_function("() => JSON.parse(localStorage.way ?? '{}').room?.opens").json_value()
    own.goto(f"{url}/join?room={opens}&lang={language.code}")
    own.locator(".student-lead").wait_for()
    rooms = Rooms(store_at())  # the students without a phone write to where the app reads
    for number, votes in enumerate(VOTES, 1):
        if number > 1:
            for step in ("close", "talk", "again"):
                page.locator(f"[data-class={step}]").click()
                if step == "close":
                    own.locator(".student-verdict").wait_for()
                    own.wait_for_timeout(1000)
                    shot(own, HERE / CLASS / f"teacher{ending}")
        claim.tap()
        phone.locator(".student-claim[aria-pressed=true]").wait_for()
        chosen = [place for place, often in enumerate(votes) for _ in range(often - (place == 1))]  # but the phone's
        for student, place in enumerate(chosen):
            seat = rooms.enter(code, f"{student:032x}")
            now = {"number": 1, "round": number}
            rooms.do(seat, {"do": "answer", "value": place} | now)
            if place not in chosen[:student]:
                rooms.do(seat, {"do": "why", "why": REASONS[place][language.code]} | now)
        phone.wait_for_timeout(1000)
        if number == len(VOTES):
            shot(phone, HERE / CLASS / f"phone{ending}")
    page.locator("[data-class=reveal]").click()
    page.locator(".run-votes").wait_for()
    phone.locator(".student-results").wait_for()
    page.mouse.move(0, 0)
    page.evaluate("document.activeElement.blur()")
    page.wait_for_timeout(1000)
    shot(page, HERE / CLASS / f"lecturer{ending}")
    for each in (page, phone, own):
        each.close()


def shot(page: Page, file: Path) -> None:
    """A picture of the window as it is."""
    file.parent.mkdir(exist_ok=True)
    Image.open(io.BytesIO(page.screenshot())).convert("RGB").save(file, quality=80, method=6)
    print(f"{file.relative_to(HERE.parent)}: {file.stat().st_size / 1000:.0f} kB")


def name_of(path: str) -> str:
    """How the picture of the page at ``path`` is called."""
    return path or "playground"


def picture(page: Page, url: str, path: str) -> int:
    """The picture of one page; returns how many bytes it has."""
    page.goto(f"{url}/{path}?{LINKS.get(path, '')}")
    page.wait_for_function(IS_DRAWN)
    if path in LINKS:
        page.wait_for_timeout(1500)
    elif page.locator("[data-command=play]:visible").count():
        page.keyboard.press("Space")
        pause_after(page, PLAYED)
    elif (button := page.get_by_test_id("stBaseButton-primary").first).is_visible():
        button.click()
        page.wait_for_timeout(10_000)  # what is trained or timed comes in parts, between which the page is at rest
    page.wait_for_function(IS_DRAWN)
    file = HERE / "pages" / f"{name_of(path)}.webp"
    shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB").resize(SMALL, Image.Resampling.LANCZOS)
    shot.save(file, quality=60, method=6)
    return file.stat().st_size


def main(wanted: list[str]) -> int:
    """Make those that are wanted; all if none is named."""
    browser = find_browser()
    if browser is None:
        print("No Chrome or Chromium found: install one, for example Debian's package chromium.")
        return 1
    os.environ["STREAMLIT_BROWSER_SERVER_ADDRESS"] = HOST  # whose pages the server then answers
    with sync_playwright() as playwright, serve() as url:
        there = f"--host-resolver-rules=MAP {HOST}:80 {url.removeprefix('http://')}"
        chromium = playwright.chromium.launch(executable_path=browser, args=[*BROWSER_FLAGS, there])
        if not wanted or CLASS in wanted:
            for language in LANGUAGES.values():
                lesson(chromium, f"http://{HOST}", language)
        if not wanted:
            playground(chromium.new_page(viewport=WINDOW), url)  # type: ignore[arg-type]
        size = {"width": 4 * SMALL[0], "height": 4 * SMALL[1]}
        total = 0
        for path in (each.path for each in PAGES):
            if not wanted or name_of(path) in wanted:
                page = chromium.new_page(viewport=size)  # type: ignore[arg-type]
                page.set_default_timeout(PATIENCE)
                total += picture(page, url, path)
                page.close()
        if total:
            print(f"docs/pages: {total / 1000:.0f} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

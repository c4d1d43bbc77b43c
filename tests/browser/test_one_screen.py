"""Each page shows on its first screen all that its question needs: wholly, with nothing on top of anything else.

Measured in the window of a projector, of a phone and of a slide, before Play and after it. A page is opened once, and
its window then changed: to open it takes as long as everything else. Every second one is dark, and all are Chinese at
first. On the way its main control is used. By day two pages are looked at, in the windows of most visitors.
"""

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect

from playground.features.contents import FEATURES
from tests.browser.layout import astray, boxes, covered, lasting, misplaced, scrolls_unseen, unreadable
from tests.browser.playground import fit, settled, theme
from tests.browser.test_every_page import ADDRESSES, fit_for_anyone, no_error
from tests.conftest import ROOT

PROJECTOR, LAPTOP, LARGE = (1280, 720), (1366, 768), (1920, 1080)
PHONE, SMALL_PHONE, EMBEDDED, SLIDE = (390, 844), (375, 667), (800, 600), (1024, 576)

# Words of the table. `#n_h` is a widget, by its key; `!play` a button of the runs, by its command; any other a part of
# the live chart that fills the screen, with its least width and height where those matter. `pins@#pin` is wanted where
# there is the feature of that name.
PARTS = {"boundaries": ".live-fills [class*=live-boundary]", "units": ".live-fills [class*=live-units]"}
PARTS |= {"numbers": ".live-fills .live-metrics dd", "values": ".live-fills .live-screen .live-numbers"}
PARTS |= {"says": ".live-fills .live-screen .live-sentence", "canvas": ".pad canvas", "pen": ".pad button"}
PARTS |= {"plane": ".live-fills .live-boundary .imagelayer image"}
PARTS |= {"maps_of_units": ".live-fills .live-network button"}
PARTS |= {"fits": ".live-fills [class*=live-curve-]"}
PARTS |= {"planes": ".live-fills [class*=live-boundary-] .imagelayer image"}
HERE = {"", *(each.name for each in FEATURES)}
PLAYS = "!play !step !reset"
LESSON = f"#menu #message {PLAYS}"
CHOICES = "#own #activation #scale #learning_rate"
PLAYGROUND = f"{LESSON} !new_weights {CHOICES} #presets #next_experiment numbers network plane cost says"
EMBEDDED_PLAYGROUND = f"{PLAYS} numbers network:300x150 cost:300x100"
SWEEP = "#sizes_sweep #sizes_runs #sizes_setting_train says"
OF_DIGITS = "#digits_depth #digits_n_h #digits_initialisation #digits_learning_rate #digits_samples"
DIGITS = f"{PLAYS} numbers pen probabilities nearest values cost weights mistakes confusion canvas:140x140"

# What may hide texts that can be scrolled to, and the name of the page on a phone, which the menu has in full.
SCROLLS = "[data-testid=stMain], .st-key-bar, .st-key-pin_strip, .live-scroll, .katex-display, .st-key-menu p"
ON_ITS_OWN = ".st-key-message"
"""What scrolls in a small window, while there is more to say than room: test_message_browser looks at that."""

ROW = ".st-key-row"
Window = tuple[int, int]
PAIR = "#message numbers values cost:250x400"
WANTED: dict[str, dict[Window, str]] = {
    "": {
        PROJECTOR: f"{PLAYGROUND} pins@#pin take_along@#downloads #present network:600x240 plane:440x440 cost:600x130",
        LAPTOP: f"{PLAYGROUND} network:600x250 plane:440x440",
        LARGE: f"{PLAYGROUND} network:800x400 plane:700x700 cost:800x250",
        PHONE: f"#menu {PLAYS} #message numbers plane:230x230 cost:330x140",  # and below it, the settings
        SMALL_PHONE: "#menu !play #message numbers plane:210x210",
    },
    "?embed=true": {
        EMBEDDED: f"{EMBEDDED_PLAYGROUND} plane:320x320",
        SLIDE: f"{EMBEDDED_PLAYGROUND} plane:298x298",
    },
    "zero_or_random": {
        PROJECTOR: f"{LESSON} #zero_left #zero_activation #zero_presets #zero_next_experiment "
        "take_along@#zero_downloads #present boundaries:240x240 units cost says",
        PHONE: f"{LESSON} boundaries:150x150 says",
        SMALL_PHONE: "#menu !play #message boundaries:150x150 says",
    },
    "inside_the_symmetry": {
        PROJECTOR: f"{LESSON} !nudge #inside_unit #inside_amount #inside_presets paths:400x250 distance numbers",
    },
    "going_downhill": {
        PROJECTOR: f"{LESSON} #downhill_rate_1 #downhill_rate_2 #downhill_rate_3 #downhill_presets "
        "surface:400x250 contours:400x250 says",
    },
    "how_many_units": {
        PROJECTOR: f"#menu #message {SWEEP} #sizes_units #sizes_presets accuracy:300x200",
        PHONE: "#menu #message #sizes_setting_train says accuracy:200x110",
    },
    "why_depth": {
        PROJECTOR: f"{LESSON} #depth_part #depth_folds #depth_width #depth_presets "
        "folds:400x300 strips:400x300 values says",
        PHONE: f"#menu {PLAYS} folds:160x130 strips:160x130 says",
    },
    "why_this_cost": {
        PROJECTOR: "#menu #message #cost_part #cost_w #cost_b #cost_maximum sticks:400x250 likelihood cost numbers "
        "says",
        PHONE: "#menu #message #cost_part #cost_w #cost_b sticks:150x200 likelihood:150x100 cost:150x100 numbers",
    },
    "too_good_to_be_true": {
        PROJECTOR: f"{LESSON} #good_l2 #good_presets boundaries:240x240 cost says",
        PHONE: f"#menu {PLAYS} boundaries:150x130 says",
    },
    "zero_or_random?embed=true": {EMBEDDED: f"{PLAYS} planes:200x200 units cost says"},
    "small_batches": {
        PROJECTOR: f"{LESSON} #batches_size_1 #batches_presets cloud:350x280 spread:350x280 cost:350x280 caption",
        PHONE: f"#menu {PLAYS} cloud:150x110 spread:150x110 cost:150x110 caption",
    },
    "activations": {PROJECTOR: "#menu #message #activations_z curves:300x300 says"},
    "one_step_by_hand": {PROJECTOR: "#menu #message #step_stage #step_forward #step_formula graph:400x300"},
    "digits": {
        PROJECTOR: f"{LESSON} {OF_DIGITS} #digits_presets {DIGITS} canvas:200x200 weights:300x140 cost:300x140",
        PHONE: f"#menu #message {DIGITS} weights:160x100",
    },
    "how_large_a_start": {PROJECTOR: f"{LESSON} #large_presets boundaries:150x150 caption cost:300x300"},
    "loops_or_vectors": {PROJECTOR: "#menu #message #loops_measure times:400x300 says"},
    "dead_relu": {
        PROJECTOR: f"{LESSON} !push #dead_unit #dead_presets boundaries:240x200 units cost says",
    },
    "going_downhill?downhill_part=rules": {
        PROJECTOR: f"#menu {PLAYS} #downhill_part #downhill_shrink #downhill_presets "
        "raw:350x280 standardised:350x280 cost says",
    },
    "why_depth?depth_part=composed": {
        PROJECTOR: f"{LESSON} #depth_part #depth_dataset #depth_depth #depth_n_h #depth_presets "
        "maps:300x300 boundary:300x300 space:300x300 says",
        PHONE: f"#menu {PLAYS} maps:160x130 boundary:160x130 space says",
    },
    "dead_relu?embed=true": {EMBEDDED: f"{PLAYS} !push planes:225x225 units cost says"},
    "why_depth?embed=true": {EMBEDDED: f"{PLAYS} folds:200x130 strips says"},
    "digits?embed=true": {EMBEDDED: DIGITS},
    "?samples=60&pins=30+activation+relu+scale+1~20+n_h+8~20+learning_rate+0.5~20+depth+2": {
        PROJECTOR: f"{PLAYGROUND} pins@#pin pins@#pin_0_back pins@#pin_0_more pins@#pin_3_back pins@#pin_3_more "
        "pins@#pin_table #present network:400x200 plane:360x360 cost:400x100",
    },
    "going_downhill?downhill_part=rules&embed=true": {EMBEDDED: f"{PLAYS} raw:200x150 standardised:200x150 cost says"},
    "one_step_by_hand?step_dataset=blobs&step_classes=3&step_n_h=3&step_stage=cost": {
        PROJECTOR: "#menu #message #step_stage #step_forward #step_formula graph:400x300",
    },
    "small_batches?embed=true": {EMBEDDED: f"{PLAYS} cloud:200x110 spread:200x110 cost:200x110 caption"},
    "too_good_to_be_true?embed=true": {EMBEDDED: f"{PLAYS} boundaries:80x80 says"},
    "how_many_units?sizes_sweep=activation&embed=true": {EMBEDDED: f"{SWEEP} #sizes_n_h accuracy:200x110"},
    "how_many_units?sizes_sweep=seed": {PROJECTOR: f"#menu {SWEEP} #sizes_n_h accuracy:200x110"},
    "why_depth?depth_part=parity": {
        PROJECTOR: f"{LESSON} #depth_part #depth_bits #depth_times #depth_presets "
        "fold:400x300 strips:400x300 values says",
        PHONE: f"#menu {PLAYS} fold:160x130 strips:160x130 says",
    },
    "why_depth?embed=true&depth_part=composed": {EMBEDDED: f"{PLAYS} maps boundary:150x130 space says"},
    "too_good_to_be_true?good_part=number": {
        PROJECTOR: f"{LESSON} #good_part #good_m #good_degree #good_l2 #good_presets fits:250x200 cost:250x200 says",
        PHONE: f"#menu {PLAYS} fits:110x110 says",
    },
    "too_good_to_be_true?good_part=number&embed=true": {EMBEDDED: f"{PLAYS} fits:170x110 cost:170x110 says"},
    "too_good_to_be_true?present=true": {PROJECTOR: f"{PAIR} says planes:400x400"},
    "dead_relu?present=true": {PROJECTOR: f"{PAIR} says planes:400x400 units:170x83"},
    "how_large_a_start?present=true": {PROJECTOR: "#message numbers planes:200x200 caption cost:300x400"},
    "going_downhill?present=true": {PROJECTOR: "#message numbers surface:400x300 contours:400x300 says"},
    "one_step_by_hand?present=true": {PROJECTOR: "#message #step_stage graph:400x300"},
    "why_this_cost?cost_part=number": {
        PROJECTOR: "#menu #message #cost_part #cost_w #cost_b #cost_spread #cost_maximum sticks:400x250 "
        "likelihood:400x150 cost:400x150 numbers says",
        PHONE: "#menu #message #cost_w #cost_b #cost_spread sticks:150x200 likelihood:150x100 cost:150x100 numbers",
    },
    "why_this_cost?cost_part=number&embed=true": {
        EMBEDDED: "#cost_w #cost_b #cost_spread sticks:300x150 likelihood:300x100 cost:300x100 numbers says",
    },
    "why_this_cost?present=true": {PROJECTOR: "#message #cost_w #cost_b sticks:400x150 likelihood cost numbers says"},
    "why_depth?depth_part=composed&present=true": {
        PROJECTOR: "#message maps:300x300 boundary:300x300 space:300x300 says"
    },
}
"""By address and window, what is to be seen at once."""
BY_DAY = ("", "zero_or_random")
"""One run, and two of them."""
WINDOWS_BY_DAY = (PROJECTOR, PHONE, SMALL_PHONE)

IN_PRESENT: dict[str, dict[Window, str]] = {
    "": {
        PROJECTOR: "#message numbers maps_of_units:55x55 plane:500x500 cost:600x180",
        LAPTOP: "#message numbers maps_of_units:60x60 plane:540x540 cost:600x180",
        LARGE: "#message numbers maps_of_units:80x80 plane:760x760 cost:800x250",
    },
    "zero_or_random": {
        PROJECTOR: f"{PAIR} says planes:400x400 units:350x83",
        LAPTOP: f"{PAIR} says planes:430x430 units:350x83",
        LARGE: f"{PAIR} says planes:590x590 units:480x120",
    },
    "why_depth": {PROJECTOR: "#message numbers folds:400x350 strips:400x350 values says"},
    "digits": {PROJECTOR: "#message numbers pen probabilities nearest values cost weights mistakes confusion canvas"},
}
"""The controls lie over the pictures, and are tried elsewhere. How else these stand together is looked at by night."""
READABLE = 24
"""The least pixels of letters in Present, but for those in charts and on controls."""


def selector(word: str) -> str:
    """Of a word of the table."""
    if word.startswith("#"):
        return f".st-key-{word[1:]}"
    return f"[data-command={word[1:]}]" if word.startswith("!") else PARTS.get(word, f".live-fills .live-{word}")


@dataclass(frozen=True)
class Screen:
    """A page in one window."""

    window: Window
    wanted: str
    present: bool = False

    def __str__(self) -> str:
        return f"{self.window[0]}×{self.window[1]}{' in Present' if self.present else ''}"

    @property
    def plays(self) -> bool:
        """Whether it has a transport."""
        return "!play" in self.wanted

    @property
    def least(self) -> dict[str, tuple[int, int]]:
        """By selector, the least width and height of what is wanted."""
        least = {}
        for word in self.wanted.split():
            feature, _, part = word.rpartition("@")
            name, _, size = part.partition(":")
            width, height = size.split("x") if size else (1, 1)
            if feature in HERE:
                least[selector(name)] = int(width), int(height)
        return least

    def resize(self, page: Page) -> None:
        """Give the page this window."""
        page.set_viewport_size({"width": self.window[0], "height": self.window[1]})

    def faults(self, page: Page) -> list[str]:
        """Which of what is wanted is not as it should be at this moment."""
        return misplaced(page, self.least, may_overlap=selector("#message"))

    def unreadable(self, page: Page) -> list[str]:
        """Which texts can't be read."""
        if self.present:
            return [*unreadable(page, ".st-key-message, .live-fills"), *page.evaluate(SMALL, READABLE)]
        return illegible(page)

    def lasting_faults(self, page: Page) -> list[str]:
        """What is not as it should be, and stays so."""
        return lasting(page, lambda: [*self.faults(page), *self.unreadable(page)])

    def covered(self, page: Page) -> list[str]:
        """The buttons of the transport that something covers."""
        return covered(page, {*map(selector, f"{PLAYS} #present".split())} & {*self.least})

    def tops(self, page: Page) -> list[float]:
        """How high the pictures are: nothing that is said may move them."""
        pictures = [each for each in self.least if "live-boundary" in each or "live-cost" in each]
        return [box[1] for each in boxes(page, pictures).values() for box in each]


def illegible(page: Page) -> list[str]:
    """What can't be read on a page, or not be found, in any window."""
    return [*unreadable(page, scrolls=f"{SCROLLS}, {ON_ITS_OWN}"), *scrolls_unseen(page), *astray(page)]


SMALL = """(least) => [
  ".st-key-message *",
  ":is(.live-title, .live-caption, .live-sentence, .live-metrics *, .live-numbers *, .live-table *)",
].flatMap((selector) => [...document.querySelectorAll(selector)])
  .filter((part) => part.getClientRects().length && [...part.childNodes].some((each) => each.data?.trim()))
  .filter((part) => !part.closest(".live-below, .st-key-way_on") && parseFloat(getComputedStyle(part).fontSize) < least)
  .map((part) => `“${part.textContent}” is small`)"""

VISITS = {
    address: [
        *(Screen(window, wanted, present="present=true" in address) for window, wanted in windows.items()),
        *(Screen(window, wanted, present=True) for window, wanted in IN_PRESENT.get(address, {}).items()),
    ]
    for address, windows in WANTED.items()
}
"""By address, what each page is looked at in; Present comes last."""


def button(page: Page, key: str) -> Locator:
    return page.locator(f".st-key-{key} button:visible").first


def command(page: Page, name: str) -> None:
    page.locator(f"[data-command={name}]:visible").first.click()


def press(name: str) -> Callable[[Page], None]:
    """Press the first button of that name."""
    word = re.compile(rf"\b{name}\b")
    return lambda page: page.get_by_test_id("stMain").get_by_role("button", name=word).first.click()


def move(slider: str) -> Callable[[Page], None]:
    """Move a slider by one step."""
    return lambda page: page.get_by_role("slider", name=slider).first.press("ArrowRight")


MAIN_CONTROL = {
    "activations": move("z"),
    "one_step_by_hand": press("Forward"),
    "why_this_cost": move("w"),
    "loops_or_vectors": lambda page: button(page, "loops_measure").click(),
    "how_many_units": press("Train all"),
}
"""By the address, of pages without Play; that of the code has no controls."""


def use(page: Page, address: str) -> None:
    """Its main control does something on the page that is open, and no error is said."""
    settled(page, least=0)  # not sooner: what still moves would be taken for what it does
    before = page.get_by_test_id("stMain").inner_text()
    MAIN_CONTROL[address](page)
    page.wait_for_function(
        "(before) => document.querySelector('[data-testid=stMain]').innerText !== before", arg=before
    )
    no_error(page)


def test_every_page_plays_or_has_another_main_control() -> None:
    played = {address for address, screens in VISITS.items() if screens[0].plays}
    assert {*ADDRESSES} - played == {*MAIN_CONTROL, "the_code"}


@pytest.mark.parametrize(
    ("address", "by_day"),
    [*((each, True) for each in BY_DAY), *(pytest.param(each, False, marks=pytest.mark.nightly) for each in WANTED)],
)
def test_all_that_the_question_needs_is_on_one_screen(page: Page, app: str, address: str, by_day: bool) -> None:
    page.set_default_timeout(60_000)
    scheme = "dark" if list(VISITS).index(address) % 2 else "light"
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    screens = [each for each in VISITS[address] if not by_day or each.window in WINDOWS_BY_DAY]
    first, *further = screens
    last = screens[-1]
    # In a frame and in Present there are few words, which are those of the whole page.
    whole = not re.search("(embed|present)=true", address)
    chinese = whole or address == "?embed=true"
    first.resize(page)
    page.goto(f"{app}/{address}{('&' if '?' in address else '?') + 'lang=zh' if chinese else ''}")
    if address == "loops_or_vectors":  # has no chart before that
        MAIN_CONTROL[address](page)
        page.mouse.move(0, 0)  # what is said of the button goes
    if chinese:
        look_in_chinese(page, screens, thoroughly=address in BY_DAY)
    look_while_it_plays(page, first)
    no_error(page)
    if address in BY_DAY or (whole and address not in ADDRESSES):  # the others: test_every_page
        fit_for_anyone(page)
    if address in ADDRESSES:
        for window in (each for each in (PHONE, EMBEDDED) if each not in WANTED[address] and not by_day):
            fits(page, window, scheme, plays=first.plays)
    for screen in further:
        screen.resize(page)
        if screen.present and "present=true" not in page.url:
            present(page)
        assert screen.lasting_faults(page) == [], f"at {screen}"
        assert not screen.plays or screen.covered(page) == [], f"at {screen}"
    if first.plays and further:
        look_at_the_beginning_again(page, last)
    if not address:  # type and room are the same in both
        theme(page, "dark")
        assert last.lasting_faults(page) == []
    if last.present and not first.plays:
        large = page.evaluate(SIZE_OF_TYPE)
        page.keyboard.press("Escape")
        page.wait_for_function(f"() => {SIZE_OF_TYPE} < {large}")
    if address in MAIN_CONTROL:  # the others have played
        use(page, address)
    assert page.locator(".live-chart .modebar-btn").count() == 0  # stops of Tab, and one of them would upload the chart


FILLED = """(colour) => [...document.querySelectorAll("[data-testid=stMain] :is(button, a)")]
  .filter((each) => each.offsetWidth && each.getBoundingClientRect().top < innerHeight)
  .filter((each) => getComputedStyle(each).backgroundColor === colour)
  .map((each) => each.querySelector("p, strong, .run-words")?.innerText)"""
"""The words of the buttons on screen that have the colour of what comes next."""

NEXT = {"": "Play", "zero_or_random": "Play", "loops_or_vectors": "Measure", "one_step_by_hand": "Forward"}
NEXT |= {"how_many_units": "Train all"}


def test_one_button_is_filled_and_says_what_comes_next(page: Page, app: str) -> None:
    of_theme = tomllib.loads((ROOT / ".streamlit/config.toml").read_text("utf-8"))["theme"]["light"]["primaryColor"]
    colour = f"rgb{tuple(bytes.fromhex(of_theme[1:]))}"

    def alone(words: str) -> None:
        page.wait_for_function(f"([words, colour]) => ({FILLED})(colour).join() === words", arg=[words, colour])

    for address, words in NEXT.items():
        page.goto(f"{app}/{address}")
        alone(words)
    page.locator("[data-claim='1']").click()
    expect(page.locator("[data-claim='1']")).to_have_attribute("aria-pressed", "true")
    settled(page, least=0)
    alone("Train all")
    page.add_init_script("localStorage.clear()")
    page.goto(app)
    alone("Watch it learn")


def fits(page: Page, window: Window, scheme: str, plays: bool) -> None:
    """Nothing is wrong in a window for which the table has no words."""
    fit(page, window[0], scheme, window[1])
    assert Screen(window, f"#menu {PLAYS}" if plays else "#menu").lasting_faults(page) == []


def look_in_chinese(page: Page, screens: list[Screen], thoroughly: bool) -> None:
    """In the first window, or ``thoroughly``; the page is English after that."""
    for screen in screens if thoroughly else screens[:1]:
        if screen.window in (PROJECTOR, PHONE, EMBEDDED) and not screen.present:
            screen.resize(page)
            assert screen.lasting_faults(page) == [], f"in Chinese, at {screen}"
    screens[0].resize(page)
    if "embed=true" in page.url:  # there one can't choose it
        page.goto(page.url.replace("lang=zh", "lang=en"))
    else:
        button(page, "languages").click()
        page.get_by_role("button", name="English").click()
    page.wait_for_function("() => document.documentElement.lang === 'en' && !document.querySelector('[data-gloss]')")
    page.locator(".st-key-bar").evaluate("(bar) => (bar.scrollLeft = 0)")


def look_while_it_plays(page: Page, screen: Screen) -> None:
    """Before Play, then while it plays and after a pause."""
    assert screen.lasting_faults(page) == [], f"at {screen}"
    if screen.window == PROJECTOR and not screen.present:
        assert all(bottom - top < 80 for _, top, _, bottom in boxes(page, [ROW])[ROW]), "settings wrap"
    if not screen.plays:
        return
    assert screen.covered(page) == []
    before, drawn = screen.tops(page), page.evaluate(DRAWN)
    command(page, "play")
    page.wait_for_function("() => Number(document.querySelector('.live-metrics dd').textContent) >= 3")
    assert [fault for fault in screen.faults(page) if "small" not in fault] == [], f"while it plays, at {screen}"
    command(page, "play")
    assert screen.lasting_faults(page) == [], f"after a pause, at {screen}"
    assert page.evaluate(DRAWN) != drawn, "no chart shows that something has happened"
    assert screen.tops(page) == pytest.approx(before, abs=2)


DRAWN = """[...document.querySelectorAll(".live-fills .live-chart :is(image, .scatterlayer path)")]
  .map((part) => part.getAttribute("href") ?? part.getAttribute("d")).join()"""
"""The pictures, points and lines of the charts."""


def look_at_the_beginning_again(page: Page, screen: Screen) -> None:
    """After Reset."""
    before = screen.tops(page)
    command(page, "reset")
    page.wait_for_function("() => document.querySelector('.live-metrics dd').textContent === '0'")
    assert screen.lasting_faults(page) == [], f"after Reset, at {screen}"
    assert screen.tops(page) == pytest.approx(before, abs=2)


SIZE_OF_TYPE = "[...document.querySelectorAll('.live-chart')].find((chart) => chart.layout).layout.font.size"


def present(page: Page) -> None:
    """Begin Present, which makes the charts large, also where nothing plays."""
    settled(page)
    before = page.evaluate(SIZE_OF_TYPE)
    button(page, "present").click()
    expect(button(page, "present")).to_contain_text("Leave")
    page.wait_for_function(f"() => {SIZE_OF_TYPE} > {before}")

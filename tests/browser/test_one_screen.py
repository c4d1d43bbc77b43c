"""Each page shows on its first screen all that its question needs: wholly, with nothing on top of anything else.

Measured in the window of a projector, of a phone and of a slide, before Play in Chinese and after it in English. A page
is opened once, and its window then changed: to open it takes as long as everything else. Every second one is dark.
On the way axe looks at each page, and its main control is used.
"""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest
from playwright.sync_api import Browser, Page, expect

from playground.language.labels import RESET
from tests.browser.axe import violations
from tests.browser.playground import fit, settled, theme
from tests.browser.test_every_page import ADDRESSES, fit_for_anyone, no_error

PROJECTOR, LAPTOP, LARGE = (1280, 720), (1366, 768), (1920, 1080)
PHONE, EMBEDDED, SLIDE = (390, 844), (800, 600), (1024, 576)

BOXES = """(wanted) => wanted.map((selector) => {
  const shown = [...document.querySelectorAll(selector)].filter((each) => each.getClientRects().length);
  return [selector, shown.map((each) => {
    const { left, top, right, bottom } = each.getBoundingClientRect();
    return [left, top, right, bottom];
  })];
})"""

Box = tuple[float, float, float, float]


def widgets(prefix: str, *names: str) -> tuple[str, ...]:
    return tuple(f".st-key-{prefix}{name}" for name in names)


def of_the_runs(*commands: str) -> tuple[str, ...]:
    return tuple(f"[data-command={command}]" for command in commands)


TRANSPORT = of_the_runs("play", "step", "reset")


@dataclass(frozen=True)
class Screen:
    """What is to be seen at once.

    ``wanted``: selectors, each of at least one element; ``least``: of some the least width and height; ``plays``:
    whether it has a transport.
    """

    address: str
    window: tuple[int, int]
    wanted: tuple[str, ...]
    least: dict[str, tuple[float, float]] = field(default_factory=dict)
    plays: bool = False
    present: bool = False

    def __str__(self) -> str:
        return f"{self.window[0]}×{self.window[1]}{' in Present' if self.present else ''}"


MENU, LEAVE = ".st-key-menu", ".st-key-present"
CHOICES = widgets("", "dataset", "n_h", "activation", "scale", "learning_rate")
PLAYGROUND = (
    MENU,
    *TRANSPORT,
    *of_the_runs("new_weights"),
    *widgets("", "speed"),
    *CHOICES,
    ".live-metrics dd",
    ".live-boundary",
    ".live-cost",
    ".live-fills .live-screen .live-sentence",
    ".st-key-message",
)
PAIR = ("[class*=live-boundary]", ".live-screen .live-sentence", ".live-cost", "[class*=live-units]")
DIGITS = (
    ".pad canvas",
    ".pad button",
    ".live-probabilities",
    ".live-nearest",
    ".live-screen .live-numbers",
    ".live-weights",
    ".live-cost",
)

SCREENS = [
    Screen(
        "",
        PROJECTOR,
        (*PLAYGROUND, *widgets("", "pin", "downloads"), LEAVE),
        {".live-boundary": (400, 400), ".live-cost": (400, 400)},
        plays=True,
    ),
    Screen(
        "?samples=60&pins=30+activation+relu+scale+1~20+n_h+8~20+learning_rate+0.5~20+depth+2",
        PROJECTOR,
        (*PLAYGROUND, ".st-key-pin", *widgets("pin_", "0_back", "0_more", "3_back", "3_more", "table"), LEAVE),
        {".live-boundary": (300, 300), ".live-cost": (400, 300)},
        plays=True,
    ),
    Screen("", LAPTOP, PLAYGROUND, {".live-boundary": (400, 400)}, "play"),
    Screen("", LARGE, PLAYGROUND, {".live-boundary": (640, 640), ".live-cost": (640, 640)}, "play"),
    Screen(
        "",
        PHONE,
        (MENU, *TRANSPORT, *CHOICES, ".live-metrics dd", ".live-boundary", ".live-cost"),
        {".live-boundary": (330, 300), ".live-cost": (330, 150)},
        plays=True,
    ),
    Screen(
        "?embed=true",
        EMBEDDED,
        (*TRANSPORT, ".live-metrics dd", ".live-boundary", ".live-cost"),
        {".live-boundary": (200, 180)},
        plays=True,
    ),
    Screen(
        "?embed=true",
        SLIDE,
        (*TRANSPORT, ".live-metrics dd", ".live-boundary", ".live-cost"),
        {".live-boundary": (200, 180)},
        plays=True,
    ),
    Screen(
        "zero_or_random",
        PROJECTOR,
        (
            MENU,
            *TRANSPORT,
            *widgets("zero_", "left", "activation", "preset_0", "next_experiment", "downloads"),
            LEAVE,
            ".st-key-message",
            *PAIR,
        ),
        {"[class*=live-boundary]": (240, 240)},
        plays=True,
    ),
    Screen(
        "zero_or_random",
        PHONE,
        (MENU, *TRANSPORT, ".st-key-message", "[class*=live-boundary]", ".live-screen .live-sentence"),
        {"[class*=live-boundary]": (150, 150)},
        plays=True,
    ),
    Screen(
        "zero_or_random?embed=true",
        EMBEDDED,
        (*TRANSPORT, "[class*=live-boundary]", ".live-cost", ".live-screen .live-sentence"),
        {},
        plays=True,
    ),
    Screen(
        "inside_the_symmetry",
        PROJECTOR,
        (
            MENU,
            *TRANSPORT,
            *of_the_runs("nudge"),
            *widgets("inside_", "unit", "amount", "preset_0"),
            ".st-key-message",
            ".live-paths",
            ".live-distance",
            ".live-metrics dd",
        ),
        {".live-paths": (400, 250)},
        plays=True,
    ),
    Screen(
        "how_large_a_start",
        PROJECTOR,
        (
            MENU,
            *TRANSPORT,
            ".st-key-message",
            "[class*=live-boundary]",
            ".live-caption",
            ".live-cost",
            *widgets("large_", "preset_0"),
        ),
        {"[class*=live-boundary]": (150, 150), ".live-cost": (300, 300)},
        plays=True,
    ),
    Screen(
        "going_downhill",
        PROJECTOR,
        (
            MENU,
            *TRANSPORT,
            ".st-key-message",
            ".live-surface",
            ".live-contours",
            ".live-fills .live-screen .live-sentence",
            *widgets("downhill_", "rate_1", "rate_2", "rate_3", "preset_0"),
        ),
        {".live-surface": (400, 250), ".live-contours": (400, 250)},
        plays=True,
    ),
    *(
        Screen(
            f"going_downhill?downhill_part=rules{more}",
            window,
            (
                *TRANSPORT,
                ".live-raw",
                ".live-standardised",
                ".live-fills .live-screen .live-sentence",
                *also,
            ),
            {".live-raw": least, ".live-standardised": least},
            plays=True,
        )
        for more, window, least, also in (
            ("", PROJECTOR, (350, 280), (MENU, ".live-cost", *widgets("downhill_", "part", "shrink", "preset_0"))),
            ("&embed=true", EMBEDDED, (200, 150), (".live-cost",)),
        )
    ),
    Screen(
        "dead_relu",
        PROJECTOR,
        (MENU, *TRANSPORT, *of_the_runs("push"), *widgets("dead_", "unit", "preset_0"), ".st-key-message", *PAIR),
        {"[class*=live-boundary]": (240, 200)},
        plays=True,
    ),
    *(
        Screen(
            f"small_batches{link}",
            window,
            (
                *([] if link else [MENU]),
                *TRANSPORT,
                *([".st-key-message", *widgets("batches_", "size_1", "preset_0")] if window is PROJECTOR else []),
                ".live-cloud",
                ".live-spread",
                ".live-cost",
                ".live-fills .live-screen .live-caption",
            ),
            {".live-cloud": least, ".live-spread": least, ".live-cost": least},
            plays=True,
        )
        for link, window, least in (
            ("", PROJECTOR, (350, 280)),
            ("", PHONE, (150, 110)),
            ("?embed=true", EMBEDDED, (200, 110)),
        )
    ),
    *(
        Screen(
            f"too_good_to_be_true{link}",
            window,
            (
                *([] if link else [MENU]),
                *TRANSPORT,
                *(
                    [".st-key-message", *widgets("good_", "l2", "preset_0"), ".live-cost"]
                    if window is PROJECTOR
                    else []
                ),
                "[class*=live-boundary]",
                ".live-fills .live-screen .live-sentence",
            ),
            {"[class*=live-boundary]": least},
            plays=True,
        )
        for link, window, least in (
            ("", PROJECTOR, (240, 240)),
            ("", PHONE, (150, 130)),
            ("?embed=true", EMBEDDED, (80, 80)),
        )
    ),
    Screen(
        "activations",
        PROJECTOR,
        (MENU, ".st-key-message", ".st-key-activations_z", ".live-curves", ".live-fills .live-sentence"),
        {".live-curves": (300, 300)},
    ),
    Screen(
        "one_step_by_hand",
        PROJECTOR,
        (MENU, ".st-key-message", *widgets("step_", "stage", "forward"), ".live-graph", ".st-key-step_formula"),
        {".live-graph": (400, 300)},
    ),
    Screen(
        "one_step_by_hand?step_dataset=blobs&step_classes=3&step_n_h=3&step_stage=cost",
        PROJECTOR,
        (MENU, ".st-key-message", *widgets("step_", "stage", "forward"), ".live-graph", ".st-key-step_formula"),
        {".live-graph": (400, 300)},
    ),
    Screen(
        "why_this_cost",
        PROJECTOR,
        (
            MENU,
            ".st-key-message",
            *widgets("cost_", "w", "b", "maximum"),
            ".live-sticks",
            ".live-likelihood",
            ".live-fills .live-cost",
            ".live-fills .live-metrics dd",
            ".live-fills .live-screen .live-sentence",
        ),
        {".live-sticks": (400, 250)},
    ),
    Screen(
        "loops_or_vectors",
        PROJECTOR,
        (MENU, ".st-key-message", ".st-key-loops_measure", ".live-times", ".live-fills .live-screen .live-sentence"),
        {".live-times": (400, 300)},
    ),
    Screen(
        "how_many_units",
        PROJECTOR,
        (
            MENU,
            ".st-key-message",
            *widgets("sizes_", "sweep", "units", "runs", "setting_train", "preset_0"),
            ".live-fills .live-accuracy",
            ".live-fills .live-screen .live-sentence",
        ),
        {".live-fills .live-accuracy": (300, 200)},
    ),
    Screen(
        "how_many_units",
        PHONE,
        (
            MENU,
            *widgets("sizes_", "sweep", "units", "runs", "setting_train"),
            ".live-fills .live-accuracy",
            ".live-fills .live-screen .live-sentence",
        ),
        {".live-fills .live-accuracy": (200, 110)},
    ),
    *(
        Screen(
            f"how_many_units?sizes_sweep={sweep}&embed=true"
            if size is EMBEDDED
            else f"how_many_units?sizes_sweep={sweep}",
            size,
            (
                *([] if size is EMBEDDED else [MENU]),
                *widgets("sizes_", "sweep", "n_h", "runs", "setting_train"),
                ".live-fills .live-accuracy",
                ".live-fills .live-screen .live-sentence",
            ),
            {".live-fills .live-accuracy": (200, 110)},
        )
        for sweep, size in (("activation", EMBEDDED), ("seed", PROJECTOR))
    ),
    Screen(
        "why_depth",
        PROJECTOR,
        (
            MENU,
            *TRANSPORT,
            ".st-key-message",
            *widgets("depth_", "part", "folds", "width", "preset_0"),
            ".live-folds",
            ".live-strips",
            ".live-fills .live-screen .live-numbers",
            ".live-fills .live-screen .live-sentence",
        ),
        {".live-folds": (400, 300), ".live-strips": (400, 300)},
        plays=True,
    ),
    Screen(
        "why_depth?depth_part=composed",
        PROJECTOR,
        (
            MENU,
            *TRANSPORT,
            ".st-key-message",
            *widgets("depth_", "part", "dataset", "depth", "n_h", "preset_0"),
            ".live-maps",
            ".live-boundary",
            ".live-space",
            ".live-fills .live-screen .live-sentence",
        ),
        {".live-maps": (300, 300), ".live-boundary": (300, 300), ".live-space": (300, 300)},
        plays=True,
    ),
    Screen(
        "why_depth?depth_part=parity",
        PROJECTOR,
        (
            MENU,
            *TRANSPORT,
            ".st-key-message",
            *widgets("depth_", "part", "bits", "times", "preset_0"),
            ".live-fold",
            ".live-strips",
            ".live-fills .live-screen .live-numbers",
            ".live-fills .live-screen .live-sentence",
        ),
        {".live-fold": (400, 300), ".live-strips": (400, 300)},
        plays=True,
    ),
    *(
        Screen(
            f"why_depth?depth_part={part}" if part != "folding" else "why_depth",
            PHONE,
            (MENU, *TRANSPORT, *charts, ".live-fills .live-screen .live-sentence"),
            {charts[0]: (160, 130), charts[1]: (160, 130)},
            plays=True,
        )
        for part, charts in {
            "folding": (".live-folds", ".live-strips"),
            "composed": (".live-maps", ".live-boundary", ".live-space"),
            "parity": (".live-fold", ".live-strips"),
        }.items()
    ),
    Screen(
        "why_depth?embed=true",
        EMBEDDED,
        (*TRANSPORT, ".live-folds", ".live-strips", ".live-fills .live-screen .live-sentence"),
        {".live-folds": (200, 130)},
        plays=True,
    ),
    Screen(
        "why_depth?embed=true&depth_part=composed",
        EMBEDDED,
        (
            *TRANSPORT,
            ".live-maps",
            ".live-boundary",
            ".live-space",
            ".live-fills .live-screen .live-sentence",
        ),
        {".live-boundary": (150, 130)},
        plays=True,
    ),
    Screen(
        "digits",
        PROJECTOR,
        (
            MENU,
            *TRANSPORT,
            *widgets("digits_", "depth", "n_h", "initialisation", "learning_rate", "samples", "preset_0"),
            ".st-key-message",
            ".live-metrics dd",
            *DIGITS,
            ".live-mistakes",
            ".live-confusion",
        ),
        {".pad canvas": (200, 200), ".live-weights": (300, 140), ".live-cost": (300, 140)},
        plays=True,
    ),
    Screen(
        "digits",
        PHONE,
        (
            MENU,
            *TRANSPORT,
            *widgets("digits_", "depth", "n_h", "initialisation", "learning_rate", "samples"),
            ".live-metrics dd",
            *DIGITS,
            ".live-mistakes",
            ".live-confusion",
        ),
        {".pad canvas": (140, 140), ".live-weights": (160, 100)},
        plays=True,
    ),
    Screen(
        "digits?embed=true",
        EMBEDDED,
        (*TRANSPORT, ".live-metrics dd", *DIGITS, ".live-mistakes", ".live-confusion"),
        {".pad canvas": (140, 140)},
        plays=True,
    ),
]


ARRANGEMENTS = (
    *("", "zero_or_random", "how_large_a_start", "going_downhill", "one_step_by_hand"),
    *("why_this_cost", "why_depth", "why_depth?depth_part=composed", "digits"),
)
"""A page for each way in which pictures stand together."""

# In Present, what is there is larger, and no picture smaller than in the usual view; text and tables are not there.
PRESENT = [
    replace(
        screen,
        present=True,
        wanted=(
            *(each for each in screen.wanted if not each.endswith(("preset_0", "next_experiment", "downloads", "pin"))),
            LEAVE,
        ),
    )
    for screen in SCREENS
    if screen.window == PROJECTOR and screen.address in ARRANGEMENTS
]
VISITS: dict[str, list[Screen]] = {}
"""By its address, what each page is looked at in; Present comes last."""
for each in (*SCREENS, *PRESENT):
    VISITS.setdefault(each.address, []).append(each)
ON_A_PHONE = {screen.address for screen in SCREENS if screen.window == PHONE}


def boxes(page: Page, screen: Screen) -> dict[str, list[Box]]:
    return {selector: [tuple(box) for box in found] for selector, found in page.evaluate(BOXES, list(screen.wanted))}


UNCOVERED = """(places) => places.filter((place) => {
  const buttons = [...document.querySelectorAll(`button${place}, ${place} button`)];
  const button = buttons.find((each) => each.getClientRects().length);
  const { left, top, width, height } = button.getBoundingClientRect();
  return ![0.1, 0.5, 0.9].every((share) =>
    button.contains(document.elementFromPoint(left + share * width, top + height / 2)));
})"""
"""Which buttons are covered by something else, or cut off, even in part."""


def overlap(one: Box, other: Box) -> bool:
    """Whether two boxes share more than a border; one inside the other is one part of it."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    return width > 2 and height > 2


SCROLL_WIDTHS = """[document.documentElement,
  ...document.querySelectorAll('[data-testid="stAppViewContainer"], [data-testid="stMain"]')
].map((each) => each.scrollWidth)"""


def faults(page: Page, screen: Screen) -> list[str]:
    """What is not as it should be, a line each."""
    width, height = screen.window
    found = boxes(page, screen)
    said = [f"{selector} is not there" for selector, each in found.items() if not each]
    for selector, each in found.items():
        least_width, least_height = screen.least.get(selector, (1, 1))
        for left, top, right, bottom in each:
            if left < -1 or top < -1 or right > width + 1 or bottom > height + 1:
                said.append(f"{selector} is cut off: {left:.0f} to {right:.0f}, {top:.0f} to {bottom:.0f}")
            if right - left < least_width or bottom - top < least_height:
                said.append(f"{selector} is small: {right - left:.0f} × {bottom - top:.0f}")
    every = [(selector, box) for selector, each in found.items() for box in each]
    for number, (selector, box) in enumerate(every):
        said += [
            f"{selector} is on top of {other}"
            for other, second in every[number + 1 :]
            if overlap(box, second) and selector != ".st-key-message" != other
        ]
    if (wide := max(page.evaluate(SCROLL_WIDTHS))) > width:
        said.append(f"the page is {wide} wide: it scrolls sideways, or a key press shifts it, for good")
    return said


def button(page: Page, key: str):
    return page.locator(f".st-key-{key} button:visible").first


def press_of_the_runs(page: Page, command: str) -> None:
    page.locator(f"[data-command={command}]:visible").first.click()


IN_CHINESE = ("", "zero_or_random", "how_many_units", "digits")
"""One run, two of them, a sweep, a drawing: how they look in further windows, and what keeps people from using them, is
the same on the others."""


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
    "loops_or_vectors": press("Measure"),
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
    played = {screen.address for screen in SCREENS if screen.plays}
    assert {*ADDRESSES} - played == {*MAIN_CONTROL, "the_code"}


AT_NIGHT = {
    "?samples=60&pins=30+activation+relu+scale+1~20+n_h+8~20+learning_rate+0.5~20+depth+2",
    "going_downhill?downhill_part=rules&embed=true",
    "one_step_by_hand?step_dataset=blobs&step_classes=3&step_n_h=3&step_stage=cost",
    "small_batches?embed=true",
    "too_good_to_be_true?embed=true",
    "how_many_units?sizes_sweep=activation&embed=true",
    "how_many_units?sizes_sweep=seed",
    "why_depth?depth_part=parity",
    "why_depth?embed=true&depth_part=composed",
}
"""Further looks at pages that are looked at otherwise, too."""


@pytest.mark.parametrize(
    "address",
    [pytest.param(address, marks=[pytest.mark.nightly] if address in AT_NIGHT else []) for address in VISITS],
    ids=lambda address: address or "playground",
)
def test_all_that_the_question_needs_is_on_one_screen(page: Page, app: str, address: str) -> None:
    page.set_default_timeout(60_000)
    scheme = "dark" if list(VISITS).index(address) % 2 else "light"
    page.emulate_media(color_scheme=scheme)
    screens = VISITS[address]
    embedded = "embed=true" in address
    # In a frame there are few words, which are those of the whole page; the playground's are looked at there, too.
    chinese = not embedded or address == "?embed=true"
    resize(page, screens[0])
    page.goto(f"{app}/{address}{('&' if '?' in address else '?') + 'lang=zh' if chinese else ''}")
    if chinese:
        for screen in screens if address in IN_CHINESE else screens[:1]:
            if screen.window in (PROJECTOR, PHONE, EMBEDDED) and not screen.present:
                resize(page, screen)
                assert lasting_faults(page, screen) == [], f"in Chinese, at {screen}"
        if address in IN_CHINESE:
            assert violations(page) == []
        resize(page, screens[0])
        button(page, "languages").click()
        page.get_by_role("button", name="English").click()
        page.wait_for_function(
            "() => document.documentElement.lang === 'en' && !document.querySelector('[data-gloss]')"
        )
        page.evaluate("document.querySelector('.st-key-bar').scrollLeft = 0")
    for screen in screens:
        try:
            resize(page, screen)
            if screen.present:
                present(page, screen)
            if screen is screens[0]:
                look_while_it_plays(page, screen)
            else:
                look_after_a_pause(page, screen, screen is screens[-1])
        except BaseException as error:
            error.add_note(f"at {screen}")
            raise
        if screen is screens[0] and address in ADDRESSES:  # once for each page
            fit_for_anyone(page)
            if address not in ON_A_PHONE:
                fit(page, PHONE[0], scheme)
    if not address:  # type and room are the same in both
        theme(page, "dark")
        assert lasting_faults(page, screens[-1]) == []
    if not screens[-1].plays and screens[-1].present:
        large = page.evaluate(SIZE_OF_TYPE)
        page.keyboard.press("Escape")
        page.wait_for_function(f"() => {SIZE_OF_TYPE} < {large}")
    if address in MAIN_CONTROL:  # the others have played
        use(page, address)
    offers_no_upload(page, but_has_buttons=address in ("", "going_downhill", "why_this_cost"))


WATCH = """
const tops = window.tops = [];
(function look() {
  const chart = document.querySelector(".live-boundary, [class*=live-boundary-]");
  const top = chart?.getClientRects().length ? Math.round(chart.getBoundingClientRect().top) : null;
  if (top !== null && top !== tops.at(-1)) tops.push(top);
  requestAnimationFrame(look);
})();"""


HEIGHT_IS_KNOWN = {
    "": (PROJECTOR, PHONE),
    "?hide=scale": (EMBEDDED,),
    "zero_or_random?present=true": (PROJECTOR,),
}
"""By the address, the windows for which the style sheet can say how high the controls will be."""


@pytest.mark.parametrize("address", HEIGHT_IS_KNOWN)
def test_the_first_chart_stays_where_it_is_while_the_controls_come(browser: Browser, app: str, address: str) -> None:
    for width, height in HEIGHT_IS_KNOWN[address]:
        with browser.new_context(viewport={"width": width, "height": height}) as context:  # with nothing in its cache
            page = context.new_page()
            page.add_init_script(WATCH)
            page.goto(f"{app}/{address}")
            page.locator(".live-boundary, [class*=live-boundary-]").locator(".main-svg").first.wait_for(timeout=60_000)
            expect(button(page, "present")).to_be_visible(timeout=60_000)
            settled(page)
            tops = page.evaluate("tops")
            assert max(tops) - min(tops) < 10, f"at {width}×{height}"  # the lowest row has 38 pixels


SIZE_OF_TYPE = "[...document.querySelectorAll('.live-chart')].find((chart) => chart._fullLayout)._fullLayout.font.size"


def resize(page: Page, screen: Screen) -> None:
    page.set_viewport_size(dict(zip(("width", "height"), screen.window, strict=True)))  # type: ignore[arg-type]


def lasting_faults(page: Page, screen: Screen) -> list[str]:
    """What is not as it should be, and stays so: on a slow machine charts find their place late."""
    until = time.monotonic() + 15
    settled(page)
    while (found := faults(page, screen)) and time.monotonic() < until:
        settled(page)
    return found


def present(page: Page, screen: Screen) -> None:
    """Begin Present, which makes the charts large, also where nothing plays."""
    settled(page)
    before = page.evaluate(SIZE_OF_TYPE)
    button(page, "present").click()
    expect(button(page, "present")).to_contain_text("Leave")
    page.wait_for_function(f"() => {SIZE_OF_TYPE} > {before}")


def within_reach(page: Page, screen: Screen) -> None:
    """Nothing covers a button of the transport."""
    pressed = [each for each in screen.wanted if each in (*TRANSPORT, LEAVE)]
    assert page.evaluate(UNCOVERED, pressed) == []


def stays(page: Page, screen: Screen, before: dict[str, list[Box]]) -> None:
    """Nothing that is said has moved the pictures."""
    after = boxes(page, screen)
    for selector in (each for each in screen.wanted if "live-boundary" in each or "live-cost" in each):
        assert [box[1] for box in after[selector]] == pytest.approx([box[1] for box in before[selector]], abs=2)


def look_while_it_plays(page: Page, screen: Screen) -> None:
    """Before Play, then while it plays and after a pause."""
    assert lasting_faults(page, screen) == []
    if not screen.plays:
        return
    within_reach(page, screen)
    before = boxes(page, screen)
    press_of_the_runs(page, "play")
    page.wait_for_function("() => Number(document.querySelector('.live-metrics dd').textContent) >= 3")
    assert [fault for fault in faults(page, screen) if "small" not in fault] == []
    press_of_the_runs(page, "play")
    assert lasting_faults(page, screen) == []
    stays(page, screen, before)


def look_after_a_pause(page: Page, screen: Screen, last: bool) -> None:
    """After the pause; in the last of a page's windows also with the run at its beginning again."""
    assert lasting_faults(page, screen) == []
    if not screen.plays:
        return
    within_reach(page, screen)
    if last:
        after = boxes(page, screen)
        press_of_the_runs(page, "reset")
        page.wait_for_function("() => document.querySelector('.live-metrics dd').textContent === '0'")
        assert lasting_faults(page, screen) == []
        stays(page, screen, after)


def offers_no_upload(page: Page, but_has_buttons: bool) -> None:
    """None of the buttons over a chart does."""
    titles, sends = page.evaluate(
        """() => [
          [...document.querySelectorAll(".live-chart .modebar-btn")].map((each) => each.dataset.title),
          [...document.querySelectorAll(".live-chart")].map((chart) => chart._context?.showSendToCloud),
        ]"""
    )
    assert titles or not but_has_buttons
    assert not any(re.search("share|cloud|upload", title, re.IGNORECASE) for title in titles)
    assert not any(sends)


def test_a_notice_does_not_push_the_charts_away_and_has_the_button_that_helps(page: Page, app: str) -> None:
    page.set_default_timeout(60_000)
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto(f"{app}/?limit=30&speed=max")
    settled(page)
    chart = page.locator(".live-boundary")
    before = chart.bounding_box()
    press_of_the_runs(page, "play")
    notice = page.locator(".st-key-message")
    expect(notice).to_contain_text("reached its limit of 30 iterations")
    settled(page)
    assert chart.bounding_box() == before
    notice.get_by_role("button", name="Go on for 10,000 more").click()
    page.wait_for_function("() => Number(document.querySelector('.live-metrics dd').textContent.replace(',', '')) > 30")
    expect(page).to_have_url(re.compile("limit=10030"))

    page.goto(f"{app}/?activation=leaky_relu&initialisation=he&learning_rate=50&speed=max&colour=red")
    settled(page)
    assert chart.bounding_box() == before  # what is wrong with the link does not push them away either
    press_of_the_runs(page, "play")
    expect(notice).to_contain_text("Training diverged")
    settled(page)
    assert chart.bounding_box() == before
    notice.get_by_role("button", name=RESET).click()
    page.wait_for_function("() => document.querySelector('.live-metrics dd').textContent === '0'")
    page.get_by_role("button", name="Link: 1").click()
    expect(page.get_by_text("'colour' is not a setting of this page.")).to_be_visible()


def test_in_present_the_notice_and_its_button_are_seen_also_under_a_long_question(page: Page, app: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto(f"{app}/?limit=30&speed=max&present=true&ask={'Which+of+these+will+it+learn,+' * 7}")
    settled(page)
    press_of_the_runs(page, "play")
    notice = page.get_by_text("reached its limit of 30 iterations")
    message = page.locator(".st-key-message").bounding_box()
    go_on = page.locator("[data-command=go_on]:visible")
    for part in (notice, go_on):
        expect(part).to_be_visible()
        box = part.bounding_box()
        assert box
        assert message
        assert box["y"] >= message["y"] - 1
        assert box["y"] + box["height"] <= message["y"] + message["height"] + 1


@pytest.mark.phone
def test_on_a_phone_the_message_is_seen_from_its_first_line_and_no_buttons_cover_a_chart(page: Page, app: str) -> None:
    page.goto(f"{app}/?ask={'Which+of+these+will+it+learn,+' * 7}")
    settled(page)
    message, first = page.locator(".st-key-message"), page.locator(".st-key-message").get_by_test_id("stText")
    assert message.evaluate("(box) => box.scrollHeight > box.clientHeight + 20")
    assert first.bounding_box()["y"] >= message.bounding_box()["y"] - 1  # type: ignore[index]
    page.locator(".live-cost").tap()
    expect(page.locator(".modebar-btn:visible")).to_have_count(0)

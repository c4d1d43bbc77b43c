"""A visitor in a hurry, and whether what they see is what the controls say: ``python -m benchmarks.hurried``.

In a real browser, behind a proxy that holds everything back, a visitor presses whatever there is, at random, without
waiting; changes the page, goes back and forward, reloads, loses the connection. After each burst of that they pause.
Then the widgets, the link and every number on the page must agree with a training of its own (``oracle.py``) with the
settings of the link. The same seed makes the same walk, but for what comes late. Exit status 1 if anything differs.
"""

import argparse
import base64
import contextlib
import io
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
from PIL import Image
from playwright.sync_api import Browser, Error, Page, sync_playwright

from playground.charts.style import CLASS_COLOURS, rgb
from playground.lessons.playground import PLAYGROUND
from playground.lessons.zero_or_random import ZERO_OR_RANDOM
from playground.training import Settings
from playground.training.field import Extent

from . import oracle
from .serving import BROWSER_FLAGS, Proxy, find_browser, proxied, serve

DELAYS = (0.0, 0.05, 0.15)
"""Seconds each way: round trips of 0, 100 and 300 ms."""
MOST_ITERATIONS = 6500
"""Beyond this the reference run depends on rounding, and training it again takes long."""
QUIET_SECONDS = 0.5
PATIENCE = 60.0
"""Seconds after which a page that does not come to rest has failed."""
CONFIDENT = 0.1
"""How far from one half a probability must be for its class to be compared: the picture has cells."""


@dataclass(frozen=True)
class Place:
    """A page to walk on: its address, the prefix of its settings, and the first weights of each of its networks."""

    path: str
    prefix: str
    settings: Settings
    networks: tuple[str, ...]
    """Of each network the end of its boundary's name."""

    def recipes(self, values: dict[str, Any]) -> list[dict[str, Any]]:
        """What each network is trained with."""
        if "left" not in values:
            return [values]
        left = {"initialisation": values["left"]}
        if values["left"] == "constant":
            left["scale"] = values["constant"]
        return [{**values, **left}, {**values, "initialisation": "random"}]


PLACES = (
    Place("", "", PLAYGROUND.settings, ("",)),
    Place("zero_or_random", "zero_", ZERO_OR_RANDOM.settings, ("-left", "-right")),
)

READ = """(prefix) => {
  const widgets = {};
  for (const element of document.querySelectorAll('[class*="st-key-"]')) {
    const name = [...element.classList].find((each) => each.startsWith("st-key-" + prefix))?.slice(7 + prefix.length);
    const pressed = element.querySelector('[aria-checked="true"]');
    const input = element.querySelector("input");
    if (!name || name in widgets || (!pressed && !input)) continue;
    widgets[name] = pressed ? pressed.innerText
      : input.type === "checkbox" ? String(input.checked) : input.getAttribute("aria-valuetext") ?? input.value;
  }
  const numbers = [...document.querySelectorAll(".live-metrics, .live-numbers")].map((list) =>
    [...list.querySelectorAll("dt")].map((dt) => [dt.firstChild.textContent, dt.nextElementSibling.textContent]));
  const pictures = {};
  for (const chart of document.querySelectorAll('.live-chart[class*="live-boundary"]')) {
    const name = [...chart.classList].find((each) => each.startsWith("live-boundary"));
    pictures[name] = chart.querySelector(".imagelayer image")?.getAttribute("href");
  }
  const play = document.querySelector(`.st-key-${prefix}play button`);
  const server = document.querySelector("[data-testid=stApp]")?.dataset.testScriptState;
  return { link: location.search, widgets, numbers, pictures, play: play?.innerText, path: location.pathname,
           disabled: play?.disabled, server, refused: Boolean(document.querySelector("[data-testid=stAlert]")) };
}"""


@dataclass
class Walk:
    """A walk over one page.

    Attributes
    ----------
    most : actions between one look and the next
    done : the actions since the page was last found to be as it should
    rates : the learning rates since iteration 0, each from an iteration on; None if it is not known where one changed
    differences : what was found, a line each
    """

    page: Page
    url: str
    place: Place
    chance: random.Random
    proxy: Proxy | None = None
    delay: float = 0
    most: int = 4
    done: list[str] = field(default_factory=list)
    rates: list[tuple[int, float]] | None = None
    rate: float = 0
    actions: int = 0
    compared: int = 0
    sensitive: int = 0
    differences: list[str] = field(default_factory=list)

    def begin(self) -> None:
        """Open the page."""
        self.page.goto(f"{self.url}/{self.place.path}")
        self.wait_for_chart()
        self.check()

    def wait_for_chart(self) -> None:
        """Until the page has its pictures."""
        self.page.wait_for_selector(
            ".live-boundary .imagelayer image, .live-boundary-right .imagelayer image, [data-testid=stAlert]"
        )

    def burst(self) -> None:
        """A few actions at once, then a pause and a look."""
        self.done = []
        for _ in range(self.chance.randint(1, self.most)):
            name, act = self.chance.choice(list(self.all_actions()))
            self.done.append(name)
            self.actions += 1
            try:
                act()
            except Error as error:
                # What can't be pressed at the moment is not pressed: it is disabled, or in a closed menu.
                if not any(each in str(error) for each in ("Timeout", "detached", "not attached", "navigation")):
                    raise
                self.done[-1] += " (not possible)"
                self.page.keyboard.press("Tab")  # what is half typed is left, which makes it count
            time.sleep(self.chance.choice((0, 0, 0.05, 0.2)))
        self.check()

    def all_actions(self) -> Iterator[tuple[str, Callable[[], None]]]:
        """What a visitor can do, by name."""
        for button in ("play", "play", "play", "step", "reset", "new_weights", "next_experiment"):
            yield button, partial(self.press, button)
        for number in range(len(self.presets)):
            yield f"preset {number}", partial(self.press, f"preset_{number}")
        yield "play twice", lambda: self.click("play", click_count=2)
        for key in ("ArrowLeft", "ArrowRight", "ArrowRight"):
            yield f"n_h {key}", partial(self.press_key, "n_h", key)
        for key in ("ArrowLeft", "ArrowRight"):
            yield f"speed {key}", partial(self.press_key, "speed", key)
        for name in ("tanh", "relu", "sigmoid", "leaky_relu"):
            yield name, partial(self.choose_activation, name)
        for rate in ("0.3", "0.1", "1", "0.7"):
            yield f"rate {rate}", partial(self.type_rate, rate)
        for name in ("classes", "seed", "limit", "noise", *NUMBERS, *TYPED, *SWITCHES):
            if name not in self.place.settings.names:
                continue
            yield f"setting {name}", partial(self.change_setting, name)
        yield "another page, and back by the menu", partial(self.away, True)
        yield "another page, and the browser's way back", partial(self.away, False)
        yield "back", self.back
        yield "reload", self.reload
        yield "another window", self.resize
        yield "another theme", lambda: self.page.emulate_media(color_scheme=self.chance.choice(("light", "dark")))
        if self.proxy:
            yield "lose the connection", self.proxy.drop

    def resize(self) -> None:
        """Give the window another size."""
        width, height = self.chance.choice(WINDOWS)
        self.page.set_viewport_size({"width": width, "height": height})

    @property
    def presets(self) -> Sequence:
        """The page's experiments."""
        return (PLAYGROUND if not self.place.prefix else ZERO_OR_RANDOM).presets

    def click(self, key: str, timeout: float = 700, **how: Any) -> None:
        """Click a button by its key."""
        self.page.locator(f".st-key-{self.place.prefix}{key} button:visible").first.click(timeout=timeout, **how)

    def press(self, key: str) -> None:
        """Click a button, knowing what it does to the learning rate."""
        self.click(key)
        if key in ("reset", "new_weights") or key.startswith(("preset", "next")):
            self.rates = [(0, nan)]

    def press_key(self, name: str, key: str) -> None:
        """Move a slider."""
        self.page.locator(f".st-key-{self.place.prefix}{name} input").first.press(key, timeout=700)

    def choose_activation(self, name: str) -> None:
        """Press a button of the activation."""
        row = self.page.locator(f".st-key-{self.place.prefix}activation")
        row.get_by_text(name, exact=True).first.click(timeout=700)

    def type_rate(self, rate: str) -> None:
        """Type a learning rate. Where it begins to count is known only if nothing else has happened meanwhile."""
        self.rates = None
        self.page.locator(f".st-key-{self.place.prefix}learning_rate input").first.click(timeout=700)
        # By keys: of a text that comes at once, Streamlit's box cuts off what it ends with if that was its value.
        self.page.keyboard.type(rate)
        self.page.keyboard.press("Enter")

    def change_setting(self, name: str) -> None:
        """Change what is in the popover."""
        self.open_settings()
        widget = self.page.locator(f".st-key-{self.place.prefix}{name}")
        if name in SWITCHES:
            widget.locator("label").first.click(timeout=700)
        elif name == "noise":
            widget.locator("input").first.press("ArrowLeft", timeout=700)
        elif name == "classes":
            widget.locator("input").first.press(self.chance.choice(("ArrowLeft", "ArrowRight")), timeout=700)
        elif name in TYPED:
            widget.locator("input").first.click(timeout=700)
            self.page.keyboard.type(self.chance.choice(TYPED[name]))
            self.page.keyboard.press("Enter")
        else:
            number = widget.locator("input").first
            number.fill(str(self.chance.choice(NUMBERS.get(name, (3000, 4000, 5000)))), timeout=700)
            number.press("Enter", timeout=700)
        self.page.keyboard.press("Escape")

    def open_settings(self) -> None:
        """Open the settings that are not always in sight, if they are not open."""
        within = self.page.locator(f".st-key-{self.place.prefix}seed input").first
        deadline = time.monotonic() + PATIENCE
        while not within.is_visible():
            if time.monotonic() > deadline:
                self.differs("the settings do not open", self.page.evaluate(READ, self.place.prefix))
                self.reload()
                deadline = time.monotonic() + PATIENCE
            with contextlib.suppress(Error):
                self.click("settings", timeout=5000)
                within.wait_for(timeout=8000 + 4000 * self.delay)  # not sooner: another click would close them again

    def away(self, back_by_menu: bool) -> None:
        """To the page of the code, and back."""
        self.go_to("The code")
        self.page.wait_for_url("**/the_code*", timeout=20_000)
        if back_by_menu:
            self.page.get_by_role("heading", name="The training loop, plainly").wait_for(timeout=20_000)
            self.go_to("Zero or random" if self.place.prefix else "Playground")
        else:
            self.page.go_back()
        self.wait_for_chart()

    def go_to(self, title: str) -> None:
        """Open another page by the menu."""
        self.page.locator(".st-key-menu button:visible").first.click(timeout=3000)
        self.page.get_by_test_id("stPopoverBody").get_by_role("link", name=title).first.click(timeout=3000)

    def back(self) -> None:
        """The browser's way back, and forward again if that leads away."""
        self.page.go_back()
        if "about:blank" in self.page.url or self.place.path != urlsplit(self.page.url).path.strip("/"):
            self.page.go_forward()
        self.rates = None
        self.wait_for_chart()

    def reload(self) -> None:
        """Load the page anew: the link keeps the settings, and the run begins again."""
        self.page.reload()
        self.wait_for_chart()
        self.rates = [(0, nan)]

    def come_to_rest(self) -> dict[str, Any]:
        """Pause, and wait until nothing changes any more; returns what is on the page."""
        deadline = time.monotonic() + PATIENCE
        last, since, pressed = None, time.monotonic(), 0.0
        while time.monotonic() < deadline:
            try:
                seen = self.page.evaluate(READ, self.place.prefix)
            except Error as error:
                if "navigation" not in str(error):
                    raise
                continue  # a page that has lost its content is loaded anew
            now = time.monotonic()
            if "Pause" in (seen["play"] or "") and not seen["disabled"] and now - pressed > 2 + 4 * self.delay:
                with contextlib.suppress(Error):
                    self.click("play")
                pressed = time.monotonic()
            if seen != last or seen["server"] != "notRunning" or "Pause" in (seen["play"] or ""):
                last, since = seen, now
            # There are no pictures before Plotly's.
            shows = seen["refused"] or (seen["numbers"] and all(seen["pictures"].values()))
            if now - since > QUIET_SECONDS + 4 * self.delay and shows:
                return seen
            self.page.wait_for_timeout(50)
        self.differs(f"the page does not come to rest: {last}", last or {})
        self.reload()
        return self.come_to_rest()

    def check(self) -> None:
        """Compare the widgets, the link and the numbers."""
        self.come_to_rest()
        self.open_settings()
        seen = self.come_to_rest()
        self.page.keyboard.press("Escape")
        values = self.settings_of(seen["link"])
        for name, shown in seen["widgets"].items():
            if name in values and not self.same(name, shown, values[name]):
                self.differs(f"{name} is {values[name]} in the link, and its control shows {shown}", seen)
        self.compare(values, seen)

    def settings_of(self, link: str) -> dict[str, Any]:
        """All settings that a link stands for."""
        prefix = self.place.prefix
        given = {name[len(prefix) :]: texts[-1] for name, texts in parse_qs(link.lstrip("?")).items()}
        records, notes = self.place.settings.read(given)
        if notes:
            self.differs(f"the link has {notes}", {})
        return {name: value for record in records.values() for name, value in vars(record).items()}

    @staticmethod
    def same(name: str, shown: str, value: Any) -> bool:
        """Whether a control shows a value."""
        if isinstance(value, bool):
            return shown == str(value).lower()
        if isinstance(value, str):
            return shown == value
        return abs(float(shown) - value) < 1e-9

    def compare(self, values: dict[str, Any], seen: dict[str, Any]) -> None:
        """Train anew with the settings of the link, up to the iteration on screen."""
        if seen["refused"]:  # there is no such network, and the page says so
            self.rates = None
            return
        numbers = [dict(part) for part in seen["numbers"]]
        iteration = int(numbers[0]["Iteration"].replace(",", ""))
        if iteration == 0:
            self.rates = [(0, nan)]
        if self.rates and np.isnan(self.rates[-1][1]):
            self.rates = [(0, values["learning_rate"])]
        if not self.rates or iteration > MOST_ITERATIONS:
            return
        parts = [numbers[0]] if len(self.place.networks) == 1 else [part for part in numbers if "Cost" in part]
        for recipe, part, ending in zip(self.place.recipes(values), parts, self.place.networks, strict=True):
            outcome = oracle.train(recipe, iteration, self.rates)
            cost = float(part["Cost"].split()[0])  # its parts may follow
            accuracy = float((part.get("Train accuracy") or part["Accuracy"]).rstrip(" %")) / 100
            wrong = []
            if abs(cost - outcome.cost) > 2e-4 + 1e-3 * outcome.cost:
                wrong.append(f"cost {cost}, true {outcome.cost:.4f}")
            if abs(accuracy - outcome.accuracy) > 0.00051:
                wrong.append(f"accuracy {accuracy}, true {outcome.accuracy}")
            picture = seen["pictures"]["live-boundary" + ending]
            if wrong_cells := cells_that_differ(picture, outcome):
                wrong.append(f"{wrong_cells} cells of the boundary")
            self.compared += 1
            if wrong and oracle.depends_on_rounding(recipe, iteration, self.rates):
                self.sensitive += 1
            elif wrong:
                self.differs(f"network {ending or 1} at iteration {iteration}: {', '.join(wrong)}", seen)

    def differs(self, what: str, seen: dict[str, Any]) -> None:
        """Note a difference."""
        self.differences.append(f"{what}; after {self.done} at {1000 * self.delay:.0f} ms; link {seen.get('link')}")
        print("  " + self.differences[-1], flush=True)


nan = float("nan")
NUMBERS = {"batch_size": (0, 7, 64), "half_life": (50, 200)}
TYPED = {
    "update_rule": ("gradient", "momentum", "adam", "rmsprop"),
    "l2": ("0", "0.001", "0.01"),
    "schedule": ("step", "1/t"),
}
"""What is typed, or begun to be typed, into a box of texts."""
SWITCHES = ("hard", "log_cost", "x1", "x1_squared", "sin_x2")
WINDOWS = ((1280, 720), (1366, 768), (1000, 700))


def cells_that_differ(picture: str, outcome: oracle.Outcome) -> int:
    """In how many cells of the boundary's picture the class is another one."""
    image = np.asarray(Image.open(io.BytesIO(base64.b64decode(picture.split(",")[1]))).convert("RGBA")).astype(int)
    rows, columns = image.shape[:2]
    extent = Extent.around(outcome.points)
    x = extent.left + (np.arange(columns) + 0.5) / columns * (extent.right - extent.left)
    y = extent.top - (np.arange(rows) + 0.5) / rows * (extent.top - extent.bottom)
    where = np.array([each.ravel() for each in np.meshgrid(x, y)])
    outputs = outcome.outputs(where).reshape(-1, rows, columns)
    probability = np.concatenate([1 - outputs, outputs]) if len(outputs) == 1 else outputs
    colours = np.array([rgb(colour) for colour in CLASS_COLOURS])
    shown = np.abs(image[..., None, :3] - colours).sum(axis=-1).argmin(axis=-1)
    second, first = np.sort(probability, axis=0)[-2:]
    return int(((first - second > 2 * CONFIDENT) & (shown != probability.argmax(axis=0))).sum())


def walk(
    browser: Browser, app: str, place: Place, delay: float, seed: int, most: int, until: Callable[[Walk], bool]
) -> Walk:
    """Walk over a page until it is enough."""
    with proxied(app, delay) as proxy:
        context = browser.new_context(viewport={"width": 1280, "height": 720})
        page = context.new_page()
        page.set_default_timeout(60_000)
        walker = Walk(page, proxy.url, place, random.Random(seed), proxy, delay, most)
        walker.begin()
        while not until(walker):
            walker.burst()
        context.close()
    return walker


def walk_everywhere(
    browser: Browser, app: str, seed: int, actions: int, seconds: float, most: int = Walk.most
) -> list[Walk]:
    """Walk over every page with every delay, each with its share of the actions and of the time."""
    walks: list[Walk] = []
    share, begin = len(PLACES) * len(DELAYS), time.monotonic()
    for delay in DELAYS:
        for place in PLACES:
            end = begin + seconds * (len(walks) + 1) / share  # what one takes too long is not added to the whole

            def enough(walker: Walk, end: float = end) -> bool:
                return walker.actions >= actions / share or time.monotonic() > end

            walks.append(walk(browser, app, place, delay, seed, most, enough))
    return walks


def report(walks: list[Walk]) -> int:
    """Print the figures; returns how many differences there are."""
    differences = sum(len(each.differences) for each in walks)
    print(f"actions                   {sum(each.actions for each in walks)}")
    print(f"networks compared         {sum(each.compared for each in walks)}")
    print(f"that depend on rounding   {sum(each.sensitive for each in walks)}")
    print(f"differences               {differences}")
    return differences


def main() -> int:
    """Walk, and report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--actions", type=int, default=300)
    parser.add_argument("--seconds", type=float, default=3600, help="at most")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--most", type=int, default=Walk.most, help="actions between one look and the next")
    options = parser.parse_args()
    with serve() as app, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=BROWSER_FLAGS)
        walks = walk_everywhere(browser, app, options.seed, options.actions, options.seconds, options.most)
        browser.close()
    return 1 if report(walks) else 0


if __name__ == "__main__":
    sys.exit(main())

"""A hurried visitor's walk over one page in a real browser, with comparisons after each burst of actions."""

import contextlib
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from math import isnan, nan
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Error, Page

from .agreement import Place, compare, controls_that_differ, is_still, iteration_of, read, settings_of, spoken_of
from .serving import Proxy

QUIET_SECONDS = 0.5
PATIENCE = 60.0
"""Seconds within which a page must come to rest."""

NUMBERS = {"batch_size": (0, 7, 64), "half_life": (50, 200)}
"""Numbers to type into these boxes; any other box gets a limit."""
TYPED = {
    "update_rule": ("gradient", "momentum", "adam", "rmsprop"),
    "l2": ("0", "0.001", "0.01"),
    "schedule": ("step", "1/t"),
}
"""Text typed, completely or not, into a text box."""
SWITCHES = ("hard", "log_cost", "x1", "x1_squared", "sin_x2")
"""Settings that are on or off."""
WINDOWS = ((1280, 720), (1366, 768), (1000, 700))
RATES = ("0.3", "0.1", "1", "0.7")
BUTTONS = ("play", "step", "reset", "new_weights", "go_on")
"""Buttons that act on the runs; others belong to the page."""
KEYS = ("ArrowLeft", "ArrowRight", "PageDown", "PageDown", "PageUp", "Home", "End")
"""Keys that move along the time line."""


@dataclass
class Walk:
    """A walk over one page.

    Attributes
    ----------
    most : actions between checks, at most
    cuts : whether each burst of actions begins with a lost connection
    done : the actions since the page last passed a check
    rates : the learning rates since iteration 0, each with the iteration from which it applies; None if it is unknown
        where one changed; NaN stands for that of the link
    run : the run on the page that has had several rates
    differences : the differences found, one line each
    """

    page: Page
    url: str
    place: Place
    chance: random.Random
    proxy: Proxy | None = None
    delay: float = 0
    most: int = 4
    cuts: bool = False
    done: list[str] = field(default_factory=list)
    rates: list[tuple[int, float]] | None = None
    run: str = ""
    actions: int = 0
    compared: int = 0
    sensitive: int = 0
    differences: list[str] = field(default_factory=list)

    def begin(self) -> None:
        """Open the page."""
        self.page.goto(f"{self.url}/{self.place.path}")
        self.wait_for_chart()
        self.check()

    def begin_anew(self) -> None:
        """Open the page by its address."""
        self.page.goto(f"{self.url}/{self.place.path}")
        self.wait_for_chart()
        self.rates = [(0, nan)]

    def wait_for_chart(self) -> None:
        """Wait until the page has its pictures."""
        self.page.wait_for_selector(
            ".live-boundary .imagelayer image, .live-boundary-right .imagelayer image, [data-testid=stAlert]"
        )

    def burst(self) -> None:
        """Do a few actions at once, then pause and check."""
        self.done = []
        if self.cuts and self.proxy:
            self.done.append("lose the connection")
            self.actions += 1
            self.proxy.drop()
        for _ in range(self.chance.randint(1, self.most)):
            name, act = self.chance.choice(list(self.all_actions()))
            self.done.append(name)
            self.actions += 1
            try:
                act()
            except Error as error:
                # Skip what can't be pressed at the moment because it is disabled, or in a closed menu.
                if not any(each in str(error) for each in ("Timeout", "detached", "not attached", "navigation")):
                    raise
                self.done[-1] += " (not possible)"
                self.page.keyboard.press("Tab")  # leave a half-typed box, which submits it
                if urlsplit(self.page.url).path.strip("/") != self.place.path:
                    self.begin_anew()  # the failed action was the way back from another page
            time.sleep(self.chance.choice((0, 0, 0.05, 0.2)))
        self.check()

    def all_actions(self) -> Iterator[tuple[str, Callable[[], None]]]:
        """All actions of a visitor, by name."""
        for button in ("play", "play", "play", "step", "reset", "new_weights", "go_on", "next_experiment"):
            yield button, partial(self.press, button)
        for number in range(len(self.place.lesson.presets)):
            yield f"preset {number}", partial(self.choose_preset, f"preset_{number}")
        yield "play twice", lambda: self.click("play", click_count=2)
        if not self.place.prefix:
            yield "a move", self.move
            for _ in range(2):
                yield "two moves", self.move_twice
                yield "two moves and a rate", self.move_and_choose
            yield "backwards", lambda: self.page.locator(".live-back:visible").first.click(timeout=700)
        for key in ("ArrowLeft", "ArrowRight", "ArrowRight"):
            yield f"n_h {key}", partial(self.press_key, "n_h", key)
        for key in ("ArrowLeft", "ArrowRight"):
            yield f"speed {key}", partial(self.press_key, "speed", key)
        for name in ("tanh", "relu", "sigmoid", "leaky_relu"):
            yield name, partial(self.choose_activation, name)
        for rate in RATES:
            yield f"rate {rate}", partial(self.type_rate, rate)
        for name in ("classes", "seed", "limit", "noise", *NUMBERS, *TYPED, *SWITCHES):
            if name not in self.place.lesson.settings.names:
                continue
            yield f"setting {name}", partial(self.change_setting, name)
        yield "another page, and back by the menu", partial(self.away, True)
        yield "another page, and the browser's way back", partial(self.away, False)
        yield "back", self.back
        yield "reload", self.reload
        yield "another window", self.resize
        yield "present", lambda: self.page.locator(".st-key-present button:visible").first.click(timeout=700)
        yield "another theme", lambda: self.page.emulate_media(color_scheme=self.chance.choice(("light", "dark")))
        if self.proxy:
            yield "lose the connection", self.proxy.drop

    def resize(self) -> None:
        """Resize the window."""
        width, height = self.chance.choice(WINDOWS)
        self.page.set_viewport_size({"width": width, "height": height})

    def click(self, key: str, timeout: float = 700, **how: Any) -> None:
        """Click a button that acts on the runs, or one of the page, by its key."""
        its = f"[data-command={key}]" if key in BUTTONS else f".st-key-{self.place.prefix}{key} button"
        self.page.locator(f"{its}:visible").first.click(timeout=timeout, **how)

    def press(self, key: str) -> None:
        """Click a button, and keep track of its effect on the learning rate."""
        begins_anew = key in ("reset", "new_weights") or key.startswith(("preset", "next"))
        if begins_anew:
            self.rates = None  # a click reported too late by the browser counts as failed
        self.click(key)
        if begins_anew:
            self.rates = [(0, nan)]

    def choose_preset(self, key: str) -> None:
        """Click a preset in their list."""
        self.click("presets")
        self.press(key)

    def press_key(self, name: str, key: str) -> None:
        """Move a slider."""
        self.page.locator(f".st-key-{self.place.prefix}{name} input").first.press(key, timeout=700)

    def move(self) -> None:
        """Go to another iteration on the time line: by a key, a click, or dragging its handle."""
        self.chance.choice((self.move_by_key, self.move_by_click, self.drag))()

    def move_by_key(self) -> None:
        """Press a key on the handle."""
        self.page.locator(".live-handle:visible").press(self.chance.choice(KEYS), timeout=700)

    def move_by_click(self) -> None:
        """Click somewhere on the curve."""
        self.page.mouse.click(*self.somewhere())

    def drag(self) -> None:
        """Drag the handle somewhere."""
        to, _ = self.somewhere()  # first, since a failure during the drag would leave the button down
        x, y, width, height = self.box(".live-handle:visible")
        self.page.mouse.move(x + width / 2, y + height / 2)
        self.page.mouse.down()
        self.page.mouse.move(to, y + height / 2, steps=5)
        self.page.mouse.up()

    def somewhere(self) -> tuple[float, float]:
        """A place over the axis of the time line."""
        x, y, width, height = self.box(".live-track:visible")
        return x + self.chance.uniform(0.02, 0.95) * width, y + min(20, height / 2)

    def box(self, selector: str) -> tuple[float, float, float, float]:
        """Position and size of a part of the page."""
        part = self.page.locator(selector).first
        part.wait_for(timeout=700)
        box = part.bounding_box() or {"x": 0.0, "y": 0.0, "width": 0.0, "height": 0.0}
        return box["x"], box["y"], box["width"], box["height"]

    def move_twice(self) -> None:
        """Move again before the first move can be on screen."""
        self.move()
        self.move()

    def move_and_choose(self) -> None:
        """Move twice, and choose a learning rate as soon as that iteration is on screen: it applies from there.

        That is certain only if nothing else was pending, and if the iteration is reached.
        """
        seen = self.come_to_rest()
        rates, chosen = self.rates_of(seen), self.rate_of(seen)
        self.rates = None
        self.move_twice()
        try:
            self.page.wait_for_function(
                """() => document.querySelector(".live-handle").ariaValueNow
                  === document.querySelector(".live-metrics dd").textContent.replaceAll(",", "")""",
                timeout=5000 + 8000 * self.delay,
            )
        except Error:
            self.differs("a move on the time line does not come on screen", read(self.page, self.place))
            raise
        seen = read(self.page, self.place)
        rate = self.chance.choice([each for each in RATES if float(each) != chosen])
        self.type_rate(rate)
        if rates and not seen["refused"]:
            at, self.run = iteration_of(seen), seen["run"]
            self.rates = [*((since, each) for since, each in rates if since < at), (at, float(rate))]

    def rate_of(self, seen: dict[str, Any]) -> float:
        """The learning rate in a page's link."""
        return settings_of(self.place, seen["link"])[0]["learning_rate"]

    def rates_of(self, seen: dict[str, Any]) -> list[tuple[int, float]] | None:
        """The learning rates of the run on a page at rest."""
        if seen["refused"]:
            return None
        if iteration_of(seen) == seen["reached"] == 0:
            return [(0, self.rate_of(seen))]
        if self.rates and len(self.rates) > 1 and self.run != seen["run"]:
            return None  # another run has begun, with unknown rates
        return self.rates and [(since, self.rate_of(seen) if isnan(rate) else rate) for since, rate in self.rates]

    def choose_activation(self, name: str) -> None:
        """Press a button of the activation."""
        row = self.page.locator(f".st-key-{self.place.prefix}activation")
        row.get_by_text(name, exact=True).first.click(timeout=700)

    def type_rate(self, rate: str) -> None:
        """Type a learning rate. The iteration from which it applies is known only if nothing else happens meanwhile."""
        self.rates = None
        self.page.locator(f".st-key-{self.place.prefix}learning_rate input").first.click(timeout=700)
        # Key by key: from text inserted at once, Streamlit's box removes its previous value at the end.
        self.page.keyboard.type(rate)
        self.page.keyboard.press("Enter")

    def change_setting(self, name: str) -> None:
        """Change a setting in the popover."""
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

    def leave_present(self) -> None:
        """Leave Present if it is on, since it hides parts of the page that are compared."""
        leave = self.page.locator(".st-key-present").get_by_role("button", name="Leave")
        with contextlib.suppress(Error):
            if leave.is_visible():
                leave.click(timeout=5000)
                leave.wait_for(state="hidden", timeout=8000 + 4000 * self.delay)

    def open_settings(self) -> None:
        """Open the settings that are not always visible, if they are closed."""
        within = self.page.locator(f".st-key-{self.place.prefix}seed input").first
        deadline = time.monotonic() + PATIENCE
        while not within.is_visible():
            self.leave_present()
            if time.monotonic() > deadline:
                self.differs("the settings do not open", read(self.page, self.place))
                self.reload()
                deadline = time.monotonic() + PATIENCE
            with contextlib.suppress(Error):
                self.click("settings", timeout=5000)
                within.wait_for(timeout=8000 + 4000 * self.delay)  # long enough: another click would close them again

    def away(self, back_by_menu: bool) -> None:
        """Go to the page of the code, and back."""
        self.go_to("The code")
        self.page.wait_for_url("**/the_code*", timeout=20_000)
        if back_by_menu:
            self.page.get_by_role("heading", name="The training loop, plainly").wait_for(timeout=20_000)
            self.go_to("Zero or random" if self.place.prefix else "Playground")
        else:
            self.page.go_back()
        self.wait_for_chart()

    def go_to(self, title: str) -> None:
        """Open another page from the menu."""
        self.page.locator(".st-key-menu button:visible").first.click(timeout=3000)
        self.page.get_by_test_id("stPopoverBody").get_by_role("link", name=title).first.click(timeout=3000)

    def back(self) -> None:
        """Go back in the browser, and forward again if that leads away."""
        self.page.go_back()
        if "about:blank" in self.page.url or self.place.path != urlsplit(self.page.url).path.strip("/"):
            self.page.go_forward()
        self.rates = None
        self.wait_for_chart()

    def reload(self) -> None:
        """Reload the page: the link keeps the settings, and the run starts over."""
        self.page.reload()
        self.wait_for_chart()
        self.rates = [(0, nan)]

    def come_to_rest(self) -> dict[str, Any]:
        """Pause, wait until nothing changes any more, and return the content of the page."""
        deadline = time.monotonic() + PATIENCE
        last, since, pressed = None, time.monotonic(), 0.0
        while time.monotonic() < deadline:
            self.leave_present()
            try:
                seen = read(self.page, self.place)
            except Error as error:
                if "navigation" not in str(error):
                    raise
                continue  # a page that has lost its content is reloaded
            now = time.monotonic()
            if "Pause" in (seen["play"] or "") and not seen["disabled"] and now - pressed > 2 + 4 * self.delay:
                with contextlib.suppress(Error):
                    self.click("play")
                pressed = time.monotonic()
            if seen != last or not is_still(seen):
                last, since = seen, now
            # There are no pictures before Plotly draws.
            shows = seen["refused"] or (seen["numbers"] and all(seen["pictures"].values()))
            if now - since > QUIET_SECONDS + 4 * self.delay and shows:
                return seen
            self.page.wait_for_timeout(100)
        self.differs(f"the page does not come to rest: {last}", last or {})
        self.reload()
        return self.come_to_rest()

    def check(self) -> None:
        """Compare the widgets, the link and the numbers."""
        self.come_to_rest()
        self.open_settings()
        seen = self.come_to_rest()
        self.page.keyboard.press("Escape")
        values, notes = settings_of(self.place, seen["link"])
        differences = [f"the link has {notes}"] if notes else []
        differences += ["the link has Present"] if "present=" in seen["link"] else []
        differences += controls_that_differ(seen["widgets"], values)
        differences += [f"the page says {seen['refused']}"] if "went wrong" in seen["refused"] else []
        if not seen["refused"] and (spoken := spoken_of(seen)) not in (None, iteration_of(seen)):
            differences.append(f"it speaks of iteration {spoken} at iteration {iteration_of(seen)}")
        self.rates = self.rates_of(seen)
        if self.rates and self.rates[-1][1] != values["learning_rate"]:
            differences.append(f"of the rates {self.rates} the last is {values['learning_rate']} in the link")
        if self.rates:
            found = compare(self.place, values, seen, self.rates)
            self.compared += found.compared
            self.sensitive += found.sensitive
            differences += found.differences
        for each in differences:
            self.differs(each, seen)

    def differs(self, what: str, seen: dict[str, Any]) -> None:
        """Record a difference."""
        self.differences.append(f"{what}; after {self.done} at {1000 * self.delay:.0f} ms; link {seen.get('link')}")
        print("  " + self.differences[-1], flush=True)

"""A hurried visitor's walk over one page in a real browser, with comparisons after each burst of actions."""

import contextlib
import random
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from math import floor, isnan, nan
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Error, Page

from playground.language import LANGUAGES, Message, _

from .agreement import (
    PageToWalk,
    compare,
    controls_that_differ,
    in_any_language,
    is_still,
    iteration_of,
    read,
    settings_of,
    spoken_of,
)
from .event_logs import Log, frozen_at, past, rate_at, with_edit, with_frozen, with_rate
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
BUTTONS = ("play", "step", "reset", "new_weights", "go_on", "from_the_start", "from_here")
"""Buttons that act on the runs; others belong to the page."""
KEYS = ("ArrowLeft", "ArrowRight", "PageDown", "PageDown", "PageUp", "Home", "End")
"""Keys that move along the time line."""


def numbers(said: str | None) -> list[str]:
    """The numbers in a text, whatever its language."""
    return re.findall(r"\d[\d,.]*", said or "")


@dataclass
class Walk:
    """A walk over one page.

    Attributes
    ----------
    most : actions between checks, at most
    cuts : whether each burst of actions begins with a lost connection
    done : the actions since the page last passed a check
    events : the events that the run on the page should have; None if it is unknown what they are, so that the page is
        asked once it is at rest; NaN stands for the learning rate in the link
    run : the run on the page that had these events
    pinned : for each pin whose run is known what it says, and its iteration and events
    differences : the differences found, one line each
    """

    page: Page
    url: str
    place: PageToWalk
    chance: random.Random
    proxy: Proxy | None = None
    delay: float = 0
    most: int = 4
    cuts: bool = False
    done: list[str] = field(default_factory=list)
    events: Log | None = None
    run: str = ""
    pinned: dict[str, tuple[str, int, Log]] = field(default_factory=dict)
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
        self.events = [(0, {"learning_rate": nan})]

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
        for _number in range(self.chance.randint(1, self.most)):
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
        for button in ("play", "play", "play", "step", *BUTTONS[2:], "next_experiment"):
            yield button, partial(self.press, button)
        for _number in range(3):
            preset = self.chance.randrange(len(self.place.lesson.presets))
            yield f"preset {preset}", partial(self.choose_preset, f"preset_{preset}")
        yield "play twice", lambda: self.click("play", click_count=2)
        if not self.place.prefix:
            yield "a move", self.move
            for _ in range(2):
                yield "two moves", self.move_twice
                yield "two moves and a rate", self.move_and_choose
                yield "quick keys", self.quick_keys
                yield "an edit", self.change_by_hand
                yield "pin", partial(self.press, "pin")
                yield "pin a run", self.pin_run
                yield "swap a pin in", self.swap_in
            yield "put a pin back", self.put_back
            yield "remove a pin", self.remove_pin
            yield "backwards", lambda: self.page.locator(".live-back:visible").first.click(timeout=700)
        for key in ("ArrowLeft", "ArrowRight", "ArrowRight"):
            yield f"n_h {key}", partial(self.press_key, "n_h", key)
        for key in ("ArrowLeft", "ArrowRight"):
            yield f"speed {key}", partial(self.press_key, "speed", key)
        for name in ("tanh", "ReLU", "sigmoid", "leaky ReLU"):
            yield name, partial(self.choose_activation, name)
        for rate in RATES:
            yield f"rate {rate}", partial(self.type_rate, rate)
        for name in ("classes", "seed", "limit", "noise", *NUMBERS, *TYPED, *SWITCHES):
            if name not in self.place.lesson.settings.names:
                continue
            yield f"setting {name}", partial(self.change_setting, name)
        for _ in range(2):
            yield "a rate on the way", self.change_on_the_way
            yield "another language", self.change_language
            yield "reload a run", self.reload_run
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
        """Click a button, and keep track of its effect on the events."""
        begins_anew = key in ("reset", "new_weights", "from_the_start") or key.startswith(("preset", "next"))
        if begins_anew or key == "from_here":
            self.events = None  # a click reported too late by the browser counts as failed
        self.click(key)
        if begins_anew:
            self.events = [(0, {"learning_rate": nan})]

    def choose_preset(self, key: str) -> None:
        """Click a preset in their list."""
        self.click("presets")
        self.press(key)

    def press_key(self, name: str, key: str) -> None:
        """Move a slider, or a size in the picture of the network; open the settings if it is there."""
        slider, size = f".st-key-{self.place.prefix}{name} input:visible", f"[data-setting={name}]:visible"
        control = self.page.locator(f"{slider}, {size}").first
        if not control.count():
            self.page.locator(f".st-key-{self.place.prefix}settings button:visible").first.click(timeout=700)
        control.press(key, timeout=700)

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
        events = self.log_of(seen)
        self.events = None
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
        rate = self.other_rate(seen)
        self.type_rate(rate)
        if events and not seen["refused"]:
            at, self.run = iteration_of(seen), seen["run"]
            self.events = [(0, {"learning_rate": float(rate)})] if seen["pins"] else with_rate(events, at, float(rate))

    def other_rate(self, seen: dict[str, Any]) -> str:
        """A learning rate that differs from that of a page."""
        return self.chance.choice([each for each in RATES if float(each) != self.rate_of(seen)])

    def log_of(self, seen: dict[str, Any]) -> Log | None:
        """The events of the first run on a page; None if that can't be changed or tells nothing of its events."""
        return None if seen["refused"] or seen["diverged"] else next(iter(seen["events"].values()), None)

    def expect(self, what: str, events: Log, at: int | None = None) -> dict[str, Any]:
        """Come to rest, and compare the page with the events that its run should have, and with its iteration."""
        seen = self.come_to_rest()
        found = self.log_of(seen)
        self.events, self.run = found, seen["run"]
        if found is None:
            return seen
        here = iteration_of(seen)
        if at not in (None, here):
            self.differs(f"{what}: at iteration {here}, not {at}", seen)
        if past(found, here) != past(events, here):
            self.differs(f"{what}: events are {past(found, here)}, not {past(events, here)}", seen)
        return seen

    def quick_keys(self) -> None:
        """Press some keys on the handle of the time line, one immediately after the other."""
        seen = self.come_to_rest()
        events = self.log_of(seen)
        if not events or not seen["reached"]:
            return
        self.page.locator(".live-handle:visible").focus(timeout=700)
        at, reached = seen["at"], seen["reached"]
        steps = {"ArrowLeft": -1, "ArrowRight": 1, "PageDown": -max(1, reached / 10), "PageUp": max(1, reached / 10)}
        for _number in range(self.chance.randint(3, 8)):
            key = self.chance.choice(KEYS)
            self.page.keyboard.press(key)
            wanted = {"Home": 0, "End": reached}.get(key, at + steps.get(key, 0))
            at = max(0, min(reached, floor(wanted + 0.5)))
        self.expect("quick keys on the time line", events, at)

    def begin_to_move(self, ways: Sequence[str]) -> None:
        """Perhaps play, or go elsewhere on the time line, without waiting for it."""
        way = self.chance.choice(ways)
        if way == "play":
            self.click("play")
            time.sleep(self.chance.choice((0.1, 0.5)))
        elif way == "move":
            self.move_twice()

    def change_by_hand(self) -> None:
        """Set a bias or weight, or freeze it or its layer. That stops the run, so it happens where it comes to rest.

        What becomes of the events is known only if nothing else was pending.
        """
        events = self.log_of(self.come_to_rest()) if self.chance.random() < 0.7 else None
        units = self.page.locator(".live-network button:visible").evaluate_all(
            r"(units) => units.map((unit) => [unit.dataset.at, (unit.ariaLabel?.match(/\d+/g) ?? []).map(Number)])"
        )
        hidden = [(place, *its) for place, its in units if len(its) == 2]  # its layer and its number in it
        if not hidden:
            return
        place, layer, unit = self.chance.choice(hidden)
        freezes = self.chance.random() < 0.5
        self.events = None
        # A box says what is on screen, which a move is about to replace.
        self.begin_to_move(("rest", "play") if freezes else ("rest", "play", "move"))
        self.page.locator(f".live-network [data-at='{place}']").click(timeout=700)
        controls = self.page.locator(".live-weights")
        options = controls.locator("option").count()
        # Of a wide layer not all units are drawn, but inputs are few.
        number = self.chance.randrange(options) if layer == 1 else options - 1
        is_bias = number == options - 1
        name = f"b{layer}:{unit - 1}" if is_bias else f"W{layer}:{(unit - 1) * (options - 1) + number}"
        controls.locator("select").select_option(index=number, timeout=700)
        if not freezes:
            value = f"{self.chance.uniform(-2, 2):.3f}"
            controls.locator("[type=number]").fill(value, timeout=700)
            self.page.keyboard.press("Enter")
            if events:
                at, events = self.where_changed(events)
                self.expect("an edit", with_edit(events, at, name, float(value)))
            return
        boxes = controls.locator("[type=checkbox]")
        whole = self.chance.random() < 0.5
        parts = [f"W{layer}", f"b{layer}"] if whole else [name]
        wanted = boxes.nth(int(whole)).evaluate(
            "(box) => { box.click(); return box.disabled ? null : box.checked; }", timeout=700
        )
        if wanted is None or not events:
            return
        at, events = self.where_changed(events)
        gone = [each for each in frozen_at(events, at) if (each.split(":")[0] if whole else each) in parts]
        names = {*frozen_at(events, at)} - {*gone} | ({*parts} if wanted else set())
        self.expect("a freeze", with_frozen(events, at, sorted(names)))

    def where_changed(self, events: Log) -> tuple[int, Log]:
        """The iteration at which a change has stopped the run, and the events up to there but for the change.

        From there on the learning rate of the control applies, also if the time line was before its choice.
        """
        seen = self.come_to_rest()
        at = iteration_of(seen)
        return at, with_rate(events, at, self.rate_of(seen))

    def change_on_the_way(self) -> None:
        """Choose a learning rate on the way, perhaps while it plays, and then the other way that the page offers.

        Beside a pin that rate applies from the start, otherwise from the iteration at which it was chosen.
        """
        seen = self.come_to_rest()
        events, rate = self.log_of(seen), self.other_rate(seen)
        if not events:
            return
        self.events = None
        plays = not iteration_of(seen) or self.chance.random() < 0.5
        if plays:
            self.play_on(seen)
        self.type_rate(rate)
        anew: Log = [(0, {"learning_rate": float(rate)})]
        compared = bool(seen["pins"]) and (plays or seen["reached"] > 0)
        if self.chance.random() < 0.5:
            self.expect("a rate on the way", anew if compared else self.with_last(events, rate, plays))
        self.click("from_here" if compared else "from_the_start", timeout=5000)
        self.expect("the other way", self.with_last(events, rate, plays) if compared else anew)

    def play_on(self, seen: dict[str, Any]) -> None:
        """Play until the iteration on screen is another one."""
        self.click("play")
        self.page.wait_for_function(
            "(before) => document.querySelector('.live-metrics dd, .live-numbers dd').textContent !== before",
            arg=dict(seen["numbers"][0])["Iteration"],
            timeout=5000,
        )

    def with_last(self, events: Log, rate: str, plays: bool) -> Log:
        """The events up to the iteration on screen and another learning rate from there.

        While it plays only the server knows from where.
        """
        seen = self.come_to_rest()
        found = self.log_of(seen)
        return with_rate(events, found[-1][0] if found and plays else iteration_of(seen), float(rate))

    def pin_run(self) -> None:
        """Pin the run on screen, and note what was pinned."""
        self.page.keyboard.press("Escape")  # where the settings are open over it, the press would only close them
        seen = self.come_to_rest()
        events = self.log_of(seen)
        self.click("pin")
        with contextlib.suppress(Error):  # a busy server may not even have begun when the page has been still for long
            one_more = "(before) => document.querySelectorAll('[class*=st-key-pin_][class*=_back]').length > before"
            self.page.wait_for_function(one_more, arg=len(seen["pins"]), timeout=1000 * PATIENCE)
        after = self.come_to_rest()
        new = after["pins"].keys() - seen["pins"].keys()
        if len(new) != 1:
            self.differs(f"pins are {after['pins']} after another one of {seen['pins']}", after)
        elif events:
            (place,) = new
            self.note_pin(place, after, seen, events)

    def note_pin(self, place: str, after: dict[str, Any], seen: dict[str, Any], events: Log) -> None:
        """Note the run that is now pinned here, if its numbers tell it from others; the pin must say them."""
        said, at = after["pins"].get(place, ""), iteration_of(seen)
        cost = re.split(r"[\s（]", dict(seen["numbers"][0])["Cost"])[0]  # before what it consists of
        if not said.startswith(f"{at:,} ") or cost not in said:
            self.differs(f"the pin of iteration {at}, cost {cost}, says {said}", after)
        if at and "initialisation=zero" not in seen["link"]:  # else it has the cost of all that have learned nothing
            self.pinned[place] = said, at, past(events, at)

    def known_pins(self, seen: dict[str, Any]) -> list[str]:
        """The places of the pins whose run is known."""
        return [
            place for place, (said, *_run) in self.pinned.items() if numbers(said) == numbers(seen["pins"].get(place))
        ]

    def swap_in(self) -> None:
        """Swap a pin in: its run comes back as it was, and the present one is pinned in its place."""
        seen = self.come_to_rest()
        events, known = self.log_of(seen), self.known_pins(seen)
        if not events or not known:
            return
        place = self.chance.choice(known)
        _said, at, pinned = self.pinned.pop(place)
        self.events = None
        self.press_behind(place, "swap")
        after = self.expect("swapped in", pinned, at)
        self.note_pin(place, after, seen, events)

    def put_back(self) -> None:
        """Put the settings of a pin back."""
        self.events = None
        self.page.locator('[class*="st-key-pin_"][class*="_back"] button:visible').first.click(timeout=700)

    def remove_pin(self) -> None:
        """Remove a pin."""
        seen = self.come_to_rest()
        if seen["pins"]:
            place = self.chance.choice([*seen["pins"]])
            self.pinned.pop(place, None)
            self.press_behind(place, "remove")
            if place in (after := self.come_to_rest())["pins"]:
                self.differs(f"the pin {place} is not removed", after)

    def press_behind(self, place: str, key: str) -> None:
        """Press a button behind the second one of a pin."""
        self.page.locator(f".st-key-pin_{place}_more button:visible").first.click(timeout=700)
        self.page.locator(f".st-key-pin_{place}_{key} button:visible").first.click(timeout=5000)
        self.page.keyboard.press("Escape")

    def change_language(self) -> None:
        """Choose another language of the page, which leaves the run as it is."""
        seen = self.come_to_rest() if self.chance.random() < 0.5 else None
        self.page.locator(".st-key-languages button:visible").first.click(timeout=700)
        now = self.page.evaluate("document.documentElement.lang")
        code = self.chance.choice([code for code, each in LANGUAGES.items() if each.tag != now])
        self.page.locator(f".st-key-language_{code} button:visible").first.click(timeout=3000)
        self.page.keyboard.press("Escape")
        if seen and (events := self.log_of(seen)):
            self.expect("another language", events, iteration_of(seen))

    def choose_activation(self, name: str) -> None:
        """Press a button of the activation."""
        row = self.page.locator(f".st-key-{self.place.prefix}activation")
        row.get_by_text(name, exact=True).first.click(timeout=700)

    def rate_of(self, seen: dict[str, Any]) -> float:
        """The learning rate in a page's link."""
        return settings_of(self.place, seen["link"])[0]["learning_rate"]

    def type_rate(self, rate: str) -> None:
        """Type a learning rate. The iteration from which it applies is known only if nothing else happens meanwhile."""
        self.events = None
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
            self.page.keyboard.press("Enter")  # number.press may give up, and leave the number typed but not sent
        self.page.keyboard.press("Escape")

    def leave_present(self) -> None:
        """Leave Present if it is on, since it hides parts of the page that are compared."""
        leave = self.page.locator(".st-key-present").get_by_role("button", name=in_any_language(_("Leave")))
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
        self.go_to(_("The code"))
        self.page.wait_for_url("**/the_code*", timeout=20_000)
        if back_by_menu:
            heading = in_any_language(_("The training loop, plainly"))
            self.page.get_by_role("heading", name=heading).wait_for(timeout=20_000)
            self.go_to(_("Zero or random") if self.place.prefix else _("Playground"))
        else:
            self.page.go_back()
        self.wait_for_chart()

    def go_to(self, title: Message) -> None:
        """Open another page from the menu."""
        self.page.locator(".st-key-menu button:visible").first.click(timeout=3000)
        self.page.get_by_test_id("stPopoverBody").get_by_role("link", name=in_any_language(title)).first.click(
            timeout=3000
        )

    def back(self) -> None:
        """Go back in the browser, and forward again if that leads away."""
        self.page.go_back()
        if "about:blank" in self.page.url or self.place.path != urlsplit(self.page.url).path.strip("/"):
            self.page.go_forward()
        self.events = None
        self.wait_for_chart()

    def reload(self) -> None:
        """Reload the page; what was on its way to the server may be lost."""
        self.events = None
        self.page.reload()
        self.wait_for_chart()

    def reload_run(self) -> None:
        """Reload the page where the run stands still or plays: it goes on there, and pins are still there."""
        seen = self.come_to_rest()
        events = self.log_of(seen)
        if not events:
            return
        at, plays = iteration_of(seen), self.chance.random() < 0.5
        if plays:
            self.play_on(seen)
            at = iteration_of(read(self.page, self.place))
        self.reload()
        after = self.expect("a reload", events, None if plays else at)
        if plays and iteration_of(after) < at:
            self.differs(f"a reload: at iteration {iteration_of(after)}, before it at {at}", after)
        if numbers(str(after["pins"])) != numbers(str(seen["pins"])):
            self.differs(f"a reload: pins are {after['pins']}, not {seen['pins']}", after)

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
            if seen["playing"] and not seen["disabled"] and now - pressed > 2 + 4 * self.delay:
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
        if seen["timelines"] > 1:
            differences.append(f"there are {seen['timelines']} time lines")
        if seen["events"] and not seen["refused"]:
            differences += self.logs_that_differ(seen, values["learning_rate"])
            found = compare(self.place, values, seen)
            self.compared += found.compared
            self.sensitive += found.sensitive
            differences += found.differences
        self.events, self.run = self.log_of(seen), seen["run"]
        for each in differences:
            self.differs(each, seen)

    def logs_that_differ(self, seen: dict[str, Any], rate: float) -> list[str]:
        """A line for each run whose events are not as expected, or whose learning rate is not that of the control."""
        differences = []
        known = self.events and (len(self.events) == 1 or self.run == seen["run"])  # otherwise another run has begun
        here = iteration_of(seen)
        for events in seen["events"].values():
            if (last := rate_at(events, max(at for at, _change in events))) != rate:
                differences.append(f"of the events {events} the last rate is {last}, {rate} in the link")
            if self.events and known:
                first = isnan(rate_at(self.events, 0))
                expected = [(0, {"learning_rate": rate}), *self.events[1:]] if first else self.events
                if past(events, here) != past(expected, here):
                    differences.append(f"the events are {past(events, here)}, not {past(expected, here)}")
        return differences

    def differs(self, what: str, seen: dict[str, Any]) -> None:
        """Record a difference."""
        self.differences.append(f"{what}; after {self.done} at {1000 * self.delay:.0f} ms; link {seen.get('link')}")
        print("  " + self.differences[-1], flush=True)

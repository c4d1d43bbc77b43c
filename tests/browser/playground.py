"""The playground page as a visitor uses it, for the tests in this folder."""

import re

from playwright.sync_api import Locator, Page, expect

from playground.language.labels import PAUSE, PLAY

PATIENCE = 60_000
"""Milliseconds to wait for what must come; an idle machine needs a small part of it."""

_COMMAND = re.compile(rb'"number":(\d+),[^{}]*?"what":"(\w+)"')


def commands(*messages: str | bytes) -> list[tuple[int, str]]:
    """The number of each command in what a page has sent, directly or to its script, and what it asks."""
    sent = b"\n".join(each.encode() if isinstance(each, str) else each for each in messages)
    return [(int(number), what.decode()) for number, what in _COMMAND.findall(sent)]


class Playground:
    """The page, opened at ``url``, or ``opened`` already; the keys of its settings begin with ``prefix``."""

    prefix = ""

    def __init__(self, page: Page, url: str, opened: bool = False) -> None:
        self.page = page
        page.set_default_timeout(PATIENCE)
        if not opened:
            page.goto(url)
        self.wait_for_picture()

    def wait_for_picture(self) -> None:
        """Until the boundary is drawn."""
        self.page.wait_for_function(
            "() => document.querySelector('.live-boundary .imagelayer image')?.getAttribute('href')?.length > 100"
            " && document.querySelectorAll('.live-metrics dd').length >= 3"
        )

    def button(self, name: str) -> Locator:
        """The button of the transport for this command, such as "New weights"; "Pause" is what Play says meanwhile."""
        command = {"Pause": "play"}.get(name, name.lower().replace(" ", "_"))
        says = {"Play": PLAY, "Pause": PAUSE}.get(name)
        return self.page.locator(f"[data-command={command}]:visible", has_text=says).first

    def press(self, name: str) -> None:
        """Press a button."""
        self.button(name).click()

    def play(self) -> None:
        """Press Play, and wait until it plays; a short run may have ended by then."""
        self.press("Play")
        expect(self.button("Pause").or_(self.page.locator("[data-command=play]:disabled")).first).to_be_visible()

    def pause(self) -> None:
        """Press Pause, and wait until it stands still."""
        self.press("Pause")
        expect(self.button("Play")).to_be_visible()
        self.wait_until_still()

    def wait_until_still(self) -> None:
        """Until the picture has stood still for 400 ms where the time line says that it is, and no script runs."""
        self.page.wait_for_function(
            """() => new Promise((done) => {
              let state, since;
              (function look() {
                const iteration = document.querySelector(".live-metrics dd")?.textContent;
                const wanted = document.querySelector(".live-timeline:not([hidden]) .live-handle")?.ariaValueNow;
                const away = wanted && Number(wanted) !== Number(iteration?.replaceAll(",", ""));
                const server = document.querySelector("[data-testid=stApp]").dataset.testScriptState;
                const now = performance.now();
                const still = iteration && iteration === state && !away && server === "notRunning";
                if (!still) [state, since] = [iteration, now];
                if (now - since < 400) requestAnimationFrame(look);
                else done(true);
              })();
            })"""
        )

    @property
    def metrics(self) -> dict[str, str]:
        """The numbers above the charts."""
        return labelled(self.page.locator(".live-metrics"))

    @property
    def iteration(self) -> int:
        """The iteration on screen."""
        return int(self.page.locator(".live-metrics dd").first.inner_text().replace(",", ""))

    def wait_for_iteration(self, least: int) -> None:
        """Until the run on screen has come so far."""
        self.page.wait_for_function(
            "(least) => Number(document.querySelector('.live-metrics dd')?.textContent.replaceAll(',', '')) >= least",
            arg=least,
        )

    def watch(self) -> None:
        """From now on note every iteration that comes on screen; looks from here would miss most of them."""
        self.page.evaluate(
            """() => {
              const iteration = (window.watched = document.querySelector(".live-metrics dd"));
              window.seen = [];
              new MutationObserver(() => window.seen.push(Number(iteration.textContent.replaceAll(",", ""))))
                .observe(iteration, { childList: true });
            }"""
        )

    @property
    def seen(self) -> list[int]:
        """The iterations that came on screen since :meth:`watch`, in their order."""
        self.wait_for_picture()
        assert self.page.evaluate("window.watched.isConnected"), "the chart was built anew"
        return self.page.evaluate("window.seen")

    @property
    def picture(self) -> str:
        """The boundary on screen."""
        return self.page.locator(".live-boundary .imagelayer image").get_attribute("href") or ""

    @property
    def message(self) -> str:
        """What the page asks and says above its charts."""
        return self.page.locator(".st-key-message").inner_text()

    def open_settings(self) -> None:
        """Open the settings that are not always in sight."""
        self.page.locator(f".st-key-{self.prefix}settings button:visible").first.click()

    def choose(self, preset: str) -> None:
        """Press a preset, and wait until it is in effect and the new run stands at its beginning."""
        self.page.locator(f".st-key-{self.prefix}presets button:visible").first.click()
        named = re.compile(rf"^(check)?{re.escape(preset)}$")  # the one in effect has a mark
        button = self.page.get_by_test_id("stPopoverBody").get_by_role("button").filter(has_text=named)
        button.click()
        expect(button).to_be_hidden()
        expect(self.button("Play")).to_be_enabled()
        self.page.wait_for_function("() => document.querySelector('.live-metrics dd')?.textContent === '0'")
        self.wait_until_still()

    def go_to(self, title: str) -> None:
        """Open another page by the menu."""
        menu = self.page.locator(".st-key-menu button:visible").first
        menu.click()
        in_menu(self.page, title).click()
        expect(menu).to_contain_text(title)  # until then it is the menu of the page before, which closes


def in_menu(page: Page, title: str) -> Locator:
    """The link to a page in the open menu, with its number; after the title it says what the page is about."""
    name = re.compile(rf"^\d+\. {re.escape(title)}(\s|$)")
    return page.get_by_test_id("stPopoverBody").get_by_role("link", name=name)


def labelled(part: Locator) -> dict[str, str]:
    """The numbers of a list by their labels, without the marks that explain these."""
    labels = part.locator("dt").evaluate_all("(labels) => labels.map((label) => label.firstChild.textContent)")
    return dict(zip(labels, part.locator("dd").all_inner_texts(), strict=True))


def fit(page: Page, width: int, scheme: str, height: int = 844) -> None:
    """Give the window this size and theme, and wait until every chart and unit fits."""
    theme(page, scheme)
    page.set_viewport_size({"width": width, "height": height})
    page.wait_for_function(
        """(width) => document.documentElement.scrollWidth <= width
          && [...document.querySelectorAll(".live-chart, .live-network button, .live-unit .live-map")]
            .map((part) => part.getBoundingClientRect())
            .every((box) => box.width > 0 && box.x >= 0 && box.x + box.width <= width)""",
        arg=width,
    )


def theme(page: Page, scheme: str) -> None:
    """Show the page in the light or the dark theme, and wait until the titles of all charts have its colour."""
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.wait_for_function(
        """(scheme) => {
          const app = getComputedStyle(document.querySelector("[data-testid=stApp]"));
          const titles = [...document.querySelectorAll(".live-chart .xtitle")];
          return app.colorScheme === scheme && titles.every((title) => getComputedStyle(title).fill === app.color);
        }""",
        arg=scheme,
    )


def settled(page: Page, least: int = 1) -> None:
    """Until so many charts and more are drawn, and for fifteen frames have kept their size, the server being idle."""
    page.wait_for_function(
        """(least) => new Promise((done) => {
          let state, frames = 0;
          (function look() {
            const charts = [...document.querySelectorAll(".live-chart")];
            const drawn = charts.every((chart) => chart.querySelector(".main-svg, canvas"));
            const server = document.querySelector("[data-testid=stApp]")?.dataset.testScriptState;
            const there = charts.length >= least && drawn && server === "notRunning";
            const size = charts.map((chart) => `${chart.clientWidth} ${chart.clientHeight}`).join();
            frames = there && size === state ? frames + 1 : 0;
            state = size;
            if (frames < 15) requestAnimationFrame(look);
            else done(true);
          })();
        })""",
        arg=least,
    )

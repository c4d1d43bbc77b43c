"""A browser and a running app for the tests in this folder, and those of features whose names end in `_browser`."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, ViewportSize, expect

from benchmarks.serving import BROWSER_FLAGS, find_browser, serve
from tests.browser.playground import PATIENCE
from tests.conftest import with_a_browser

BROWSER = find_browser()
HAS_PLAYED = "try { localStorage.way ??= JSON.stringify({ begun: true }); } catch { /* no storage */ }"
"""As in a browser that has been here before, which no doors greet in place of the question."""

expect.set_options(timeout=PATIENCE)  # the usual 5 seconds are too short for a busy machine


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip the tests with a browser on a machine without one, but never in CI: there they must run."""
    if BROWSER is None and not os.environ.get("CI"):
        for item in items:
            if with_a_browser(item.path):
                item.add_marker(pytest.mark.skip(reason="no Chrome or Chromium on this machine"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    """Use the machine's browser."""
    if BROWSER is None:
        pytest.fail("no Chrome or Chromium on this machine: install one, for example Debian's package chromium")
    return {**browser_type_launch_args, "executable_path": BROWSER, "args": BROWSER_FLAGS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict) -> dict:
    """A window of usual size; a test may change it."""
    return {**browser_context_args, "viewport": {"width": 1400, "height": 1000}}


@pytest.fixture(scope="session")
def context(browser: Browser, browser_context_args: dict) -> Iterator[BrowserContext]:
    """One for all tests: with Streamlit and Plotly in its cache, a browser opens a page much sooner."""
    context = browser.new_context(**browser_context_args)
    context.add_init_script(HAS_PLAYED)
    yield context
    context.close()


@pytest.fixture(scope="session")
def touched(browser: Browser, browser_context_args: dict) -> Iterator[BrowserContext]:
    """A phone, whose browser, too, has the code in its cache after the first test."""
    phone = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
    context = browser.new_context(**browser_context_args | phone)
    context.add_init_script(HAS_PLAYED)
    yield context
    context.close()


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app on a server of its own, with rooms of its own: a network can't open as many as all tests together do."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLAYGROUND_ROOMS", str(tmp_path_factory.mktemp("rooms") / "rooms.sqlite"))
        with serve() as url:
            yield url


# Streamlit looks for these below a page's own address first, and finds them above it.
TOLERATED = ("_stcore/health", "_stcore/host-config")


class Tab:
    """A tab that notes what its page says wrong on the console, and what it fetches from elsewhere."""

    def __init__(self, context: BrowserContext) -> None:
        self.page = context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.errors: list[str] = []
        self.foreign: list[str] = []
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", self._request)
        self.page.console_errors = self.errors  # type: ignore[attr-defined]

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.location.get("url", "").endswith(TOLERATED):
            self.errors.append(f"{message.text} ({message.location.get('url')})")

    def _request(self, request: Request) -> None:
        if not request.url.startswith(("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:")):
            self.foreign.append(request.url)

    def clean(self, window: ViewportSize) -> None:
        """Leave nothing of a test to the next."""
        self.page.evaluate("() => { try { localStorage.clear(); sessionStorage.clear(); } catch { /* no page */ } }")
        self.page.goto("about:blank")
        self.page.set_default_timeout(PATIENCE)
        self.page.emulate_media(
            media="screen",
            color_scheme="light",
            reduced_motion="no-preference",
            forced_colors="none",
            contrast="no-preference",
        )
        self.page.mouse.move(0, 0)
        if self.page.viewport_size != window:
            self.page.set_viewport_size(window)
        self.errors.clear()
        self.foreign.clear()


@pytest.fixture(scope="session")
def tabs() -> list[Tab]:
    """The tab that is kept, once there is one."""
    return []


@pytest.fixture
def page(request: pytest.FixtureRequest, browser_context_args: dict, tabs: list[Tab]) -> Iterator[Page]:
    """A page that must not say an error on the console, nor fetch anything from elsewhere.

    The tab is that of the test before, whose browser has Streamlit's and Plotly's code compiled: a new one takes twice
    as long to open a page. A test that listens to its page is marked ``new_tab``, as it would listen on; one that has a
    finger, ``phone``.
    """
    phone, new = (request.node.get_closest_marker(name) for name in ("phone", "new_tab"))
    context = request.getfixturevalue("touched" if phone else "context")
    kept = tabs.pop() if tabs and not phone and not new else None
    tab = kept or Tab(context)
    tab.page.bring_to_front()
    yield tab.page
    errors, foreign = list(tab.errors), list(tab.foreign)
    for each in context.pages:
        if each is not tab.page and each not in [other.page for other in tabs]:
            each.close()
    if not errors and not tab.page.is_closed() and not phone and not new:
        tab.clean(browser_context_args["viewport"])
        tabs.append(tab)
    else:
        tab.page.close()
    assert not errors
    assert not foreign

"""The playground page as a visitor uses it, for the tests in this folder."""

from playwright.sync_api import Locator, Page, expect


class Playground:
    """The page, opened at ``url``."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        page.goto(url)
        self.wait_for_picture()

    def wait_for_picture(self) -> None:
        """Until the boundary is drawn."""
        self.page.wait_for_function(
            "() => document.querySelector('.live-boundary .imagelayer image')?.getAttribute('href')?.length > 100"
            " && document.querySelectorAll('.live-metrics dd').length === 4"
        )

    def button(self, name: str) -> Locator:
        """The button of the transport that says ``name``."""
        key = {"Pause": "play"}.get(name, name.lower().replace(" ", "_"))
        return self.page.locator(f".st-key-{key} button:visible", has_text=name).first

    def press(self, name: str) -> None:
        """Press a button."""
        self.button(name).click()

    def play(self) -> None:
        """Press Play, and wait until it plays."""
        self.press("Play")
        expect(self.button("Pause")).to_be_visible()

    def pause(self) -> None:
        """Press Pause, and wait until it stands still."""
        self.press("Pause")
        expect(self.button("Play")).to_be_visible()
        self.page.wait_for_timeout(400)

    @property
    def metrics(self) -> dict[str, str]:
        """The numbers above the charts."""
        names, values = (self.page.locator(f".live-metrics {tag}").all_inner_texts() for tag in ("dt", "dd"))
        return dict(zip(names, values, strict=True))

    @property
    def iteration(self) -> int:
        """The iteration on screen."""
        return int(self.metrics["Iteration"].replace(",", ""))

    def wait_for_iteration(self, least: int) -> None:
        """Until the run on screen has come so far."""
        self.page.wait_for_function(
            "(least) => Number(document.querySelector('.live-metrics dd')?.textContent.replaceAll(',', '')) >= least",
            arg=least,
        )

    @property
    def picture(self) -> str:
        """The boundary on screen."""
        return self.page.locator(".live-boundary .imagelayer image").get_attribute("href") or ""

    @property
    def alerts(self) -> str:
        """All messages on the page."""
        return "\n".join(self.page.get_by_test_id("stAlert").all_inner_texts())

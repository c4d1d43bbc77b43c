"""A lesson page as a visitor uses it: the playground's transport, several panels, presets."""

from playwright.sync_api import Page

from tests.browser.playground import Playground, labelled


class Panel(dict[str, str]):
    """The numbers under a panel's charts, by label."""

    def number(self, label: str) -> float:
        """The number with this label."""
        return float(self[label].removesuffix(" %").replace("−", "-"))


class Lesson(Playground):
    """The page at ``url``, or ``opened`` already, whose keys begin with ``prefix``."""

    def __init__(self, page: Page, url: str, prefix: str, opened: bool = False) -> None:
        self.prefix = prefix
        super().__init__(page, url, opened)

    def wait_for_picture(self) -> None:
        """Until every chart is drawn."""
        self.page.wait_for_function(
            """() => {
              const charts = [...document.querySelectorAll(".live-chart")];
              return charts.length && charts.every((chart) => chart.querySelector(".main-svg"))
                && [...document.querySelectorAll(".live-chart .imagelayer image")]
                  .every((image) => image.getAttribute("href")?.length > 100);
            }"""
        )

    def play_to(self, iteration: int) -> None:
        """Play until then, or a little longer."""
        self.play()
        self.wait_for_iteration(iteration)
        self.pause()

    def panel(self, number: int) -> Panel:
        """What the panel says."""
        return Panel(labelled(self.page.locator(".live-panel").nth(number).locator(".live-numbers")))

    @property
    def titles(self) -> list[str]:
        """The headings of the panels."""
        return self.page.locator(".live-title:visible > span").all_inner_texts()

    @property
    def table(self) -> list[dict[str, str]]:
        """The rows of the table of units, by heading."""
        headings = self.page.locator(".live-table th").evaluate_all(
            "(all) => all.map((th) => th.firstChild.textContent)"
        )
        rows = self.page.locator(".live-table tbody tr").all()
        return [dict(zip(headings, row.locator("td").all_inner_texts(), strict=True)) for row in rows]

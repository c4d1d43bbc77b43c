"""Makes the README's pictures in a real browser: ``python -m docs.pictures``.

``playground.png``: Present at 1280×720, paused. ``playground.webp``: the first seconds after Play, an animation.
"""

import io
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from benchmarks.serving import BROWSER_FLAGS, find_browser, serve

HERE = Path(__file__).parent
WINDOW = {"width": 1280, "height": 720}
SECONDS, A_SECOND = 6, 6
"""How long the animation shows, and how many pictures a second it has."""
SHOWN_AT = (640, 360)
"""Its size in pixels: half the window's."""


def iteration(page: Page) -> int:
    """The iteration on screen."""
    return int(page.locator(".live-metrics dd").first.inner_text().replace(",", ""))


def main() -> int:
    """Make both."""
    browser = find_browser()
    if browser is None:
        print("No Chrome or Chromium found: install one, for example Debian's package chromium.")
        return 1
    with sync_playwright() as playwright, serve() as url:
        page = playwright.chromium.launch(executable_path=browser, args=BROWSER_FLAGS).new_page(viewport=WINDOW)  # type: ignore[arg-type]
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
        page.wait_for_function(
            "() => Number(document.querySelector('.live-metrics dd').textContent.replace(',', '')) > 3000"
        )
        page.keyboard.press("Space")
        page.wait_for_timeout(1500)
        page.mouse.move(640, 715)
        page.screenshot(path=HERE / "playground.png")
        print(f"docs/playground.png: iteration {iteration(page):,}")
    animation = HERE / "playground.webp"
    shots[0].save(
        animation, save_all=True, append_images=shots[1:], duration=1000 // A_SECOND, loop=0, quality=70, method=4
    )
    print(f"docs/playground.webp: {animation.stat().st_size / 1000:.0f} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())

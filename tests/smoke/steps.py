"""What a visitor does first, and what must come of it, in any browser and with any Streamlit that the app allows."""

import json
import time
from typing import Any

from benchmarks.browsers import Browser

PATIENCE = 60
"""Seconds to wait for what must come; an idle machine needs a small part of it."""

PICTURES = 10
"""That must be seen while a run plays."""

ITERATION = "Number(document.querySelector('.live-metrics dd')?.textContent.replaceAll(/[^0-9]/g, '') || NaN)"

PREPARE = """
window.smoke = { errors: [], pictures: new Set(), iteration: 0, anew: false };
addEventListener("error", ({ message }) => {
  if (!message.startsWith("ResizeObserver loop")) window.smoke.errors.push(message); // it goes on in the next frame
});
addEventListener("unhandledrejection", (event) => window.smoke.errors.push(String(event.reason)));
const say = console.error;
console.error = (...words) => {
  window.smoke.errors.push(words.join(" "));
  say.apply(console, words);
};
requestAnimationFrame(function look() {
  const picture = document.querySelector(".live-boundary .imagelayer image")?.getAttribute("href");
  if (picture) window.smoke.pictures.add(picture);
  const iteration = ITERATION;
  if (iteration < window.smoke.iteration) window.smoke.anew = true;
  if (iteration >= 0) window.smoke.iteration = iteration;
  requestAnimationFrame(look);
});
""".replace("ITERATION", ITERATION)
"""Notes what a page says wrong, the pictures that it shows one after the other, and whether a run has begun anew."""

# A name may follow an icon, on a line above, and be followed by the key that does the same; "Playground" is not "Play".
FIND = """
(() => {
  const [selector, name] = %s;
  const says = new RegExp(`^${name}(?!\\\\p{Ll})`, "mu");
  for (const found of document.querySelectorAll(selector)) {
    const seen = found.closest("label") ?? found;
    if (!says.test(found.ariaLabel || seen.innerText)) continue;
    const { left, top, width, height } = seen.getBoundingClientRect();
    const [x, y] = [left + width / 2, top + height / 2];
    if (!seen.contains(document.elementFromPoint(x, y))) continue;
    return { x, y, checked: found.checked ?? found.ariaChecked === "true", disabled: found.disabled };
  }
  return null;
})()
"""

DRAWN = (
    "document.querySelector('.live-boundary .imagelayer image')?.getAttribute('href')?.length > 100"
    f" && {ITERATION} >= 0"
)

SCROLLBARS = """
(({ offsetWidth, clientWidth, offsetHeight, clientHeight }) => offsetWidth - clientWidth + offsetHeight - clientHeight)(
  document.querySelector(".st-key-bar"))
"""
"""Pixels that they take from the bar."""

PLAY, PAUSE, SIGMOID = ("button", "Play"), ("button", "Pause"), ("[role=radio], input[type=radio]", "sigmoid")


class Visit:
    """A visitor of the playground at ``url``."""

    def __init__(self, browser: Browser, url: str) -> None:
        self._browser, self._url = browser, url

    def chinese(self) -> None:
        """Open the page in another language."""
        self._browser.open(f"{self._url}/?lang=zh")
        self._until(f"{DRAWN} && {_find('button', '播放')}", "a picture, and the button that plays")
        self._no_errors()

    def english(self, seconds: float) -> float:
        """Open, play, change something, play for ``seconds``, pause and reload; returns pictures a second."""
        self._browser.open(f"{self._url}/?limit=1000000")
        self._until(f"{DRAWN} && {_find(*PLAY)}", "a picture, and the button that plays")
        assert self._get(SCROLLBARS) == 0, "there are scrollbars at the bar"
        assert self._get(ITERATION) == 0, "a run that nobody has played is not at iteration 0"
        self._press(*PLAY)
        self._plays()
        chosen = f"{_find(*SIGMOID)}?.checked && location.search.includes('activation=sigmoid')"
        self._get("window.smoke.anew = false")
        self._press(*SIGMOID)
        self._until(f"{chosen} && window.smoke.anew", "a run with another activation")
        rate = self._plays(seconds)
        self._press(*PAUSE)
        self._until(_find(*PLAY), "the pause")
        paused = self._stands_still()
        self._no_errors()
        self._browser.reload()
        self._until(f"{DRAWN} && {_find(*PLAY)}", "a picture after the reload")
        self._until(chosen, "the same activation")
        again = self._stands_still()
        assert again in (0, paused), f"paused at {paused}, the run is at {again} after the reload"
        self._no_errors()
        return rate

    def _plays(self, seconds: float = 0) -> float:
        """See pictures, for ``seconds`` at least, and the iterations go on; returns pictures a second."""
        self._until(_find(*PAUSE), "the button that pauses")
        self._get("window.smoke.pictures.clear()")
        began, least = time.monotonic(), self._get(ITERATION)
        self._until(f"window.smoke.pictures.size >= {PICTURES} && {ITERATION} > {least}", f"{PICTURES} pictures")
        time.sleep(max(0, began + seconds - time.monotonic()))
        return self._get("window.smoke.pictures.size") / (time.monotonic() - began)

    def _stands_still(self) -> int:
        """The iteration, once it has been the same for half a second."""
        deadline, seen, since = time.monotonic() + PATIENCE, None, 0.0
        while time.monotonic() < deadline:
            now = self._get(ITERATION)
            if now != seen:
                seen, since = now, time.monotonic()
            elif time.monotonic() - since > 0.5:
                return seen
            time.sleep(0.05)
        raise AssertionError(f"The run does not stand still: it has come to iteration {seen}")

    def _no_errors(self) -> None:
        errors = self._get("window.smoke.errors")
        assert not errors, f"the page says {errors}"

    def _press(self, selector: str, name: str) -> None:
        enabled = f"(found => found?.disabled ? null : found)({_find(selector, name)})"
        place = self._until(enabled, f"{name}, to press it")
        self._browser.click(place["x"], place["y"])

    def _until(self, condition: str, what: str) -> Any:
        deadline = time.monotonic() + PATIENCE
        while not (value := self._get(condition)):
            if time.monotonic() > deadline:
                state = self._get("[location.href, window.smoke.errors, document.body.innerText.slice(0, 1000)]")
                raise AssertionError(f"{what} did not come within {PATIENCE} seconds; the page: {state}")
            time.sleep(0.05)
        return value

    def _get(self, expression: str) -> Any:
        return self._browser.evaluate(f"() => {expression}")


def _find(selector: str, name: str) -> str:
    return FIND.strip() % json.dumps([selector, name])


def smoke(browser: Browser, url: str, seconds: float = 0) -> float:
    """Visit the app in both languages; returns pictures a second, over ``seconds`` or more."""
    visit = Visit(browser, url)
    visit.chinese()
    return visit.english(seconds)

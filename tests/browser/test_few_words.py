"""What is in sight when a page is opened is short enough to be read: its question, its charts, and little else."""

import re

import pytest
from playwright.sync_api import Page

from tests.browser.playground import settled

WINDOW = {"width": 1366, "height": 900}
MOST = 150
"""Words in sight, with those of the bar, in charts and in code."""
ADDRESSES = ("why_this_cost", "why_this_cost?cost_part=number", "loops_or_vectors")

IN_SIGHT = """() => {
  const texts = [], main = document.querySelector("[data-testid=stMain]");
  const walk = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const within = walk.currentNode.parentElement, range = document.createRange();
    range.selectNodeContents(walk.currentNode);
    if (within.closest("script, style, .katex-mathml, [data-testid=stIconMaterial]")) continue;
    const seen = (box) => box.width > 1 && box.height > 1 && box.top < innerHeight && box.bottom > 0;
    if (within.checkVisibility({ visibilityProperty: true }) && [...range.getClientRects()].some(seen)) {
      texts.push(walk.currentNode.data);
    }
  }
  return texts.join(" ");
}"""
"""The texts, of which at least a part is on screen."""


@pytest.mark.nightly
@pytest.mark.parametrize("address", ADDRESSES)
def test_few_words_are_in_sight(page: Page, app: str, address: str) -> None:
    page.set_viewport_size(WINDOW)  # type: ignore[arg-type]
    page.goto(f"{app}/{address}")
    settled(page, least=0)
    for _time in range(2 if address.startswith("loops") else 1):  # before it is measured, and then
        words = re.findall(r"[A-Za-z][\w’]*", page.evaluate(IN_SIGHT))
        assert "Predict" in words
        assert len(words) <= MOST, " ".join(words)
        if address.startswith("loops"):
            page.get_by_role("button", name="Measure").first.click()
            page.get_by_role("button", name="Measure again").wait_for()
            settled(page)

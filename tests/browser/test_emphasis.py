"""Texts with emphasis and code are shown as an independent reader of Markdown has them, and make no other tags."""

import html
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from playwright.sync_api import Browser, Page

from playground.export.scripts import bundle
from playground.language import as_plain_text
from tests.ui.pages import in_html

CATALOG = Path(__file__).parents[2] / "playground" / "locale" / "zh" / "LC_MESSAGES" / "playground.po"
SCRIPT = "frontend/basics/emphasis.js"
SHOWN = """texts => texts.map((text) => {
  const place = document.createElement("p");
  marked(place, text);
  return [place.textContent, place.innerHTML.replaceAll(' class=""', "")];
})"""
HOSTILE = (
    "<img src=x onerror=alert(1)><script>alert(1)</script>&lt;b&gt;",
    "![x](https://a.example/x.png) [y](javascript:alert(1)) <https://a.example> [z]: /z",
    r"**a <b>** `<i>` *&amp;* \<u>",
)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    script = f"{bundle(SCRIPT)}\nwindow.marked = modules['{SCRIPT}'].marked;"
    page.add_script_tag(content=f"(async () => {{ {script} }})()")
    yield page
    page.close()


def test_what_somebody_has_typed_stays_what_it_is(page: Page) -> None:
    typed = ["*a* **b** `c` <i>d</i>", "2 * 3 * 4", "\\*", string.punctuation * 2, *HOSTILE]
    shown = page.evaluate(SHOWN, [as_plain_text(each) for each in typed])
    assert shown == [[each, html.escape(each, quote=False)] for each in typed]


def test_emphasis_and_code_are_as_in_markdown_and_there_is_no_other_tag(page: Page) -> None:
    with CATALOG.open("rb") as file:
        ours = {text for message in read_po(file) if message.id for text in (message.id, message.string)}
    marked = sorted(re.sub("{.*?}", "x", each) for each in ours if {*"*`"} & {*each})  # with a value in each place
    assert len(marked) > 50
    texts = [*marked, *HOSTILE, r"**a \* b**, *c* and `d*`", "2 * 3 * 4", "a < b & c > d", r"1\*2 \<b\>"]
    for text, (_words, made) in zip(texts, page.evaluate(SHOWN, texts), strict=True):
        assert made == in_html(text).replace("&quot;", '"'), text

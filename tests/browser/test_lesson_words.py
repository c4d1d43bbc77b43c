"""What is said in a lesson in one file."""

import string

from playwright.sync_api import Browser

from playground.export.scripts import bundle
from playground.language import as_plain_text


def test_what_somebody_has_typed_stays_what_it_is(browser: Browser) -> None:
    page = browser.new_page()
    page.add_script_tag(
        content=f"(async () => {{ {bundle('frontend/lesson_file/lesson_marks.js')}\nwindow.scripts = modules; }})()"
    )
    shown = """text => {
      const place = document.createElement("p");
      scripts["frontend/lesson_file/lesson_marks.js"].marked(place, text);
      return [place.textContent, [...place.children].map(({ localName, textContent }) => [localName, textContent])];
    }"""
    for typed in ("*a* **b** `c` <i>d</i>", "2 * 3 * 4", "\\*", string.punctuation * 2):
        assert page.evaluate(shown, as_plain_text(typed)) == [typed, []]
    said = page.evaluate(shown, r"**a \* b**, *c* and `d*`")
    assert said == ["a * b, c and d*", [["strong", "a * b"], ["em", "c"], ["code", "d*"]]]
    page.close()

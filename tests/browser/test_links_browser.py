"""What a link holds is shown as text: a browser makes nothing else of it."""

from urllib.parse import quote

from playwright.sync_api import Page, expect

from tests.ui.test_links import TAKES_EFFECT


def test_what_a_link_holds_is_shown_as_it_is(app: str, page: Page) -> None:
    names = "&".join(f"{quote(text, safe='')}=1" for text in TAKES_EFFECT)
    page.goto(f"{app}/?{names}&n_h={quote('https://a.example/')}")
    page.locator(".st-key-notes button:visible").first.click()
    main = page.get_by_test_id("stPopoverBody")
    for text in [*TAKES_EFFECT, "https://a.example/"]:
        expect(main).to_contain_text(repr(text))
    expect(main.locator("a[href*='example'], script, img, .katex")).to_have_count(0)

"""The measures of layout see what is wrong, and nothing else."""

from playwright.sync_api import Page

from tests.browser.layout import covered, misplaced, scrolls_unseen, unreadable

FONT = "font: 20px/1.2 sans-serif; white-space: nowrap"
LINE = f"position: absolute; {FONT}"
READABLE = {
    "one below the other": f'<p style="{LINE}; top: 0">One</p><p style="{LINE}; top: 24px">two</p>',
    "no more than its box": '<p style="overflow: hidden">Some words, <b>and more</b></p>',
    "for screen readers": f'<p style="{LINE}; clip-path: inset(50%)">One</p><p style="{LINE}; clip-path: none">Two</p>',
    "not shown": f'<p style="{LINE}">One</p><p style="{LINE}; visibility: hidden">Two</p>',
    "scrolls": '<main style="height: 30px; overflow: auto"><p>One</p><p>Two</p><p>Three</p></main>',
}
UNREADABLE = {
    "“Two” is on top of “One”": f'<p style="{LINE}">One</p><p style="{LINE}; left: 15px">Two</p>',
    "“50” is on top of “cost”": '<svg><text x="9" y="20">cost</text><text x="20" y="22">50</text></svg>',
    "“A question” is cut off": f'<p style="{LINE}; width: 50px; overflow: hidden">A question</p>',
    "“constant” is wider than its box": f'<input value="constant" style="width: 50px; {FONT}">',
    "“12 experiments” reaches the edge": f'<button style="width: 60px; padding: 0; {FONT}">12 experiments</button>',
    "“Which is it?” is cut off": f'<div style="height: 15px; overflow-y: auto; {FONT}">Which is it?</div>',
}


def test_what_can_be_read_and_what_can_not(page: Page) -> None:
    for name, content in READABLE.items():
        page.set_content(content)
        assert unreadable(page, scrolls="main") == [], name
    for said, content in UNREADABLE.items():
        page.set_content(content)
        (fault,) = unreadable(page, scrolls="main")
        assert fault.startswith(said)


def test_what_is_out_of_its_place_scrolls_unseen_or_is_covered(page: Page) -> None:
    page.set_viewport_size({"width": 400, "height": 300})
    page.set_content(
        """<style>body { margin: 0 } div { position: absolute; width: 100px; height: 100px }</style>
        <div class="whole" style="left: 0"></div><div class="over" style="left: 90px"></div>
        <div class="low" style="top: 250px"></div><div class="gone" hidden></div>"""
    )
    assert misplaced(page, {".whole": (100, 100)}) == []
    assert misplaced(page, {".whole": (1, 1), ".over": (1, 1)}, may_overlap=".over") == []
    assert misplaced(page, {".whole": (101, 1), ".over": (1, 1), ".low": (1, 1), ".gone": (1, 1)}) == [
        ".gone is not there",
        ".whole is small: 100 × 100",
        ".low is cut off: 0 to 100, 250 to 350",
        ".whole is on top of .over",
    ]
    page.set_content("<div style='width: 500px'>wide</div>")
    assert misplaced(page, {}) == ["the page is 508 wide: it scrolls sideways, or a key press shifts it, for good"]
    page.set_content(
        """<style>div { width: 100px; overflow-x: auto } p { width: 200px }</style>
        <div class="cut"><p>One</p></div><div class="fades" style="mask: linear-gradient(red, blue)"><p>Two</p></div>
        <div class="fits">Three</div>"""
    )
    assert scrolls_unseen(page) == ["cut scrolls sideways, and does not fade where it goes on"]
    page.set_content(
        """<button class="free">Play</button><br><button class="under">Step</button>
        <div style="position: fixed; top: 30px; left: 0; width: 20px; height: 90px"></div>"""
    )
    assert covered(page, [".free", ".under"]) == [".under"]

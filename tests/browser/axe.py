"""What keeps people from using a page, as axe-core finds it."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.playground import theme

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
"""WCAG 2.2, levels A and AA, and what axe advises besides."""
COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules that a theme has to do with, of those that are on."""


def violations(page: Page, within: str = "", colours_alone: bool = False) -> list[str]:
    """All violations on a page, a line for each element; in another theme only colours differ.

    ``within``: a selector, for a part of the page alone.
    """
    kept = {"type": "rule", "values": COLOURS} if colours_alone else {"type": "tag", "values": STANDARDS}
    options = {
        "resultTypes": ["violations"],
        "runOnly": kept,
        "rules": {} if colours_alone else {"target-size": {"enabled": True}},  # the one of WCAG 2.2 that axe leaves off
    }
    return [
        f"{each['id']}: {each['help']}: {node['html'][:200]}"
        for each in Axe()
        .run(page, context={"include": [[within]]} if within else None, options=options)
        .response["violations"]
        for node in each["nodes"]
    ]


def in_both_themes(page: Page, within: str = "") -> list[str]:
    """What axe finds on a page of the app in the light, and what it finds of colours in the dark."""
    found = violations(page, within)
    theme(page, "dark")
    found += violations(page, within, colours_alone=True)
    theme(page, "light")
    return found

"""What keeps people from using a page, as axe-core finds it."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

SERIOUS = ("serious", "critical")
LEFT_OUT = ("kbd", ".token", "label[disabled]")
"""Pale by Streamlit's own choice, which no theme changes: a button's shortcut, the colours of code, what is off."""


COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
"""The rules that a theme has to do with, of those that are on."""


def violations(page: Page, within: str = "", colours_alone: bool = False) -> list[str]:
    """The serious and critical violations on a page, a line for each element; in another theme only colours differ.

    ``within``: a selector, for a part of the page alone.
    """
    context = {"exclude": [[selector] for selector in LEFT_OUT if page.locator(selector).count()]}
    if within:
        context["include"] = [[within]]
    options = {"resultTypes": ["violations"], **({"runOnly": COLOURS} if colours_alone else {})}
    return [
        f"{each['id']}: {each['help']}: {node['html'][:200]}"
        for each in Axe().run(page, context=context, options=options).response["violations"]
        if each["impact"] in SERIOUS
        for node in each["nodes"]
    ]

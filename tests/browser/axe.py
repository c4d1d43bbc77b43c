"""What keeps people from using a page, as axe-core finds it."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

SERIOUS = ("serious", "critical")
LEFT_OUT = ("kbd", ".token", "label[disabled]")
"""Pale by Streamlit's own choice, which no theme changes: a button's shortcut, the colours of code, what is off."""


def violations(page: Page) -> list[str]:
    """The serious and critical violations on a page, a line for each element."""
    context = {"exclude": [[selector] for selector in LEFT_OUT if page.locator(selector).count()]}
    return [
        f"{each['id']}: {each['help']}: {node['html'][:200]}"
        for each in Axe().run(page, context=context).response["violations"]
        if each["impact"] in SERIOUS
        for node in each["nodes"]
    ]

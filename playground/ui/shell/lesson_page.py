"""A page that plays, with what it explains below its first screen."""

from collections.abc import Mapping
from typing import Any

from playground.pages.page import Page
from playground.ui.views.prose import explain
from playground.ui.visit.teacher import presenting

from .live_screen import DrawsButtons, LiveScreen
from .page import close_page, open_page, page_controls


def show_page(
    page: Page, own_buttons: DrawsButtons | None = None, own: Mapping[str, str] | None = None, **more: Any
) -> None:
    """Show the page to one visitor; ``own`` is for :func:`page_controls`, and the rest for :class:`LiveScreen`."""
    open_page(page)
    controls = page_controls(page, own=own)
    screen = LiveScreen(page, controls, own_buttons, **more)
    screen.show()
    if not presenting():
        explain(page.prose(controls.by_name.get("part", "")))
    close_page(page, controls)
    screen.ends()

"""A page that plays, with what it explains below its first screen."""

from collections.abc import Callable, Sequence

from playground.pages.page import Page
from playground.ui.runs.player import Player
from playground.ui.settings.controls import Controls
from playground.ui.views.prose import explain
from playground.ui.visit.teacher import presenting

from .live_screen import LiveScreen
from .page import close_page, open_page, page_controls
from .transport import OwnButton


def show_page(page: Page, own_buttons: Callable[[Controls, Player], Sequence[OwnButton]] | None = None) -> None:
    """Show the page to one visitor; ``own_buttons`` draws what :class:`LiveScreen` takes under that name."""
    open_page(page)
    controls = page_controls(page)
    screen = LiveScreen(page, controls, own_buttons)
    screen.show()
    if not presenting():
        explain(page.prose(controls.by_name.get("part", "")))
    close_page(page, controls)
    screen.ends()

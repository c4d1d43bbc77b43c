"""The playground: choose data and a network, press Play, watch it learn."""

from playground.language import _
from playground.ui.runs.transport import SIZES
from playground.ui.shell.doors import doors
from playground.ui.shell.lesson_page import show_page
from playground.ui.visit.teacher import WEIGHTS

from . import PAGE


def show() -> None:
    """Show the page to one visitor."""
    show_page(PAGE, own={WEIGHTS: _("Weights by hand")}, doors=doors, on_chart=SIZES)

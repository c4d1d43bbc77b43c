"""Digits: a network learns to read handwriting, and reads what a visitor draws."""

from functools import partial

from playground.data.digits import sample_of
from playground.language import _
from playground.ui.components.drawing import drawing
from playground.ui.components.strokes import PEN, SIDE
from playground.ui.runs.player import Player
from playground.ui.shell.doors import plays_by_itself
from playground.ui.shell.live_screen import LiveScreen
from playground.ui.shell.page import close_page, open_page, page_controls
from playground.ui.views.prose import explain
from playground.ui.visit.speech import say
from playground.ui.visit.teacher import DRAWING, presenting

from . import PAGE


def draw(player: Player) -> None:
    """The square to draw on; what is drawn there is read by the network on screen."""
    plays_by_itself(player)
    drawing(say(_("Draw a digit here")), player.strokes, runs="digits_live", key="digits_drawing")


def show() -> None:
    """Show the page to one visitor."""
    open_page(PAGE)
    controls = page_controls(PAGE, own={DRAWING: _("Drawing a digit")})

    screen = LiveScreen(
        PAGE,
        controls,
        beside=draw if controls.teacher.keeps(DRAWING) else None,
        reads=partial(sample_of, side=SIDE, pen=PEN),
    )
    screen.show()
    if not presenting():
        explain(PAGE.prose(""))
    close_page(PAGE, controls)
    screen.ends()

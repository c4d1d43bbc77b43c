"""The playground: choose data and a network, press Play, watch it learn."""

from collections.abc import Sequence

from playground.ui.belongings import own_points, points_popover
from playground.ui.belongings.pin_store import PinsInLink
from playground.ui.belongings.pins import Pins
from playground.ui.belongings.point_pen import point_pen
from playground.ui.rooms import lecture
from playground.ui.runs.player import Player
from playground.ui.settings.controls import Controls
from playground.ui.shell.doors import doors
from playground.ui.shell.live_screen import LiveScreen
from playground.ui.shell.page import close_page, open_page, page_controls
from playground.ui.shell.transport import SIZES, OwnButton
from playground.ui.visit.teacher import PIN, POINTS, WEIGHTS, embedded, presenting

from . import PAGE
from .lesson import PLAYGROUND as LESSON


def show() -> None:
    """Show the page to one visitor."""
    open_page(PAGE)
    controls = page_controls(PAGE, PinsInLink(), own=(POINTS, PIN, WEIGHTS))
    pins = Pins(controls)

    def own(controls: Controls, player: Player) -> Sequence[OwnButton]:
        """Draw the pen for points of the visitor's own, and the button to pin the run; neither beside a class."""
        if lecture.opens():
            return ()
        if own_points.can_be_changed(controls) and not pins.beside:
            point_pen(controls)
        if controls.teacher.keeps(PIN) and not (presenting() or embedded()):
            pins.button(player)
        return ()

    def data() -> None:
        """Draw the list of datasets."""
        points_popover.popover(controls, brings=not presenting())

    def above_question(player: Player | None) -> None:
        """Draw the pins."""
        pins.row(player)

    screen = LiveScreen(
        PAGE,
        controls,
        variant=pins.lesson(LESSON),
        first=data,
        own_buttons=own,
        saves=not pins.beside,
        compared=pins.compared,
        above_question=above_question,
        doors=doors,
        on_chart=() if pins.beside else SIZES,
    )
    screen.show()
    close_page(PAGE, controls)
    pins.go_on()
    screen.ends()

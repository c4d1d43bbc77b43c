"""The playground: choose data and a network, press Play, watch it learn."""

from playground.charts import PlaygroundScene
from playground.lessons.playground import PLAYGROUND as LESSON
from playground.ui import own_points
from playground.ui.classroom import presenting
from playground.ui.controls import Controls
from playground.ui.page import PLAYGROUND, close_page, open_page
from playground.ui.player import Player
from playground.ui.point_pen import point_pen
from playground.ui.transport import Act, stage

open_page(PLAYGROUND)
controls = Controls("", LESSON.settings)


def own(player: Player, act: Act) -> None:
    """Where a visitor brings points: by hand, or as a table."""
    if own_points.can_be_changed(controls):
        point_pen(controls)
        if not presenting():
            own_points.popover(controls)


stage(PLAYGROUND, controls, LESSON, PlaygroundScene, actions=own, takes=True)
close_page(PLAYGROUND, controls)

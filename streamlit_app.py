"""The playground: choose data and a network, press Play, watch it learn."""

from playground.charts import PlaygroundScene
from playground.lessons.playground import PLAYGROUND as LESSON
from playground.ui.controls import Controls
from playground.ui.page import PLAYGROUND, close_page, open_page
from playground.ui.point_pen import point_pen
from playground.ui.transport import stage

open_page(PLAYGROUND)
controls = Controls("", LESSON.settings)
stage(PLAYGROUND, controls, LESSON, PlaygroundScene, actions=lambda player, act: point_pen(controls))
close_page(PLAYGROUND, controls)

"""The app on a server that takes half a second more for every tick."""

import functools
import runpy
import time
from collections.abc import Callable, Sequence

from playground.charts import Frame
from playground.ui.player import Player

SECONDS = 0.5


def slowed(pictures: Callable[[Player, int], Sequence[Frame]]) -> Callable[[Player, int], Sequence[Frame]]:
    """The same, after a sleep."""

    @functools.wraps(pictures)
    def slow_pictures(player: Player, wanted: int) -> Sequence[Frame]:
        time.sleep(SECONDS)
        return pictures(player, wanted)

    return slow_pictures


if not hasattr(Player._pictures, "__wrapped__"):
    Player._pictures = slowed(Player._pictures)  # type: ignore[method-assign, assignment]

runpy.run_path("streamlit_app.py")

"""Streamlit's command line on a server that takes half a second more for every tick of the live chart.

``python -m benchmarks.apps.slow_ticks run streamlit_app.py`` is ``streamlit run streamlit_app.py``, slowed down.
"""

import time
from collections.abc import Sequence

from streamlit.web.cli import main

from playground.charts import Frame
from playground.ui.live_chart import Ask
from playground.ui.player import Player

SECONDS = 0.5


class SlowPlayer(Player):
    """Sleeps before it makes pictures."""

    def _pictures(self, ask: Ask) -> Sequence[Frame]:
        time.sleep(SECONDS)
        return super()._pictures(ask)


if __name__ == "__main__":
    import playground.ui.transport

    playground.ui.transport.Player = SlowPlayer  # type: ignore[misc]
    main(prog_name="streamlit")

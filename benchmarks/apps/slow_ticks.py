"""Streamlit's command line, with a server that takes half a second more for every tick of the live chart.

``python -m benchmarks.apps.slow_ticks run streamlit_app.py`` is ``streamlit run streamlit_app.py``, slowed down.
"""

import time

from streamlit.web.cli import main

from playground.ui.components.commands import Command
from playground.ui.runs.player import Player

SECONDS = 0.5


class SlowPlayer(Player):
    """A player that sleeps before each command."""

    def handle(self, command: Command) -> bool:
        """Handle the command half a second later."""
        time.sleep(SECONDS)
        return super().handle(command)


if __name__ == "__main__":
    import playground.ui.shell.live_screen

    playground.ui.shell.live_screen.Player = SlowPlayer  # type: ignore[misc]
    main(prog_name="streamlit")

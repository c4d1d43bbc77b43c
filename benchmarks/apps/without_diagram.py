"""Streamlit's command line on a server whose playground has its two charts and nothing below them, to compare with.

``python -m benchmarks.apps.without_diagram run streamlit_app.py`` is ``streamlit run streamlit_app.py`` so far.
"""

from streamlit.web.cli import main

import playground.charts
from playground.charts import PlaygroundScene
from playground.charts.scene import Frame, Panel


class ChartsAlone(PlaygroundScene):
    """The boundary and the cost: no diagram, no health."""

    panels = (Panel(charts=("boundary",)), Panel(charts=("cost",)))  # type: ignore[assignment]

    def frame(self, detail: bool = True) -> Frame:
        """What there is without detail, but for the warning."""
        frame = super().frame(detail=False)
        frame["texts"].pop()
        return frame


if __name__ == "__main__":
    playground.charts.PlaygroundScene = ChartsAlone  # type: ignore[misc]
    main(prog_name="streamlit")

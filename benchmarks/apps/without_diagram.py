"""Streamlit's command line, with a server whose playground has only its two charts, for comparison.

``python -m benchmarks.apps.without_diagram run streamlit_app.py`` is ``streamlit run streamlit_app.py`` without the
rest.
"""

from dataclasses import replace

from streamlit.web.cli import main

import playground.pages.playground.scene
from playground.charts import Now, Panel
from playground.pages.playground.scene import PlaygroundScene


class ChartsAlone(PlaygroundScene):
    """The boundary and the cost: no diagram, no health."""

    def now(self, detail: bool = True) -> Now:
        """The content without detail, and without the texts about it."""
        now = super().now(detail=False)
        boundary, cost = (panel for panel in now.panels if panel.charts)
        return now._replace(panels=[Panel(), boundary, replace(cost, sentence=None)])  # both as large as ever


if __name__ == "__main__":
    playground.pages.playground.scene.PlaygroundScene = ChartsAlone  # type: ignore[misc]
    main(prog_name="streamlit")

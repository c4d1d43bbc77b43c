"""Streamlit's command line, with a server whose playground has only its two charts, for comparison.

``python -m benchmarks.apps.without_diagram run streamlit_app.py`` is ``streamlit run streamlit_app.py`` without the
rest.
"""

from streamlit.web.cli import main

import playground.charts.playground
from playground.charts import Now, PlaygroundScene


class ChartsAlone(PlaygroundScene):
    """The boundary and the cost: no diagram, no health."""

    def now(self, detail: bool = True) -> Now:
        """The content without detail, and without the texts about it."""
        now = super().now(detail=False)
        return now._replace(panels=now.panels[:2])


if __name__ == "__main__":
    playground.charts.playground.PlaygroundScene = ChartsAlone  # type: ignore[misc]
    main(prog_name="streamlit")

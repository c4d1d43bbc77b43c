"""What the benchmarks compare with shows what it is taken for."""

import json

from streamlit.testing.v1 import AppTest

from tests.test_house import ROOT


def test_the_plain_chart_has_its_field():
    app = AppTest.from_file(str(ROOT / "benchmarks/apps/plotly_chart.py")).run(timeout=30)
    assert not app.exception
    boundary = json.loads(app.get("plotly_chart")[0].proto.spec)["data"]
    (field,) = (trace for trace in boundary if trace["type"] == "heatmap")
    assert field["z"]["shape"] == "100, 100"  # one axis more, and Plotly leaves it out

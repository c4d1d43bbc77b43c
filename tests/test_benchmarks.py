"""What the benchmarks compare with shows what it is taken for."""

import json

from streamlit.testing.v1 import AppTest

from tests.test_house import ROOT


def test_the_plain_chart_has_its_field():
    app = AppTest.from_file(str(ROOT / "benchmarks/apps/plotly_chart.py")).run(timeout=30)
    assert not app.exception
    boundary, cost = (json.loads(each.proto.spec)["data"] for each in app.get("plotly_chart"))
    (field,) = (trace for trace in boundary if trace["type"] == "heatmap")
    assert len(field["z"]["shape"].split(",")) == 2 if isinstance(field["z"], dict) else len(field["z"][0]) > 1
    assert len(cost) == 1

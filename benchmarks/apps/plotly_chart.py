"""What most apps do: the same run and figures, drawn by ``st.plotly_chart`` in a fragment on a timer."""

import streamlit as st

from playground.charts.boundary import boundary_figure, boundary_picture
from playground.charts.cost import Line, cost_figure
from playground.charts.style import TRAIN_COLOUR
from playground.training import Config, Extent, Field, Run

st.set_page_config(layout="wide")
if "run" not in st.session_state:
    st.session_state["run"] = Run(Config(limit=1_000_000))
    st.session_state["field"] = Field(st.session_state["run"].parameters, Extent.around(st.session_state["run"].X))
run, field = st.session_state["run"], st.session_state["field"]


@st.fragment(run_every=0.05)
def live() -> None:
    """Twenty iterations and a new picture, twenty times a second if it can."""
    run.advance(20)
    boundary = boundary_figure(run.X, run.Y, run.X_test, run.Y_test, field.extent)
    boundary.layout.images[0].source = "data:image/png;base64," + boundary_picture(field.evaluate(run.parameters))
    cost = cost_figure([Line("train", TRAIN_COLOUR)])
    cost.data[0].x = [point.iteration for point in run.history.points]
    cost.data[0].y = [point.cost for point in run.history.points]
    left, right = st.columns(2)
    left.plotly_chart(boundary, key="boundary")
    right.plotly_chart(cost, key="cost")


live()

"""The usual way: the same run with its field as a heatmap, drawn by ``st.plotly_chart`` in a fragment on a timer."""

import streamlit as st

from playground.charts.cost import Line, cost_figure
from playground.charts.plane.boundary import boundary_figure
from playground.charts.style import CLASS_COLOURS, TRAIN_COLOUR
from playground.training import Extent, Field, Recipe, Run, View

st.set_page_config(layout="wide")
if "run" not in st.session_state:
    st.session_state["run"] = Run(Recipe(limit=1_000_000))
    st.session_state["field"] = Field(st.session_state["run"].parameters, Extent.around(st.session_state["run"].X))
run, field = st.session_state["run"], st.session_state["field"]


@st.fragment(run_every=0.05)
def live() -> None:
    """Twenty iterations and a new picture, twenty times a second if possible."""
    run.advance(20)
    extent, n = field.extent, field.shape[0]
    boundary = boundary_figure(run.train, run.test, extent)
    boundary.layout.images = []
    dx, dy = (extent.right - extent.left) / n, (extent.top - extent.bottom) / n
    boundary.add_heatmap(
        z=field.evaluate(run.parameters)[0, ::-1],  # a heatmap begins at the bottom
        x0=extent.left + dx / 2,
        dx=dx,
        y0=extent.bottom + dy / 2,
        dy=dy,
        zmin=0,
        zmax=1,
        colorscale=[CLASS_COLOURS[0], "white", CLASS_COLOURS[1]],
        opacity=0.4,
        showscale=False,
    )
    cost = cost_figure([Line("train", TRAIN_COLOUR)], View())
    cost.data[0].x = [point.iteration for point in run.history.points]
    cost.data[0].y = [point.cost for point in run.history.points]
    left, right = st.columns(2)
    left.plotly_chart(boundary, key="boundary")
    right.plotly_chart(cost, key="cost")


live()

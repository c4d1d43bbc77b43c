"""Plotly figures and pictures of a run. No Streamlit."""

from .boundary import boundary_figure, boundary_picture
from .cost import cost_curve, cost_figure
from .frames import METRICS, Frame, frame

__all__ = ["METRICS", "Frame", "boundary_figure", "boundary_picture", "cost_curve", "cost_figure", "frame"]

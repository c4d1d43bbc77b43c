"""Plotly figures and pictures of a run. No Streamlit."""

from .boundary import boundary_figure, boundary_picture
from .cost import cost_curve, cost_figure
from .frames import METRICS, frame, metric_texts

__all__ = ["METRICS", "boundary_figure", "boundary_picture", "cost_curve", "cost_figure", "frame", "metric_texts"]

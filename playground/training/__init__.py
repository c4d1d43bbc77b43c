"""A run: configuration, steps, history, field. No Streamlit, no Plotly."""

from .config import FASTEST, Config, View
from .field import Extent, Field
from .history import History, Measurement
from .run import Divergence, Run

__all__ = ["FASTEST", "Config", "Divergence", "Extent", "Field", "History", "Measurement", "Run", "View"]

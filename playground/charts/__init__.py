"""Plotly figures and pictures of runs. No Streamlit."""

import plotly.io

from .cost import OtherLine
from .curve import Curve, Trace, news
from .panel import Panel, Row, Table
from .scene import Frame, MakeScene, Now, Scene, StaticView, divergence

plotly.io.templates.default = "none"  # otherwise every figure would contain a copy of Plotly's template

__all__ = [
    "Curve",
    "Frame",
    "MakeScene",
    "Now",
    "OtherLine",
    "Panel",
    "Row",
    "Scene",
    "StaticView",
    "Table",
    "Trace",
    "divergence",
    "news",
]

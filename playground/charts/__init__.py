"""Plotly figures and pictures of runs. No Streamlit."""

import plotly.io

from .panel import Panel, Row, Table
from .playground import PlaygroundScene
from .scales import HowLargeAStartScene
from .scene import Curve, Frame, MakeScene, Now, Scene, Still, Trace, divergence, news
from .symmetry import SymmetryScene
from .zero_or_random import ZeroOrRandomScene

plotly.io.templates.default = "none"  # of Plotly's own look every figure would begin with a copy

__all__ = [
    "Curve",
    "Frame",
    "HowLargeAStartScene",
    "MakeScene",
    "Now",
    "Panel",
    "PlaygroundScene",
    "Row",
    "Scene",
    "Still",
    "SymmetryScene",
    "Table",
    "Trace",
    "ZeroOrRandomScene",
    "divergence",
    "news",
]

"""Plotly figures and pictures of runs. No Streamlit."""

import plotly.io

from .cost import Held
from .curve import Curve, Trace, news
from .pair import PairScene
from .panel import Panel, Row, Table
from .playground import PlaygroundScene, playground_scene
from .scales import HowLargeAStartScene
from .scene import Frame, MakeScene, Now, Scene, Still, divergence
from .symmetry import SymmetryScene

plotly.io.templates.default = "none"  # of Plotly's own look every figure would begin with a copy

__all__ = [
    "Curve",
    "Frame",
    "Held",
    "HowLargeAStartScene",
    "MakeScene",
    "Now",
    "PairScene",
    "Panel",
    "PlaygroundScene",
    "Row",
    "Scene",
    "Still",
    "SymmetryScene",
    "Table",
    "Trace",
    "divergence",
    "news",
    "playground_scene",
]

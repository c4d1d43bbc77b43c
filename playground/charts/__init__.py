"""Plotly figures and pictures of runs. No Streamlit."""

from .cost import Held
from .panel import Panel, Row, Table
from .playground import PlaygroundScene
from .scales import HowLargeAStartScene
from .scene import Curve, Frame, MakeScene, Now, Scene, Still, Trace, divergence, news
from .symmetry import SymmetryScene
from .zero_or_random import ZeroOrRandomScene

__all__ = [
    "Curve",
    "Frame",
    "Held",
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

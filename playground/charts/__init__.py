"""Plotly figures and pictures of runs. No Streamlit."""

from .cost import Held
from .pair import PairScene
from .panel import Panel, Row, Table
from .playground import PlaygroundScene, playground_scene
from .scales import HowLargeAStartScene
from .scene import Curve, Frame, MakeScene, Now, Scene, Still, Trace, divergence, news
from .symmetry import SymmetryScene

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

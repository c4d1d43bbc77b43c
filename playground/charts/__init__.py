"""Plotly figures and pictures of runs. No Streamlit."""

from .comparison import HowLargeAStartScene, ZeroOrRandomScene
from .playground import PlaygroundScene
from .scene import Curve, Frame, Panel, Scene, Still, Trace, divergence
from .symmetry import SymmetryScene

__all__ = [
    "Curve",
    "Frame",
    "HowLargeAStartScene",
    "Panel",
    "PlaygroundScene",
    "Scene",
    "Still",
    "SymmetryScene",
    "Trace",
    "ZeroOrRandomScene",
    "divergence",
]

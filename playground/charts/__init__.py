"""Plotly figures and pictures of runs. No Streamlit."""

from .comparison import HowLargeAStartScene, ZeroOrRandomScene
from .playground import PlaygroundScene
from .scene import Curve, Frame, Panel, Scene, Trace, divergence
from .symmetry import SymmetryScene

__all__ = [
    "Curve",
    "Frame",
    "HowLargeAStartScene",
    "Panel",
    "PlaygroundScene",
    "Scene",
    "SymmetryScene",
    "Trace",
    "ZeroOrRandomScene",
    "divergence",
]

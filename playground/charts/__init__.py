"""Plotly figures and pictures of runs. No Streamlit."""

import plotly.io

from .cost import PinnedLine
from .curve import Curve, Trace, news
from .how_large_a_start import HowLargeAStartScene
from .inside_the_symmetry import InsideTheSymmetryScene
from .pair import PairScene
from .panel import Panel, Row, Table
from .playground import PlaygroundScene, playground_scene
from .scene import Frame, MakeScene, Now, Scene, StaticView, divergence

plotly.io.templates.default = "none"  # otherwise every figure would contain a copy of Plotly's template

__all__ = [
    "Curve",
    "Frame",
    "HowLargeAStartScene",
    "InsideTheSymmetryScene",
    "MakeScene",
    "Now",
    "PairScene",
    "Panel",
    "PinnedLine",
    "PlaygroundScene",
    "Row",
    "Scene",
    "StaticView",
    "Table",
    "Trace",
    "divergence",
    "news",
    "playground_scene",
]

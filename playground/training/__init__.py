"""Runs: recipe, experiment, steps, history, field; and the settings of a page. No Streamlit, no Plotly."""

from .diagnosis import diagnosis
from .experiment import LINE_COLOURS, Experiment, Variant
from .field import Extent, Field, UnitMaps
from .health import LayerHealth, health
from .history import History, Measurement
from .recipe import FASTEST, Recipe, View
from .run import Run
from .run_group import RunGroup
from .settings import Settings
from .timeline import Divergence, Event, Timeline
from .units import TOLERANCE, Verdict, groups, hidden_units, largest_distance, saturated_share, strongest, verdict

__all__ = [
    "FASTEST",
    "LINE_COLOURS",
    "TOLERANCE",
    "Divergence",
    "Event",
    "Experiment",
    "Extent",
    "Field",
    "History",
    "LayerHealth",
    "Measurement",
    "Recipe",
    "Run",
    "RunGroup",
    "Settings",
    "Timeline",
    "UnitMaps",
    "Variant",
    "Verdict",
    "View",
    "diagnosis",
    "groups",
    "health",
    "hidden_units",
    "largest_distance",
    "saturated_share",
    "strongest",
    "verdict",
]

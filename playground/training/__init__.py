"""A run: configuration, steps, history, field. No Streamlit, no Plotly."""

from .config import FASTEST, Config, View
from .field import Extent, Field, UnitMaps
from .health import LayerHealth, health, warning
from .history import History, Measurement
from .in_step import InStep
from .run import Divergence, Event, Run
from .units import TOLERANCE, Verdict, groups, hidden_units, largest_distance, saturated_share, strongest, verdict

__all__ = [
    "FASTEST",
    "TOLERANCE",
    "Config",
    "Divergence",
    "Event",
    "Extent",
    "Field",
    "History",
    "InStep",
    "LayerHealth",
    "Measurement",
    "Run",
    "UnitMaps",
    "Verdict",
    "View",
    "groups",
    "health",
    "hidden_units",
    "largest_distance",
    "saturated_share",
    "strongest",
    "verdict",
    "warning",
]

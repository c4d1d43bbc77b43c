"""Runs: recipe, experiment, iterations, history, field; and a page's settings. No Streamlit, no Plotly."""

from .diagnosis import diagnosis
from .difference import difference, differing, in_words, matters, numbered, steps_in_words
from .divergence import Divergence
from .events import FROZEN, OF, Event
from .experiment import LINE_COLOURS, Experiment, Variant
from .field import Extent, Field, UnitMaps, cell_centres
from .finding import Diagnosis
from .glosses import GLOSSES
from .health import LayerHealth, health
from .history import History, Measurement
from .moment import Moment
from .names import NAMES, name_of
from .recipe import HOW_STEPS_ARE_TAKEN, Recipe
from .run import Run
from .run_group import RunGroup
from .settings import Settings
from .timeline import Timeline
from .units import (
    FLAT,
    TOLERANCE,
    Verdict,
    groups,
    hidden_units,
    largest_distance,
    saturated_fraction,
    strongest,
    verdict,
)
from .view import FASTEST, View

__all__ = [
    "FASTEST",
    "FLAT",
    "FROZEN",
    "GLOSSES",
    "HOW_STEPS_ARE_TAKEN",
    "LINE_COLOURS",
    "NAMES",
    "OF",
    "TOLERANCE",
    "Diagnosis",
    "Divergence",
    "Event",
    "Experiment",
    "Extent",
    "Field",
    "History",
    "LayerHealth",
    "Measurement",
    "Moment",
    "Recipe",
    "Run",
    "RunGroup",
    "Settings",
    "Timeline",
    "UnitMaps",
    "Variant",
    "Verdict",
    "View",
    "cell_centres",
    "diagnosis",
    "difference",
    "differing",
    "groups",
    "health",
    "hidden_units",
    "in_words",
    "largest_distance",
    "matters",
    "name_of",
    "numbered",
    "saturated_fraction",
    "steps_in_words",
    "strongest",
    "verdict",
]

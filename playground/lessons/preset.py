"""Experiments in one click."""

from collections.abc import Mapping
from typing import Any, NamedTuple


class Preset(NamedTuple):
    """An experiment in one click: what differs from the defaults, a question to answer first, and what to look at."""

    name: str
    settings: Mapping[str, Any]
    question: str
    look_at: str

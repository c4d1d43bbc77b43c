"""What a diagnosis finds, and what it advises."""

from collections.abc import Mapping
from typing import Any, NamedTuple


class Diagnosis(NamedTuple):
    """What keeps a network from learning as well as it could, in words, and the ``settings`` to try instead, by name.

    Where there are several things to try, the settings are those of the first. A page may not offer them.
    """

    sentence: str = ""
    settings: Mapping[str, Any] = {}

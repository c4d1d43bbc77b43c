"""All features. To add one, add its folder, and name it here; to take one away, delete both."""

from collections.abc import Sequence
from functools import lru_cache
from importlib import import_module
from typing import Any

from .bring_back import FEATURE as BRING_BACK
from .challenges import FEATURE as CHALLENGES
from .classroom import FEATURE as CLASSROOM
from .contest import FEATURE as CONTEST
from .drawn_curves import FEATURE as DRAWN_CURVES
from .feature import Feature
from .gradient_check import FEATURE as GRADIENT_CHECK
from .moment import FEATURE as MOMENT
from .own_points import FEATURE as OWN_POINTS
from .pins import FEATURE as PINS
from .scorm import FEATURE as SCORM
from .site import FEATURE as SITE
from .sound import FEATURE as SOUND
from .take_along import FEATURE as TAKE_ALONG

FEATURES: Sequence[Feature] = (
    *(MOMENT, OWN_POINTS, PINS, CHALLENGES, DRAWN_CURVES),
    *(CLASSROOM, CONTEST, TAKE_ALONG, BRING_BACK, SOUND, SCORM, SITE, GRADIENT_CHECK),
)
"""In the order in which they come on a page and in a link."""


@lru_cache(maxsize=20)
def parts(what: str) -> Sequence[Any]:
    """The modules of this name in the folders of all features that have one, imported when they are first asked for."""
    return [import_module(f"{__package__}.{each.name}.{what}") for each in FEATURES if what in each.parts]

"""The scene of the page *Going downhill*: that of the part on screen."""

from playground.lessons.race import Race
from playground.training import RunGroup, View

from .downhill import DownhillScene
from .race import RaceScene
from .scene import Scene


def going_downhill_scene(runs: RunGroup, view: View) -> Scene:
    """The scene of the part to which these runs belong."""
    return (RaceScene if isinstance(runs.first.recipe, Race) else DownhillScene)(runs, view)

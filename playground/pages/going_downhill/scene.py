"""The scene of the page *Going downhill*: that of the part on screen."""

from playground.charts.scene import Scene
from playground.training import RunGroup, View

from .downhill_scene import DownhillScene
from .race import Race
from .race_scene import RaceScene


def going_downhill_scene(runs: RunGroup, view: View) -> Scene:
    """The scene of the part to which these runs belong."""
    return (RaceScene if isinstance(runs.first.recipe, Race) else DownhillScene)(runs, view)

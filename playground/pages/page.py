"""What a page of the app is: the one record that menu, links, class, exports, command line and tests read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from playground.charts import Scene
from playground.lessons.exercises import Make
from playground.lessons.lesson import Lesson
from playground.lessons.prose import Section
from playground.training import RunGroup, Settings, View


def no_scene(runs: RunGroup, view: View) -> Scene:
    """For pages on which nothing plays."""
    raise ValueError("Nothing plays on this page: there is no scene to draw.")


NOTHING = Settings(records=())


@dataclass(frozen=True, eq=False)
class Page:
    """A page of the app.

    Attributes
    ----------
    name : of its folder and its script
    title, icon, description : in the menu
    minutes : about how long it takes, at a minute for an experiment and two or three for a section without any
    prefix : of its settings' names in a link; no other page's begins with it
    parts : its lessons, by the value of the setting ``part``; "" if it has only one; none on a page without runs
    own_settings : what a page without lessons offers to set
    scene : makes what it shows of its runs: a scene, or, if they are trained one after the other, a static view
    prose : returns what it explains below its first screen, given the part on it
    saves : whether its runs can be saved as files
    questions : what a page on which nothing plays asks, by the names in its link
    """

    name: str
    title: str
    icon: str
    minutes: int
    description: str
    prefix: str = ""
    parts: Mapping[str, Lesson] = field(default_factory=dict)
    own_settings: Settings = NOTHING
    scene: Callable[[Any, View], Any] = no_scene
    prose: Callable[[str], Sequence[Section]] = lambda part: ()
    saves: bool = False
    questions: Mapping[str, Make] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """Its address below the app's own."""
        return "" if self.name == "playground" else self.name

    @property
    def script(self) -> str:
        """Its file, which Streamlit runs."""
        return f"pages/{self.name}.py" if self.path else "streamlit_app.py"

    @property
    def settings(self) -> Settings:
        """All its settings, which its lessons share."""
        return next((lesson.settings for lesson in self.parts.values()), self.own_settings)

    def lesson(self, chosen: Mapping[type, Any]) -> Lesson:
        """The lesson on screen with these choices."""
        return self.parts[self.settings.by_name(chosen).get("part", "")]

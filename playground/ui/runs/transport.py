"""The buttons that control the runs, and the settings that some of them change."""

from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol

from playground.language import _
from playground.language.labels import NEW_WEIGHTS, PAUSE, PLAY, RESET, STEP
from playground.lessons.lesson import Preset
from playground.training import Settings
from playground.training.formatting import beside
from playground.training.options import Option, Whole
from playground.training.ranges import SEEDS
from playground.training.stop_rule import NO_RULE
from playground.ui.components.commands import Command
from playground.ui.components.run_parts import RunButton

from .player import Action, Player

SIZES = ("depth", "n_h")
"""Settings that the picture of the network can change."""
MORE = 10_000
"""Iterations that the button at the limit adds."""
STOPPED = _(
    "Something went wrong in this run, so it was stopped. Press **{reset}**, or choose other settings.", reset=RESET
)


class Kept(Protocol):
    """What a teacher keeps of a page: whether the lesson is prepared, and of which settings there is a control."""

    @property
    def prepared(self) -> bool: ...

    def keeps(self, name: str) -> bool: ...


class Choices(Protocol):
    """A page's settings with the values in effect, which buttons of the runs can change; on a page its controls."""

    @property
    def teacher(self) -> Kept: ...

    @property
    def offered(self) -> Settings: ...

    @property
    def chosen(self) -> Mapping[type, Any]: ...

    @property
    def by_name(self) -> Mapping[str, Any]: ...

    def value(self, name: str) -> Any: ...

    def override(self, values: Mapping[str, Any]) -> None: ...


class OwnButton(NamedTuple):
    """A page's own button, shown after its controls, and what it does to the runs."""

    name: str
    label: str
    icon: str
    help: str
    does: Action

    @property
    def button(self) -> RunButton:
        """The button as the browser draws it."""
        return RunButton("do", self.label, self.icon, self.help, {"action": self.name})


def transport(brief: bool = False, large: bool = False) -> list[RunButton]:
    """Play, Step, Reset; and New weights, unless ``brief``. ``large``: whether Step and Reset have keys of Present."""
    new_weights = RunButton(
        "new_weights", NEW_WEIGHTS, "dice", _("Start again from different random weights: the next weight seed.")
    )
    return [
        RunButton("play", PLAY, "play", other_label=PAUSE, key="Space", key_name=_("Space"), primary=True),
        RunButton(
            "step", STEP, "step", _("One iteration: forward, backward, update."), key="ArrowRight" if large else ""
        ),
        RunButton(
            "reset",
            RESET,
            "reset",
            _("Back to iteration 0, with the same initial weights."),
            key="Home" if large else "",
        ),
        *([] if brief else [new_weights]),
    ]


def way_on(controls: Choices, player: Player, instead: Preset | None) -> list[RunButton]:
    """Buttons for runs that are decided or at their end, or whose learning rate was changed on their way; none in a
    prepared lesson.

    ``instead``: the experiment to try after a wrong prediction, if there is one.
    """
    if controls.teacher.prepared:
        return []
    more = _more(controls)
    limit = player.runs.experiment.limit
    to_the_end = RunButton("play", _("Go on to {number:,}", number=limit), "play", when="decided")
    go_on = RunButton("go_on", _("Go on for {number:,} more", number=more), "play", when="limit")
    again = instead and RunButton("try_instead", _("Try {name}", name=instead.name), "bulb", when="wrong")
    return [
        *([again] if again else []),
        to_the_end,
        *([go_on] if more else []),
        RunButton("go_on", _("Go on without the stop rule"), "play", when="stop"),
        RunButton("reset", RESET, "reset", when="diverged"),
        RunButton(
            "from_the_start",
            _("From the start"),
            "start",
            _("Train again from iteration 0 with the present learning rate alone."),
            when="from_the_start",
        ),
        RunButton(
            "from_here",
            _("Go on from {iteration:,} instead", iteration=player.left_at),
            "play",
            _("Back to the run before, and on from there with the new learning rate."),
            when="from_here",
        ),
        RunButton("take_advice", "", "bulb", _("Choose this setting, and start again at iteration 0."), when="advice"),
    ]


def advisable(controls: Choices) -> Mapping[str, Option]:
    """The settings that a button may change, by name: all that a teacher has not hidden."""
    offered = controls.offered
    return {name: offered.spec(name) for name in offered.names if controls.teacher.keeps(name)}


def in_a_button(settings: Mapping[str, Option], player: Player) -> str:
    """What is advised, as the text of a button; empty if nothing is, or not among these settings."""
    advice = _usable(player.advice, settings)
    words = [settings[name].words(value) for name, value in advice.items()]
    return _("Try {settings}", settings=beside(words)) if words else ""


def _usable(advice: Mapping[str, Any], settings: Mapping[str, Option]) -> Mapping[str, Any]:
    """The advice if its settings are among these and take its values, otherwise nothing."""
    try:
        return {name: settings[name].read(value) for name, value in advice.items()}
    except (KeyError, ValueError):
        return {}


def _more(controls: Choices) -> int:
    """Iterations by which the limit can be raised."""
    spec = controls.offered.spec("limit")
    return max(0, min(MORE, spec.most - controls.value("limit"))) if isinstance(spec, Whole) else 0


def sizes(controls: Choices) -> Mapping[str, Any]:
    """The sizes of the network that its picture can change, for :func:`live_chart`."""
    values = controls.by_name
    return {
        name: {
            "label": spec.label,
            "words": spec.words(values[name]),
            "value": values[name],
            "least": spec.least,
            "most": spec.most,
        }
        for name, spec in _of_network(controls).items()
    }


def _of_network(controls: Choices) -> Mapping[str, Whole]:
    """The sizes of the network that can be changed at the moment; without hidden layers there are no units."""
    offered, unused = advisable(controls), controls.offered.unused(controls.chosen)
    return {name: spec for name in SIZES if isinstance(spec := offered.get(name), Whole) and name not in unused}


def choose(controls: Choices, command: Command, player: Player) -> None:
    """Change the settings that a button of the runs, or the picture of the network, stands for."""
    what = command.what
    if what == "choose":
        controls.override(_usable({command.arguments["name"]: command.arguments["value"]}, _of_network(controls)))
    elif what == "new_weights":
        controls.override({"seed": (controls.value("seed") + 1) % (SEEDS + 1)})
    elif what == "go_on":
        stopped = player.end == "stop"
        controls.override({"stop": NO_RULE} if stopped else {"limit": controls.value("limit") + _more(controls)})
    elif what == "take_advice" and (advice := _usable(player.advice, advisable(controls))):
        player.reset()
        controls.override(advice)

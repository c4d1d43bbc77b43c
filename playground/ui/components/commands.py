"""The table of commands: what the page of a live chart can tell its player. Server and browser read the same rows.

A new command is a row here, or of a feature, and a script that gives it.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from playground.features.contents import FEATURES
from playground.features.feature import MANY, NAME, WHETHER, CommandSpec, Limited
from playground.lessons.claims import MOST as MOST_CLAIMS

from .strokes import MOST_STROKES

FRAMES = "frames"
"""The request for more pictures. It changes only the chart, so a newer request replaces it."""
MOST_PICTURES = 120
"""In one answer, however many the page requests."""
ITERATION = Limited(int, 1_000_000)
"""No setting allows more."""


class Command(NamedTuple):
    """A command, and what was on screen when it was given.

    number : larger than that of any earlier command; one repeated for want of an answer keeps its number
    run : the run on screen
    shown : the iteration on screen
    tick : the number of the last tick that the page has received
    charts : id of the figures that the page has
    what, arguments : which command it is, and its arguments
    """

    number: int
    run: str
    shown: int
    tick: int
    charts: str
    what: str
    arguments: Mapping[str, Any] = {}


def _by_hand(does: Callable[[Any, Mapping[str, Any]], object]) -> Callable[[Any, Command], None]:
    """What a hand does on the time line or a weight, perhaps while dragging it, to runs that have all been trained."""

    def carry_out(player: Any, command: Command) -> None:
        if not player.playback.restoring:
            does(player, command.arguments)
            player.playback.dragging = bool(command.arguments.get("dragging"))

    return carry_out


OWN: Mapping[str, CommandSpec] = {
    FRAMES: CommandSpec(
        lambda player, command: None,
        {"iteration": ITERATION, "pictures": Limited(int, MOST_PICTURES)},
        changes_run=False,
    ),
    "play": CommandSpec(lambda player, command: player.playback.play(), plays=True),
    "pause": CommandSpec(lambda player, command: player.pause(), plays=False, stops=True),
    "step": CommandSpec(lambda player, command: player.playback.step(), plays=False, stops=True),
    "reset": CommandSpec(lambda player, command: player.reset(), plays=False, stops=True, afresh=True),
    "from_the_start": CommandSpec(
        lambda player, command: player.play_from_the_start(), plays=True, stops=True, afresh=True
    ),
    "from_here": CommandSpec(lambda player, command: player.come_back(), stops=True),
    "backwards": CommandSpec(
        lambda player, command: player.playback.play_backwards(), plays=True, stops=True, of_run=True
    ),
    "seek": CommandSpec(
        _by_hand(lambda player, given: player.playback.seek(given["iteration"])),
        {"iteration": ITERATION, "dragging": WHETHER},
        plays=False,
        stops=True,
        of_run=True,
        replaces=True,
    ),
    "edit": CommandSpec(
        _by_hand(
            lambda player, given: player.playback.change_first(
                lambda run: run.edit(given["name"], float(given["value"]))
            )
        ),
        {"name": NAME, "value": NAME, "dragging": WHETHER},
        plays=False,
        stops=True,
        of_run=True,
    ),
    "freeze": CommandSpec(
        _by_hand(lambda player, given: player.playback.change_first(lambda run: run.freeze(given["names"]))),
        {"names": MANY},
        plays=False,
        stops=True,
        of_run=True,
    ),
    "do": CommandSpec(lambda player, command: player.act(command.arguments["action"]), {"action": NAME}, stops=True),
    "restore": CommandSpec(
        lambda player, command: player.restore(command),
        {
            "start": NAME,
            "latest": ITERATION,
            "ended": WHETHER,
            "playing": WHETHER,
            "events": Limited(dict, 100),
        },
        afresh=True,
    ),
    "describe": CommandSpec(lambda player, command: player.describe(), replaces=True, changes_run=False),
    "draw": CommandSpec(
        lambda player, command: player.draw(command.arguments["strokes"]),
        {"strokes": Limited(list, MOST_STROKES)},
        replaces=True,
        changes_run=False,
    ),
    "point": CommandSpec(lambda player, command: player.point(), changes_run=False),
    "new_weights": CommandSpec(),
    "go_on": CommandSpec(plays=True),
    "take_advice": CommandSpec(plays=False),
    "try_instead": CommandSpec(plays=False),
    "choose": CommandSpec(arguments={"name": NAME, "value": ITERATION}, replaces=True),
    "follow": CommandSpec(changes_run=False),
    "predict": CommandSpec(arguments={"claim": Limited(int, MOST_CLAIMS - 1)}, replaces=True, changes_run=False),
}
COMMANDS: Mapping[str, CommandSpec] = {
    **OWN,
    **{what: spec for each in FEATURES for what, spec in each.commands.items()},
}
"""All commands, by name."""
FOR_SCRIPTS: Mapping[str, Mapping[str, bool | None]] = {
    what: {
        "byScript": spec.does is None,
        "plays": spec.plays,
        "stops": spec.stops,
        "ofRun": spec.of_run,
        "replaces": spec.replaces,
        "changesRun": spec.changes_run,
    }
    for what, spec in COMMANDS.items()
}
"""What the browser needs to know of them."""


def read_command(value: object) -> Command | None:
    """Parse a command sent by a browser; None if it can't have come from a page of ours."""
    if not isinstance(value, dict) or not isinstance(what := value.get("what"), str) or what not in COMMANDS:
        return None
    common = {name: kind for name, kind in Command.__annotations__.items() if name != "arguments"}
    wanted = COMMANDS[what].arguments
    if value.keys() != {*common, *wanted} or any(type(value[name]) is not kind for name, kind in common.items()):
        return None
    if not all(limited.takes(value[name]) for name, limited in wanted.items()):
        return None
    return Command(**{name: value[name] for name in common}, arguments={name: value[name] for name in wanted})

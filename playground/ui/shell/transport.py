"""The first screen of a page that plays: the bar with its buttons, settings, the question, and the live chart."""

import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from functools import partial
from typing import Any, NamedTuple

import streamlit as st

from playground.charts import MakeScene
from playground.language import _, sentences
from playground.lessons.lesson import Lesson, Preset
from playground.training import View
from playground.training.options import Whole
from playground.training.recipe import SEEDS
from playground.ui.belongings import moment
from playground.ui.belongings.downloads import downloads, is_open
from playground.ui.belongings.pins_table import are_compared
from playground.ui.components.commands import Command
from playground.ui.components.live_chart import live_chart
from playground.ui.components.reserved import reserved
from playground.ui.components.run_buttons import RunButton, run_buttons, run_comment
from playground.ui.pages import Page
from playground.ui.runs.comments import comment
from playground.ui.runs.player import Action, Player, Reads
from playground.ui.settings.controls import Controls
from playground.ui.settings.presets import Presets
from playground.ui.visit.classroom import presenting
from playground.ui.visit.head_start import head_start, visit_begins, visit_has_begun
from playground.ui.visit.speech import language, say
from playground.ui.web.direct import DIRECT

from .bar import bar, bar_place
from .share import is_shared

_log = logging.getLogger(__name__)

MORE = 10_000
"""Iterations that the button at the limit adds."""


class OwnButton(NamedTuple):
    """A button of the page's own, after its controls, and what it does to the runs."""

    name: str
    label: str
    icon: str
    help: str
    does: Action


def stage(
    page: Page,
    controls: Controls,
    lesson: Lesson,
    scene: MakeScene,
    own_buttons: Callable[[Player], Sequence[OwnButton]] | None = None,
    beside: Callable[[Player], None] | None = None,
    reads: Reads | None = None,
    saves: bool = False,
    strip: Callable[[Player | None], None] | None = None,
) -> None:
    """Everything that a page's question needs.

    A visit begins with the run and its chart, and the controls come after them; see ``HEAD_START``.

    A setting runs the whole script. What is done to the runs goes through the live chart: it asks directly, without a
    run of any script, or, where that is not served, runs a fragment of its own.

    Parameters
    ----------
    page : whose first screen it is
    controls : of the page
    lesson : what is trained, and its presets
    scene : makes what the live chart shows
    own_buttons : draws further controls, above the chart, and returns the page's own buttons, which come after them
    beside : draws what stands beside the chart
    reads : makes an input for the network of what is drawn there
    saves : whether a visitor can save the runs as files
    strip : draws what stands between the controls and the question, also of runs that can't be played; if that is
        nothing, it takes no room
    """
    player = _player(controls, lesson, scene)
    if isinstance(player, Player):
        player.reads = reads or player.reads
        controls.add_link_notes(moment.begin(player, controls.prefix))
        moment.forget(player, controls.prefix)
    presets = Presets(controls, lesson.presets)
    screen = st.container(gap="xsmall", key=f"{controls.prefix}screen")
    with screen:
        bar_at = bar_place()
        few = presenting() and presets.choices  # so few that they are in the row
        hidden, names = controls.classroom.hidden, lesson.settings.row
        made = st.container if hidden.issuperset(names) and not few else reserved
        row = made(horizontal=True, vertical_alignment="bottom", gap="xsmall", key="row")
        if hidden.isdisjoint(names):
            row.empty()  # a second one: where it wraps it has the height of all its controls; see page.css
        if few:
            st.empty()  # takes the place of their row, so that the chart stays the same element
        presets_place = None if few else presets.place()
        if strip:
            with st.container(key=f"{controls.prefix}strip"):
                strip(player if isinstance(player, Player) and not player.failed else None)

    def draw_controls() -> None:
        popover = None
        if saves and isinstance(player, Player) and not player.failed:
            popover = partial(downloads, player, controls)
        with bar(page, controls, popover, bar_at):
            if isinstance(player, Player):
                run_buttons(_key(controls), _transport(), key="transport")
            controls.draw(*lesson.settings.bar, width=115, label=False)
        with row:
            controls.draw(*lesson.settings.row)
            if own_buttons and isinstance(player, Player) and not player.failed:
                _own_buttons(player, controls, own_buttons(player))
            presets.draw(presets_place)

    def draw_run() -> None:
        with screen:
            if isinstance(player, Player):
                _run(player, controls, lesson, scene, presets, beside)
            else:
                with st.container(key="message"):
                    player()

    if not visit_begins():
        draw_controls()  # first: the message also says which typed values can't be used
        draw_run()
        return
    visit_has_begun()
    try:
        draw_run()
    except Exception:
        draw_controls()  # with them a visitor can get away from what has failed
        raise
    head_start()
    draw_controls()
    if controls.problems:
        st.rerun()  # a page that was open before a restart of the server may have such values


def _key(controls: Controls) -> str:
    """Of the live chart."""
    return f"{controls.prefix}live"


def _player(controls: Controls, lesson: Lesson, scene: MakeScene) -> Player | Callable[[], object]:
    """What plays the page's runs with the settings as they are now; or, if there can be none, what says why."""
    chosen, key = controls.chosen, f"{controls.prefix}player"
    view = next(each for each in chosen.values() if isinstance(each, View))
    try:
        experiment = lesson.experiment(chosen)
        if key not in st.session_state:
            st.session_state[key] = Player(scene, experiment, view, controls.session, language=language())
        player: Player = st.session_state[key]
        player.follow(experiment, view, language())
        player.chosen = chosen
    except ValueError as error:
        return partial(st.error, say(_("This can't be run. {why}", why=error.args[0])))
    except Exception:
        _log.exception("A run could not be begun: %r", chosen)
        st.session_state.pop(key, None)  # who knows what is left of it
        what = _("This run could not be started. Choose other settings, or reload the page.")
        return partial(_ask_for_a_report, controls, what)
    return player


def _transport() -> list[RunButton]:
    """Play, Step, Reset, New weights."""
    large = presenting()
    return [
        RunButton("play", _("Play"), "play", other_label=_("Pause"), key="Space", key_name=_("Space"), primary=True),
        RunButton(
            "step", _("Step"), "step", _("One iteration: forward, backward, update."), key="ArrowRight" if large else ""
        ),
        RunButton(
            "reset",
            _("Reset"),
            "reset",
            _("Back to iteration 0, with the same first weights."),
            key="Home" if large else "",
        ),
        RunButton(
            "new_weights",
            _("New weights"),
            "dice",
            _("Start again from different random weights: the next weight seed."),
        ),
    ]


def _own_buttons(player: Player, controls: Controls, own: Sequence[OwnButton]) -> None:
    player.actions = {each.name: each.does for each in own}
    if own:
        buttons = [RunButton("do", each.label, each.icon, each.help, {"action": each.name}) for each in own]
        run_buttons(_key(controls), buttons, key=f"{controls.prefix}actions")


def _run(
    player: Player,
    controls: Controls,
    lesson: Lesson,
    scene: MakeScene,
    presets: Presets[Preset],
    beside: Callable[[Player], None] | None,
) -> None:
    """What is asked and said of the run, and its chart."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="message"):
        if player.failed:
            stopped = _(
                "Something went wrong in this run, so it was stopped. Press **Reset**, or choose other settings."
            )
            _ask_for_a_report(controls, stopped)
        else:
            _say(player, controls, lesson.question, presets)

    def on_command(command: Command) -> None:
        fresh = _player(controls, lesson, scene)  # the settings that come with it may be newer than the page
        if isinstance(fresh, Player) and fresh.handle(command):
            _choose(controls, command.what)
            _player(controls, lesson, scene)
            if command.what == "go_on":
                fresh.go_on()

    _live(player, controls, beside, on_command, controls.chosen, player.version, player.failed)


def _choose(controls: Controls, what: str) -> None:
    """The settings that a button of the transport stands for."""
    if what == "new_weights":
        controls.put({"seed": (controls.value("seed") + 1) % (SEEDS + 1)})
    elif what == "go_on":
        controls.put({"limit": controls.value("limit") + _more(controls)})


def _say(player: Player, controls: Controls, question: str, presets: Presets[Preset]) -> None:
    """What the page asks, says and offers: always in the same place, of the same height.

    ``question``: of the lesson, for settings that have no preset.
    """
    own = controls.classroom.question
    preset = None if own else presets.asking  # what it looks at and answers belongs to its own question
    player.comment = partial(comment, preset=preset)
    with st.container(gap=None, key="lines"):
        # First: to be seen however long the question is.
        _lines([*(f":red[{say(problem)}]" for problem in controls.problems), *say(controls.remarks)])
        if own:
            st.text(own)  # as plain text: nobody knows who made the link
        else:
            _lines([f"**{say(preset.question if preset else question)}**"])
        run_comment(_key(controls), key="comment")
    run_buttons(_key(controls), _way_on(controls), key="way_on")
    presets.next_button()


def _lines(lines: Sequence[str]) -> None:
    """Lines of text, without those that are empty."""
    if any(lines):
        st.markdown("  \n".join(line for line in lines if line))


def _way_on(controls: Controls) -> list[RunButton]:
    """What helps where the runs have ended."""
    more = _more(controls)
    go_on = RunButton("go_on", _("Go on for {number:,} more", number=more), "play", when="limit")
    return [*([go_on] if more else []), RunButton("reset", _("Reset"), "reset", when="diverged")]


def _more(controls: Controls) -> int:
    """Iterations by which the limit can be raised."""
    spec = controls.offered.spec("limit")
    return max(0, min(MORE, spec.most - controls.value("limit"))) if isinstance(spec, Whole) else 0


@st.fragment
def _live(
    player: Player,
    controls: Controls,
    beside: Callable[[Player], None] | None,
    on_command: Callable[[Command], None],
    drawn: Mapping[type, Any],
    version: str,
    failed: bool,
) -> None:
    """The chart. ``drawn``, ``version``, ``failed``: the settings and the runs as the rest of the page shows them."""
    with st.container(horizontal=True, gap="small", key="beside") if beside else nullcontext():
        if beside:
            beside(player)
        ticked = player.tick()
        if ticked is None:
            st.rerun()  # what begins anew what was let go is outside this fragment
        tick, has_charts = ticked
        follows = _follows(controls)
        live_chart(
            player.charts,
            tick,
            key=_key(controls),
            has_charts=has_charts,
            direct=DIRECT.opens_to(player),
            follows=version if follows or player.failed else None,
            on_command=on_command,
        )
    behind = (follows and not player.moves and player.version != version) or player.failed != failed
    # A control that was used in the same moment as the chart asked: Streamlit took both for a matter of this fragment.
    if behind or controls.chosen != drawn:
        st.rerun()


def _follows(controls: Controls) -> bool:
    """Whether something on the page outside the chart says what is on screen, so that it has to follow the runs."""
    prefix = controls.prefix
    return is_shared(controls) or is_open(controls) or are_compared(prefix) or moment.is_in_link(prefix)


def _ask_for_a_report(controls: Controls, what: str) -> None:
    """Say that something went wrong that is not the visitor's fault."""
    with st.container():
        st.error(
            say(
                sentences(
                    what,
                    _("Nothing else is affected."),
                    _("If it happens again, please report it with these settings:"),
                )
            ),
            icon=":material/bug_report:",
        )
        st.code(controls.link or say(_("everything as on a first visit")), language=None, wrap_lines=True)

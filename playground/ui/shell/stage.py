"""The first screen of a page that plays: the bar with its buttons, settings, the question, and the live chart."""

import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from playground.charts import MakeScene
from playground.language import _, sentences
from playground.language.labels import RESET
from playground.lessons.lesson import Lesson, Preset
from playground.training import View
from playground.ui.belongings import moment
from playground.ui.belongings.downloads import downloads, is_open
from playground.ui.belongings.pins_table import are_compared
from playground.ui.components.commands import Command
from playground.ui.components.live_chart import live_chart
from playground.ui.components.reserved import reserved
from playground.ui.components.run_buttons import run_buttons, run_comment
from playground.ui.pages import Page
from playground.ui.runs.comments import comment
from playground.ui.runs.player import Player, Reads
from playground.ui.settings.controls import Controls
from playground.ui.settings.presets import Presets
from playground.ui.visit.classroom import presenting
from playground.ui.visit.head_start import head_start, visit_begins, visit_has_begun
from playground.ui.visit.session import begun_again_if_disturbed
from playground.ui.visit.speech import language, say
from playground.ui.web.direct import DIRECT

from .bar import bar, bar_place
from .share import is_shared
from .transport import OwnButton, choose, transport, way_on

_log = logging.getLogger(__name__)

STOPPED = _(
    "Something went wrong in this run, so it was stopped. Press **{reset}**, or choose other settings.", reset=RESET
)
Refusal = Callable[[], object]
"""Says why there can be no run."""


class Places(NamedTuple):
    """Where the parts of the screen stand; without ``presets`` these are in the row."""

    screen: DeltaGenerator
    bar: DeltaGenerator
    row: DeltaGenerator
    presets: DeltaGenerator | None


@dataclass(frozen=True)
class Stage:
    """Everything that a page's question needs.

    A visit begins with the run and its chart, and the controls come after them; see ``HEAD_START``.

    A setting runs the whole script. What is done to the runs goes through the live chart: it asks directly, without a
    run of any script, or, where that is not served, runs a fragment of its own.

    Attributes
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

    page: Page
    controls: Controls
    lesson: Lesson
    scene: MakeScene
    own_buttons: Callable[[Player], Sequence[OwnButton]] | None = None
    beside: Callable[[Player], None] | None = None
    reads: Reads | None = None
    saves: bool = False
    strip: Callable[[Player | None], None] | None = None

    @begun_again_if_disturbed
    def show(self) -> None:
        """Draw it."""
        player = self._player()
        if isinstance(player, Player):
            player.reads = self.reads or player.reads
            self.controls.add_link_notes(moment.begin(player, self.controls.prefix))
            moment.forget(player, self.controls.prefix)
        presets = Presets(self.controls, self.lesson.presets)
        places = self._places(player, presets)
        if not visit_begins():
            self._draw_controls(
                player, presets, places
            )  # first: the message also says which typed values can't be used
            self._draw_run(player, presets, places)
            return
        visit_has_begun()
        try:
            self._draw_run(player, presets, places)
        except Exception:
            self._draw_controls(player, presets, places)  # with them a visitor can get away from what has failed
            raise
        head_start()
        self._draw_controls(player, presets, places)
        if self.controls.problems:
            st.rerun()  # a page that was open before a restart of the server may have such values

    @property
    def _key(self) -> str:
        """Of the live chart."""
        return f"{self.controls.prefix}live"

    def _player(self) -> Player | Refusal:
        """What plays the page's runs with the settings as they are now; or, if there can be none, what says why."""
        chosen, key = self.controls.chosen, f"{self.controls.prefix}player"
        view = next(each for each in chosen.values() if isinstance(each, View))
        try:
            experiment = self.lesson.experiment(chosen)
            if key not in st.session_state:
                session = self.controls.session
                st.session_state[key] = Player(self.scene, experiment, view, session, language=language())
            player: Player = st.session_state[key]
            player.follow(experiment, view, language())
            player.chosen = chosen
        except ValueError as error:
            return partial(st.error, say(_("This can't be run. {why}", why=error.args[0])))
        except Exception:
            _log.exception("A run could not be begun: %r", chosen)
            st.session_state.pop(key, None)  # who knows what is left of it
            what = _("This run could not be started. Choose other settings, or reload the page.")
            return partial(_ask_for_a_report, self.controls, what)
        return player

    def _places(self, player: Player | Refusal, presets: Presets[Preset]) -> Places:
        """Reserve the place of each part, from top to bottom: the chart stays where it is when the rest comes."""
        prefix, hidden, names = self.controls.prefix, self.controls.classroom.hidden, self.lesson.settings.row
        screen = st.container(gap="xsmall", key=f"{prefix}screen")
        with screen:
            bar_at = bar_place()
            few = presenting() and presets.choices  # so few that they are in the row
            made = st.container if hidden.issuperset(names) and not few else reserved
            row = made(horizontal=True, vertical_alignment="bottom", gap="xsmall", key="row")
            if hidden.isdisjoint(names):
                row.empty()  # a second one: where it wraps it has the height of all its controls; see page.css
            if few:
                st.empty()  # takes the place of their row, so that the chart stays the same element
            presets_at = None if few else presets.place()
            if self.strip:
                with st.container(key=f"{prefix}strip"):
                    self.strip(_playable(player))
        return Places(screen, bar_at, row, presets_at)

    def _draw_controls(self, player: Player | Refusal, presets: Presets[Preset], places: Places) -> None:
        controls, plays = self.controls, _playable(player)
        popover = partial(downloads, plays, controls) if self.saves and plays else None
        with bar(self.page, controls, popover, places.bar):
            if isinstance(player, Player):
                run_buttons(self._key, transport(), key="transport")
            controls.draw(*self.lesson.settings.bar, width=115, label=False)
        with places.row:
            controls.draw(*self.lesson.settings.row)
            if self.own_buttons and plays:
                own = self.own_buttons(plays)
                plays.actions = {each.name: each.does for each in own}
                if own:
                    run_buttons(self._key, [each.button for each in own], key=f"{controls.prefix}actions")
            presets.draw(places.presets)

    def _draw_run(self, player: Player | Refusal, presets: Presets[Preset], places: Places) -> None:
        """What is asked and said of the run, and its chart."""
        with places.screen:
            if not isinstance(player, Player):
                with st.container(key="message"):
                    player()
                return
            with st.container(horizontal=True, vertical_alignment="center", gap="small", key="message"):
                if player.failed:
                    _ask_for_a_report(self.controls, STOPPED)
                else:
                    self._say(player, presets)
            self._live(player, self.controls.chosen, player.version, player.failed)

    def _say(self, player: Player, presets: Presets[Preset]) -> None:
        """What the page asks, says and offers: always in the same place, of the same height."""
        controls = self.controls
        own = controls.classroom.question
        preset = None if own else presets.asking  # what it looks at and answers belongs to its own question
        player.comment = partial(comment, preset=preset)
        with st.container(gap=None, key="lines"):
            # First: to be seen however long the question is.
            _lines([*(f":red[{say(problem)}]" for problem in controls.problems), *say(controls.remarks)])
            if own:
                st.text(own)  # as plain text: nobody knows who made the link
            else:
                _lines([f"**{say(preset.question if preset else self.lesson.question)}**"])
            run_comment(self._key, key="comment")
        run_buttons(self._key, way_on(controls), key="way_on")
        presets.next_button()

    @st.fragment
    @begun_again_if_disturbed
    def _live(self, player: Player, drawn: Mapping[type, Any], version: str, failed: bool) -> None:
        """The chart. ``drawn``, ``version``, ``failed``: settings and runs as the rest of the page shows them."""
        with st.container(horizontal=True, gap="small", key="beside") if self.beside else nullcontext():
            if self.beside:
                self.beside(player)
            ticked = player.tick()
            if ticked is None:
                st.rerun()  # what begins anew what was let go is outside this fragment
            tick, has_charts = ticked
            follows = self._follows()
            live_chart(
                player.charts,
                tick,
                key=self._key,
                has_charts=has_charts,
                direct=DIRECT.opens_to(player),
                follows=version if follows or player.failed else None,
                on_command=self._on_command,
            )
        behind = (follows and not player.moves and player.version != version) or player.failed != failed
        # A control that was used in the same moment as the chart asked: Streamlit took both for a matter of this
        # fragment.
        if behind or self.controls.chosen != drawn:
            st.rerun()

    def _on_command(self, command: Command) -> None:
        player = self._player()  # the settings that come with it may be newer than the page
        if isinstance(player, Player) and player.handle(command):
            choose(self.controls, command.what)
            self._player()
            if command.what == "go_on":
                player.go_on()

    def _follows(self) -> bool:
        """Whether something on the page outside the chart says what is on screen, so that it has to follow the runs."""
        controls, prefix = self.controls, self.controls.prefix
        return is_shared(controls) or is_open(controls) or are_compared(prefix) or moment.is_in_link(prefix)


def _playable(player: Player | Refusal) -> Player | None:
    return player if isinstance(player, Player) and not player.failed else None


def _lines(lines: Sequence[str]) -> None:
    """Lines of text, without those that are empty."""
    if any(lines):
        st.markdown("  \n".join(line for line in lines if line))


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

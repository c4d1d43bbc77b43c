"""The first screen of a page that plays: the bar with its buttons, the settings, the question, and the live chart."""

import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, NamedTuple

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from playground.language import _, sentences
from playground.lessons.drawn.curve import span_of
from playground.lessons.lesson import Lesson, against_of, view_of
from playground.pages.page import Page
from playground.ui.components.commands import Command
from playground.ui.components.live_chart import live_chart
from playground.ui.components.reserved import reserved
from playground.ui.components.run_buttons import run_buttons, run_comment
from playground.ui.questions.comments import comment
from playground.ui.questions.prediction import predict, predicted
from playground.ui.questions.presets import Presets, what_is_asked
from playground.ui.runs.player import Player, Reads
from playground.ui.runs.transport import STOPPED, OwnButton, advisable, choose, in_a_button, sizes, transport, way_on
from playground.ui.settings.controls import Controls
from playground.ui.visit.head_start import head_start, visit_begins, visit_has_begun
from playground.ui.visit.session import begun_again_if_disturbed
from playground.ui.visit.speech import language, say
from playground.ui.visit.teacher import WEIGHTS, embedded, presenting
from playground.ui.web.direct import DIRECT

from .bar import bar, bar_place
from .menu import next_page
from .on_page import OnPage, features_on, others_answer, others_are_asked

_log = logging.getLogger(__name__)

Drawn = tuple[Mapping[type, Any], int | None, Sequence[object]]
"""All settings, by record, what the visitor has predicted, and what the features' parts of the page are drawn from."""
DrawsButtons = Callable[[Controls, Player], Sequence[OwnButton]]
"""Draws further controls above the chart, and returns the page's own buttons, which follow them."""
Refusal = Callable[[], object]
"""Shows why there can be no run."""


class Containers(NamedTuple):
    """Containers of the parts of the screen."""

    screen: DeltaGenerator
    bar: DeltaGenerator
    row: DeltaGenerator


@dataclass(frozen=True)
class LiveScreen:
    """The first screen of a page, with everything that its question needs.

    A visit begins with the run and its chart, and the controls come after them; see ``HEAD_START``.

    A setting runs the whole script. Commands to the runs go through the live chart: over the websocket without a script
    run, or, where that is not served, by running the chart's fragment.

    Attributes
    ----------
    page : whose first screen it is
    controls : of the page
    own_buttons : of the page
    beside : draws the elements beside the chart
    reads : turns a drawing beside the chart into an input for the network
    doors : returns what draws the doors that stand in place of the question on a first visit, if there are any
    on_chart : the settings that can be changed on the live chart; a prepared lesson has no second control for them
    """

    page: Page
    controls: Controls
    own_buttons: DrawsButtons | None = None
    beside: Callable[[Player], None] | None = None
    reads: Reads | None = None
    doors: Callable[[Controls], Callable[[], None] | None] | None = None
    on_chart: Sequence[str] = ()

    @cached_property
    def lesson(self) -> Lesson:
        """What is trained, and its presets: those of the part that was on screen when the script ran."""
        lesson = self.page.lesson(self.controls.chosen)
        for feature in self.features:
            lesson = feature.lesson(lesson)
        return lesson

    @cached_property
    def features(self) -> Sequence[OnPage]:
        """The features on the page."""
        return features_on(self.page, self.controls)

    def show(self) -> None:
        """Draw the screen."""
        self._show()

    def ends(self) -> None:
        """Have the features go on with what takes long; call this last in the script."""
        for feature in self.features:
            feature.ends()

    @begun_again_if_disturbed
    def _show(self) -> None:
        player = self._player()
        if isinstance(player, Player):
            player.reads = self.reads or player.reads
            for feature in self.features:
                feature.with_runs(player)
        presets = Presets(
            self.controls, self.lesson.presets, [draw for each in self.features if (draw := each.beside_list())]
        )
        containers = self._containers(player, presets)
        # Of what the page is drawn from: the browser may report where the runs stand, while it is drawn.
        version = player.version if isinstance(player, Player) else ""
        if not visit_begins():
            self._draw_controls(player, presets, containers)  # first: the message also lists unusable typed values
            self._draw_run(player, presets, containers, version)
            return
        visit_has_begun()
        try:
            self._draw_run(player, presets, containers, version)
        except Exception:
            self._draw_controls(player, presets, containers)  # so that the visitor can change what has failed
            raise
        head_start()
        self._draw_controls(player, presets, containers)
        if self.controls.problems:
            st.rerun()  # a page that was open before a server restart may have such values

    @property
    def _alone(self) -> bool:
        """Whether nothing plays beside the run on screen."""
        return all(feature.alone for feature in self.features)

    @property
    def _key(self) -> str:
        """The key of the live chart."""
        return f"{self.controls.prefix}live"

    def _in_row(self, player: Player | Refusal) -> list[str]:
        """The settings in the row, including those that a teacher has hidden."""
        on_chart = self.on_chart if _playable(player) and self._alone else ()
        further = [name for name in self.controls.out_of_popover if name not in on_chart]
        return [*self.lesson.settings.row, *further]

    def _player(self) -> Player | Refusal:
        """The player of the page's runs with the current settings, or the refusal if they can't be run."""
        chosen, key = self.controls.chosen, f"{self.controls.prefix}player"
        view = view_of(chosen)
        try:
            experiment = self.lesson.experiment(chosen)
            if key not in st.session_state:
                session = self.controls.session
                st.session_state[key] = Player(self.page.scene, experiment, view, session, language=language())
            player: Player = st.session_state[key]
            player.compared = any(feature.compared for feature in self.features)
            player.follow(experiment, view, language())
            player.chosen = chosen
        except ValueError as error:
            return partial(st.error, say(_("This can't be run. {why}", why=error.args[0])))
        except Exception:
            _log.exception("A run could not be begun: %r", chosen)
            st.session_state.pop(key, None)  # it may be in any state
            what = _("This run could not be started. Choose other settings, or reload the page.")
            return partial(_ask_for_a_report, self.controls, what)
        return player

    def _containers(self, player: Player | Refusal, presets: Presets) -> Containers:
        """Reserve the place of each part, from top to bottom, so that the chart does not move when the rest arrives."""
        prefix, hidden, names = self.controls.prefix, self.controls.teacher.hidden, self._in_row(player)
        screen = st.container(gap="xsmall", key=f"{prefix}screen")
        with screen:
            bar_at = bar_place()
            # What an experiment sets out of sight is said there.
            made = st.container if hidden.issuperset(names) and not presets.choices else reserved
            row = made(horizontal=True, vertical_alignment="bottom", gap="xsmall", key="row")
            if hidden.isdisjoint(names):
                row.empty()  # a second placeholder marks a row with all its controls, which wraps; see page.css
            strip = [draw for each in self.features if (draw := each.above_question())]
            if strip:
                with st.container(key=f"{prefix}strip"):
                    for draw in strip:
                        draw(_playable(player))
        return Containers(screen, bar_at, row)

    def _draw_controls(self, player: Player | Refusal, presets: Presets, containers: Containers) -> None:
        controls, plays = self.controls, _playable(player)
        in_bar, shown = (partial(self._draw_in_bar, plays), self._key) if plays else (None, None)
        with bar(self.page, controls, in_bar, containers.bar, self.lesson.settings.row, shown):
            if isinstance(player, Player):
                run_buttons(
                    self._key, transport(controls.teacher.prepared or embedded(), presenting()), key="transport"
                )
            if presenting():
                presets.draw(keys=not others_answer(self.features))
        with containers.row:
            replaced = others_are_asked(self.features)
            if not replaced:
                drawn = {name for feature in self.features for name in feature.begins_row()}
                names = [name for name in self._in_row(player) if name not in drawn]
                controls.draw(*names, help=controls.teacher.prepared)  # elsewhere the popover explains them
            if plays and not replaced:
                for feature in self.features:
                    feature.in_row(plays)
            if self.own_buttons and plays:
                own = self.own_buttons(controls, plays)
                plays.actions = {each.name: each.does for each in own}
                if own:
                    run_buttons(self._key, [each.button for each in own], key=f"{controls.prefix}actions")
            if not replaced:
                presets.say_what_is_hidden()
            reserved(key="row_end")  # by which page.css knows that all of it is there

    def _draw_in_bar(self, player: Player) -> None:
        for feature in self.features:
            feature.in_bar(player, self.lesson, self._alone)

    def _draw_run(self, player: Player | Refusal, presets: Presets, containers: Containers, version: str) -> None:
        """Draw the message above the chart, and the chart. ``version``: of the player, when drawing began."""
        doors = self.doors(self.controls) if self.doors and _playable(player) else None
        with containers.screen:
            message = st.container(horizontal=True, vertical_alignment="center", gap="small", key="message")
            with message:
                if doors:
                    at_the_door = reserved(key="at_the_door")  # until the doors are drawn, page.css shows nothing there
                if not isinstance(player, Player):
                    with st.container():
                        player()
                elif player.failed:
                    _ask_for_a_report(self.controls, STOPPED)
                else:
                    self._say(player, presets)
                if not presenting():
                    presets.draw(next_page)
            if isinstance(player, Player):
                self._live(player, self._drawn, version, player.failed)
            if doors:
                with at_the_door:
                    doors()

    def _say(self, player: Player, presets: Presets) -> None:
        """Draw the question, the comment and the buttons after them: always in the same place, at the same height."""
        controls = self.controls
        in_place = next(filter(None, (feature.asked() for feature in self.features)), None)
        preset, plain = (in_place, "") if in_place else what_is_asked(controls, self.lesson, presets)
        player.compare_with(against_of(self.lesson, preset) if preset else None)
        player.ask(preset, pauses=not presets.goes_beyond)
        claim = predicted(controls)
        first, last = (
            [says for each in self.features if each.says_last is late and (says := each.says(player, presets.asking))]
            for late in (False, True)
        )
        player.comment = partial(comment, preset=preset, claim=claim, of_features=first, at_last=last)
        player.advises = lambda player: in_a_button(advisable(controls), player)
        claims = preset.claims.each if preset and preset.claims else []
        offered = claims if controls.teacher.predicts else []
        with st.container(gap=None, key="lines"):
            # First, so that they are visible however long the question is.
            _lines([*(f":red[{say(problem)}]" for problem in controls.problems), *say(controls.remarks)])
            if plain:
                st.text(plain)  # nobody knows who made the link
            else:
                _lines([f"**{say(preset.question if preset else self.lesson.question)}**"])
            run_comment(self._key, claims=offered, chosen=claim, letters=presenting(), key="comment")
        run_buttons(self._key, way_on(controls, player, presets.instead), key="way_on")

    @st.fragment
    @begun_again_if_disturbed
    def _live(self, player: Player, drawn: Drawn, version: str, failed: bool) -> None:
        """Draw the chart. ``drawn``, ``version``, ``failed``: the state that the rest of the page shows."""
        with st.container(horizontal=True, gap="small", key="beside") if self.beside else nullcontext():
            if self.beside:
                self.beside(player)
            ticked = player.tick()
            if ticked is None:
                st.rerun()  # restarting released runs happens outside this fragment
            tick, has_charts = ticked
            follows = self._follows()
            live_chart(
                player.charts,
                tick,
                key=self._key,
                has_charts=has_charts,
                direct=DIRECT.opens_to(player),
                follows=version if follows or player.failed else None,
                sizes=sizes(self.controls),
                by_hand=self.controls.teacher.keeps(WEIGHTS),
                features={each.name(): data for each in self.features if (data := each.on_chart(player))},
                span=span_of(player.runs.experiment.limit, player.view.log_iteration),
                decides=self._decides(),
                on_command=self._on_command,
            )
        behind = (follows and not player.moves and player.version != version) or player.failed != failed
        # If a control was used just as the chart sent a request, Streamlit runs only this fragment for both.
        if behind or self._drawn != drawn:
            st.rerun()

    @property
    def _drawn(self) -> Drawn:
        """What the page is drawn from, the runs aside."""
        controls = self.controls
        return controls.chosen, predicted(controls), [each.drawn_from() for each in self.features]

    def _decides(self) -> Mapping[str, int | None] | None:
        """Since when claims can be judged, for :func:`live_chart`; None where a teacher has left predictions out."""
        preset, _plain = what_is_asked(self.controls, self.lesson, Presets(self.controls, self.lesson.presets))
        claims = preset.claims if preset and self.controls.teacher.predicts else None
        return {"since": claims.since} if claims and claims.judged else None

    def _on_command(self, command: Command) -> None:
        player = self._player()  # the settings sent with the command may be newer than the page
        if isinstance(player, Player) and player.handle(command):
            choose(self.controls, command, player)
            # What has been seen is not predicted any more.
            if command.what == "predict" and not (command.shown or player.playing):
                predict(self.controls, command.arguments["claim"])
            for feature in self.features:
                feature.does(command, player)
            presets = Presets(self.controls, self.lesson.presets)
            if command.what == "try_instead" and presets.instead:
                presets.choose(presets.instead)
            self._player()
            if command.what == "go_on":
                player.go_on()

    def _follows(self) -> bool:
        """Whether something outside the chart depends on the moment on screen, so that it has to follow the runs."""
        return any(feature.follows for feature in self.features)


def _playable(player: Player | Refusal) -> Player | None:
    return player if isinstance(player, Player) and not player.failed else None


def _lines(lines: Sequence[str]) -> None:
    """Show the lines of text that are not empty."""
    if any(lines):
        st.markdown("  \n".join(line for line in lines if line))


def _ask_for_a_report(controls: Controls, what: str) -> None:
    """Show that something went wrong through no fault of the visitor."""
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

"""The first screen of a page that plays: the bar with its buttons, settings, the question, and the live chart."""

import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from functools import partial
from typing import Any

import streamlit as st

from playground.charts import MakeScene
from playground.language import _, sentences
from playground.lessons.lesson import Lesson, Preset
from playground.training import View
from playground.training.options import Whole
from playground.training.recipe import SEEDS

from . import moment
from .bar import bar, bar_place
from .classroom import presenting
from .comments import comment
from .controls import Controls
from .direct import DIRECT
from .live_chart import live_chart
from .page import Page, head_start, reserved, visit_begins, visit_has_begun
from .page_words import Backwards, Edit, Freeze, Seek, Word
from .player import Player
from .presets import Presets
from .session import runs_fragments_alone
from .share import shared
from .speech import language, say
from .take import is_open, take

_log = logging.getLogger(__name__)

MORE = 10_000
"""Iterations that the button at the limit adds."""

Act = Callable[[Callable[[Player], None]], Callable[[], None]]
"""Makes a button's callback of what it does to the player."""


def stage(
    page: Page,
    controls: Controls,
    lesson: Lesson,
    scene: MakeScene,
    actions: Callable[[Player, Act], None] | None = None,
    beside: Callable[[Player], None] | None = None,
    takes: bool = False,
    strip: Callable[[Player | None], None] | None = None,
) -> None:
    """Everything that a page's question needs.

    A visit begins with the run and its chart, and the controls come after them; see ``HEAD_START``.

    A setting runs the whole script. Play, Step and Reset run two fragments alone: the buttons, and what they are about.
    A tick runs only the live chart, a fragment inside the second; or nothing, where the chart can ask directly.

    Parameters
    ----------
    page : whose first screen it is
    controls : of the page
    lesson : what is trained, and its presets
    scene : makes what the live chart shows
    actions : draws further controls, above the chart; the second argument makes the callback of a button
    beside : draws what stands beside the chart and is part of what it shows: it runs before every tick
    takes : whether a visitor can take the runs along
    strip : draws what stands between the controls and the question, also of runs that can't be played; if that is
        nothing, it takes no room
    """

    def act(do: Callable[[Player], None]) -> Callable[[], None]:
        """A callback that does something to the runs that the controls say *then*, whatever is on screen yet."""

        def clicked() -> None:
            player = _player(controls, lesson, scene)
            if isinstance(player, Player):
                do(player)
                moment.forget(player, controls.prefix, moved=True)
            run_both(controls)

        return clicked

    player = _player(controls, lesson, scene)
    if isinstance(player, Player):
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
        along = partial(take, player, controls) if takes and isinstance(player, Player) and not player.failed else None
        with bar(page, controls, along, bar_at):
            if isinstance(player, Player):
                st.fragment(_buttons, key=_keys(controls)[0])(player, controls, act)
            controls.draw(*lesson.settings.bar, width=115, label=False)
        with row:
            controls.draw(*lesson.settings.row)
            if actions and isinstance(player, Player) and not player.failed:
                actions(player, act)
            presets.draw(presets_place)

    def draw_run() -> None:
        with screen:
            if isinstance(player, Player):
                run = st.fragment(_run, key=_keys(controls)[1])
                run(player, controls, lesson.question, presets, act, beside, controls.chosen)
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


def _keys(controls: Controls) -> list[str]:
    """Of the fragments that a button of the transport runs: the buttons, what they are about, and the link to that."""
    return [f"{controls.prefix}buttons", f"{controls.prefix}run", shared(controls)]


def run_both(controls: Controls) -> None:
    """Run these, and nothing else, if the whole page does not run anyway; to be called last in a callback."""
    if runs_fragments_alone():  # Streamlit would run these in place of the page
        st.rerun(_keys(controls))


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
    except ValueError as error:
        return partial(st.error, say(_("This can't be run. {why}", why=error.args[0])))
    except Exception:
        _log.exception("A run could not be begun: %r", chosen)
        st.session_state.pop(key, None)  # who knows what is left of it
        what = _("This run could not be started. Choose other settings, or reload the page.")
        return partial(_ask_for_a_report, controls, what)
    return player


def _buttons(player: Player, controls: Controls, act: Act) -> None:
    """Play, Step, Reset, New weights."""
    if not player.present:
        st.rerun()  # its runs were let go while nobody used them

    def new_weights() -> None:
        controls.put({"seed": (controls.value("seed") + 1) % (SEEDS + 1)})

    large = presenting()
    with st.container(horizontal=True, width="content", gap="xsmall", wrap=False, key="transport"):
        st.button(
            say(_("Pause") if player.playing else _("Play")),
            icon=":material/pause:" if player.playing else ":material/play_arrow:",
            key=f"{controls.prefix}play",
            type="primary",
            shortcut="Space",
            on_click=act(Player.toggle),
            disabled=player.ended or player.failed,
            wrap=False,
        )
        st.button(
            say(_("Step")),
            icon=":material/skip_next:",
            key=f"{controls.prefix}step",
            shortcut="Right" if large else None,
            on_click=act(Player.step),
            disabled=player.playing or player.ended or player.failed or player.seeking,
            help=say(_("One iteration: forward, backward, update.")),
            wrap=False,
        )
        st.button(
            say(_("Reset")),
            icon=":material/replay:",
            key=f"{controls.prefix}reset",
            shortcut="Home" if large else None,
            on_click=act(Player.reset),
            help=say(_("Back to iteration 0, with the same first weights.")),
            wrap=False,
        )
        if st.button(
            say(_("New weights")),
            icon=":material/casino:",
            key=f"{controls.prefix}new_weights",
            on_click=new_weights,
            help=say(_("Start again from different random weights: the next weight seed.")),
            wrap=False,
        ):
            st.rerun()  # the seed's control is outside this fragment


def _run(
    player: Player,
    controls: Controls,
    question: str,
    presets: Presets[Preset],
    act: Act,
    beside: Callable[[Player], None] | None,
    drawn: Mapping[type, Any],
) -> None:
    """What is said of the run, and its chart. ``drawn`` is what the controls outside this fragment show."""
    if controls.chosen != drawn or not player.present:
        st.rerun()  # a button in here has set some of them; or the runs were let go
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="message"):
        if player.failed:
            stopped = _(
                "Something went wrong in this run, so it was stopped. Press **Reset**, or choose other settings."
            )
            _ask_for_a_report(controls, stopped)
            return
        _say(player, controls, question, presets, act)

    def shown() -> tuple:
        """What everything around the chart depends on; while it moves, that is not where it is."""
        if player.held:
            return (controls.chosen,)
        moves = player.playing or player.seeking
        return controls.chosen, player.playing, player.ended, player.seeking, None if moves else player.runs.iteration

    _live(player, controls, beside, shown, drawn=shown())


def _say(player: Player, controls: Controls, question: str, presets: Presets[Preset], act: Act) -> None:
    """What the page asks, says and offers: always in the same place, of the same height.

    ``question``: of the lesson, for settings that have no preset.
    """
    own = controls.classroom.question
    preset = None if own else presets.asking  # what it looks at and answers belongs to its own question
    asked = "" if own else f"**{say(preset.question if preset else question)}**"
    said = comment(player, preset)
    ended = player.ended and not player.stopping
    problems = [f":red[{say(problem)}]" for problem in controls.problems]
    news = [*problems, *say(controls.remarks), *([said] if ended else [])]
    with st.container(gap=None):
        _lines(news)  # first: to be seen however long the question is
        if own:
            st.text(own)  # as plain text: nobody knows who made the link
        _lines([asked] if ended else [asked, said])
    if ended:
        _way_on(player, controls, act)
    presets.next_button()


def _lines(lines: Sequence[str]) -> None:
    """Lines of text, without those that are empty."""
    if any(lines):
        st.markdown("  \n".join(line for line in lines if line))


def _way_on(player: Player, controls: Controls, act: Act) -> None:
    """The button that helps where a run has ended."""
    if all(run.divergence for run in player.runs.values()):
        key = f"{controls.prefix}reset_diverged"
        st.button(say(_("Reset")), icon=":material/replay:", key=key, on_click=act(Player.reset), wrap=False)
        return
    spec = controls.offered.spec("limit")

    def more() -> int:
        return min(MORE, spec.most - controls.value("limit")) if isinstance(spec, Whole) else 0

    def go_on() -> None:
        controls.put({"limit": controls.value("limit") + more()})
        act(Player.go_on)()

    if more() > 0:
        label = _("Go on for {number:,} more", number=more())
        st.button(say(label), icon=":material/play_arrow:", key=f"{controls.prefix}go_on", on_click=go_on, wrap=False)


@st.fragment
def _live(
    player: Player,
    controls: Controls,
    beside: Callable[[Player], None] | None,
    shown: Callable[[], tuple],
    drawn: tuple,
) -> None:
    """The chart. ``drawn`` is what the rest of the page shows; ``shown()`` what it should."""

    def heard(word: Word) -> None:
        if isinstance(word, Seek | Backwards | Edit | Freeze):
            moment.forget(player, controls.prefix, moved=True)
        if player.heard(word) and not is_open(controls):  # else all is drawn anew at the end of this fragment
            run_both(controls)  # what is said of a run that stands still is outside this fragment

    with st.container(horizontal=True, gap="small", key="beside") if beside else nullcontext():
        if beside:
            beside(player)
        ticked = player.tick()
        if ticked is None:
            st.rerun()  # what says that it has failed, or begins anew what was let go, is outside this fragment
        tick, has_charts = ticked
        live_chart(
            player.charts,
            tick,
            key=f"{controls.prefix}live",
            has_charts=has_charts,
            direct=DIRECT.opens_to(player),
            heard=heard,
        )
    if shown() != drawn:
        # The run has ended; or a button or control was used in the same moment as the page asked, and Streamlit took
        # both for a matter of this fragment alone.
        st.rerun()


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

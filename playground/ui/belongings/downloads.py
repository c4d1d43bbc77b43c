"""Take it with you: downloads of the run on screen as code, picture, animation and numbers."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Literal, NamedTuple

import streamlit as st

from playground.export.animation import FRAMES, Animation
from playground.export.code import python_file
from playground.export.exercise import exercise, is_possible
from playground.export.fonts import in_english_instead, without_letters
from playground.export.names import file_name
from playground.export.notebook import notebook
from playground.export.numbers import history_csv, loading_json, loading_npz, parameters_json, parameters_npz
from playground.export.pictures import picture
from playground.language import Language, _
from playground.language.labels import SHARE
from playground.training import RunGroup, View
from playground.ui.components.saving import save
from playground.ui.runs.player import Player
from playground.ui.runs.scheduler import SCHEDULER
from playground.ui.settings.controls import Controls
from playground.ui.visit.speech import language, say

_log = logging.getLogger(__name__)

ANIMATIONS_AT_A_TIME = 2
"""For all visitors together: each animation has a copy of the runs, up to 20 MB."""
_animations = threading.Semaphore(ANIMATIONS_AT_A_TIME)
LEAST_PROGRESS = 0.02
"""Least progress worth showing: each step is a message to the browser."""

Content = str | bytes


class Kind(NamedTuple):
    """A kind of file: the label of its button, its file extension, and the function that makes it.

    ``make`` gets the runs, their view and the visitor's language, and returns the content, or an animation to be made
    in turns. ``loading`` makes the line of code that loads a file of this name, to be shown. ``letters``: whether the
    server draws its text, for which it needs a font with those characters. ``suits``: whether there is such a file for
    runs like these.
    """

    label: str
    ending: str
    make: Callable[[RunGroup, View, Language], Content | Animation]
    loading: Callable[[RunGroup, str], str] | None = None
    letters: bool = False
    suits: Callable[[RunGroup], bool] = lambda runs: True


def _of_runs(make: Callable[[RunGroup], Content]) -> Callable[[RunGroup, View, Language], Content]:
    """Adapt a function that needs neither view nor language."""
    return lambda runs, view, language: make(runs)


def _picture(kind: Literal["png", "svg"]) -> Callable[[RunGroup, View, Language], Content]:
    return lambda runs, view, language: picture(runs, view, kind, language)


def _animation(kind: Literal["gif", "png"]) -> Callable[[RunGroup, View, Language], Animation]:
    return lambda runs, view, language: Animation(runs, view, kind, language)


def _exercise(solved: bool) -> Callable[[RunGroup, View, Language], Content]:
    return lambda runs, view, language: exercise(runs, language, solved)


KINDS: dict[str, tuple[Kind, ...]] = {
    _("**Code** · plain NumPy with the notes' functions, which the exercise leaves for you to write."): (
        Kind(_("Python file"), "py", _of_runs(python_file)),
        Kind(_("Notebook"), "ipynb", lambda runs, view, language: notebook(runs, language)),
        Kind(_("Exercise"), "exercise.ipynb", _exercise(solved=False), suits=is_possible),
        Kind(_("Solution"), "solution.ipynb", _exercise(solved=True), suits=is_possible),
    ),
    _("**Picture** · what is on screen, for a slide or a paper."): (
        Kind("PNG", "png", _picture("png"), letters=True),
        Kind("SVG", "svg", _picture("svg")),
    ),
    _("**Animation** · the run from iteration 0 to here, in at most {frames} pictures.", frames=FRAMES): (
        Kind("GIF", "gif", _animation("gif"), letters=True),
        Kind(_("APNG (smaller)"), "apng", _animation("png"), letters=True),
    ),
    _("**Numbers** · the cost curve; weights and biases, and how to load them into `playground.nn`."): (
        Kind(_("History (.csv)"), "csv", _of_runs(history_csv)),
        Kind(_("Parameters (.npz)"), "npz", _of_runs(parameters_npz), loading_npz),
        Kind(_("Parameters (.json)"), "json", _of_runs(parameters_json), loading_json),
    ),
}
"""The kinds of files, grouped by description. To add a kind, add an entry."""


def is_open(controls: Controls) -> bool:
    """Whether the visitor has the popover open."""
    return bool(st.session_state.get(_key(controls)))


def downloads(player: Player, controls: Controls) -> None:
    """The popover of downloads. Opening it pauses the run, so that what is saved is what is on screen."""

    def opened() -> None:
        if is_open(controls):
            player.pause()

    label, icon = say(_("Take it with you")), ":material/download:"
    with st.popover(label, icon=icon, width="content", key=_key(controls), on_change=opened):
        if is_open(controls):
            st.fragment(_files)(player, controls)


def _key(controls: Controls) -> str:
    return f"{controls.prefix}downloads"


def _files(player: Player, controls: Controls) -> None:
    """The buttons, and below them, once one is pressed, notes on its file."""
    if not player.present or player.failed:
        st.rerun()  # its runs were released while idle, or have failed
    moves = player.moves
    with st.container(gap="xsmall"):  # a small window has no room for more
        wanted = _wanted(player, controls)
        if wanted and moves:
            player.pause()
            st.warning(say(_("The run was still moving. It is paused now: press again to take what is on screen.")))
        elif wanted:
            _make(wanted, player, controls)


def _wanted(player: Player, controls: Controls) -> Kind | None:
    """Draw a button for each file; returns the kind of the one pressed, if any."""
    wanted = None
    text = _(
        "You save the run as it is on screen, at **iteration {iteration:,}**. Nothing of it stays on the server.",
        iteration=player.runs.iteration,
    )
    st.markdown(say(text))
    for words, kinds in KINDS.items():
        with st.container(gap="xsmall"):
            st.markdown(say(words))
            with st.container(horizontal=True, gap="xsmall"):
                for kind in kinds:
                    if not kind.suits(player.runs):
                        continue
                    if st.button(say(kind.label), key=f"{_key(controls)}_{kind.ending}", wrap=False):
                        wanted = kind
    return wanted


def _make(kind: Kind, player: Player, controls: Controls) -> None:
    spoken = language()
    try:
        name = player.look(lambda runs: file_name(runs, kind.ending))
        made = player.look(lambda runs: kind.make(runs, player.view, spoken))
        content = _animated(made, player.session) if isinstance(made, Animation) else made
    except ValueError as error:
        st.warning(say(error.args[0]))
    except Exception:
        _log.exception("A file could not be made: %s", kind.ending)
        st.error(
            say(
                _(
                    "This file could not be made. Nothing else is affected; please report it with the link from "
                    "{share}.",
                    share=SHARE,
                )
            )
        )
    else:
        save(name, content, key=f"{_key(controls)}_saved")
        if kind.letters:
            run = player.runs.first
            for lacking in (in_english_instead(spoken), without_letters([*run.class_names, *run.input_names])):
                if lacking:
                    st.text(say(lacking))  # plain text: in Markdown a name could become anything
        if kind.loading:
            st.code(kind.loading(player.runs, name), language="python", wrap_lines=True)


def _animated(animation: Animation, session: str) -> bytes:
    """Make an animation, taking turns with visitors who play."""
    place = st.empty()
    shown = 0.0
    with _one_of_few(place.markdown):
        steps = animation.make()
        while True:
            with SCHEDULER.time_slice(session):
                share = next(steps, None)
            if share is None:
                break
            if not shown or share >= shown + LEAST_PROGRESS:
                shown = share
                place.progress(share, say(_("The run is trained once more, picture by picture.")))
    place.markdown(say(animation.note))
    return animation.file


@contextmanager
def _one_of_few(tell: Callable[[str], object]) -> Iterator[None]:
    """Wait until few enough animations are being made, showing a note meanwhile."""
    while not _animations.acquire(timeout=1):
        tell(say(_("Others are making animations: yours begins as soon as one of them is done.")))
    try:
        yield
    finally:
        _animations.release()

"""Take it with you: downloads of the run on screen as code, picture, animation and numbers."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st

from playground.export.animation import Animation
from playground.export.fonts import in_english_instead, without_letters
from playground.export.kinds import KINDS, Kind
from playground.export.names import file_name
from playground.language import _
from playground.language.labels import SHARE
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
                    if not (kind.on_page and kind.suits(player.runs)):
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

"""Take it with you: the run on screen as code, and its numbers."""

import logging
from collections.abc import Callable
from typing import NamedTuple

import streamlit as st

from playground.export.code import python_file
from playground.export.names import file_name
from playground.export.notebook import notebook
from playground.export.numbers import history_csv, loading_json, loading_npz, parameters_json, parameters_npz
from playground.training import RunGroup

from .controls import Controls
from .player import Player
from .saving import save

_log = logging.getLogger(__name__)


class Kind(NamedTuple):
    """A kind of file: its button, how its name ends, and what makes it of the runs on screen.

    ``loading``: makes the line of code that loads a file of this name, if there is one to be shown.
    """

    label: str
    ending: str
    make: Callable[[RunGroup], str | bytes]
    loading: Callable[[RunGroup, str], str] | None = None


KINDS: dict[str, tuple[Kind, ...]] = {
    "**Code** · this run in plain NumPy, with the notes' functions; the notebook has formulas and pictures.": (
        Kind("Python file", "py", python_file),
        Kind("Notebook", "ipynb", notebook),
    ),
    "**Numbers** · the history; weights and biases, with the line that loads them into `playground.nn`.": (
        Kind("History (.csv)", "csv", history_csv),
        Kind("Parameters (.npz)", "npz", parameters_npz, loading_npz),
        Kind("Parameters (.json)", "json", parameters_json, loading_json),
    ),
}
"""What there is to take, under a line each. To add a kind of file, add an entry."""


def is_open(controls: Controls) -> bool:
    """Whether the visitor has it open."""
    return bool(st.session_state.get(_key(controls)))


def take(player: Player, controls: Controls) -> None:
    """The popover. To open it pauses the run, so that what is taken is what is on screen."""

    def opened() -> None:
        if is_open(controls):
            player.pause()

    label, icon = "Take it with you", ":material/download:"
    with st.popover(label, icon=icon, width="content", key=_key(controls), on_change=opened):
        if is_open(controls):
            st.fragment(_files)(player, controls)


def _key(controls: Controls) -> str:
    return f"{controls.prefix}take"


def _files(player: Player, controls: Controls) -> None:
    """A button for each file."""
    if not player.present or player.failed:
        st.rerun()  # its runs were let go while nobody used them; or there are none
    moves = player.playing or player.stopping or player.replaying
    wanted: Kind | None = None
    st.markdown(
        f"You take what is on screen, **iteration {player.runs.iteration:,}**: a run that plays pauses for it. "
        "Nothing stays on the server."
    )
    for words, kinds in KINDS.items():
        with st.container(gap="xsmall"):
            st.markdown(words)
            with st.container(horizontal=True, gap="xsmall"):
                for kind in kinds:
                    if st.button(kind.label, key=f"{_key(controls)}_{kind.ending}", wrap=False):
                        wanted = kind
    if wanted and moves:
        player.pause()
        st.warning("The run was still moving. It is paused now: press again to take what is on screen.")
    elif wanted:
        _make(wanted, player, controls)


def _make(kind: Kind, player: Player, controls: Controls) -> None:
    try:
        name = player.look(lambda runs: file_name(runs, kind.ending))
        content = player.look(kind.make)
    except ValueError as error:
        st.warning(str(error))
    except Exception:
        _log.exception("A file could not be made: %s", kind.ending)
        st.error("This file could not be made. Nothing else is affected; please report it with the link from Share.")
    else:
        save(name, content, key=f"{_key(controls)}_saved")
        if kind.loading:
            st.code(kind.loading(player.runs, name), language="python", wrap_lines=True)

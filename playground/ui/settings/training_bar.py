"""Training while the visitor waits, with a progress bar and a button to cancel."""

import threading
import time
from collections.abc import Callable

import streamlit as st

from playground.language import _
from playground.language.labels import TRAIN_ALL
from playground.lessons.lesson import Chosen
from playground.lessons.sweep import Plan, Sweep, later
from playground.ui.runs.memory_budget import BUDGET, MemoryBudget, large_apart
from playground.ui.runs.scheduler import SCHEDULER, Scheduler
from playground.ui.visit.speech import say

from .controls import Controls

CHUNK = 20
"""Iterations at a time; a few milliseconds at most, so that no time slice takes much longer than it should."""
SECONDS = 1.0
"""Least interval between two redraws of the page's charts."""
WIDTH = 340
"""Pixels; fits the button that cancels, and the longest progress text on one line."""


class TrainingBar:
    """The buttons above a sweep and, while it trains, its progress. Nothing is trained before the button is pressed.

    The constructor draws them, in a row; :meth:`go_on` trains. The sweep stays in the session until its settings
    change.

    Parameters
    ----------
    controls : of the page; with a ``data_seed`` and a ``seed``
    name : of the sweep, unique on the page
    plan : makes the plan of the sweep from the settings
    """

    def __init__(self, controls: Controls, name: str, plan: Callable[[Chosen], Plan]) -> None:
        key = f"{controls.prefix}{name}"
        self._training, self._refused = f"{key}_training", f"{key}_refused"
        wanted = plan(controls.chosen)
        kept: Trainee | None = st.session_state.get(f"{key}_trainee")
        self._trainee = kept if kept and kept.sweep.experiment == wanted else Trainee(Sweep(wanted), controls.session)
        st.session_state[f"{key}_trainee"] = self._trainee
        self.sweep = self._trainee.sweep
        self._done = self.sweep.iteration  # as the page's charts have it, until the next run of the script
        if st.session_state.get(self._training) != wanted:
            st.session_state.pop(self._training, None)  # for good, even if the settings change back

        def train() -> None:
            st.session_state[self._training] = plan(controls.chosen)

        def new_seeds() -> None:
            by = self.sweep.experiment.new_seeds
            controls.override({seed: later(controls.value(seed), by) for seed in ("data_seed", "seed")})
            train()

        def cancel() -> None:
            st.session_state.pop(self._training, None)

        st.button(
            say(_("All trained") if self.sweep.ended else _("Go on") if self._can_go_on else TRAIN_ALL),
            icon=":material/check:" if self.sweep.ended else ":material/play_arrow:",
            key=f"{key}_train",
            type="primary",
            on_click=train,
            disabled=self.sweep.ended or self.training,
            help=say(_("Train each network, one after the other.")),
            wrap=False,
        )
        # A place of its own: in the place of a button, that one would stay beside it until the training ends.
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", width=WIDTH):
            if self.training:
                st.button(say(_("Cancel")), icon=":material/close:", key=f"{key}_cancel", on_click=cancel, wrap=False)
            self._bar = st.empty()
        if not controls.teacher.prepared:
            st.button(
                say(_("New seeds")),
                icon=":material/casino:",
                key=f"{key}_new_seeds",
                on_click=new_seeds,
                disabled=self.training,
                help=say(_("Train all on other points of the same kind, from other initial weights.")),
                wrap=False,
            )
        self._show()
        if refused := st.session_state.pop(self._refused, None):
            self._bar.error(say(refused))

    @property
    def training(self) -> bool:
        """Whether the visitor has started this sweep, and it has not ended."""
        return self._training in st.session_state and not self.sweep.ended

    @property
    def _can_go_on(self) -> bool:
        """Whether the visitor has cancelled it on its way."""
        return self.sweep.share > 0 and not self.training

    def go_on(self) -> None:
        """Train if the visitor has asked for it, and rerun the script as soon as there is more to see.

        Call this last in the script: anything after it would have to wait.
        """
        if self.training:
            try:
                train_on(self._trainee, self._show)
            except ValueError as error:  # not enough memory
                st.session_state.pop(self._training, None)
                st.session_state[self._refused] = error.args[0]
            st.rerun()

    def _show(self) -> None:
        text = _("{done} of {all} networks trained", done=self._done, all=self.sweep.experiment.limit)
        self._bar.progress(self.sweep.share, say(text) if self.training else None)


class Trainee:
    """A sweep as a holder of memory from the common budget, for the network that it is training."""

    def __init__(self, sweep: Sweep, session: str) -> None:
        self.sweep, self.session = sweep, session
        self.lock = threading.Lock()

    def release(self) -> bool:
        """Release the memory of its network, unless it is being trained."""
        if not self.lock.acquire(blocking=False):
            return False
        self.sweep.release()
        self.lock.release()
        return True


def train_on(
    trainee: Trainee, show: Callable[[], None], scheduler: Scheduler = SCHEDULER, budget: MemoryBudget = BUDGET
) -> None:
    """Train networks for :data:`SECONDS`, but at least until one more is done, or all are.

    ``show`` is called after each time slice. If the visitor presses a button meanwhile, Streamlit stops the script
    there; what has been trained so far is kept.

    Raises
    ------
    ValueError
        If there is not enough memory for the network.
    """
    sweep = trainee.sweep
    before, end = sweep.iteration, time.perf_counter() + SECONDS
    while not sweep.ended and (sweep.iteration == before or time.perf_counter() < end):
        with scheduler.time_slice(trainee.session) as time_slice, trainee.lock:
            while not sweep.ended and not time_slice.over:
                with large_apart():
                    sweep.begin()
                try:
                    budget.reserve(trainee, sweep.nbytes)
                except ValueError:
                    sweep.release()
                    raise
                sweep.advance(CHUNK)
            budget.reserve(trainee, sweep.nbytes)  # 0 if a network is done
        show()
        time.sleep(time_slice.retry_after)

"""Training while the visitor waits, with a bar that shows how far it is and a button that ends it."""

import threading
import time
from collections.abc import Callable

import streamlit as st

from playground.language import _
from playground.lessons.lesson import Chosen
from playground.lessons.sweep import Plan, Sweep, later
from playground.ui.runs.memory_budget import BUDGET, MemoryBudget, large_apart
from playground.ui.runs.turns import TURNS, Turns
from playground.ui.visit.speech import say

from .controls import Controls

CHUNK = 20
"""Iterations; a few milliseconds at most, so that no turn takes much longer than it should."""
SECONDS = 1.0
"""From one drawing of the page's charts to the next, at least."""
WIDTH = 250
"""Pixels: the longest progress in one line."""


class TrainingBar:
    """The buttons over a sweep and, while it trains, its progress. Nothing is trained before the button is pressed.

    It draws where it is made, in a row, and trains with :meth:`go_on`. The sweep stays in the session until its
    settings change.

    Parameters
    ----------
    controls : of the page; with a ``data_seed`` and a ``seed``
    name : of the sweep, among those of the page
    plan : what it trains with these settings
    """

    def __init__(self, controls: Controls, name: str, plan: Callable[[Chosen], Plan]) -> None:
        key = f"{controls.prefix}{name}"
        self._training, self._refused = f"{key}_training", f"{key}_refused"
        wanted = plan(controls.chosen)
        kept: Trainee | None = st.session_state.get(f"{key}_trainee")
        self._trainee = kept if kept and kept.sweep.plan == wanted else Trainee(Sweep(wanted), controls.session)
        st.session_state[f"{key}_trainee"] = self._trainee
        self.sweep = self._trainee.sweep
        if st.session_state.get(self._training) != wanted:
            st.session_state.pop(self._training, None)  # for good, even if the settings come back

        def train() -> None:
            st.session_state[self._training] = plan(controls.chosen)

        def new_seeds() -> None:
            by = self.sweep.plan.new_seeds
            controls.put({seed: later(controls.value(seed), by) for seed in ("data_seed", "seed")})
            train()

        def cancel() -> None:
            st.session_state.pop(self._training, None)

        if self.training:
            st.button(say(_("Cancel")), icon=":material/close:", key=f"{key}_cancel", on_click=cancel, wrap=False)
        else:
            st.button(
                say(_("All trained") if self.sweep.ended else _("Go on") if self.sweep.share else _("Train all")),
                icon=":material/check:" if self.sweep.ended else ":material/play_arrow:",
                key=f"{key}_train",
                type="primary",
                on_click=train,
                disabled=self.sweep.ended,
                help=say(_("Train each network, one after the other.")),
                wrap=False,
            )
        st.button(
            say(_("New seeds")),
            icon=":material/casino:",
            key=f"{key}_new_seeds",
            on_click=new_seeds,
            disabled=self.training,
            help=say(_("Train all on other points of the same kind, from other first weights.")),
            wrap=False,
        )
        # A place of its own also while it is empty, so that nothing moves when it begins to train.
        with st.container(width=WIDTH):
            self._bar = st.empty()
        if self.training:
            self._show()
        elif refused := st.session_state.pop(self._refused, None):
            self._bar.error(say(refused))

    @property
    def training(self) -> bool:
        """Whether the visitor has asked for this sweep, and it is not at its end."""
        return self._training in st.session_state and not self.sweep.ended

    def go_on(self) -> None:
        """Train, if the visitor wants it, and show the page anew as soon as there is more to see.

        To be called last in the script: what comes after it would have to wait.
        """
        if self.training:
            try:
                train_on(self._trainee, self._show)
            except ValueError as error:  # there is no memory
                st.session_state.pop(self._training, None)
                st.session_state[self._refused] = error.args[0]
            st.rerun()

    def _show(self) -> None:
        self._bar.progress(self.sweep.share, say(self.sweep.progress))


class Trainee:
    """A sweep with memory from the budget for all: while it trains, its network takes some of it."""

    def __init__(self, sweep: Sweep, session: str) -> None:
        self.sweep, self.session = sweep, session
        self.lock = threading.Lock()

    def let_go(self) -> bool:
        """Give the memory of its network back, unless it is at work."""
        if not self.lock.acquire(blocking=False):
            return False
        self.sweep.let_go()
        self.lock.release()
        return True


def train_on(trainee: Trainee, show: Callable[[], None], turns: Turns = TURNS, budget: MemoryBudget = BUDGET) -> None:
    """Train until one more network is done, or as many as fit into :data:`SECONDS`, or all are.

    ``show`` is called after each turn. If the visitor presses a button meanwhile, Streamlit ends the script there; what
    is done by then stays done.

    Raises
    ------
    ValueError
        If there is no memory for the network.
    """
    sweep = trainee.sweep
    before, end = len(sweep.trained), time.perf_counter() + SECONDS
    while not sweep.ended and (len(sweep.trained) == before or time.perf_counter() < end):
        with turns.turn(trainee.session) as turn, trainee.lock:
            while not sweep.ended and not turn.over:
                with large_apart():
                    sweep.begin()
                try:
                    budget.reserve(trainee, sweep.nbytes)
                except ValueError:
                    sweep.let_go()
                    raise
                sweep.advance(CHUNK)
            budget.reserve(trainee, sweep.nbytes)  # none, if a network is done
        show()
        time.sleep(turn.wait)

"""The callback of a button that a visitor presses is run, once, whatever they change on the page in the next moment.

For a message about the whole page Streamlit stops the run of the script that is on its way, to begin anew at once: also
while the callback is at work, or before it is; and a press that still waits for an earlier run to end is dropped. So
*New weights* could do nothing if the settings were opened just after it.

A button without a callback, such as one for a file, does its work in the script, and that can be stopped as before.
What a chart says is not a press: it says it until it is answered.
"""

import threading
import time
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any
from weakref import WeakValueDictionary

from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.runtime.state import SafeSessionState

SECONDS = 10.0
"""For which a press waits: after a connection was lost, what comes later is no answer to it any more."""

MOST = 20
"""Presses that wait, of the newest ones: nobody has pressed more in vain, but a crafted message may say so."""


class Presses:
    """What one visitor has pressed, and no run of the script has heard yet.

    ``lock``: held while a run begins to hear, and while one is told to stop for a message about the whole page. So a
    run hears all that it was begun for, or nothing, and then the next one does.

    Parameters
    ----------
    clock : seconds, never going back; tests bring their own
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.lock = threading.Lock()
        self._clock = clock
        self._page = ""
        self._waiting: dict[str, tuple[WidgetState, float]] = {}

    def said(self, message: ClientState) -> None:
        """Note what is pressed in ``message``; if it is about the whole page, add what was pressed before."""
        if message.page_script_hash != self._page:
            self._waiting.clear()  # it was left with its page
        self._page = message.page_script_hash
        now = self._clock()
        pressed = {each.id: (each, now) for each in _pressed(message.widget_states)}
        before = {name: (each, at) for name, (each, at) in self._waiting.items() if now - at <= SECONDS}
        if not message.fragment_id:
            message.widget_states.widgets.extend(each for name, (each, _) in before.items() if name not in pressed)
        self._waiting = dict([*(before | pressed).items()][-MOST:])

    def heard(self, widgets: WidgetStates | None) -> None:
        """Note that what is pressed there is being done."""
        for each in _pressed(widgets):
            self._waiting.pop(each.id, None)


def _pressed(widgets: WidgetStates | None) -> Iterable[WidgetState]:
    return [each for each in widgets.widgets if each.trigger_value] if widgets else []


def every_press_counts() -> None:
    """Have Streamlit hear every press, once in a process.

    By ways that are not public: where Streamlit has them no more, it hears as it does by itself.
    """
    if not (hasattr(AppSession, "request_rerun") and hasattr(ScriptRunner, "_maybe_handle_execution_control_request")):
        return
    ask, hear = AppSession.request_rerun, SafeSessionState.on_script_will_rerun
    stop_if_asked = ScriptRunner._maybe_handle_execution_control_request
    by_state: WeakValueDictionary[int, Presses] = WeakValueDictionary()  # each visitor's are kept by their session

    @wraps(ask)
    def ask_for_all(self: AppSession, client_state: ClientState | None) -> None:
        presses = vars(self).setdefault("_presses", Presses())
        by_state[id(self.session_state)] = presses
        fragment = client_state.fragment_id if client_state else ""
        if client_state and (not fragment or self.has_fragment(fragment)):  # else Streamlit does not listen
            with presses.lock:
                presses.said(client_state)
                if self._scriptrunner and not fragment:
                    self._scriptrunner.request_stop()  # Streamlit, with its fast reruns, does it next
        ask(self, client_state)

    @wraps(hear)
    def hear_out(self: SafeSessionState, widgets: WidgetStates | None, **more: Any) -> None:
        own = vars(self)
        with own["_lock"]:  # first: who waits for it may have been overtaken meanwhile
            if presses := by_state.get(id(own["_state"])):
                with presses.lock:
                    own["_yield_callback"]()  # which ends this run if it is to stop
                    presses.heard(widgets)
                    own["_hears"] = True
            try:
                hear(self, widgets, **more)
            finally:
                own["_hears"] = False

    @wraps(stop_if_asked)
    def stop_when_it_has_heard(self: ScriptRunner) -> None:
        if not vars(self._session_state).get("_hears"):
            stop_if_asked(self)

    AppSession.request_rerun = ask_for_all  # type: ignore[method-assign]
    SafeSessionState.on_script_will_rerun = hear_out  # type: ignore[method-assign, assignment]
    ScriptRunner._maybe_handle_execution_control_request = stop_when_it_has_heard  # type: ignore[method-assign]

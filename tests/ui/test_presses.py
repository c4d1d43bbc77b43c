import inspect
import threading

import pytest
from playground.ui.presses import MOST, SECONDS, Presses, every_press_counts
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.scriptrunner import StopException
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequests
from streamlit.runtime.state import SafeSessionState

from playground.ui.session import one_lock_for_each_session


def message(*pressed, fragment="", page="page"):
    widgets = [WidgetState(id=name, trigger_value=True) for name in pressed]
    widgets += [WidgetState(id="slider", int_value=3), WidgetState(id="idle button", trigger_value=False)]
    return ClientState(widget_states=WidgetStates(widgets=widgets), fragment_id=fragment, page_script_hash=page)


def pressed(message):
    return [each.id for each in message.widget_states.widgets if each.trigger_value]


def test_a_press_that_no_run_has_heard_is_in_the_next_message_about_the_whole_page():
    presses = Presses()
    of_fragments = [message("step", fragment="live"), message("new weights", fragment="live"), message(fragment="live")]
    for each in of_fragments:
        presses.said(each)
    assert [pressed(each) for each in of_fragments] == [["step"], ["new weights"], []]  # they wait their turn
    presses.heard(of_fragments[0].widget_states)
    whole, more = message("step", "new weights"), message()
    for each in (whole, more):  # the first is overtaken, too
        presses.said(each)
    assert pressed(whole) == ["step", "new weights"]
    assert sorted(pressed(more)) == ["new weights", "step"]
    presses.heard(more.widget_states)
    presses.said(after := message())
    assert pressed(after) == []


def test_a_press_does_not_wait_for_ever():
    now = 0.0
    presses = Presses(clock=lambda: now)
    presses.said(message("step", fragment="live"))
    now = SECONDS - 1
    presses.said(message("new weights", fragment="live"))
    now = SECONDS + 1
    presses.said(whole := message())
    assert pressed(whole) == ["new weights"]


def test_a_message_with_a_thousand_presses_leaves_few():
    presses = Presses()
    presses.said(message(*map(str, range(1000)), fragment="live"))
    presses.said(whole := message())
    assert pressed(whole) == [*map(str, range(1000 - MOST, 1000))]


def test_a_press_is_left_with_its_page():
    presses = Presses()
    presses.said(message("step", fragment="live"))
    presses.said(other := message(page="another"))
    presses.said(back := message())
    assert pressed(other) == pressed(back) == []


class State(dict):
    """Stands for Streamlit's: calls back when a run begins to hear."""

    def __init__(self, callback, **values):
        super().__init__(values)
        self.on_script_will_rerun = lambda widgets, **_: callback(widgets)


class Runner(ScriptRunner):
    """Runs nothing, but stops as Streamlit's does."""

    def __init__(self, state):
        self._requests, self._execing, self._script_thread = ScriptRequests(), True, threading.current_thread()
        self._join_wake_lock, self._join_wake_coordinator = threading.Lock(), None
        self._session_state = SafeSessionState(state, self._maybe_handle_execution_control_request)


class Session(AppSession):
    """A visitor's, whose page has one fragment."""

    def __init__(self, state):
        self._session_state, self._scriptrunner, self._fragment_storage = state, Runner(state), {"live"}

    def has_fragment(self, fragment_id):
        return fragment_id in self._fragment_storage

    def __del__(self):
        """There is nothing to shut down."""


@pytest.fixture
def asked(monkeypatch):
    """What Streamlit is asked to run."""
    messages = []
    monkeypatch.setattr(AppSession, "request_rerun", lambda self, client_state: messages.append(client_state))
    for owner, name in (
        (SafeSessionState, "__init__"),
        (SafeSessionState, "on_script_will_rerun"),
        (ScriptRunner, "_maybe_handle_execution_control_request"),
    ):
        monkeypatch.setattr(owner, name, inspect.unwrap(getattr(owner, name)))  # as Streamlit has it
    every_press_counts()
    return messages


def test_a_run_that_hears_a_press_is_stopped_only_when_that_is_done(asked):
    done = []

    def callback(_):
        session.request_rerun(message())  # the settings are opened
        done.append(runner._session_state["weights"])  # where Streamlit stops a run that is to stop
        done.append("new")

    session = Session(State(callback, weights="old"))
    runner = session._scriptrunner
    session.request_rerun(message("new weights", fragment="live"))
    runner._session_state.on_script_will_rerun(asked[0].widget_states)
    assert done == ["old", "new"]
    assert pressed(asked[1]) == []  # it is done once
    with pytest.raises(StopException):
        runner._maybe_handle_execution_control_request()


def test_a_run_that_was_stopped_before_it_could_hear_leaves_it_to_the_next(asked):
    done = []
    state = State(lambda widgets: done.append([each.id for each in widgets.widgets if each.trigger_value]))
    session = Session(state)
    session.request_rerun(message("new weights", fragment="live"))
    session.request_rerun(message())
    with pytest.raises(StopException):
        session._scriptrunner._session_state.on_script_will_rerun(asked[0].widget_states)
    Runner(state)._session_state.on_script_will_rerun(asked[1].widget_states)
    assert done == [["new weights"]]
    session.request_rerun(message())
    session.request_rerun(message("gone", fragment="gone"))  # Streamlit does not listen
    session.request_rerun(message())
    assert [pressed(each) for each in asked[2:]] == [[], ["gone"], []]


def test_a_run_that_waited_for_another_to_hear_may_have_been_overtaken(asked):
    done, first_hears, first_may_end = [], threading.Event(), threading.Event()

    def callback(widgets):
        done.append([each.id for each in widgets.widgets if each.trigger_value])
        first_hears.set()
        assert first_may_end.wait(20)

    one_lock_for_each_session()
    state = State(callback)
    session = Session(state)
    waiting = session._scriptrunner = Runner(state)
    hearing = threading.Thread(
        target=Runner(state)._session_state.on_script_will_rerun, args=[message("reset").widget_states]
    )
    session.request_rerun(message("step", fragment="live"))
    hearing.start()
    assert first_hears.wait(20)
    stopped = []

    def wait():
        waiting._script_thread = threading.current_thread()
        try:
            waiting._session_state.on_script_will_rerun(asked[0].widget_states)
        except StopException as error:
            stopped.append(error)

    waits = threading.Thread(target=wait)
    waits.start()
    waits.join(0.3)
    session.request_rerun(message())  # meanwhile
    first_may_end.set()
    for thread in (hearing, waits):
        thread.join(20)
    assert (len(stopped), done) == (1, [["reset"]])
    assert pressed(asked[1]) == ["step"]

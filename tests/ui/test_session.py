import inspect
import threading
from types import SimpleNamespace

import pytest
import streamlit as st
from streamlit.runtime.state import SafeSessionState

from playground.ui import session
from playground.ui.session import one_lock_for_each_session
from playground.ui.transport import run_both


class State:
    """Stands for Streamlit's: to read all of it takes until ``enough``."""

    def __init__(self, said):
        self.said, self.reading, self.enough = said, threading.Event(), threading.Event()

    @property
    def filtered_state(self):
        self.reading.set()
        assert self.enough.wait(20)
        self.said.append("read")

    def __setitem__(self, key, value):
        self.said.append(key)


def test_what_one_thread_of_a_visitor_reads_no_other_changes_meanwhile(monkeypatch):
    monkeypatch.setattr(SafeSessionState, "__init__", inspect.unwrap(SafeSessionState.__init__))  # as Streamlit has it
    one_lock_for_each_session()
    said = []
    state = State(said)
    old, new, of_another = (SafeSessionState(each, lambda: None) for each in (state, state, State(said)))
    reading = threading.Thread(target=lambda: old.filtered_state)
    changing = threading.Thread(target=new.__setitem__, args=("changed", 1))
    reading.start()
    assert state.reading.wait(20)
    changing.start()
    of_another["of another visitor"] = 1  # who does not wait
    changing.join(0.3)
    before = list(said)
    state.enough.set()
    assert before == ["of another visitor"]
    for thread in (reading, changing):
        thread.join(20)
    assert said == ["of another visitor", "read", "changed"]


@pytest.mark.parametrize(("fragments", "alone"), [(["buttons"], True), ([], False), (None, False)])
def test_a_button_runs_its_fragments_alone_unless_the_whole_page_runs(monkeypatch, fragments, alone):
    asked = []
    monkeypatch.setattr(
        session,
        "get_script_run_ctx",
        lambda: SimpleNamespace(session_id="of a visitor", fragment_ids_this_run=fragments),
    )
    monkeypatch.setattr(st, "rerun", asked.append)
    run_both(SimpleNamespace(prefix="zero_"))
    assert bool(asked) == alone

"""A visitor's session has a name of its own, and keeps it."""

from playground.ui.visit.session import session_id
from tests.ui.pages import CASES, Visit


def test_its_name_stays_from_run_to_run_and_from_page_to_page():
    visit = Visit(CASES[0])
    name = visit.app.session_state["session"]
    assert visit.player.session == name
    visit.tell("step")
    visit.go_to(CASES[1])
    assert visit.player.session == visit.app.session_state["session"] == name


def test_nobody_else_has_it(monkeypatch):
    names = set()
    for _ in range(100):
        monkeypatch.setattr("streamlit.session_state", {})
        names.add(session_id())
    assert len(names) == 100

"""A visitor's session has a name of its own and keeps it, and two runs that meet in it leave a whole page."""

from importlib import import_module

import pytest

from playground.ui.visit.session import begun_again_if_disturbed, session_id
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


@pytest.mark.parametrize(
    "failing", ["playground.ui.settings.widgets.say", "playground.ui.shell.live_screen.run_comment"]
)
def test_a_page_whose_session_another_run_has_changed_is_made_once_more(monkeypatch, failing):
    module, name = failing.rsplit(".", 1)
    usual, changed = getattr(import_module(module), name), []

    def disturbed(*args, **kwargs):
        if not changed:
            changed.append({1: 1})
            for _ in changed[0]:
                changed[0][2] = 2
        return usual(*args, **kwargs)

    monkeypatch.setattr(failing, disturbed)
    visit = Visit(CASES[0])
    assert changed
    assert not visit.app.exception
    assert visit.widget("n_h").value == 4


def test_any_other_fault_is_not_hidden():
    @begun_again_if_disturbed
    def wrong():
        raise RuntimeError("wrong")

    with pytest.raises(RuntimeError, match="wrong"):
        wrong()

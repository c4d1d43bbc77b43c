"""What tests of runs and of their pages share."""

import pytest
import streamlit as st


@pytest.fixture
def no_hurry(monkeypatch):
    """However busy the machine is, no tick has less than was asked for, and a way back takes one turn."""
    monkeypatch.setattr("playground.ui.runs.frames.PICTURE_SECONDS", 60)
    monkeypatch.setattr("playground.ui.runs.scheduler.LONGEST", 600)
    monkeypatch.setattr("playground.ui.runs.scheduler.ROUND_SECONDS", 60_000)
    monkeypatch.setattr("playground.ui.runs.scheduler.RESTORE_SECONDS", 60_000)


@pytest.fixture(autouse=True)
def from_this_machine(monkeypatch):
    """Visitors come from here: without a server, Streamlit has a mock for their address."""
    monkeypatch.setattr(type(st.context), "ip_address", None)

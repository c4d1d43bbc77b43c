"""The settings in a page's link: what is written is read again, and what can't be used is taken out."""

import pytest

from playground.pages.playground.lesson import PLAYGROUND
from playground.pages.small_batches.lesson import SMALL_BATCHES
from playground.ui.settings.settings_in_link import SettingsInLink


@pytest.fixture
def link(monkeypatch):
    """What the browser's address has."""
    link = {}
    monkeypatch.setattr("streamlit.query_params", link)
    return link


def test_what_is_written_is_read_again(link):
    in_link = SettingsInLink("batches_", SMALL_BATCHES.settings)
    settings = {"size_1": 0, "size_2": 7, "learning_rate": 0.123456789, "log_cost": True, "dataset": "moons"}
    link |= {name: str(value) for name, value in in_link.written(settings).items()}
    assert link["batches_size_1"] == "all"
    assert link["batches_log_cost"] == "true"
    assert {name: in_link.value(name) for name in settings} == settings
    assert in_link.take() == (settings, [])
    assert not in_link.has("size_3")
    assert in_link.value("size_3") == SMALL_BATCHES.settings.default("size_3")


def test_what_cannot_be_used_is_taken_out(link):
    link |= {"n_h": "4.5", "seed": "7", "learning_rate": "inf", "other_seed": "8"}
    given, unusable = SettingsInLink("", PLAYGROUND.settings).take()
    assert given == {"seed": 7}
    assert sorted(unusable) == ["learning_rate", "n_h"]
    assert link == {"seed": "7", "other_seed": "8"}

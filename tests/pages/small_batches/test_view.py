"""The page on small batches: what is timed, on request."""

from playground.pages.contents import SMALL_BATCHES
from playground.pages.small_batches import by_the_clock
from tests.ui.pages import CASES, Visit, link_to, said

(CASE,) = (case for case in CASES if case.page == SMALL_BATCHES)


def test_runs_are_timed_when_asked_and_what_was_timed_is_gone_with_other_settings(monkeypatch):
    monkeypatch.setattr(by_the_clock, "SECONDS", 1e-9)  # one update: no clock is waited for
    visit = Visit(CASE, **link_to(CASE, timed_samples="400", size_2=50))
    assert visit.button("measure").label == "Measure"
    visit.press("measure")
    table = [panel.rows for panel in said(visit.chart("charts")).panels if panel.rows]
    assert [cells[0] for _, cells in table[0]] == ["4 samples", "50 samples", "all 400"]
    assert [cells[1] for _, cells in table[0]] == ["1", "1", "1"]
    assert visit.button("measure").label == "Measure again"
    visit.set("size_2", 60)
    assert visit.button("measure").label == "Measure"
    assert not visit.errors


def test_all_samples_are_called_all_and_0_means_them_as_well():
    visit = Visit(CASE, **link_to(CASE, size_1="all", size_2=0))
    assert not visit.notes
    assert {run.recipe.batch_size for run in visit.player.runs.values()} == {0}
    assert [visit.widget(f"size_{number}").value for number in (1, 3)] == ["all", "all"]

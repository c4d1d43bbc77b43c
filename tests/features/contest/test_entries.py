"""Entries of a contest, and their ranking."""

from playground.features.contest.entries import DONE, Entry, ranking


def entry(device, score, state=DONE):
    return Entry(device, "?n_h=3", state, score, str(score), {"en": "Said.", "zh": "说。"})


def test_an_entry_comes_back_from_its_text():
    for each in (entry("a", 0.5), entry("a", None), Entry("a", "?n_h=3")):
        assert Entry.of_json(each.as_json) == each


def test_each_student_has_one_rank_with_their_best_entry():
    entries = {"1": entry("a", 17), "2": entry("b", 9), "3": entry("a", 5), "4": entry("c", 9), "5": entry("d", 20)}
    assert ranking(entries, least=True) == [
        (1, entry("a", 5)),
        (2, entry("b", 9)),
        (2, entry("c", 9)),
        (4, entry("d", 20)),
    ]
    assert [(rank, each.score) for rank, each in ranking(entries, least=False)] == [(1, 20), (2, 17), (3, 9), (3, 9)]


def test_what_has_no_score_or_waits_for_its_check_has_no_rank():
    assert ranking({"1": entry("a", None), "2": entry("b", 3, "waits")}, least=True) == []
    assert ranking({}, least=True) == []

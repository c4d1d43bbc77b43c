"""A short run of the load tool."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from benchmarks.load import Load, run_load
from benchmarks.page import check_loopback
from benchmarks.restart import restart


@pytest.mark.nightly
def test_a_few_visitors_all_play(app: str) -> None:
    # A change begins in the first three seconds, and has to have three more.
    load = Load(visitors=5, slow=1, change=1, come_and_go=1, leave=1, seconds=8)
    with ThreadPoolExecutor() as thread:  # Playwright has an event loop in this one
        results = thread.submit(asyncio.run, run_load(app, load)).result(timeout=120)
    assert not results.failed
    assert results.dropped == 0
    assert len(results.pictures) >= 4
    assert len(results.slow_pictures) == 1
    assert min(results.pictures + results.slow_pictures) > 1
    assert results.round_trips
    assert results.changes["scale"]
    assert results.unseen == 0
    assert results.recovered is not None
    assert results.cpu > 0
    assert min(results.memory) > 50e6


@pytest.mark.nightly
def test_after_a_restart_all_go_on_where_they_were() -> None:
    with ThreadPoolExecutor() as thread:
        returns = thread.submit(asyncio.run, restart(visitors=2, playing=2)).result(timeout=240)
    assert len(returns) == 2
    assert all(each.went_on for each in returns)


def test_only_this_machine_is_accepted() -> None:
    for url in ("http://127.0.0.1:8501", "http://localhost:8501", "http://[::1]:8501"):
        check_loopback(url)
    others = ("http://example.com", "http://10.0.0.1:8501", "https://127.0.0.1", "127.0.0.1:8501")
    for url in (*others, "http://127.0.0.1.evil"):
        with pytest.raises(ValueError, match="not on this machine"):
            check_loopback(url)

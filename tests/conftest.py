"""What every test runs under."""

import asyncio
import contextlib
import gc
import os
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NoReturn

import pytest
from threadpoolctl import threadpool_limits

from benchmarks.deployment import find_nginx

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
QUICK = (
    "tests/test_house.py",
    "tests/data/test_datasets.py",
    "tests/language/test_catalogues.py",
    "tests/lessons/test_starts.py",
    "tests/nn/test_gradients.py",
    "tests/nn/test_losses.py",
    "tests/nn/test_reference.py",
    "tests/pages/zero_or_random/test_lesson.py",
    "tests/training/test_options.py",
    "tests/ui/shell/test_transport.py",
)
"""What a minute has room for before every commit: the house, the core, what every page and feature keeps to."""


@pytest.fixture(scope="session", autouse=True)
def one_blas_thread() -> Iterator[None]:
    """As in the app: the products are small, and threads of several processes would only wait for each other."""
    with threadpool_limits(1, user_api="blas"):
        yield


@pytest.fixture(scope="session", autouse=True)
def frozen() -> Iterator[None]:
    """What has been loaded, and thousands of tests, are no garbage: to look through them again and again takes long.

    So it does to look for garbage as often as Python does: one page makes tens of thousands of objects.
    """
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)
    yield
    gc.set_threshold(*usual)
    gc.unfreeze()


def with_a_browser(path: Path) -> bool:
    """Whether the tests of a file look at the app in one."""
    return "browser" in path.parts or path.stem.endswith("_browser")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave the other files unread where the quick tests are asked for: to read them all takes longer than those."""
    if config.getoption("-m") != "quick" or collection_path.suffix != ".py":
        return None
    return str(collection_path.relative_to(ROOT)) not in QUICK or None


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist looks at the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run each file's tests in one process, which makes once what all of them look at.

    Those of the night are given out one by one: a file has dozens, each with a page or a program of its own.
    """
    for item in items:
        if str(item.path.relative_to(ROOT)) in QUICK:
            item.add_marker(pytest.mark.quick)
        if not item.get_closest_marker("nightly"):
            item.add_marker(pytest.mark.xdist_group(item.nodeid.partition("::")[0]))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Give way to tests with a browser: they take longest, and a page that has to wait goes on playing meanwhile."""
    with contextlib.suppress(PermissionError):  # not everyone may take precedence again
        os.setpriority(os.PRIO_PROCESS, 0, 0 if with_a_browser(item.path) else 10)


def run_alone(work: Coroutine[Any, Any, Any]) -> Any:
    """Run a coroutine in a thread of its own: Playwright may have left an event loop in this one."""
    with ThreadPoolExecutor() as thread:
        return thread.submit(asyncio.run, work).result(timeout=120)


def missing(what: str) -> NoReturn:
    """Skip a test that needs what this machine lacks; in CI, which installs all of it, the test fails instead."""
    if os.environ.get("CI"):
        pytest.fail(f"needs {what}, and in CI nothing is skipped", pytrace=False)
    pytest.skip(f"needs {what}")


@pytest.fixture(scope="session")
def nginx() -> str:
    """Where it is, on this machine."""
    return find_nginx() or missing("nginx")

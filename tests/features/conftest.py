"""The fixtures of pages and of the browser: the tests of a feature stand together, whatever they need."""

from tests.browser.conftest import (
    app,
    browser_context_args,
    browser_type_launch_args,
    context,
    page,
    pytest_collection_modifyitems,
    tabs,
    touched,
)
from tests.ui.conftest import from_this_machine, no_hurry

__all__ = [
    "app",
    "browser_context_args",
    "browser_type_launch_args",
    "context",
    "from_this_machine",
    "no_hurry",
    "page",
    "pytest_collection_modifyitems",
    "tabs",
    "touched",
]

"""As for the tests of what shows the pages."""

from tests.ui.conftest import from_this_machine, no_hurry

__all__ = ["from_this_machine", "no_hurry"]

"""The settings of every page: a new page is tested with the others."""

from playground.pages.contents import PAGES as ALL_PAGES
from playground.training import Settings

PAGES: dict[str, Settings] = {page.name: page.settings for page in ALL_PAGES if page.settings.names}
OFFERED = [(page, name) for page, settings in PAGES.items() for name in settings.names]
"""The page and the name of each setting that a visitor finds anywhere."""

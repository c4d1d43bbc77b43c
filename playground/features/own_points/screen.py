"""A visitor's own points on a page: in its link, and on the playground the list of datasets and the pen, too."""

from collections.abc import Mapping, Sequence

from playground.language.labels import YOUR_POINTS
from playground.pages.page import Page
from playground.pages.playground import PAGE as PLAYGROUND
from playground.ui.runs.player import Player
from playground.ui.settings.controls import PartOfLink
from playground.ui.shell.on_page import OnPage
from playground.ui.visit.teacher import POINTS, presenting

from .pen import point_pen
from .popover import popover
from .store import PointsInLink, can_be_changed, taken_by


class FeatureOnPage(OnPage):
    """A visitor's own points on a page."""

    @classmethod
    def is_on(cls, page: Page) -> bool:
        """On every page that can train on them."""
        return taken_by(page.settings)

    @classmethod
    def parts_of_link(cls, page: Page) -> Sequence[PartOfLink]:
        """The points."""
        return [PointsInLink()]

    @classmethod
    def kept(cls, page: Page) -> Mapping[str, str]:
        """The pen and the table."""
        return {POINTS: YOUR_POINTS} if page is PLAYGROUND else {}

    def begins_row(self) -> Sequence[str]:
        """Draw the list of datasets, with the points among them."""
        if self._page is not PLAYGROUND:
            return ()
        popover(self._controls, brings=not presenting())
        return ("dataset",)

    def in_row(self, player: Player) -> None:
        """Draw the pen: for points of one run, and of nobody else."""
        if self._page is PLAYGROUND and can_be_changed(self._controls) and len(player.runs) == 1:
            point_pen(self._controls)

"""Export on a page: its popover, and the lesson of one's own, which the tab remembers."""

from collections.abc import Sequence

from playground.lessons.lesson import Lesson
from playground.pages.page import Page
from playground.ui.runs.player import Player
from playground.ui.settings.controls import PartOfLink
from playground.ui.shell.on_page import OnPage

from .downloads import downloads, is_open
from .own_lesson import OwnLessonInTab, on_static_page


class FeatureOnPage(OnPage):
    """What can be taken along of a page that plays, or that trains one network after the other."""

    @classmethod
    def parts_of_link(cls, page: Page) -> Sequence[PartOfLink]:
        """The lesson of one's own, which no link has, but the tab."""
        return [OwnLessonInTab()]

    @property
    def follows(self) -> bool:
        """The page does while the popover is open."""
        return is_open(self._controls)

    def begins_share(self) -> None:
        """What adds to the lesson of one's own, where nothing plays; elsewhere the popover has it."""
        if not self._page.parts:
            on_static_page(self._controls, self._page)

    def in_bar(self, player: Player | None, lesson: Lesson, alone: bool) -> None:
        """The popover; where other runs stand beside the one on screen, that is not saved."""
        downloads(player, self._controls, lesson, self._page, self._page.saves and alone)

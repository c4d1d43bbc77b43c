"""The class on every page: what a lecturer can ask there, the row of who does, and the ways back to a room."""

from collections.abc import Mapping, Sequence

from playground.language import _
from playground.pages.contents import WITH_RUNS
from playground.pages.page import Page
from playground.ui.settings.controls import PartOfLink

from .lecturer import lecture
from .lecturer.asking import Asking
from .questions.kind import WHY
from .student import joining


class FeatureOnPage(Asking):
    """Both sides of it."""

    @classmethod
    def parts_of_link(cls, page: Page) -> Sequence[PartOfLink]:
        """What opens the room of a lecturer, and what leads a student back to theirs."""
        return [lecture.LectureInLink(), joining.RoomInLink()]

    @classmethod
    def kept(cls, page: Page) -> Mapping[str, str]:
        """The line in which students of a class say why."""
        return {WHY: _("Why? (in a class)")} if page.path in WITH_RUNS else {}

    @classmethod
    def in_every_link(cls) -> Mapping[str, str]:
        """The way back to a student's room."""
        return joining.in_link()

    def begins_bar(self) -> None:
        """Draw the way back for a student, and say what is to be said to a lecturer."""
        joining.way_back()
        _room = self.room  # looked at here, so that its end is said, and known below
        lecture.say_news()

    def beside_buttons(self) -> None:
        """Draw the way back for a lecturer."""
        lecture.way_back(offered=not joining.in_link())

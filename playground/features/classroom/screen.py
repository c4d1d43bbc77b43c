"""The class on every page: what a lecturer can ask there, the row of who does, and a student's way back."""

from collections.abc import Mapping, Sequence

from playground.lessons.lesson import Preset
from playground.pages.page import Page
from playground.ui.components.live_chart import Said
from playground.ui.runs.player import Player
from playground.ui.settings.controls import Controls, PartOfLink
from playground.ui.shell.on_page import OnPage

from .lecturer import lecture
from .lecturer.asking import Asking
from .student import joining


class FeatureOnPage(OnPage):
    """Both sides of it."""

    def __init__(self, page: Page, controls: Controls) -> None:
        super().__init__(page, controls)
        self._asking = Asking(page, controls)

    @property
    def asks_others(self) -> bool:
        return bool(lecture.opens())

    @classmethod
    def parts_of_link(cls, page: Page) -> Sequence[PartOfLink]:
        """What opens the room of a lecturer."""
        return [lecture.LectureInLink()]

    @classmethod
    def in_every_link(cls) -> Mapping[str, str]:
        """The way back to a student's room."""
        return joining.in_link()

    def with_runs(self, player: Player) -> None:
        """Have the room told what comes of them."""
        self._asking.follow(player)

    def begins_bar(self) -> None:
        """The way back for a student; and what is to be said to a lecturer."""
        joining.way_back()
        lecture.say_news()

    def in_present(self) -> None:
        """The button that opens a room."""
        self._asking.offer_one()

    def begins_share(self) -> None:
        """A button for each kind of question."""
        self._asking.offers()

    def with_own_question(self, question: str, claims: str) -> None:
        """The button that asks it."""
        self._asking.offer_own(question, claims)

    def in_place_of_row(self) -> bool:
        """The row with the class."""
        return self._asking.row()

    def asked(self) -> Preset | None:
        """What the class answers, where that is something else."""
        return self._asking.to_draw

    def with_sweep(self, said: Said, begun: bool, ended: bool) -> bool:
        """Have the room told; what a class has answered stays to be seen."""
        self._asking.judge(said, begun, ended)
        return bool(self._asking.number)

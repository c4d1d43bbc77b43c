"""What a feature adds to a page: the hooks that the live screen and the pages call, in the order of the features."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from playground.features.contents import parts
from playground.language import Message
from playground.lessons.lesson import Lesson, Preset
from playground.pages.page import Page
from playground.ui.components.commands import Command
from playground.ui.components.tick import Said
from playground.ui.runs.player import Player
from playground.ui.settings.controls import Controls, PartOfLink


class OnPage:
    """A feature on a page, for one run of the page's script. Each hook adds nothing unless a feature overrides it.

    Parameters
    ----------
    page : the page
    controls : of the page

    Attributes
    ----------
    alone : whether nothing plays beside the run on screen, so that it can be saved, and changed on the chart
    compared : whether its curve stands beside others, so that a learning rate chosen on the way applies from the start
    follows : whether it shows what is on screen, so that the page has to follow the runs
    says_last : whether what it says of runs that stand still comes after all else, not before
    asks_others : whether others are there to be asked, as in a class, so that nothing is asked of the visitor alone
    """

    says_last = False

    def __init__(self, page: Page, controls: Controls) -> None:
        self._page, self._controls = page, controls

    @property
    def alone(self) -> bool:
        return True

    @property
    def compared(self) -> bool:
        return False

    @property
    def follows(self) -> bool:
        return False

    @property
    def asks_others(self) -> bool:
        return False

    @classmethod
    def is_on(cls, page: Page) -> bool:
        """Whether it is on this page at all. Called first."""
        return True

    @classmethod
    def name(cls) -> str:
        """Of its folder."""
        return cls.__module__.split(".")[-2]

    @classmethod
    def opens(cls) -> None:
        """Draw what nobody sees. Called at the beginning of every page that it is on."""

    @classmethod
    def in_settings(cls, controls: Controls, names: Collection[str]) -> None:
        """Draw what stands beside these settings. Called for each group of the popover, if that is open."""

    @classmethod
    def parts_of_link(cls, page: Page) -> Sequence[PartOfLink]:
        """Its parts of the page's link. Called before the controls are made."""
        return ()

    @classmethod
    def kept(cls, page: Page) -> Mapping[str, str]:
        """The labels of those of its controls that a prepared lesson can keep, by name. Called with the parts."""
        return {}

    @classmethod
    def in_every_link(cls) -> Mapping[str, str]:
        """What the links from page to page take along. Called for all of them, on every page."""
        return {}

    def lesson(self, lesson: Lesson) -> Lesson:
        """The lesson, or what it makes of it. Called before there are runs."""
        return lesson

    def with_runs(self, player: Player) -> None:
        """Do what the runs are needed for. Called in each run of the script once there are runs, before it draws."""

    def in_bar(self, player: Player | None, lesson: Lesson, alone: bool) -> None:
        """Draw its popover after Share, or beside a sweep. Called with runs, where the bar has Share.

        ``player``: None of a sweep; ``lesson``: what the features have made of it; ``alone``: whether nothing plays
        beside the run on screen.
        """

    def begins_bar(self) -> None:
        """Draw what the bar begins with. Called there, on every page."""

    def beside_buttons(self) -> None:
        """Draw what follows the page's own buttons: there is free room, so what comes late moves nothing.

        Called in the bar, on every page.
        """

    def in_present(self) -> None:
        """Draw its buttons for Present. Called in the bar, unless the lesson is prepared."""

    def begins_share(self) -> None:
        """Draw its buttons for what is on screen. Called first in Share, while that is open."""

    def with_own_question(self, question: str, claims: str) -> None:
        """Draw its button for a question of the visitor's own. Called in Share, with the keys of the two widgets."""

    def asks(self) -> bool:
        """Draw with what others are asked, in place of the page's controls; returns whether there is still anything.

        Called where it asks others.
        """
        return False

    def begins_row(self) -> Sequence[str]:
        """Draw what the row of controls begins with; returns the settings that it is in place of.

        Called unless something stands in place of the row.
        """
        return ()

    def in_row(self, player: Player) -> None:
        """Draw its controls after those of the page. Called with runs, unless something stands in place of them."""

    def above_question(self) -> Callable[[Player | None], None] | None:
        """What draws the strip between the controls and the question, if anything can be there; given the player.

        Called when the places of the screen are reserved; what it returns, in its place, with None for the player if
        the settings can't be run.
        """
        return None

    def beside_list(self) -> Callable[[], None] | None:
        """What draws a list beside that of the experiments, if there is one. Called before that is drawn."""
        return None

    def asked(self) -> Preset | None:
        """What is asked in place of the page's own question, if anything is. Called where that is drawn, with runs."""
        return None

    def with_sweep(self, said: Said, begun: bool, ended: bool) -> bool:
        """Take what is said of a sweep. Called each time its question is drawn.

        Returns whether the claims stay in sight when it has begun.
        """
        return False

    def on_chart(self, player: Player) -> Mapping[str, Any]:
        """What its scripts on the chart need, for JSON. Called each time the chart is drawn."""
        return {}

    def drawn_from(self) -> object:
        """What the page shows of it outside the chart. When that has changed meanwhile, the page is drawn again."""
        return None

    def does(self, command: Command, player: Player) -> None:
        """Carry out a command of its own, if it is one. Called with each command that needs the page's script."""

    def says(self, player: Player, asking: Preset | None) -> Callable[[Player], Message | str] | None:
        """What says something of runs that stand still, beside the answer to the preset in effect, if anything does.

        Called with each question that is drawn; what it returns, long after the page's script, and so that may not ask
        the session.
        """
        return None

    def in_share(self, player: Player) -> tuple[str, str]:
        """The runs on screen in a link after its "?", and a note on that. Called for each link that Share shows."""
        return "", ""

    def ends_page(self) -> None:
        """Draw what comes below all else on the page. Called there, unless presenting or in a prepared lesson."""

    def ends(self) -> None:
        """Go on with what takes long. Called last in the script, so that nothing visible has to wait for it."""


def on(page: Page) -> Sequence[type[OnPage]]:
    """The features that are on a page."""
    return [each for each in every() if each.is_on(page)]


def features_on(page: Page, controls: Controls) -> Sequence[OnPage]:
    """The same, for this run of the page's script."""
    return [each(page, controls) for each in on(page)]


def others_are_asked(features: Sequence[OnPage]) -> bool:
    """Draw with what others are asked, if any are; returns whether it stands in place of the page's controls.

    To be called where their row is, and on a page without one above the question.
    """
    return True in [feature.asks() for feature in features if feature.asks_others]


def others_answer(features: Sequence[OnPage]) -> bool:
    """Whether others are there to be asked, whatever is on screen."""
    return any(feature.asks_others for feature in features)


def every() -> Sequence[type[OnPage]]:
    """All features that are on any page."""
    return [part.FeatureOnPage for part in parts("screen")]

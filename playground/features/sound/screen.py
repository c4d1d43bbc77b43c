"""The key of the sound on every page, and its switch among the settings of a page that plays."""

from collections.abc import Collection

from playground.language import _
from playground.ui.components.browser_files import file_component
from playground.ui.settings.controls import Controls
from playground.ui.shell.on_page import OnPage
from playground.ui.visit.speech import say

SPEED = "speed"
"""The setting beside which the sound is switched: a page that has it plays."""
SWITCH = {
    "name": _("Sound"),
    "volume": _("Volume"),
    "help": _(
        "While it plays, the cost is the pitch: as it falls, so does the tone. Of several runs, the first one is on "
        "the left, the last one on the right. M switches the sound on or off."
    ),
}


class FeatureOnPage(OnPage):
    """The sound, which the browser makes, draws and remembers."""

    @classmethod
    def opens(cls) -> None:
        """Have the page answer to M, and its list of keys have the switch."""
        texts = {
            "key": _("Sound on or off"),
            "on": _("The sound is on."),
            "off": _("The sound is off."),
            "sound": SWITCH,
        }
        file_component("features/sound/page_sound")(key="sound_key", data=say(texts))

    @classmethod
    def in_settings(cls, controls: Controls, names: Collection[str]) -> None:
        """Draw the switch, where there is something to hear."""
        if SPEED in names:
            key = f"{controls.prefix}sound"
            file_component("features/sound/settings_sound")(key=key, width="content", data=say(SWITCH))

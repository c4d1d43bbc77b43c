"""The list of the keys that are in effect on a page, and the switch of its sound; the browser draws and remembers both.

Their scripts are ``frontend/keyboard/page_keys.js`` and ``frontend/sound/page_sound.js``.
"""

from playground.language import _
from playground.ui.visit.speech import say

from .browser_files import file_component

SOUND = {
    "name": _("Sound"),
    "volume": _("Volume"),
    "help": _(
        "While it plays, the cost is the pitch: as it falls, so does the tone. Of several runs, the first one is on "
        "the left, the last one on the right. M switches the sound on or off."
    ),
}


def list_of_keys() -> None:
    """Have the page answer to the keys that every page has: ``?`` for the list, M for the sound."""
    texts = {
        "title": _("Keys"),
        "list": _("This list"),
        "close": _("Close"),
        "space": _("Space"),
        "groups": {
            "page": _("On this page"),
            "run": _("The run"),
            "plane": _("In the plane"),
            "drawing": _("While drawing"),
        },
        "characters": _("Letters, digits and signs are keys"),
        "key": _("Sound on or off"),
        "on": _("The sound is on."),
        "off": _("The sound is off."),
    }
    file_component("frontend/keyboard/page_keys")(key="keys", data=say(texts | {"sound": SOUND}))


def sound_switch(key: str) -> None:
    """Show the switch of the sound, and its volume."""
    file_component("frontend/sound/page_sound")(key=key, width="content", data=say(SOUND))

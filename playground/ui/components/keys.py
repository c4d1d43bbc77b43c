"""The list of the keys that are in effect on a page; the browser draws it, see ``frontend/keyboard/page_keys.js``."""

from playground.language import _
from playground.ui.visit.speech import say

from .browser_files import file_component


def list_of_keys() -> None:
    """Have the page answer to the key that every page has: ``?`` for the list."""
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
    }
    file_component("frontend/keyboard/page_keys")(key="keys", data=say(texts))

"""Labels of buttons that sentences also refer to: renaming one means changing a line here and its translation."""

from .message import _

PLAY = _("Play")
PAUSE = _("Pause")
STEP = _("Step")
RESET = _("Reset")
TRAIN_ALL = _("Train all")
NEW_WEIGHTS = _("New weights")
SETTINGS = _("Settings")
SHARE = _("Share")
PRESENT = _("Present")
YOUR_POINTS = _("Your points")

"""The words of a lesson in one file, which its scripts look up by the English text."""

from playground.language import Message, _
from playground.language.labels import PAUSE, PLAY, RESET

NEEDS_SCRIPTS = _("This lesson is played by a script, and this browser runs none.")
LESSON_WORDS: tuple[Message, ...] = (
    PLAY,
    PAUSE,
    RESET,
    _("Time line"),
    _("Speed"),
    _("Iteration"),
    _("iteration {number}"),
    _("cost"),
    _("train"),
    _("test"),
    _("Answers"),
    _("Chapters"),
    _("Previous"),
    _("Next"),
    _("Choose your answer first."),
    _("Draw the curve that you expect first."),
    _("Draw the curve that you expect"),
    _(
        "The cost curve that you expect. Arrow keys move the cross, Enter sets a point, Backspace takes the last one "
        "back, Delete all of them."
    ),
    _("Take your curve away"),
    _("iteration {number}, cost {cost}"),
    _("The cost up to iteration {number}"),
    _("Empty axes: cost over iterations"),
    _("What the network makes of the plane at iteration {number}"),
    _("The network as a diagram"),
    _("Hidden units as small maps"),
    _("weight from {before} to {after}: {weight}"),
    _("This browser is too old to open the recording: it needs one from 2023 or later."),
    # Translators: {why} comes from a learning platform such as Moodle
    _("The learning platform has not taken your result ({why}). Open the lesson again, or tell your teacher."),
)
"""Those that the app has, too, are the same messages."""

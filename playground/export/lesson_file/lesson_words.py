"""The words of a lesson in one file, which its scripts look up by the English text."""

from playground.language import Language, Message, _, pgettext, rendered
from playground.language.labels import PAUSE, PLAY, RESET
from playground.lessons.drawn import curve as expected_curve

NEEDS_SCRIPTS = _("This lesson is played by a script, and this browser runs none.")
LESSON_WORDS: tuple[Message, ...] = (
    PLAY,
    PAUSE,
    RESET,
    _("Time line"),
    _("Speed"),
    _("Iteration"),
    _("iteration {number}"),
    _("networks trained: {number}"),
    _("cost"),
    _("cost, logarithmic"),
    _("train"),
    _("test"),
    _("What the numbers mean"),
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
    _("Draw the boundary or the curve that you expect first."),
    _("Draw the boundary that you expect"),
    _(
        "The boundary that you expect. Arrow keys move the cross, Enter sets a point, Backspace takes the last one "
        "back, Delete all of them."
    ),
    _("Take your line away"),
    _("Move the cross, slowly with Shift"),
    _("Set a point"),
    _("Take the last point back"),
    _("Take all points back"),
    _("One moment forward"),
    _("One moment back"),
    _("To the beginning"),
    _("To the end"),
    _("Choose prediction {letter}"),
    _("Next chapter"),
    _("Previous chapter"),
    _("Keys"),
    _("This list"),
    _("Close"),
    _("Space"),
    _("On this page"),
    _("The run"),
    _("In the plane"),
    _("While drawing"),
    _("Sound"),
    _("Volume"),
    _(
        "While it plays, the cost is the pitch: as it falls, so does the tone. Of several runs, the first one is on "
        "the left, the last one on the right. M switches the sound on or off."
    ),
    _("Letters, digits and signs are keys"),
    _("Sound on or off"),
    _("The sound is on."),
    _("The sound is off."),
    *expected_curve.WORDS,
    _("Your line gets {yours} of the points right, the network {its}; both agree on {share} of the plane."),
    _("Yours bends, which this network's boundary never does."),
    _("Yours turns back, which the boundary of two tanh units never does."),
    _("Yours bends to and fro; the boundary of two tanh units is at most an S."),
    _("{share} %"),
    pgettext("two sentences", "{first} {second}"),
    _("iteration {number}, cost {cost}"),
    _("The cost up to iteration {number}"),
    _("Empty axes: cost over iterations"),
    _("What the network makes of the plane at iteration {number}"),
    _("The network as a diagram"),
    _("What is on screen, in words"),
    _("Hidden units as small maps"),
    _("Chart: {title}"),
    _("▲ up to {highest}"),
    _("weight from {before} to {after}: {weight}"),
    _("This chapter was still being unpacked. Print once more: then its answer and its pictures are here."),
    _("This browser is too old to open the recording: it needs one from 2023 or later."),
    # Translators: {why} comes from a learning platform such as Moodle
    _("The learning platform has not taken your result ({why}). Open the lesson again, or tell your teacher."),
    _("The learning platform has opened this lesson for viewing only: nothing is recorded."),
    _("This visit is not for credit: the learning platform is told neither your predictions nor a score."),
)
"""Those that the app has, too, are the same messages."""


def words_in(language: Language) -> dict[str, str]:
    """The words by their English text, with ``{names}`` for values; one that counts has one for 1 and one for more."""
    forms = [(word, text, n) for word in LESSON_WORDS for n, text in ((1, word.text), (2, word.plural)) if text]
    return {
        text: rendered(Message(word.text, {}, plural=word.plural, number=n, context=word.context), language)
        for word, text, n in forms
    }

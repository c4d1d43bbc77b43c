"""The visitor's language: how it is chosen and changed, and how texts are rendered in it."""

from functools import lru_cache
from typing import Any

import streamlit as st

from playground.language import ENGLISH, LANGUAGES, Language, Message, _, pgettext, rendered, spoken

from .overrides import put_in_link

IN_LINK = "lang"
"""Its name in the link."""
POPOVER = "languages"
"""The key of the popover that lists the languages."""
_CHOSEN = "language"
"""Session key: the code of the language that the visitor or the link has chosen; empty if neither has."""


def language() -> Language:
    """The language that the visitor or the link has chosen, or else the browser's."""
    chosen = st.session_state.get(_CHOSEN, "")
    return LANGUAGES[chosen] if chosen in LANGUAGES else spoken(st.context.locale)


def say(what: Any) -> Any:
    """Render a text, or all texts in a list or dictionary, in the visitor's language."""
    return rendered(what, language())


def choose(code: str) -> None:
    """Switch to another language; call this from a button's callback."""
    st.session_state[_CHOSEN] = code
    st.session_state[POPOVER] = False


def begin() -> None:
    """Apply the language in the link that opened the visit."""
    st.session_state.setdefault(_CHOSEN, asked if (asked := st.query_params.get(IN_LINK, "")) in LANGUAGES else "")


def link_notes() -> list[Message]:
    """A sentence if the link asks for an unknown language; pages without settings have no place for it."""
    asked = st.query_params.get(IN_LINK, "")
    if not asked or asked in LANGUAGES:
        return []
    codes = ", ".join(LANGUAGES)
    return [_("{name}: {value} is not one of {codes}.", name=IN_LINK, value=repr(asked[:40]), codes=codes)]


def in_link() -> dict[str, str]:
    """The language in every page's link; empty where the browser decides."""
    chosen = st.session_state.get(_CHOSEN, "")
    return {IN_LINK: chosen} if chosen else {}


def write_link() -> None:
    """Write it to the link of the page, also after the browser's Back."""
    for name, code in in_link().items():
        put_in_link(name, code)


@lru_cache(maxsize=20)
def for_scripts(spoken_here: Language) -> dict[str, Any]:
    """What scripts need for their texts: the language's ``tag``, and its ``words`` by their English originals."""
    words = {} if spoken_here is ENGLISH else {word.text: rendered(word, spoken_here) for word in SCRIPT_WORDS}
    return {"tag": spoken_here.tag, "words": words}


SCRIPT_WORDS: tuple[Message, ...] = (
    # Around the charts
    _("What is meant by “{label}”?"),
    _("Chart: {title}"),
    pgettext("a list", "{several}, {next}"),
    _("Training again up to where it was: "),
    _("Training up to there: "),
    _("The chart library could not be loaded from {address}. Reload the page."),
    _("▲ up to {highest}"),
    _("%{y} without the change"),
    _("from here: %{text}<extra></extra>"),
    _("This browser has no WebGL, so the picture can't be turned."),
    # The screen in words
    _("What is on screen, in words"),
    _("Close"),
    # What a chart shows, as the beginning of its name
    _("accuracy"),
    _("boundary"),
    _("cloud"),
    _("confusion"),
    _("contours"),
    _("cost"),
    _("costs"),
    _("curves"),
    _("distance"),
    _("epochs"),
    _("fold"),
    _("folds"),
    _("gradients"),
    _("graph"),
    _("likelihood"),
    _("maps"),
    _("mistakes"),
    _("nearest"),
    _("outputs"),
    _("paths"),
    _("probabilities"),
    _("pulls"),
    _("raw"),
    _("score"),
    _("slopes"),
    _("space"),
    _("spread"),
    _("standardised"),
    _("steps"),
    _("sticks"),
    _("strips"),
    _("surface"),
    _("swap"),
    _("times"),
    _("units"),
    _("weights"),
    # Time line
    _("Iteration"),
    _("iteration {number}"),
    _("Play backwards"),
    _("On the time line: one iteration back or forward"),
    _("On the time line: a tenth of it back or forward"),
    _("On the time line: to its beginning or end"),
    _("On “{label}”: fewer or more"),
    # The keys of whoever draws
    _("Move the cross, slowly with Shift"),
    _("Set a point"),
    _("Take the last point back"),
    _("Take all points back"),
    _("Erase what is near the cross"),
    _("Choose the class of the next points"),
    _("Change the value of the next points"),
    # The cost curve that a visitor expects
    _("Draw the curve that you expect"),
    _(
        "The cost curve that you expect. Arrow keys move the cross, Enter sets a point, Backspace takes the last one "
        "back, Delete all of them."
    ),
    _("iteration {number}, cost {cost}"),
    _("Take your curve away"),
    # The boundary that a visitor expects
    _("Draw the boundary that you expect"),
    _(
        "The boundary that you expect. Arrow keys move the cross, Enter sets a point, Backspace takes the last one "
        "back, Delete all of them."
    ),
    _("Take your line away"),
    # A cursor on the charts
    _("Move the cursor, farther with Shift"),
    _("Show the cursor and say where it is"),
    _("Put the cursor away"),
    _("Go to the next misread point or mark, back with Shift"),
    _("Go to the beginning or the end"),
    _("Go to the next mark on the curve, or along a tenth of it"),
    _(
        "A cursor in the plane. Arrow keys move it, farther with Shift. Then Tab goes from one misread point to the "
        "next, or from one large residual to the next, and Escape puts the cursor away."
    ),
    _(
        "A cursor on the curve. Left and right arrow keys move it along, farther with Shift; up and down, to another "
        "line. Then Home and End go to its ends, Page Up and Page Down to its marks, and Escape puts the cursor away."
    ),
    _(
        "A cursor on the landscape. Arrow keys move it, farther with Shift. Then Tab goes from one mark to the next, "
        "and Escape puts the cursor away."
    ),
    _(
        "A cursor on the parts of this chart. Arrow keys move it from one to the next, Home and End to the first and "
        "the last one, and Escape puts it away."
    ),
    _(
        "A cursor on the bars. Arrow keys move it from one to the next, farther with Shift, Home and End to the first "
        "and the last one, and Escape puts it away."
    ),
    _(
        "A cursor among the arrows. Arrow keys move it, farther with Shift. Then Tab goes from one batch whose "
        "gradient leads uphill to the next, and Escape puts the cursor away."
    ),
    _("arrows that end here: {number}"),
    _("{number} of {all} uphill: {name}, at {place}."),
    # Translators: {place} is such as "x₁ 0.52, x₂ −1.10", {what} such as "class 1 with 87.3 %"
    _("{place}: {what}."),
    # Translators: a class and its probability
    _("{name} with {share}"),
    _("{share} %"),
    _("output {output}"),
    _("cost {cost}"),
    _("{name}, misread"),
    _("value {value}, residual {residual}"),
    # Translators: {point} is such as "class 0, misread", {direction} such as "to the upper left"
    _("Nearest: {point}, {distance} {direction}."),
    # Translators: a cursor is on this point
    _("Here: {point}."),
    _("Misread point {number} of {all}: {name}, at {place}, read as {read}."),
    _("Residual {number} of {all}, the largest first: {residual} at {place}, value {value}, output {output}."),
    _("{number} of {all}: {name}, at {place}."),
    _("from here: {text}"),
    _("to the right"),
    _("to the upper right"),
    _("above"),
    _("to the upper left"),
    _("to the left"),
    _("to the lower left"),
    _("below"),
    _("to the lower right"),
    # The network as a diagram
    _("The network as a diagram"),
    _("and {number} more"),
    _(
        "Lines are weights, green if positive, purple if negative; the thickest is {largest}. A map is faint where its "
        "unit outputs 0 (0.5 for a sigmoid; of an input, the middle of its range), green above and purple below; the "
        "strongest colour marks the layer's largest output, however small. The output has the colours of the classes, "
        "closer to the background where the network is less sure. Point at a line or a unit for its numbers, or choose "
        "a unit to see it large."
    ),
    _(
        "Lines are weights, green if positive, purple if negative; the thickest is {largest}. A map is faint where its "
        "unit outputs 0 (0.5 for a sigmoid; of an input, the middle of its range), green above and purple below; the "
        "strongest colour marks the layer's largest output, however small. The output has the colours of the points' "
        "values, brown for low ones and teal for high ones. Point at a line or a unit for its numbers, or choose a "
        "unit to see it large."
    ),
    _(
        "Drag a line to the right or to the left to raise or lower its weight; what is frozen is not trained, and its "
        "line is dashed."
    ),
    _("From {low} to {high} over the plane."),
    _("Bias {bias}, gradient {gradient}."),
    _("{name}: bias {bias}, gradient {gradient}."),
    _("{matrix}, from {before} to {after}: weight {weight}, gradient {gradient}"),
    pgettext("two sentences", "{first} {second}"),
    # Translators: before a list of weights, to choose the one that is set to another number
    _("Set "),
    # Translators: between that list and the number
    _("to "),
    _("frozen"),
    _("whole layer frozen"),
    _("weight from {name}"),
    _("bias"),
    # The square to draw on, and the pen on the boundary chart
    _("Undo"),
    _("Redo"),
    _("Clear"),
    _("Take back the last stroke"),
    _("Clear the drawing"),
    _("Draw"),
    _("Draw points"),
    _("Draw {name}"),
    _("class {number}"),
    _("Erase points"),
    _("Add a class"),
    _(
        "The plane. Arrow keys move the cross, Enter sets a point, Delete erases what is near it, numbers choose the "
        "class."
    ),
    # Translators: of the points that are drawn
    _("Value"),
    _(
        "The plane. Arrow keys move the cross, Enter sets a point, Delete erases what is near it, + and − change the "
        "value."
    ),
    _("Spray"),
    _("Drag on the chart to spray points."),
    # Translators: how wide a spray is
    _("Width"),
    _("narrow"),
    _("wide"),
    # Translators: how dense a spray is
    _("Density"),
    _("few points"),
    _("many"),
    _("No points yet: click or tap to add one, drag to spray."),
    _("There is room for {most} points and no more: erase some to add others."),
    # On paper
    _("Nothing has run yet. Play the run to its end, then print again for the answer."),
    _("The run so far, up to iteration {number}. It has not finished."),
    # A student's page
    _("Which room is it?"),
    _("The six letters on the screen in front of you"),
    # Translators: on a button, into a room
    _("Enter"),
    _("A code has six letters."),
    _("Room {code}"),
    _("Entering the room…"),
    _("Question {number}"),
    _("Question {number}, round {round}"),
    _("Round {number}"),
    _("Answers"),
    # Translators: beside the answer that the student has chosen
    _("your answer"),
    # Translators: beside the answer that is right
    _("true"),
    _("Sending…"),
    _("Send"),
    _("You have not answered this time."),
    _("Your last answer came too late."),
    _("Kept: it will be sent as soon as there is a connection."),
    _("No connection. It will come back by itself; what you choose until then is kept, and sent."),
    _("No connection. Press Send again once it is back."),
    _("Your answer is kept without a name, and deleted with the room: at the latest four hours after its last use."),
    _("Empty axes: cost over iterations"),
    _("Iteration {number}."),
    _("The cost up to iteration {number}"),
    _("Drawn curves: {number}"),
    # Translators: what a picture is, and what it shows
    _("{title}: {said}"),
    _("How the network divides the plane at iteration {number}"),
    _("What the network makes of the plane at iteration {number}"),
    _("Try it yourself"),
    _("Open the playground"),
    _("Paste the link to your network, from the address bar or from Share"),
    _("Training it again to check it…"),
    _("{number} still to be checked"),
    _("All networks"),
    _("Rank"),
    _("Result"),
    # Translators: in the table of a contest, beside the student's own network
    _("yours"),
    _("Open"),
    _("Open the network ranked {rank}"),
    _("Zoom in or out, or show all again"),
    # Said by Plotly after a zoom
    _("Double-click to zoom back out"),
)
"""The texts of scripts, with ``{names}`` for values; a text missing here appears in English."""

"""How deep: what is asked about networks of several depths with about the same number of parameters."""

from playground.language import _
from playground.lessons.lesson import Preset

from .lesson import MORE_THAN_CHANCE

HOW_DEEP = Preset(
    _("How deep"),
    {},
    _(
        "The same number of weights and biases, in one hidden layer or spread over up to four. Is one depth better, by "
        "more than chance?"
    ),
    _("both lines, and how far apart the small marks above one depth are."),
    MORE_THAN_CHANCE,
)

"""How deep: what is asked about networks of several depths with about the same number of parameters."""

from playground.language import _
from playground.lessons.claims import Claims, either
from playground.lessons.sweep_lesson import SweepPreset

from .lesson import beyond_chance, whether_more_than_chance

HOW_DEEP = SweepPreset(
    _("How deep"),
    {},
    _(
        "The same number of weights and biases, in one hidden layer or spread over up to four. Is one depth better, by "
        "more than chance?"
    ),
    _("both lines, and how far apart the small marks above one depth are."),
    whether_more_than_chance,
    claims=Claims(either(beyond_chance, _("Yes, one is better"), _("No, it is chance")), by_seed=True),
)

"""How deep: what is asked about networks of several depths with about the same number of parameters."""

from playground.language import _

from .claims import Claims, bands
from .how_many_units import CLOSE, SweepPreset, last_against_first, whether_the_last_is_better

HOW_DEEP = SweepPreset(
    _("How deep"),
    {},
    _(
        "The same number of weights and biases, in one hidden layer or spread over up to four. Will the deeper "
        "networks do better?"
    ),
    _("both lines, and how much the runs with the same depth differ."),
    whether_the_last_is_better,
    claims=Claims(
        bands(last_against_first, (-CLOSE, CLOSE), (_("Worse"), _("About the same"), _("Better"))), by_seed=True
    ),
)

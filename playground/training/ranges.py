"""The values that settings of recipes and of lessons may have: seeds, batch sizes, scales."""

from playground.language import _

from .formatting import setting
from .options import Real, option

SEEDS = 2**32 - 1
"""The highest seed; the lowest is 0."""
BATCH_SIZES = (0, 1, 2, 4, 8, 16, 32, 64, 128, 256)
"""Those offered; 0 stands for all samples."""


def marks(first: int, last: int, *more: float) -> tuple[float, ...]:
    """1, 2 and 5 times each power of ten from 10^first up to 10^last; and ``more``."""
    steps = [float(f"{digit}e{power}") for power in range(first, last) for digit in (1, 2, 5)]
    return tuple(sorted({*steps, 10.0**last, *more}))


def scale_option(default: float, label: str) -> float:
    """A setting for the scale of the first weights."""
    return option(
        default,
        Real(
            label=label,
            help=_("How large the initial weights are; choose, or type a number."),
            words=lambda value: _("scale {value}", value=setting(value)),
            least=1e-4,
            most=10,
            marks=marks(-4, 1),
        ),
    )

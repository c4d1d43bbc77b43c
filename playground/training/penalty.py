"""Whether the penalty keeps a network from learning, and a smaller one to try."""

from collections.abc import Sequence

import numpy as np

from playground.language import _, advice, sentences
from playground.nn import Network

from .finding import Diagnosis
from .history import Measurement
from .look_ahead import RISE
from .run import Run

TRY_LESS = advice(_("Try a smaller one."))
"""Of a penalty."""
PATIENCE_WITH_A_PENALTY = 300
"""Iterations during which the first weights may still be shrinking before the data make some of them grow."""
AS_STRONGLY = 0.95
"""Two forces balance if one is at least this many times as strong as the other."""


def is_penalised(run: Run) -> bool:
    """Whether the cost includes a penalty."""
    return bool(run.recipe.l2 or run.recipe.l1)


def smaller_penalty(run: Run) -> dict[str, float]:
    """The settings that make the penalty a tenth of what it is."""
    penalties = {"l2": run.recipe.l2, "l1": run.recipe.l1}
    return {name: float(f"{penalty / 10:g}") for name, penalty in penalties.items() if penalty}


def held_down(run: Run, network: Network, points: Sequence[Measurement]) -> Diagnosis:
    """Whether it is the penalty that keeps a network that has learned nothing from learning."""
    late = [point.cost for point in points[len(points) // 2 :]] or [network.cost()]
    if not is_penalised(run) or run.iteration < PATIENCE_WITH_A_PENALTY or max(late) > (1 + RISE) * min(late):
        return Diagnosis()  # otherwise steps may be too long
    recipe, by_penalty, by_samples = run.recipe, 0.0, 0.0
    for name, W in network.parameters.items():
        if name.startswith("W"):
            pull = recipe.l2 * W + recipe.l1 * np.sign(W)
            by_penalty += float(np.sum(W * pull))
            by_samples += float(np.sum(W * (pull - network.gradients[f"d{name}"])))
    if by_penalty < AS_STRONGLY * by_samples:
        return Diagnosis()
    sentence = _(
        "The penalty pulls the weights towards 0 at least as strongly as the samples pull them away from it, so next "
        "to nothing is learned."
    )
    return Diagnosis(sentences(sentence, advice(_("Try a smaller penalty."))), smaller_penalty(run))

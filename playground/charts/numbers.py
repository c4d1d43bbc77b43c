"""Numbers of a run that several scenes show, with their explanations."""

from playground.language import _, number
from playground.training import FLAT, Run
from playground.training.formatting import decimals, magnitude, percent
from playground.training.scores import SCORES

SATURATED = _(
    "An output is saturated where tanh or sigmoid is nearly flat: where its slope is below {share} of its "
    "steepest. Next to no gradient comes through it.",
    share=percent(FLAT, 0),
)
DEAD = _("A ReLU unit is dead if it is off for every sample: no gradient comes through it.")


def numbers_of(run: Run) -> dict[str, str]:
    """The formatted numbers above the playground's charts."""
    point = run.measure()
    return {
        _("Iteration"): number(point.iteration),
        **({_("Epoch"): number(run.epochs, ",.1f")} if run.optimiser.batches else {}),
        **({_("Learning rate"): magnitude(run.scheduled_rate)} if run.recipe.schedule != "constant" else {}),
        _("Cost"): cost_in_parts(run),
        **SCORES[run.train.target].of(point),
    }


def cost_in_parts(run: Run) -> str:
    """The cost; with a penalty, also its two parts."""
    point = run.measure()
    if not run.recipe.l2 and not run.recipe.l1:
        return decimals(point.cost)
    return _(
        "{cost} (samples {samples} + penalty {penalty})",
        cost=decimals(point.cost),
        samples=decimals(point.cost - point.penalty),
        penalty=decimals(point.penalty),
    )

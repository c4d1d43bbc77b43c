"""Code for the updates: update rules, mini-batches, penalties on large weights, learning-rate schedules.

To support another schedule, add an entry to :data:`SCHEDULES`; the code of rules is in
:data:`playground.nn.UPDATE_RULES`.
"""

from playground.language import _, ngettext
from playground.lessons.rising_cost import LEAST, MAGNIFIED
from playground.nn import UPDATE_RULES
from playground.training import Recipe

SCHEDULES: dict[str, str] = {
    "constant": "learning_rate",
    "step": "learning_rate * 0.5 ** (i // {half_life})  # halved every {half_life:,} iterations",
    "exponential": "learning_rate * 0.5 ** (i / {half_life})  # half of it after {half_life:,} iterations",
    "1/t": "learning_rate / (1 + i / {half_life})  # half of it after {half_life:,} iterations, then ever more slowly",
}
"""The learning rate of iteration i, as code, under the names of :data:`playground.nn.SCHEDULES`."""

_OF_CLASSES = _("the cost and the accuracy")
PRINTED = {"two classes": _OF_CLASSES, "several classes": _OF_CLASSES, "number": _("the cost, the RMSE and R²")}
"""What a script prints of each run, by target."""

ROSE = f"""\
def say_where_it_rose(costs):
    rises = np.flatnonzero(np.diff(costs) > {LEAST})
    if rises.size:
        print(f"The cost first rose at iteration {{rises[0] + 1}}: shortly before, digits may begin to differ.")"""
"""Code that reports a rising cost, for runs in which it means that steps are too long."""


class Steps:
    """The code for the updates of a recipe.

    Parameters
    ----------
    recipe : the recipe
    samples : number of training samples
    target : what a network is asked for, a name in ``TARGETS``
    """

    def __init__(self, recipe: Recipe, samples: int, target: str) -> None:
        self.recipe, self._printed = recipe, PRINTED[target]
        self.batch_size = recipe.batch_size if recipe.batch_size < samples else 0  # 0 for all of them
        self._rule = UPDATE_RULES[recipe.update_rule]
        self._penalties = [name for name in ("l2", "l1") if getattr(recipe, name)]

    @property
    def is_plain(self) -> bool:
        """Whether a rising cost means that steps are too long; with other rules or batches it may rise anyway."""
        return self.recipe.update_rule == "gradient descent" and not self.batch_size

    @property
    def rounding(self) -> list[str]:
        """How closely the numbers agree with those of the page, in sentences."""
        if self.is_plain:
            return [
                _(
                    "It prints {printed} that the page shows: equal to 1e-9 as long as the cost only falls.",
                    printed=self._printed,
                ),
                MAGNIFIED,
            ]
        if self._rule.evens_out:
            return [
                _(
                    "It prints {printed} that the page shows: often equal to 1e-9, at other times to fewer digits.",
                    printed=self._printed,
                ),
                _(
                    "Script and page add up the samples in different orders, so their last digits are rounded "
                    "differently; and {rule} divides each gradient by its recent size, which magnifies that as the "
                    "gradients shrink, however short the steps are.",
                    rule=self._rule.label,
                ),
            ]
        return [
            _(
                "It prints {printed} that the page shows: equal to 1e-9, unless the steps are so long that they "
                "magnify what two computers round differently.",
                printed=self._printed,
            )
        ]

    @property
    def penalty(self) -> str:
        """The function for the penalty, followed by blank lines; empty if there is none."""
        return self.penalty_on("parameters", 'parameters.items() if name.startswith("W")')

    def penalty_on(self, network: str, weights: str) -> str:
        """The same for a network of this name; ``weights``: where the code finds each W in it."""
        if not self._penalties:
            return ""
        values = ", ".join(repr(getattr(self.recipe, name)) for name in self._penalties)
        sums = {
            "l2": "l2 / 2 * sum((W**2).sum() for W in weights)",
            "l1": "l1 * sum(abs(W).sum() for W in weights)",
        }
        return f"""\
{", ".join(self._penalties)} = {values}


def penalty({network}):
    weights = [W for name, W in {weights}]
    return {" + ".join(sums[name] for name in self._penalties)}


"""

    @property
    def added_to_cost(self) -> str:
        """The term added to the cost of the samples."""
        return " + penalty(parameters)" if self._penalties else ""

    @property
    def added_to_cost_formula(self) -> str:
        """The same as a formula."""
        sums = {"l2": r" + \frac{\lambda_2}{2} \sum W^2", "l1": r" + \lambda_1 \sum |W|"}
        return "".join(sums[name] for name in self._penalties)

    def added_to_gradient(self, layer: int) -> str:
        """The term that the penalty adds to a layer's dW."""
        slopes = {"l2": f" + l2 * W{layer}", "l1": f" + l1 * np.sign(W{layer})"}
        return "".join(slopes[name] for name in self._penalties)

    @property
    def added_to_gradient_formula(self) -> str:
        """The same as a formula."""
        slopes = {"l2": r" + \lambda_2 W^{[l]}", "l1": r" + \lambda_1 \, \mathrm{sign} \, W^{[l]}"}
        return "".join(slopes[name] for name in self._penalties)

    @property
    def update_formulas(self) -> list[str]:
        """The update, as formulas."""
        formulas = [formula.format(**self._rule.constants) for formula in self._rule.formulas]
        if self._rule.remembers:
            *first, last = formulas
            formulas = [*first, _(r"{formula} \qquad \text{{and so for every }} b", formula=last)]
        return formulas

    @property
    def update(self) -> str:
        """The function that makes an update; if the rule has state, it returns that, too."""
        lines = [line.format(**self._rule.constants) for line in self._rule.lines]
        updated = f"{{name: {self._rule.updated.format(**self._rule.constants)} for name in parameters}}"
        lines.append(f"return {', '.join([updated, *self._rule.remembers])}")
        more = [*self._rule.remembers, *(["t"] if self._rule.counts else [])]
        arguments = ["parameters", "grads", "learning_rate" if more else "learning_rate=1.2", *more]
        return f"def update_parameters({', '.join(arguments)}):\n" + "\n".join(f"    {line}" for line in lines)

    @property
    def argument(self) -> str:
        """The argument of ``nn_model`` for the size of batches."""
        return f"batch_size={self.batch_size}" if self.batch_size else ""

    @property
    def before_loop(self) -> list[str]:
        """Lines before the first iteration."""
        return [
            *(f"{name} = dict.fromkeys(parameters, 0)  # {what}" for name, what in self._rule.remembers.items()),
            *self.before_batches,
        ]

    @property
    def before_batches(self) -> list[str]:
        """The line that counts the batches of an epoch."""
        return ["per_epoch = int(np.ceil(X.shape[1] / batch_size))  # batches"] if self.batch_size else []

    @property
    def batch(self) -> list[str]:
        """The lines that choose the batch of an iteration, and none where every iteration looks at all samples."""
        if not self.batch_size:
            return []
        return [
            "epoch, number = divmod(i, per_epoch)",
            "if number == 0:",
            f"    order = np.random.RandomState([{self.recipe.batch_seed}, epoch]).permutation(X.shape[1])",
            "batch = order[number * batch_size : (number + 1) * batch_size]",
        ]

    @property
    def rate(self) -> list[str]:
        """The line for the learning rate of an iteration; none where it is what the loop has."""
        schedule = SCHEDULES[self.recipe.schedule].format(half_life=self.recipe.half_life)
        return [f"rate = {schedule}"] if self.recipe.schedule != "constant" else []

    def in_loop(self, output: str) -> list[str]:
        """Lines of an iteration, after the cost; ``output``: the name of the last layer's output."""
        X, Y, forward = "X", "Y", []
        if self.batch_size:
            X, Y = "X[:, batch]", "Y[:, batch]"
            forward = [f"{output}, cache = forward_propagation({X}, parameters)"]
        backward = f"grads = backward_propagation(parameters, cache, {X}, {Y})"
        rate = "rate" if self.rate else "learning_rate"
        given = ["parameters", "grads", rate, *self._rule.remembers, *(["i + 1"] if self._rule.counts else [])]
        returned = ", ".join(["parameters", *self._rule.remembers])
        return [*self.batch, *forward, backward, *self.rate, f"{returned} = update_parameters({', '.join(given)})"]

    @property
    def words(self) -> str:
        """The samples that an iteration uses, in words."""
        if not self.batch_size:
            return _("Every iteration looks at all samples.")
        return ngettext(
            "Every iteration looks at one sample; in an epoch each sample has its turn once, in a new order. The "
            "costs are those of all samples.",
            "Every iteration looks at {n} samples; in an epoch each sample has its turn once, in a new order. The "
            "costs are those of all samples.",
            self.batch_size,
        )

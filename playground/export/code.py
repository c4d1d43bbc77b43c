"""The code of a run: the notes' functions in plain NumPy, as short as a student would write them (notes, section 11).

It is written in parts, each with the texts above it in a notebook, which are messages; the concatenated code of the
parts is a script, in English whatever the visitor's language.
To support another initialisation, add an entry to :data:`STARTS`.
"""

import textwrap
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from playground.language import _, enumerated, listed, sentences
from playground.language.labels import RESET
from playground.lessons.answers import iterations
from playground.nn import ACTIVATIONS
from playground.training import Recipe, Run, RunGroup
from playground.training.formatting import percent
from playground.training.options import defaults, options

from .captions import title_of
from .samples import INPUTS, samples
from .steps import ROSE, Steps


class Part(NamedTuple):
    """A part of the code: its heading, its explanation in paragraphs, its formulas, and the code itself."""

    heading: str
    code: str
    words: Sequence[str] = ()
    formulas: Sequence[str] = ()


PHI = """\
Phi = np.vectorize(lambda z: erfc(-z / 2**0.5) / 2)  # the distribution function of the standard normal"""
PHI_IMPORT = "from math import erfc"

STARTS: dict[str, str] = {
    "random": "rng.randn({rows}, {columns}) * {scale}",
    "zero": "np.zeros(({rows}, {columns}))",
    "constant": "np.full(({rows}, {columns}), {scale})",
    "xavier": "rng.randn({rows}, {columns}) * np.sqrt(2 / ({columns} + {rows}))",
    "he": "rng.randn({rows}, {columns}) * np.sqrt(2 / {columns})",
}
"""The initialisation of a layer's weights, as code, under the names of :data:`playground.nn.INITIALISATIONS`.

``zero_W1`` and ``zero_W2`` are ``random``, with one layer at zero.
"""

COST = {
    "sigmoid": """\
    # -(y log a + (1 - y) log(1 - a)), written with z: right also where a has been rounded to 0 or 1
    return np.mean(np.logaddexp(0, (1 - 2 * Y) * {Z})){penalty}""",
    "softmax": """\
    # -log a of the sample's class, written with z: right also where a has been rounded to 0
    highest = {Z}.max(axis=0)
    return np.mean(highest + np.log(np.exp({Z} - highest).sum(axis=0)) - (Y * {Z}).sum(axis=0)){penalty}""",
}
"""The cost computed from the scores, as code, by loss."""
COST_FORMULA = {
    "sigmoid": r"J = -\frac{1}{m} \sum_{i=1}^m \left( y^{(i)} \log a^{(i)} + (1 - y^{(i)}) \log (1 - a^{(i)}) \right)",
    "softmax": r"J = -\frac{1}{m} \sum_{i=1}^m \sum_k y_k^{(i)} \log a_k^{(i)}",
}

OUTPUT = {
    "sigmoid": """\
def sigmoid(Z):
    return 1 / (1 + np.exp(-Z))""",
    "softmax": """\
def softmax(Z):
    powers = np.exp(Z - Z.max(axis=0))  # subtracting the highest changes no quotient, and no power overflows
    return powers / powers.sum(axis=0)""",
}
"""The output function, as code, by loss."""
OUTPUT_FORMULA = {
    "sigmoid": r"\sigma(z) = \frac{1}{1 + e^{-z}}",
    "softmax": r"a_k = \frac{e^{z_k}}{\sum_j e^{z_j}}",
}

WRITTEN = {
    *("dataset", "noise", "samples", "class_share", "classes", "data_seed", "test_share", "points", *INPUTS),
    *("activation", "depth", "n_h", "initialisation", "scale", "seed"),
    *("learning_rate", "update_rule", "batch_size", "batch_seed", "l2", "l1", "schedule", "half_life"),
    *("limit", "plain_products"),  # they do not affect what a script prints
}
"""The settings that the code supports; a run in which any other differs from its default is rejected.

So a new setting can't make a script's numbers differ from the page's: add it here once the code implements it.
"""

DOCSTRING = 105
"""Characters per line in the docstring of a Python file."""


class Written:
    """The code of runs in their current state.

    Parameters
    ----------
    runs : one run, or several that differ only in their first weights; they are not modified

    Raises
    ------
    ValueError
        If they can't be expressed as code; the message says why, and what to do.
    """

    def __init__(self, runs: RunGroup) -> None:
        self.runs = runs
        self.run = runs.first
        self.recipe = self.run.recipe
        self.loss = self.run.parameters.loss
        self.layers = range(1, self.recipe.depth + 2)
        self.samples = samples(self.recipe)
        self.steps = Steps(self.recipe, self.run.X.shape[1])
        for run in runs.values():
            self._check(run)

    def _check(self, run: Run) -> None:
        same = replace(run.recipe, initialisation=self.recipe.initialisation, scale=self.recipe.scale)
        if run.nudged:
            raise ValueError(
                _(
                    "A weight of this run was set or frozen by hand, which the code does not do. Press {reset} and "
                    "play again to write it down.",
                    reset=RESET,
                )
            )
        if same != self.recipe or not run.recipe.has_biases:
            raise ValueError(
                _("Only runs of whole networks that differ in nothing but their starts can be written down.")
            )
        if run.event_log is None:
            raise ValueError(
                _(
                    "The learning rate of this run has been changed so often that not all of it is remembered. Press "
                    "{reset} and play again to write it down.",
                    reset=RESET,
                )
            )
        if unknown := _not_written(run.recipe):
            raise ValueError(
                _(
                    "This run can't be written as a script: there is no code for {settings}. Set this back to its "
                    "default and play again to write the run down.",
                    settings=listed(unknown),
                )
            )

    @property
    def parts(self) -> list[Part]:
        """All parts, in order."""
        return [self.data, self.start, self.forward, self.cost, self.backward, self.update, self.training, self.result]

    @property
    def title(self) -> str:
        """A title: "Flower, 4 tanh units, 3,000 iterations"; for several runs including their initialisations."""
        labels = [variant.label for variant in self.runs.experiment.values()]
        made = {"network": title_of(self.runs), "iterations": iterations(self.runs)}
        if len(labels) == 1:
            return _("{network}, {iterations}", **made)
        return _("{network}, {iterations}: {starts}", **made, starts=listed(labels))

    @property
    def projects(self) -> list[str]:
        """The packages it requires."""
        return ["numpy", *(["scikit-learn"] if self.samples.imports else [])]

    @property
    def imports(self) -> str:
        """The import lines."""
        third = "\n".join(["import numpy as np", *sorted(self.samples.imports)])
        return f"{PHI_IMPORT}\n\n{third}" if "Phi(" in self.activation else third

    @property
    def activation(self) -> str:
        """The activation function of the hidden layers and its derivative."""
        if not self.recipe.depth:
            return ""
        g, slope = ACTIVATIONS[self.recipe.activation].code
        return f"def g(Z):\n    return {g}\n\n\ndef g_prime(Z):\n    return {slope}"

    @property
    def data(self) -> Part:
        """The samples."""
        shapes = _("Columns are samples: `X` is $(n_x, m)$, `Y` is $(n_y, m)$.")
        return Part(_("The data"), self.samples.code, [self.samples.words, shapes])

    def _sizes(self, layer: int) -> tuple[str, str]:
        """The names of the numbers of rows and columns of a layer's W."""
        return "n_y" if layer == self.layers[-1] else "n_h", "n_x" if layer == 1 else "n_h"

    @property
    def initialize(self) -> dict[str, str]:
        """The name of each run's initialisation function."""
        if len(self.runs) == 1:
            return dict.fromkeys(self.runs, "initialize_parameters")
        return {name: f"initialize_{name}" for name in self.runs}

    @property
    def arguments(self) -> str:
        """The sizes that this function takes as arguments."""
        return "n_x, n_h, n_y" if self.recipe.depth else "n_x, n_y"

    @property
    def sizes(self) -> str:
        """The same with their values."""
        values = {"n_x": self.run.parameters.sizes[0], "n_h": self.recipe.n_h, "n_y": len(self.run.Y)}
        return ", ".join(f"{name}={values[name]}" for name in self.arguments.split(", "))

    def rate(self, rates: dict[int, float]) -> str:
        """The arguments of ``nn_model`` for the learning rate."""
        rate = f"learning_rates={rates!r}" if self.changes else f"learning_rate={rates[0]!r}"
        return f"{rate}{self.steps.argument}"

    @property
    def start(self) -> Part:
        """The first weights of each run."""
        functions = []
        for name, run in self.runs.items():
            lines = []
            way = run.recipe.initialisation
            for layer in self.layers:
                rows, columns = self._sizes(layer)
                written = STARTS["random" if way.startswith("zero_W") else way]
                written = written.format(rows=rows, columns=columns, scale=repr(run.recipe.scale))
                if way == f"zero_W{layer}":
                    written += " * 0  # drawn all the same, as the other layers are drawn after it"
                lines += [f"W{layer} = {written}", f"b{layer} = np.zeros(({rows}, 1))"]
            if any("rng." in line for line in lines):
                lines.insert(0, f"rng = np.random.RandomState({run.recipe.seed})")
            body = "\n".join(f"    {line}" for line in [*lines, f"return {self._by_name('W', 'b')}"])
            functions.append(f"def {self.initialize[name]}({self.arguments}):\n{body}")
        shapes: list[str] = []
        for layer in self.layers:
            name, shape = f"W{layer}", f"({', '.join(self._sizes(layer))})"
            shapes.append(_("`{name}` is ${shape}$", name=name, shape=shape))
        words = _("{shapes}; every bias starts at 0.", shapes=enumerated(shapes))
        return Part(_("The first weights"), "\n\n\n".join(functions), [words])

    def _names(self, *kinds: str) -> str:
        return ", ".join(f"{kind}{layer}" for layer in self.layers for kind in kinds)

    def _by_name(self, *kinds: str) -> str:
        """A dictionary of these arrays of every layer; with many layers one line each, indented for a function."""
        layers = [", ".join(f'"{kind}{layer}": {kind}{layer}' for kind in kinds) for layer in self.layers]
        if len(layers) <= 2:
            return f"{{{', '.join(layers)}}}"
        return "{\n" + "".join(f"        {each},\n" for each in layers) + "    }"

    @property
    def forward(self) -> Part:
        """The activation, the output function, and the forward pass."""
        last = self.layers[-1]
        functions = [OUTPUT[self.loss]]
        formulas = [OUTPUT_FORMULA[self.loss]]
        if self.recipe.depth:
            functions.append(self.activation)
            formulas = [*ACTIVATIONS[self.recipe.activation].formulas, *formulas]
        if "sigmoid(" in self.activation and self.loss != "sigmoid":
            functions.insert(0, OUTPUT["sigmoid"])
        if "Phi(" in self.activation:
            functions.insert(0, PHI)
        if any("sigmoid(Z)" in function for function in functions):
            functions.insert(
                0, 'np.seterr(over="ignore")  # where exp(-z) is too large for a number, 1 / (1 + exp(-z)) is 0'
            )
        lines = [f"{self._names('W', 'b')} = parameters.values()"]
        for layer in self.layers:
            before = "X" if layer == 1 else f"A{layer - 1}"
            lines += [
                f"Z{layer} = W{layer} @ {before} + b{layer}",
                f"A{layer} = {self.loss if layer == last else 'g'}(Z{layer})",
            ]
        body = "\n".join(f"    {line}" for line in [*lines, f"return A{last}, {self._by_name('Z', 'A')}"])
        functions.append(f"def forward_propagation(X, parameters):\n{body}")
        formulas += [r"Z^{[l]} = W^{[l]} A^{[l-1]} + b^{[l]} \qquad A^{[0]} = X"]
        return Part(_("Forward"), "\n\n\n".join(functions), formulas=formulas)

    @property
    def cost(self) -> Part:
        """The cost function."""
        Z, steps = f"Z{self.layers[-1]}", self.steps
        cost = COST[self.loss].format(Z=Z, penalty=steps.added_to_cost)
        code = f"{steps.penalty}def compute_cost({Z}, {steps.scores_and_labels}):\n{cost}"
        return Part(_("The cost"), code, formulas=[COST_FORMULA[self.loss] + steps.added_to_cost_formula])

    @property
    def backward(self) -> Part:
        """The gradients."""
        last = self.layers[-1]
        unpacked = f"{self._names('W', 'b')} = parameters.values()", f"{self._names('Z', 'A')} = cache.values()"
        lines = ["m = X.shape[1]", *unpacked]
        for layer in reversed(self.layers):
            before = "X" if layer == 1 else f"A{layer - 1}"
            above = layer + 1
            lines += [
                f"dZ{layer} = A{layer} - Y"
                if layer == last
                else f"dZ{layer} = (W{above}.T @ dZ{above}) * g_prime(Z{layer})",
                f"dW{layer} = dZ{layer} @ {before}.T / m{self.steps.added_to_gradient(layer)}",
                f"db{layer} = np.sum(dZ{layer}, axis=1, keepdims=True) / m",
            ]
        body = "\n".join(f"    {line}" for line in [*lines, f"return {self._by_name('dW', 'db')}"])
        formulas = [rf"dZ^{{[{last}]}} = A^{{[{last}]}} - Y"]
        if last > 1:
            formulas += [r"dZ^{[l]} = W^{[l+1]\,T} dZ^{[l+1]} * g'(Z^{[l]})"]
        formulas += [
            rf"dW^{{[l]}} = \frac{{1}}{{m}} \, dZ^{{[l]}} A^{{[l-1]\,T}}{self.steps.added_to_gradient_formula} \qquad "
            r"db^{[l]} = \frac{1}{m} \sum_{i=1}^m dZ^{[l](i)}"
        ]
        code = f"def backward_propagation(parameters, cache, X, Y):\n{body}"
        return Part(_("Backward"), code, formulas=formulas)

    @property
    def update(self) -> Part:
        """The update."""
        return Part(_("Update"), self.steps.update, formulas=self.steps.update_formulas)

    def rates(self, run: Run) -> dict[int, float]:
        """The learning rates up to now, by the iterations at which they were set."""
        return {
            event.iteration: event.change["learning_rate"]
            for event in run.event_log or ()
            if "learning_rate" in event.change and (not event.iteration or event.iteration < run.iteration)
        }

    @property
    def changes(self) -> bool:
        """Whether the learning rate of any run has changed."""
        return any(len(self.rates(run)) > 1 for run in self.runs.values())

    @property
    def training(self) -> Part:
        """The loop, and the prediction."""
        last = self.layers[-1]
        steps, costing = self.steps, self.steps.scores_and_labels
        changing = "learning_rate = learning_rates.get(i, learning_rate)  # it was changed on the way"
        rates = "learning_rates" if self.changes else "learning_rate"
        before = [
            "costs = []",
            *(["learning_rate = learning_rates[0]"] if self.changes else []),
            *steps.before_loop,
        ]
        each = [
            *([changing] if self.changes else []),
            f"A{last}, cache = forward_propagation(X, parameters)",
            f'costs.append(compute_cost(cache["Z{last}"], {costing}))',
            *steps.in_loop(f"A{last}"),
        ]
        code = f"""\
def nn_model(X, Y, parameters, num_iterations, {rates}{steps.parameter}):
{_indented(before, 1)}
    for i in range(num_iterations):
{_indented(each, 2)}
        if i % 1000 == 0:
            print(f"Cost after iteration {{i}}: {{costs[-1]:f}}")
    return parameters, costs


def predict(parameters, X):
    A{last}, cache = forward_propagation(X, parameters)
    return {f"A{last}.argmax(axis=0)" if self.loss == "softmax" else f"(A{last}[0] > 0.5).astype(int)"}


def evaluate(parameters, X, Y, labels):
    A{last}, cache = forward_propagation(X, parameters)
    cost, right = compute_cost(cache["Z{last}"], {costing}), predict(parameters, X) == labels
    return f"cost {{cost:.12f}}, accuracy {{100 * right.mean():.1f}} % ({{right.sum()}} of {{right.size}})"
"""
        if steps.is_plain:
            code += f"\n\n{ROSE}\n"
        words = sentences(_("Forward, cost, backward, update, again and again."), steps.words)
        return Part(_("Training"), code.rstrip(), [words])

    @property
    def result(self) -> Part:
        """The call that trains, and the printed results."""
        lines = ["trained = {}"] if len(self.runs) > 1 else []
        for name, run in self.runs.items():
            rate = self.rate(self.rates(run))
            label = self.runs.experiment[name].label
            lines += [
                *(["", f"# {label}"] if label else []),
                f"parameters = {self.initialize[name]}({self.sizes})",
                f"parameters, costs = nn_model(X, Y, parameters, num_iterations={run.iteration}, {rate})",
                *self._printed(run, f"{label}, training" if label else "Training", ""),
            ]
            if self.run.Y_test.size:
                lines += self._printed(run, f"{label}, test" if label else "Test", "_test")
            if self.steps.is_plain:
                lines.append("say_where_it_rose(costs)")
            if len(self.runs) > 1:
                lines.append(f'trained["{label}"] = parameters, costs')
        words = _("Below each line that prints a result, a comment has the numbers from the page.")
        return Part(_("This run"), "\n".join(lines), [words])

    def _printed(self, run: Run, what: str, of: str) -> list[str]:
        now = run.measure()
        cost, accuracy = (now.test_cost, now.test_accuracy) if of else (now.cost, now.accuracy)
        return [
            f'print("{what}:", evaluate(parameters, X{of}, Y{of}, labels{of}))',
            f"# on the page: cost {cost:.12f}, accuracy {percent(accuracy)}",
        ]

    @property
    def rounding(self) -> list[str]:
        """How closely the numbers agree with those of the page, in a few sentences."""
        said = self.steps.rounding
        if any(_equal_units(run) for run in self.runs.values()):
            said.append(
                _(
                    "Units that start equal stay equal, says the algebra; but a product such as W1 @ X may round equal "
                    "rows differently, and training makes the difference grow. The page pads its matrices to prevent "
                    "that."
                )
            )
        return said


def python_file(runs: RunGroup) -> str:
    """The code of these runs as one Python file, see :class:`Written`."""
    written = Written(runs)
    needs = f"It needs {listed(written.projects)}: pip install {' '.join(written.projects)}"
    rounding = [textwrap.fill(said, DOCSTRING) for said in written.rounding]
    words = "\n".join([f"{written.title}.", "", needs, *rounding])
    head = f'"""{words}\n"""\n\n{written.imports}'
    parts = [f"# {part.heading}\n\n{part.code}" for part in written.parts]
    return "\n\n\n".join([head, *parts]) + "\n"


def _not_written(recipe: Recipe) -> list[str]:
    """The labels of the settings that have an effect but that the code does not support."""
    usual = defaults(type(recipe))
    return [
        spec.label
        for name, spec in options(recipe).items()
        if name not in WRITTEN and getattr(recipe, name) != usual[name]
    ]


def _equal_units(run: Run) -> bool:
    """Whether the first layer has several hidden units that all start equal."""
    W1 = run.first["W1"]
    return (
        bool(run.recipe.depth)
        and len(W1) > 1
        and not np.ptp(W1, axis=0).any()
        and not np.ptp(run.first["W2"], axis=1).any()
    )


def _indented(lines: list[str], levels: int) -> str:
    """Indent lines of code for a function or a loop."""
    return "\n".join(levels * "    " + line for line in lines)

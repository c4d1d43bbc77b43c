"""The code of a run in PyTorch, which takes the same steps: data, first weights and batches are those of the script.

To support another activation, loss or update rule, add an entry to its table.
"""

from typing import NamedTuple

from playground.language import _
from playground.language.labels import RESET
from playground.nn import UPDATE_RULES
from playground.nn.activations import LEAK
from playground.training import RunGroup
from playground.training.names import name_of

from .loop import PREDICTION, around_steps, evaluation, nn_model, this_run
from .network import first_weights, sizes
from .script import PYTHON_FILE, as_file, data
from .written import Part, Written, call, function

ACTIVATIONS: dict[str, str] = {
    "sigmoid": "nn.Sigmoid()",
    "tanh": "nn.Tanh()",
    "relu": "nn.ReLU()",
    "leaky_relu": f"nn.LeakyReLU({LEAK})",
    "elu": "nn.ELU()",
    "gelu": "nn.GELU()",
    "threshold": "",
    "identity": "nn.Identity()",
}
"""Each activation as a layer, under the names of :data:`playground.nn.ACTIVATIONS`; empty if PyTorch has none."""

LOSSES: dict[str, tuple[str, str]] = {
    "sigmoid": ("torch.sigmoid(Z)", "nn.BCEWithLogitsLoss()(Z, rows(Y))"),
    "softmax": ("torch.softmax(Z, dim=1)", "nn.CrossEntropyLoss()(Z, rows(Y))"),
    "squared error": ("Z", "nn.MSELoss()(Z, rows(Y)) / 2"),
}
"""The outputs and the cost of the scores Z, by loss."""


class Optimiser(NamedTuple):
    """An update rule: its ``code`` with the rule's constants by name.

    ``keeps_steps``: whether it remembers steps, which the page has at the rate with which they were made and PyTorch at
    the present one, so that both agree only while the rate stays the same.
    """

    code: str
    keeps_steps: bool = False


OPTIMISERS: dict[str, Optimiser] = {
    "gradient descent": Optimiser("SGD(model.parameters(), lr=learning_rate)"),
    "momentum": Optimiser("SGD(model.parameters(), lr=learning_rate, momentum={beta})", keeps_steps=True),
    "rmsprop": Optimiser("RMSprop(model.parameters(), lr=learning_rate, alpha={rho}, eps={epsilon})"),
    "adam": Optimiser("Adam(model.parameters(), lr=learning_rate, betas=({beta_1}, {beta_2}), eps={epsilon})"),
}
"""Each update rule, under the names of :data:`playground.nn.UPDATE_RULES`."""

SAID = (
    "Data, first weights and batches are drawn with NumPy, as on the page. Layers, cost, gradients and updates are "
    "PyTorch's. It computes in float64, as NumPy does; PyTorch's usual float32 has only about seven digits."
)
ROWS = """\
def rows(A):
    return torch.from_numpy(A.T).double()  # in PyTorch samples are rows"""


def torch_file(runs: RunGroup) -> str:
    """The code of these runs in PyTorch as one Python file.

    Raises
    ------
    ValueError
        If PyTorch would take other steps, or they can't be expressed as code, see :class:`Written`.
    """
    written = Written(runs)
    rule = written.recipe.update_rule
    if missing := [name for name in written.recipe.activations if not ACTIVATIONS[name]]:
        raise ValueError(
            _(
                "PyTorch has no layer for the activation {name}, so this run can't be written in PyTorch. Save the "
                "{file}.",
                name=name_of(missing[0]),
                file=PYTHON_FILE,
            )
        )
    if OPTIMISERS[rule].keeps_steps and (written.changes or written.steps.rate):
        raise ValueError(
            _(
                "PyTorch's {rule} applies a changed learning rate to its earlier steps, too, so this run can't be "
                "written in PyTorch. Save the {file}, or press {reset} and play again at one learning rate, without a "
                "schedule.",
                rule=UPDATE_RULES[rule].label,
                file=PYTHON_FILE,
                reset=RESET,
            )
        )
    parts = [data, sizes, first_weights, _network, _cost, _training]
    imports = ["import numpy as np", "import torch", *sorted([*written.samples.imports, "from torch import nn"])]
    head = "\n".join([*imports, "", "torch.set_default_dtype(torch.float64)"])
    made = [*(part(written) for part in parts), this_run(written, "model")]
    return as_file(written, made, [*written.projects, "torch"], head, [SAID])


def _network(written: Written) -> Part:
    layers = []
    for layer in written.layers:
        units, inputs = written.shape(layer)
        layers.append(f"nn.Linear({inputs}, {units})")
        if layer != written.last:
            layers.append(ACTIVATIONS[written.recipe.activations[layer - 1]])
    lines = [
        f"model = {call('nn.Sequential', layers)}",
        "with torch.no_grad():",
        "    for weights, first in zip(model.parameters(), parameters.values()):",
        "        weights.copy_(torch.from_numpy(first.reshape(weights.shape)))",
        "return model",
    ]
    return Part("The network", function(f"network({written.arguments}, parameters)", *lines))


def _cost(written: Written) -> Part:
    penalty = written.steps.penalty_on("model", 'model.named_parameters() if name.endswith("weight")')
    added = written.steps.added_to_cost.replace("parameters", "model")
    cost = function("compute_cost(model, X, Y)", "Z = model(rows(X))", f"return {LOSSES[written.loss][1]}{added}")
    return Part(str(_("The cost")), f"{penalty}{ROWS}\n\n\n{cost}")


def _training(written: Written) -> Part:
    steps = written.steps
    rule = UPDATE_RULES[written.recipe.update_rule]
    optimiser = OPTIMISERS[written.recipe.update_rule].code.format(**rule.constants)
    before = [
        f"model = network({written.arguments}, parameters)",
        f"optimiser = torch.optim.{optimiser}",
        *steps.before_batches,
    ]
    rate = "rate" if steps.rate else "learning_rate"
    step = [
        *steps.batch,
        *(["loss = compute_cost(model, X[:, batch], Y[:, batch])"] if steps.batch else []),
        *steps.rate,
        *([f'optimiser.param_groups[0]["lr"] = {rate}'] if steps.rate or written.changes else []),
        "optimiser.zero_grad()",
        "loss.backward()",
        "optimiser.step()",
    ]
    output, _cost_of_scores = LOSSES[written.loss]
    predicted = PREDICTION[written.loss]
    return around_steps(
        written,
        nn_model(written, before, ["loss = compute_cost(model, X, Y)", "cost = loss.item()"], step, "model"),
        function("predict(model, X)", "Z = model(rows(X)).detach()", f"A = {output}.numpy().T", predicted),
        function("evaluate(model, X, Y, labels)", *evaluation(written, "compute_cost(model, X, Y).item()", "model")),
    )

"""Code that trains the network and says what it has learned: the loop, and the calls with the settings of the runs."""

from collections.abc import Sequence

from playground.language import _, sentences
from playground.training import Run
from playground.training.formatting import decimals
from playground.training.scores import SCORES

from .steps import ROSE
from .written import Part, Written, call, function, indented

PREDICTION = {
    "sigmoid": "return (A > 0.5).astype(int)",
    "softmax": "return A.argmax(axis=0)",
    "squared error": "return A",
}
"""The line that reads a prediction from the outputs A, by loss."""
OF_CLASSES = (
    "cost, right = COST, predict(NETWORK, X) == labels",
    "# 1e-9: a half is rounded up, as on the page",
    'return f"cost {cost:.12f}, accuracy {100 * right.mean() + 1e-9:.1f} % ({right.sum()} of {right.size})"',
)
OF_NUMBERS = (
    "cost, errors = COST, predict(NETWORK, X) - labels",
    "rmse = np.sqrt(np.mean(errors**2))  # root mean square error",
    "missed, spread = np.sum(errors**2), np.sum((labels - labels.mean()) ** 2)",
    "r_squared = 1 - missed / spread if np.ptp(labels) else float(missed == 0)  # of equal labels: whether all are met",
    'return f"cost {cost:.12f}, rmse {rmse:.12f}, r_squared {r_squared:.12f}"',
)
EVALUATION = {"two classes": OF_CLASSES, "several classes": OF_CLASSES, "number": OF_NUMBERS}
"""The lines that say the cost and the score, by target; ``COST`` is computed of what predicts, ``NETWORK``."""


OF_OWN_UNIT = (
    "rmse = label_deviation * np.sqrt(np.mean(errors**2))  # root mean square error, as the numbers of the table"
)
"""How the last of these says the error of standardised numbers."""


def training(written: Written) -> Part:
    """The loop, and the prediction."""
    steps, A, last = written.steps, f"A{written.last}", written.last
    page_cost = f'cost_of_scores(cache["Z{last}"]' if written.costs_from_scores else f"compute_cost({A}"
    forward = f"{A}, cache = forward_propagation(X, parameters)"
    return around_steps(
        written,
        nn_model(written, steps.before_loop, [forward, f"cost = compute_cost({A}, Y, parameters)"], steps.in_loop(A)),
        function("predict(parameters, X)", forward, PREDICTION[written.loss].replace("A", A)),
        function("evaluate(parameters, X, Y, labels)", forward, *evaluation(written, f"{page_cost}, Y, parameters)")),
    )


def around_steps(written: Written, *functions: str) -> Part:
    """These functions, and what says where the cost rose."""
    words = sentences(_("Forward, cost, backward, update, again and again."), written.steps.words)
    return Part(_("Training"), "\n\n\n".join([*functions, *([ROSE] if written.steps.is_plain else [])]), [words])


def nn_model(
    written: Written, before: Sequence[str], cost: Sequence[str], step: Sequence[str], trained: str = "parameters"
) -> str:
    """The function that trains: its lines ``before`` the loop, for the ``cost``, and for the step after it.

    ``trained``: the name of what it returns.
    """
    iteration = [
        *(["learning_rate = learning_rates.get(i, learning_rate)  # changed on the way"] if written.changes else []),
        *cost,
        "if costs is not None:",
        "    costs.append(cost)",
        *step,
        "if print_cost and i % 1000 == 0:",
        '    print(f"Cost after iteration {i}: {cost:f}")',
    ]
    return function(
        _nn_model(written),
        f"{_sizes(written)} = layer_sizes(X, Y)",
        f"parameters = {'initialize' if len(written.runs) > 1 else 'initialize_parameters'}({written.arguments})",
        *(["learning_rate = learning_rates[0]"] if written.changes else []),
        *before,
        "for i in range(num_iterations):",
        indented(iteration),
        f"return {trained}",
    )


def evaluation(written: Written, cost: str, network: str = "parameters") -> list[str]:
    """The lines that say the cost, which this code computes, and the score; ``network``: what predicts."""
    lines = EVALUATION[written.run.train.target]
    if written.run.train.unit.is_own:
        lines = tuple(OF_OWN_UNIT if line.startswith("rmse") else line for line in lines)
    return [line.replace("COST", cost).replace("NETWORK", network) for line in lines]


def _nn_model(written: Written) -> str:
    """The signature: the notes' arguments, and then what they do without."""
    of_the_notes = ["X", "Y", *(["n_h"] if written.recipe.depth else []), "num_iterations=10000", "print_cost=False"]
    rate = ["*", "learning_rates"] if written.changes else ["learning_rate=1.2"]
    start = [f"initialize={list(written.initialize.values())[-1]}"] if len(written.runs) > 1 else []
    batches = [written.steps.argument] if written.steps.argument else []
    return call("nn_model", [*of_the_notes, *rate, *batches, *start, "costs=None"])


def _sizes(written: Written) -> str:
    """What ``layer_sizes`` returns; the number of hidden units is an argument instead."""
    return written.arguments.replace("n_h", "_")


def called(written: Written, run: str, iterations: int, rate: str, *more: str) -> str:
    """A call of ``nn_model`` for the run of this name, ``rate`` being the argument for the learning rate."""
    start = [f"initialize={written.initialize[run]}"] if len(written.runs) > 1 else []
    batches = [written.steps.argument] if written.steps.argument else []
    given = [f"X, Y{written.units}", f"num_iterations={iterations}", *more, rate, *batches, *start, "costs=costs"]
    return call("nn_model", given)


def this_run(written: Written, trained: str = "parameters") -> Part:
    """The calls that train the runs, and the printed results; ``trained``: the name of what ``nn_model`` returns."""
    several, tested = len(written.runs) > 1, written.run.Y_test.size
    lines = ["trained = {}"] if several else []
    for name, run in written.runs.items():
        label = written.runs.experiment[name].label
        rates = written.rates(run)
        rate = f"learning_rates={rates!r}" if written.changes else f"learning_rate={rates[0]!r}"
        lines += [
            *(["", f"# {label}"] if label else []),
            "costs = []",
            f"{trained} = {called(written, name, run.iteration, rate, 'print_cost=True')}",
            *_printed(run, trained, f"{label}, training" if label else "Training", ""),
            *(_printed(run, trained, f"{label}, test" if label else "Test", "_test") if tested else []),
            *(["say_where_it_rose(costs)"] if written.steps.is_plain else []),
            *([f'trained["{label}"] = {trained}, costs'] if several else []),
        ]
    words = _("Below each line that prints a result, a comment has the numbers from the page.")
    return Part(_("This run"), "\n".join(lines), [words])


def _printed(run: Run, trained: str, what: str, of: str) -> list[str]:
    now = run.measure()
    cost, value, error = (now.test_cost, now.test_score, now.test_rmse) if of else (now.cost, now.score, now.rmse)
    score = SCORES[run.train.target]
    rmse = f"rmse {decimals(error)}, " if score.errors and error is not None else ""
    return [
        f'print("{what}:", evaluate({trained}, X{of}, Y{of}, labels{of}))',
        f"# on the page: cost {cost:.12f}, {rmse}{score.column} {score.written(value)}",
    ]

"""Code that trains the network and says what it has learned: the loop, and the calls with the settings of the runs."""

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
    "cost, right = COST, predict(parameters, X) == labels",
    "# 1e-9: a half is rounded up, as on the page",
    'return f"cost {cost:.12f}, accuracy {100 * right.mean() + 1e-9:.1f} % ({right.sum()} of {right.size})"',
)
OF_NUMBERS = (
    "cost, errors = COST, predict(parameters, X) - labels",
    "rmse = np.sqrt(np.mean(errors**2))  # root mean square error",
    "missed, spread = np.sum(errors**2), np.sum((labels - labels.mean()) ** 2)",
    "r_squared = 1 - missed / spread if np.ptp(labels) else float(missed == 0)  # of equal labels: whether all are met",
    'return f"cost {cost:.12f}, rmse {rmse:.12f}, r_squared {r_squared:.12f}"',
)
EVALUATION = {"two classes": OF_CLASSES, "several classes": OF_CLASSES, "number": OF_NUMBERS}
"""The lines that say the cost and the score, by target."""


OF_OWN_UNIT = (
    "rmse = label_deviation * np.sqrt(np.mean(errors**2))  # root mean square error, as the numbers of the table"
)
"""How the last of these says the error of standardised numbers."""


def training(written: Written) -> Part:
    """The loop, and the prediction."""
    steps, A, last = written.steps, f"A{written.last}", written.last
    page_cost = f'cost_of_scores(cache["Z{last}"]' if written.costs_from_scores else f"compute_cost({A}"
    iteration = [
        *(["learning_rate = learning_rates.get(i, learning_rate)  # changed on the way"] if written.changes else []),
        f"{A}, cache = forward_propagation(X, parameters)",
        f"cost = compute_cost({A}, Y, parameters)",
        "if costs is not None:",
        "    costs.append(cost)",
        *steps.in_loop(A),
        "if print_cost and i % 1000 == 0:",
        '    print(f"Cost after iteration {i}: {cost:f}")',
    ]
    functions = [
        function(
            _nn_model(written),
            f"{_sizes(written)} = layer_sizes(X, Y)",
            f"parameters = {'initialize' if len(written.runs) > 1 else 'initialize_parameters'}({written.arguments})",
            *(["learning_rate = learning_rates[0]"] if written.changes else []),
            *steps.before_loop,
            "for i in range(num_iterations):",
            indented(iteration),
            "return parameters",
        ),
        function(
            "predict(parameters, X)",
            f"{A}, cache = forward_propagation(X, parameters)",
            PREDICTION[written.loss].replace("A", A),
        ),
        function(
            "evaluate(parameters, X, Y, labels)",
            f"{A}, cache = forward_propagation(X, parameters)",
            *(line.replace("COST", f"{page_cost}, Y, parameters)") for line in _evaluation(written)),
        ),
        *([ROSE] if steps.is_plain else []),
    ]
    words = sentences(_("Forward, cost, backward, update, again and again."), steps.words)
    return Part(_("Training"), "\n\n\n".join(functions), [words])


def _evaluation(written: Written) -> list[str]:
    own = written.run.train.unit.is_own
    return [OF_OWN_UNIT if own and line.startswith("rmse") else line for line in EVALUATION[written.run.train.target]]


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


def this_run(written: Written) -> Part:
    """The calls that train the runs, and the printed results."""
    several = len(written.runs) > 1
    lines = ["trained = {}"] if several else []
    for name, run in written.runs.items():
        label = written.runs.experiment[name].label
        rates = written.rates(run)
        rate = f"learning_rates={rates!r}" if written.changes else f"learning_rate={rates[0]!r}"
        lines += [
            *(["", f"# {label}"] if label else []),
            "costs = []",
            f"parameters = {called(written, name, run.iteration, rate, 'print_cost=True')}",
            *_printed(run, f"{label}, training" if label else "Training", ""),
            *(_printed(run, f"{label}, test" if label else "Test", "_test") if written.run.Y_test.size else []),
            *(["say_where_it_rose(costs)"] if written.steps.is_plain else []),
            *([f'trained["{label}"] = parameters, costs'] if several else []),
        ]
    words = _("Below each line that prints a result, a comment has the numbers from the page.")
    return Part(_("This run"), "\n".join(lines), [words])


def _printed(run: Run, what: str, of: str) -> list[str]:
    now = run.measure()
    cost, value, error = (now.test_cost, now.test_score, now.test_rmse) if of else (now.cost, now.score, now.rmse)
    score = SCORES[run.train.target]
    rmse = f"rmse {decimals(error)}, " if score.errors and error is not None else ""
    return [
        f'print("{what}:", evaluate(parameters, X{of}, Y{of}, labels{of}))',
        f"# on the page: cost {cost:.12f}, {rmse}{score.column} {score.written(value)}",
    ]

"""Code that trains the network and says what it has learned: the loop, and the calls with the settings of the runs."""

from playground.language import _, sentences
from playground.training import Run
from playground.training.formatting import percent

from .steps import ROSE
from .written import Part, Written, function, indented


def training(written: Written) -> Part:
    """The loop, and the prediction."""
    steps, Z, A = written.steps, f"Z{written.last}", f"A{written.last}"
    costing, changes = steps.scores_and_labels, written.changes
    rates = "learning_rates" if changes else "learning_rate"
    iteration = [
        *(["learning_rate = learning_rates.get(i, learning_rate)  # it was changed on the way"] if changes else []),
        f"{A}, cache = forward_propagation(X, parameters)",
        f'costs.append(compute_cost(cache["{Z}"], {costing}))',
        *steps.in_loop(A),
        "if i % 1000 == 0:",
        '    print(f"Cost after iteration {i}: {costs[-1]:f}")',
    ]
    functions = [
        function(
            f"nn_model(X, Y, parameters, num_iterations, {rates}{steps.parameter})",
            "costs = []",
            *(["learning_rate = learning_rates[0]"] if changes else []),
            *steps.before_loop,
            "for i in range(num_iterations):",
            indented(iteration),
            "return parameters, costs",
        ),
        function(
            "predict(parameters, X)",
            f"{A}, cache = forward_propagation(X, parameters)",
            f"return {A}.argmax(axis=0)" if written.loss == "softmax" else f"return ({A}[0] > 0.5).astype(int)",
        ),
        function(
            "evaluate(parameters, X, Y, labels)",
            f"{A}, cache = forward_propagation(X, parameters)",
            f'cost, right = compute_cost(cache["{Z}"], {costing}), predict(parameters, X) == labels',
            "# 1e-9: a half is rounded up, as on the page",
            'return f"cost {cost:.12f}, accuracy {100 * right.mean() + 1e-9:.1f} % ({right.sum()} of {right.size})"',
        ),
        *([ROSE] if steps.is_plain else []),
    ]
    words = sentences(_("Forward, cost, backward, update, again and again."), steps.words)
    return Part(_("Training"), "\n\n\n".join(functions), [words])


def this_run(written: Written) -> Part:
    """The calls that train the runs, and the printed results."""
    several = len(written.runs) > 1
    lines = ["trained = {}"] if several else []
    for name, run in written.runs.items():
        label = written.runs.experiment[name].label
        lines += [
            *(["", f"# {label}"] if label else []),
            f"parameters = {written.initialize[name]}({written.sizes})",
            f"parameters, costs = nn_model(X, Y, parameters, num_iterations={run.iteration}, {_rate(written, run)})",
            *_printed(run, f"{label}, training" if label else "Training", ""),
            *(_printed(run, f"{label}, test" if label else "Test", "_test") if written.run.Y_test.size else []),
            *(["say_where_it_rose(costs)"] if written.steps.is_plain else []),
            *([f'trained["{label}"] = parameters, costs'] if several else []),
        ]
    words = _("Below each line that prints a result, a comment has the numbers from the page.")
    return Part(_("This run"), "\n".join(lines), [words])


def _rate(written: Written, run: Run) -> str:
    """The arguments of ``nn_model`` for the learning rate."""
    rates = written.rates(run)
    rate = f"learning_rates={rates!r}" if written.changes else f"learning_rate={rates[0]!r}"
    return f"{rate}{written.steps.argument}"


def _printed(run: Run, what: str, of: str) -> list[str]:
    now = run.measure()
    cost, accuracy = (now.test_cost, now.test_accuracy) if of else (now.cost, now.accuracy)
    return [
        f'print("{what}:", evaluate(parameters, X{of}, Y{of}, labels{of}))',
        f"# on the page: cost {cost:.12f}, accuracy {percent(accuracy)}",
    ]

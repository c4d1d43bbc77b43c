"""The exercise: a notebook in which the notes' seven functions are left open, each with a check; and its solution."""

import ast
import inspect
import json
from itertools import pairwise

from playground.language import ENGLISH, Language, _, listed, rendered, sentences
from playground.language.labels import RESET
from playground.pages.digits.lesson import DigitsRecipe
from playground.pages.the_code.lesson import LAYER_SIZES, SEVEN, Shown
from playground.training import Recipe, Run, RunGroup
from playground.training.formatting import percent
from playground.training.options import defaults, options

from . import exercise_checks
from .hints import HINTS
from .notebook import assembled
from .samples import literal, samples
from .written import Part, Written

MOST_ITERATIONS = 1000
"""Iterations for which the check of ``nn_model`` trains, at most."""
AS_IN_THE_NOTES = ("activation", "depth", "classes", "initialisation", "update_rule", "l2", "l1", "schedule")
"""Settings that the notes' functions have no arguments for."""
CONSTANTS = {
    "n_h = 4": "n_h = {n_h}",
    "seed(2)": "seed({seed})",
    "* 0.01": "* {scale!r}",
    "learning_rate=1.2": "learning_rate={rate!r}",
}
"""What is a number in the notes' functions but a setting of the run."""
TASKS = {
    "initialize_parameters": lambda recipe: _(
        "Draw `W1` first, then `W2`, with `np.random.randn`, and multiply them by {scale}.", scale=repr(recipe.scale)
    ),
    "nn_model": lambda recipe: _("Call the functions above; here `n_h` is an argument."),
    "predict": lambda recipe: _("An output above one half makes it 1, one below makes it 0."),
}
"""What else has to be said where the code is left open."""


def is_possible(runs: RunGroup) -> bool:
    """Whether there are settings with which these runs make an exercise."""
    return not isinstance(runs.first.recipe, DigitsRecipe)


def exercise(runs: RunGroup, language: Language = ENGLISH, solved: bool = False) -> str:
    """The exercise for the last of these runs, or its solution, in nbformat's JSON, with text in this language.

    Raises
    ------
    ValueError
        If the run is not of the notes' network; the message says what to set.
    """
    written = Written(runs)
    name, run = list(runs.items())[-1]
    _check(written, run)
    words = [
        _(
            "The notes' seven functions, under “The NumPy implementation” there. `layer_sizes`, which they only call, "
            "is given. Columns are samples, *m* is their number."
        ),
        _("Here they are filled in: every check is passed.")
        if solved
        else _("Write code in place of each `...`, run the cell, and then the check below it, which gives hints."),
        _("The data and the numbers are those of the run on the page."),
        _("Of its networks it is this one: {start}.", start=runs.experiment[name].label) if len(runs) > 1 else "",
        _("It needs {projects}: `pip install {names}`", projects="numpy", names="numpy"),
    ]
    title = _("Solution · {run}", run=written.title) if solved else _("Exercise · {run}", run=written.title)
    data = samples(run.recipe, numpy_only=True)
    parts = [
        Part(title, "import numpy as np", [sentences(*words)]),
        Part(_("The data"), data.code, [data.words]),
        Part(
            _("The checks"),
            f"{inspect.getsource(exercise_checks)}\n\n{_page(written, run)}\n{_hints(language)}\n"
            "check = Check(X, Y, page, hints)",
            [_("Run this cell; there is no need to read it.")],
            folded=True,
        ),
        _function(LAYER_SIZES, written, run, solved=True),
    ]
    for shown in SEVEN:
        parts += [_function(shown, written, run, solved), Part("", f"check({shown.function.__name__})")]
    return assembled([*parts, _this_run(written, run)], language)


def _check(written: Written, run: Run) -> None:
    """Refuse a run of another network than the notes'."""
    recipe, notes = run.recipe, defaults(Recipe)
    other = {name for name in AS_IN_THE_NOTES if getattr(recipe, name) != notes[name]} - {"classes"}
    if written.loss != "sigmoid":
        other.add("classes" if run.class_names else "dataset")
    if written.steps.batch_size:
        other.add("batch_size")
    if other:
        labels = [spec.label for name, spec in options(recipe).items() if name in other]
        raise ValueError(
            _(
                "The exercise is for the notes' network: one hidden layer of tanh units, two classes, random initial "
                "weights, and plain gradient descent on all samples. Set these as in the notes, and play again: "
                "{settings}.",
                settings=listed(labels),
            )
        )
    if len(written.rates(run)) > 1:
        raise ValueError(
            _(
                "The exercise has one learning rate, but that of this run has been changed. Press {reset} and play "
                "again.",
                reset=RESET,
            )
        )


def _function(shown: Shown, written: Written, run: Run, solved: bool) -> Part:
    """A function of the notes, with the settings of the run."""
    code = inspect.getsource(shown.function).rstrip()
    recipe = run.recipe
    for of_the_notes, here in CONSTANTS.items():
        values = {"n_h": recipe.n_h, "seed": recipe.seed, "scale": recipe.scale, "rate": written.rates(run)[0]}
        code = code.replace(of_the_notes, here.format(**values))
    task = TASKS.get(shown.function.__name__)
    words = sentences(shown.does, task(recipe) if task and not solved else "")
    return Part(f"`{shown.function.__name__}`", code if solved else left_open(code), [words], shown.formulas)


def left_open(code: str) -> str:
    """A function with ``...`` in place of all that it calculates; what it only looks up or puts together stays."""
    lines = code.splitlines()
    for node in ast.walk(ast.parse(code)):
        value = node.value if isinstance(node, ast.Assign | ast.Return) else None
        if value and not isinstance(value, ast.Tuple | ast.Dict | ast.Name):
            line = lines[value.lineno - 1]
            lines[value.lineno - 1] = f"{line[: value.col_offset]}...{line[value.end_col_offset :]}"
    return "\n".join(lines)


def _page(written: Written, run: Run) -> str:
    """The code for what the page shows of the run."""
    points = run.history.points
    rises = [after.iteration for before, after in pairwise(points) if after.cost > before.cost]
    end = min(MOST_ITERATIONS, rises[0] - 1 if rises else run.iteration)  # a rising cost magnifies rounding
    then = [point for point in points if point.iteration <= end][-1]
    parameters = "\n".join(f'    "{name}": {literal(value)},' for name, value in run.parameters.items())
    return f"""\
page = {{
    "n_h": {run.recipe.n_h},
    "seed": {run.recipe.seed},
    "scale": {run.recipe.scale!r},
    "learning_rate": {written.rates(run)[0]!r},
    "iterations": {then.iteration},
    "cost_then": {then.cost!r},
    "cost": {run.measure().cost!r},
    "outputs": {run.outputs[0, :3].tolist()},
}}
page["parameters"] = {{
{parameters}
}}"""


def _hints(language: Language) -> str:
    said = {name: rendered(hint, language) for name, hint in HINTS.items()}
    return f"hints = {json.dumps(said, ensure_ascii=False, indent=4)}"


def _this_run(written: Written, run: Run) -> Part:
    """Training as long as on the page."""
    now = run.measure()
    code = f"""\
if check.filled_in({", ".join(shown.function.__name__ for shown in SEVEN)}):
    parameters = nn_model(X, Y, n_h={run.recipe.n_h}, num_iterations={run.iteration}, print_cost=True)
    A2, cache = forward_propagation(X, parameters)
    cost, accuracy = compute_cost(A2, Y, parameters), np.mean(predict(parameters, X) == Y)
    # 1e-9: a half is rounded up, as on the page
    print(f"cost {{cost:.12f}}, accuracy {{100 * accuracy + 1e-9:.1f}} %")
    # on the page: cost {now.cost:.12f}, accuracy {percent(now.score)}"""
    words = sentences(
        _("Below each line that prints a result, a comment has the numbers from the page."),
        *written.rounding,
        _(
            "Some outputs of this run are so close to 0 or 1 that the notes' formula of the cost fails: it may give "
            "another number than the page, or none."
        )
        if not 1e-9 < run.outputs.min() <= run.outputs.max() < 1 - 1e-9
        else "",
    )
    return Part(_("This run"), code, [words])

"""The code of a run as a Jupyter notebook: formulas beside the cells, pictures, and something to try at the end.

The text between the cells is in the visitor's language; the code and its output are in English.
"""

import json
from collections.abc import Callable, Sequence

from playground.charts.in_words import plane_in_words
from playground.charts.plane.targets import scale_of
from playground.charts.scene import titled
from playground.charts.style import CLASS_COLOURS, CLASS_SYMBOLS
from playground.data import COORDINATES
from playground.export.images.figures import MARKERS
from playground.language import ENGLISH, Language, _, listed, rendered, sentences
from playground.lessons.course import course
from playground.pages.digits.lesson import DigitsRecipe
from playground.training import Field, Run, RunGroup

from .differences import differences
from .loop import called
from .script import parts
from .written import Part, Written, indented

TRIED_ITERATIONS = 1000
"""Iterations of each run in the cell for trying things."""

POINTS = """\
for label, marker in enumerate(markers):
    plt.scatter(*X[:, labels == label], color=colours(label), marker=marker, s=15)
plt.axis("equal")
plt.show()"""

BOUNDARY = """\
def draw_boundary(parameters, title):
    reach = 1.05 * np.abs(X).max()
    x1, x2 = np.meshgrid(np.linspace(-reach, reach, 200), np.linspace(-reach, reach, 200))
    classes = predict(parameters, np.array([x1.ravel(), x2.ravel()])).reshape(x1.shape)
    for label, marker in enumerate(markers):
        looks = {"colors": [colours(label)], "hatches": [hatches[label]], "alpha": 0.3}
        plt.contourf(x1, x2, classes == label, [0.5, 1.5], **looks)
        plt.scatter(*X[:, labels == label], color=colours(label), marker=marker, s=15)
    plt.axis("scaled")
    plt.title(title)
    plt.show()"""

HATCHES = ["", "//", "\\\\", ".", "--"]
"""matplotlib's names for the patterns of the classes; those of a picture, which is smaller, are denser."""

VALUES = """\
plt.scatter(*X, c=labels, edgecolors="black", linewidths=0.5, s=15, **colours)
plt.colorbar()
plt.axis("equal")
plt.show()"""

OUTPUT = """\
def draw_output(parameters, title):
    reach = 1.05 * np.abs(X).max()
    x1, x2 = np.meshgrid(np.linspace(-reach, reach, 200), np.linspace(-reach, reach, 200))
    outputs = predict(parameters, np.array([x1.ravel(), x2.ravel()])).reshape(x1.shape)
    plt.pcolormesh(x1, x2, outputs, **colours)
    plt.scatter(*X, c=labels, edgecolors="black", linewidths=0.5, s=15, **colours)
    plt.colorbar()
    plt.axis("scaled")
    plt.title(title)
    plt.show()"""

DIGITS = """\
fig, axes = plt.subplots(2, 8, figsize=(10, 3))
for picture, label, ax in zip(X.T, labels, axes.ravel()):
    ax.imshow(picture.reshape(8, 8), cmap="Greys")
    ax.set_title(label)
    ax.axis("off")
plt.show()"""

WEIGHTS = """\
def draw_weights(parameters, title):
    W1 = parameters["W1"]
    fig, axes = plt.subplots((len(W1) + 7) // 8, 8, figsize=(10, len(W1) / 5 + 1), squeeze=False)
    for ax in axes.ravel():
        ax.axis("off")
    for weights, ax in zip(W1, axes.ravel()):
        ax.imshow(weights.reshape(8, 8), cmap="PRGn", vmin=-np.abs(W1).max(), vmax=np.abs(W1).max())
    fig.suptitle(title)
    plt.show()"""

COST = """\
def draw_cost(costs, label):
    plt.plot(costs, label=label)
    plt.xlabel("iteration")
    plt.ylabel("cost")
    plt.legend()"""


def notebook(runs: RunGroup, language: Language = ENGLISH) -> str:
    """The code of these runs as a notebook, in nbformat's JSON, with text in this language.

    Raises
    ------
    ValueError
        If they can't be expressed as code, see :class:`Written`.
    """
    written = Written(runs)
    data, *code = parts(written)
    all_parts = [
        _before(written),
        data,
        _samples_drawn(written),
        *code,
        _cost_drawn(written),
        _network_drawn(written),
        _to_try(written),
    ]
    return assembled(all_parts, language)


def assembled(all_parts: Sequence[Part], language: Language) -> str:
    """A notebook of these parts, each with its text in this language above its code."""
    from nbformat import v4, writes  # imported here: with its schemas it takes 14 MB, which a server may never need

    cells = []
    for number, part in enumerate(all_parts):
        if words := markdown(part, "##" if number else "#", language):
            cells.append(v4.new_markdown_cell(words, id=f"words-{number}"))
        cells.append(v4.new_code_cell(part.code, id=f"code-{number}"))
        if part.folded:
            cells[-1].metadata["jupyter"] = {"source_hidden": True}
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    return writes(v4.new_notebook(cells=cells, metadata=metadata)) + "\n"


def markdown(part: Part, level: str, language: Language) -> str:
    """The text of a part: its heading with ``level``, "#" or "##", its paragraphs and its formulas."""
    said = rendered(part, language)
    heading = [f"{level} {said.heading}"] if said.heading else []
    return "\n\n".join([*heading, *said.words, *(f"$${formula}$$" for formula in said.formulas)])


def _before(written: Written) -> Part:
    """Introduction and requirements."""
    numpy, plt = "import numpy as np", "import matplotlib.pyplot as plt"
    if written.run.class_names and not isinstance(written.recipe, DigitsRecipe):
        numpy += "\nfrom matplotlib.colors import ListedColormap"
    imports = written.imports.replace("import numpy as np", f"{plt}\n{numpy}")
    projects = [*written.projects, "matplotlib"]
    needs = _("It needs {projects}: `pip install {names}`", projects=listed(projects), names=" ".join(projects))
    return Part(written.title, imports, [needs, sentences(*differences(written)), sentences(*written.rounding)])


def _samples_drawn(written: Written) -> Part:
    if isinstance(written.recipe, DigitsRecipe):
        return Part("", DIGITS)
    if scale := scale_of(written.run.train):
        low, high = (scale.unit.standardised(end) for end in (scale.low, scale.high))
        colours = f'{{"cmap": "BrBG", "vmin": {low!r}, "vmax": {high!r}}}  # brown is low, green is high'
        return Part("", f"colours = {colours}\n{_of_values(written, VALUES)}")
    classes = int(written.run.Y.shape[0]) if written.loss == "softmax" else 2
    known = classes <= len(CLASS_COLOURS)
    colours = f"ListedColormap({json.dumps(CLASS_COLOURS[:classes])})" if known else f'plt.get_cmap("tab10", {classes})'
    markers = "".join(MARKERS[symbol] for symbol in CLASS_SYMBOLS[:classes])
    looks = f'colours = {colours}\nmarkers = "{markers}"\nhatches = {json.dumps((HATCHES * 2)[:classes])}'
    return Part("", f"{looks}\n{_of_points(written, POINTS)}")


def _of_points(written: Written, code: str) -> str:
    """The code for a network whose inputs are not just the points themselves."""
    if written.recipe.inputs == COORDINATES:
        return code
    grid = "np.array([x1.ravel(), x2.ravel()])"
    return code.replace("*X", "*points").replace("abs(X)", "abs(points)").replace(grid, f"inputs_of({grid})")


def _of_values(written: Written, code: str) -> str:
    """The same for numbers, whose bar says if they are standardised."""
    own = 'plt.colorbar(label="standardised")' if written.run.train.unit.is_own else "plt.colorbar()"
    return _of_points(written, code.replace("plt.colorbar()", own))


def _for_each(written: Written, call: str) -> str:
    """A call for each run, with its ``parameters``, ``costs`` and ``title``."""
    if len(written.runs) > 1:
        return f"for title, (parameters, costs) in trained.items():\n    {call}"
    return call.replace("title", f'"{written.title}"')


def _cost_drawn(written: Written) -> Part:
    call = _for_each(written, "draw_cost(costs, title)")
    words = _each(written, course)
    return Part(_("The cost curve"), f"{COST}\n\n\n{call}\nplt.show()", [_shows(words)] if words else [])


def _network_drawn(written: Written) -> Part:
    """The boundary in the plane, or numbers over it; for digits the weights of the first layer's units."""
    if isinstance(written.recipe, DigitsRecipe):
        words = (
            _(
                "Each picture has the 64 weights of a unit of the first layer: green where ink raises what is added up "
                "there, purple where it lowers it."
            )
            if written.recipe.depth
            else _(
                "Each picture has the 64 weights of a class: green where ink raises what is added up there, purple "
                "where it lowers it."
            )
        )
        code = f"{WEIGHTS}\n\n\n{_for_each(written, 'draw_weights(parameters, title)')}"
        return Part(_("The weights as pictures"), code, [words])
    if scale_of(written.run.train):
        words = _(
            "The network's output at each place, and the points that it was trained on, each in the colour of its "
            "value: where the network is right, a point has the colour of what is around it."
        )
        code = f"{_of_values(written, OUTPUT)}\n\n\n{_for_each(written, 'draw_output(parameters, title)')}"
        return Part(_("The output over the plane"), code, [words, _shows(_each(written, _plane))])
    words = _("The class that the network predicts at each place, and the points that it was trained on.")
    code = f"{_of_points(written, BOUNDARY)}\n\n\n{_for_each(written, 'draw_boundary(parameters, title)')}"
    return Part(_("The boundary"), code, [words, _shows(_each(written, _plane))])


def _shows(words: str) -> str:
    """What a picture shows, for those who do not see it."""
    return _("In words: {said}", said=words)


def _each(written: Written, say: Callable[[Run], str]) -> str:
    """What is to be said of each run."""
    if len(written.runs) == 1:
        return say(written.run)
    labels = written.runs.experiment.labels
    by_label = {label: say(run) for label, run in zip(labels, written.runs.values(), strict=True)}
    return sentences(*titled(by_label))


def _plane(run: Run) -> str:
    extent = RunGroup.extent_of([run])
    field = Field(run.parameters, extent, inputs_of=run.recipe.inputs_of)
    return plane_in_words(run, field.evaluate(run.parameters), extent)


def _to_try(written: Written) -> Part:
    name, run = list(written.runs.items())[-1]
    rate = written.rates(run)[0]
    rates = ", ".join(f"{rate * times:g}" for times in (0.1, 1, 10))
    given = "learning_rates={0: learning_rate}" if written.changes else "learning_rate=learning_rate"
    lines = [
        "costs = []",
        f"parameters = {called(written, name, TRIED_ITERATIONS, given)}",
        'draw_cost(costs, f"learning rate {learning_rate}")',
    ]
    code = f"for learning_rate in ({rates}):\n{indented(lines)}\nplt.show()"
    words = sentences(
        _(
            "The same network with three learning rates. Which of the three costs will be lowest in the end? Guess "
            "first, then run the cell."
        ),
        _("Then change the number of hidden units, `n_h`, or how the weights start, and guess again.")
        if written.recipe.depth
        else _("Then change the data, or how the weights start, and guess again."),
    )
    return Part(_("Try this"), code, [words])

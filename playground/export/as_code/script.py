"""The code of a run: the notes' functions in plain NumPy, as short as a student would write them.

It is written in parts, each with the texts above it in a notebook, which are messages; the concatenated code of the
parts is a script, in English whatever the visitor's language.
"""

import textwrap
from collections.abc import Sequence

from playground.language import _, listed
from playground.training import RunGroup

from .differences import differences
from .loop import this_run, training
from .network import backward, cost, first_weights, forward, sizes
from .written import Part, Written

PYTHON_FILE = _("Python file")
"""Its label."""
DOCSTRING = 105
"""Characters per line in the docstring of a Python file."""


def parts(written: Written) -> list[Part]:
    """All parts of the code, in order."""
    return [
        data(written),
        sizes(written),
        first_weights(written),
        forward(written),
        cost(written),
        backward(written),
        update(written),
        training(written),
        this_run(written),
    ]


def data(written: Written) -> Part:
    """The samples."""
    shapes = _("Columns are samples: `X` is $(n_x, m)$, `Y` is $(n_y, m)$.")
    return Part(_("The data"), written.samples.code, [written.samples.words, shapes])


def update(written: Written) -> Part:
    """The update."""
    return Part(_("Update"), written.steps.update, formulas=written.steps.update_formulas)


def python_file(runs: RunGroup) -> str:
    """The code of these runs as one Python file, see :class:`Written`."""
    written = Written(runs)
    return as_file(written, parts(written), written.projects, written.imports, differences(written))


def as_file(
    written: Written, of_it: Sequence[Part], projects: Sequence[str], imports: str, said_first: Sequence[str]
) -> str:
    """A Python file of these parts, which needs these packages; its docstring says this and how exact it is."""
    needs = f"It needs {listed(projects)}: pip install {' '.join(projects)}"
    paragraphs = ([needs], said_first, written.rounding)
    said = ["\n".join(textwrap.fill(each, DOCSTRING) for each in paragraph) for paragraph in paragraphs]
    words = "\n\n".join([f"{written.title}.", *said])
    head = f'"""{words}\n"""\n\n{imports}'
    return "\n\n\n".join([head, *(f"# {part.heading}\n\n{part.code}" for part in of_it)]) + "\n"

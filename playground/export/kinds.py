"""The kinds of files that can be made of runs, on a page and on the command line."""

from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple, Protocol

from playground.language import Language, _
from playground.training import RunGroup, View

from .as_code.exercise import exercise, is_possible
from .as_code.notebook import notebook
from .as_code.pytorch import torch_file
from .as_code.script import PYTHON_FILE, python_file
from .images.animation import Animation
from .images.pictures import picture
from .numbers import history_csv, loading_json, loading_npz, parameters_json, parameters_npz

Content = str | bytes


class InSlices(Protocol):
    """A file that takes long, such as an animation: ``make`` yields the share done after each time slice, 0 to 1."""

    file: bytes

    @property
    def note(self) -> str:
        """What is to be said about it; empty for nothing."""

    def make(self) -> Iterator[float]:
        """Make it."""


class Kind(NamedTuple):
    """A kind of file: the label of its button, its file extension, and the function that makes it.

    ``make`` gets the runs, their view and the visitor's language, and returns the content, or a file to be made in
    turns. ``loading`` makes the line of code that loads a file of this name, to be shown. ``letters``: whether the
    server draws its text, for which it needs a font with those characters. ``suits``: whether there is such a file for
    runs like these. ``name``: its option on the command line, where that is not its extension.
    """

    label: str
    ending: str
    make: Callable[[RunGroup, View, Language], Content | InSlices]
    loading: Callable[[RunGroup, str], str] | None = None
    letters: bool = False
    suits: Callable[[RunGroup], bool] = lambda runs: True
    name: str = ""

    @property
    def option(self) -> str:
        """Its option on the command line, without the dashes."""
        return self.name or self.ending


def _of_runs(make: Callable[[RunGroup], Content]) -> Callable[[RunGroup, View, Language], Content]:
    """Adapt a function that needs neither view nor language."""
    return lambda runs, view, language: make(runs)


def _picture(kind: Literal["png", "svg"]) -> Callable[[RunGroup, View, Language], Content]:
    return lambda runs, view, language: picture(runs, view, kind, language)


def _exercise(solved: bool) -> Callable[[RunGroup, View, Language], Content]:
    return lambda runs, view, language: exercise(runs, language, solved)


KINDS: dict[str, tuple[Kind, ...]] = {
    _("**Code** · plain NumPy with the notes' functions, which the exercise leaves to you; or PyTorch."): (
        Kind(PYTHON_FILE, "py", _of_runs(python_file), name="code"),
        Kind(_("Python with PyTorch"), "torch.py", _of_runs(torch_file), name="torch"),
        Kind(_("Notebook"), "ipynb", lambda runs, view, language: notebook(runs, language), name="notebook"),
        Kind(_("Exercise"), "exercise.ipynb", _exercise(solved=False), suits=is_possible, name="exercise"),
        Kind(_("Solution"), "solution.ipynb", _exercise(solved=True), suits=is_possible, name="solution"),
    ),
    _("**Picture** · for a slide or a paper."): (
        Kind("PNG", "png", _picture("png"), letters=True),
        Kind("SVG", "svg", _picture("svg")),
    ),
    _("**Animation** · the run from iteration 0 to here."): (Kind("GIF", "gif", Animation, letters=True),),
    _("**Numbers** · the cost curve; weights and biases, and how to load them into `playground.nn`."): (
        Kind(_("History (.csv)"), "csv", _of_runs(history_csv)),
        Kind(_("Parameters (.npz)"), "npz", _of_runs(parameters_npz), loading_npz),
        Kind(_("Parameters (.json)"), "json", _of_runs(parameters_json), loading_json),
    ),
}
"""The kinds of files, grouped by description. To add a kind, add an entry."""

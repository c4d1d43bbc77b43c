"""What a network takes the test samples for: the confusion matrix, the worst mistakes, and the result as a sentence."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.language import _, ngettext
from playground.training import Run


def confusion(labels: NDArray, read_as: NDArray, classes: int) -> NDArray:
    """The confusion matrix: how many samples of each class (row) are read as each class (column).

    Parameters
    ----------
    labels, read_as : (m,) class numbers
    classes : number of classes
    """
    return np.bincount(labels * classes + read_as, minlength=classes**2).reshape(classes, classes)


class Mistake(NamedTuple):
    """A misread sample: its index, its class, and the class it is taken for."""

    sample: int
    label: int
    read_as: int


def worst_mistakes(outputs: NDArray, labels: NDArray, most: int) -> list[Mistake]:
    """The misread samples with the lowest probabilities of their own class, worst first.

    Parameters
    ----------
    outputs : (K, m) probabilities
    labels : (m,) class numbers
    most : number of samples, at most
    """
    read_as = outputs.argmax(axis=0)
    wrong = np.flatnonzero(read_as != labels)
    order = np.argsort(outputs[labels[wrong], wrong], kind="stable")[:most]
    return [Mistake(int(sample), int(labels[sample]), int(read_as[sample])) for sample in wrong[order]]


class Misread(NamedTuple):
    """The number of misread test samples, and of all test samples.

    ``label`` is read as ``read_as`` ``times`` times, more often than any other pair; 0 if there is no such pair.
    """

    wrong: int
    all: int
    label: int
    read_as: int
    times: int


def misread(counts: NDArray) -> Misread:
    """Summarise a matrix from :func:`confusion`."""
    wrong = counts - np.diag(np.diag(counts))
    label, read_as = np.unravel_index(wrong.argmax(), wrong.shape)
    times = wrong.max() if np.count_nonzero(wrong == wrong.max()) == 1 else 0
    return Misread(*map(int, (wrong.sum(), counts.sum(), label, read_as, times)))


def counts_in_the_test(run: Run) -> NDArray:
    """The current confusion matrix of the test samples, see :func:`confusion`."""
    network = run.tested()
    return confusion(run.test.labels, network.target.read(network.output.A)[0], len(network.Y))


def how_it_misreads(found: Misread) -> str:
    """The summary as a sentence: "10 of 360 test digits are misread, 8 as 1 most often (3 times)."."""
    if not found.wrong:
        return _("All {all} test digits are read right.", all=found.all)
    if found.times > 1:
        return _(
            "{wrong} of {all} test digits are misread, {label} as {read_as} most often ({times} times).",
            **found._asdict(),
        )
    return ngettext(
        "{n} of {all} test digits is misread.", "{n} of {all} test digits are misread.", found.wrong, all=found.all
    )

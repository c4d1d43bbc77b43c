"""The dataset class, and splitting samples into training and test samples."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from playground.language import _
from playground.nn import LOSSES, TARGETS, checks

from .drawing import in_two, in_two_by_class
from .scaling import AS_THEY_ARE, Unit


def class_name(number: int | str) -> str:
    """The default name of a class."""
    return _("class {number}", number=number)


@dataclass(frozen=True)
class Dataset:
    """Labelled samples; ``X, Y = dataset`` gives the matrices that the notes work with.

    Attributes
    ----------
    X : (n_x, m) samples
    labels : (m,) class numbers, from 0; or numbers to be predicted
    class_names : names of the classes; none if the labels are numbers
    input_names : names of the inputs
    unit : the unit of numbers to be predicted; see :class:`Unit`
    """

    X: NDArray
    labels: NDArray
    class_names: Sequence[str]
    input_names: Sequence[str]
    unit: Unit = AS_THEY_ARE

    @property
    def target(self) -> str:
        """What a network is asked for, a name in ``TARGETS``."""
        return target_of_classes(len(self.class_names)) if self.class_names else "number"

    @property
    def loss(self) -> str:
        """The loss that suits the target, a name in ``LOSSES``."""
        return next(name for name, loss in LOSSES.items() if loss.target == self.target)

    @cached_property
    def Y(self) -> NDArray:
        """The labels in the form of the outputs: (1, m), 0.0 or 1.0, for two classes; one-hot, (K, m), for K > 2.

        Numbers are a row, (1, m), too.
        """
        return TARGETS[self.target].write(self.labels, len(self.class_names))

    @property
    def guess(self) -> float:
        """The score of giving all samples the same label, the one that theirs agree on."""
        target = TARGETS[self.target]
        return target.score(target.agree(self.labels[np.newaxis]), self.labels)

    def __iter__(self) -> Iterator[NDArray]:
        return iter((self.X, self.Y))

    def split(self, test_share: float, seed: int = 1) -> "tuple[Dataset, Dataset]":
        """The training samples and the test samples; see :func:`split`."""
        X_train, Y_train, X_test, Y_test = split(self.X, self.Y, test_share, seed, self.target)
        read = TARGETS[self.target].read
        return replace(self, X=X_train, labels=read(Y_train)[0]), replace(self, X=X_test, labels=read(Y_test)[0])

    def for_testing(self, test_share: float, seed: int) -> NDArray:
        """Mask of the samples that :meth:`split` takes for testing, (m,) of bool."""
        testing = np.zeros(self.labels.size, bool)
        if test_share:
            testing[_parts(self.target, self.Y, test_share, seed)[1]] = True
        return testing


def target_of_classes(classes: int) -> str:
    """The target of samples with this number of classes."""
    return "two classes" if classes == 2 else "several classes"


def split(
    X: ArrayLike, Y: ArrayLike, test_share: float, seed: int = 1, target: str = ""
) -> tuple[NDArray, NDArray, NDArray, NDArray]:
    """Split samples into training and test samples; classes have equal shares in both, as far as counts allow.

    Parameters
    ----------
    X : (n, m) samples
    Y : (1, m) labels, 0 or 1; or one-hot, (K, m); or numbers
    test_share : share of the samples to use for testing, at least 0 (none) and below 1
    seed : seed of the split
    target : what Y is, a name in ``TARGETS``; by default classes

    Returns
    -------
    X_train, Y_train, X_test, Y_test : copies; with ``test_share`` 0 the test arrays have no columns

    Raises
    ------
    ValueError
        If X and Y are not matrices with one column per sample, or the share is not usable or would leave one part
        without samples, or without those of some class.
    """
    target = target or target_of_classes(2 if np.shape(Y)[:1] == (1,) else 3)
    X, Y = checks.samples(X, Y, labels=TARGETS[checks.known("target", target, TARGETS)].labels)
    share = checks.real_number(test_share)
    if not 0 <= share < 1:
        raise ValueError(f"test_share is {test_share!r}, but must be a number from 0 to below 1, such as 0.2.")
    seed = checks.seed(seed)
    if share == 0:
        return X.copy(), Y.copy(), X[:, :0].copy(), Y[:, :0].copy()
    train, test = _parts(target, Y, share, seed)
    return X[:, train], Y[:, train], X[:, test], Y[:, test]


def _parts(target: str, Y: NDArray, share: float, seed: int) -> tuple[NDArray, NDArray]:
    """Indices of the training samples and of the test samples."""
    labels, classes = TARGETS[target].read(Y)[0], TARGETS[target].classes
    train, test = in_two_by_class(labels, share, seed) if classes else in_two(labels.size, share, seed)
    kinds = [len(np.unique(labels[part])) for part in (train, test, slice(None))]
    possible = kinds[0] == kinds[1] == kinds[2] if classes else min(kinds) > 0
    if not possible:
        text = (
            _(
                "{count} samples can't be split with a test share of {share:g}: both parts need at least one sample of "
                "each class. Use more samples or another share."
            )
            if classes
            else _(
                "{count} samples can't be split with a test share of {share:g}: both parts need at least one sample. "
                "Use more samples or another share."
            )
        )
        raise ValueError(text.filled(count=labels.size, share=share))
    return train, test

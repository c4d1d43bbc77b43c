"""Code for the samples of a run: a few lines of NumPy, or the numbers themselves if there is no formula.

To support another dataset, add an entry to :data:`FORMULAS`, or to :data:`SURFACES_AS_CODE` if its labels are
numbers; one without is written out.
"""

import textwrap
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.data import COORDINATES, SURFACES, SYMBOLS, Dataset
from playground.data.digits import TEST_SEED, TEST_SHARE, digits
from playground.data.surfaces import REACH
from playground.language import _
from playground.pages.digits.lesson import MOST_SAMPLES, DigitsRecipe
from playground.training import Recipe

SPLIT = "from sklearn.model_selection import train_test_split"


class Samples(NamedTuple):
    """Code for ``X``, ``labels`` and ``Y``, and if there are test samples ``X_test``, ``labels_test`` and ``Y_test``.

    ``words``: a sentence about the samples; ``imports``: import lines that the code needs besides NumPy's.
    """

    words: str
    imports: list[str]
    code: str


def _by_class(class_: str) -> Callable[[int], str]:
    """Code that makes points class by class; ``class_`` is the code for class ``j`` with ``n`` points."""

    def written(classes: int) -> str:
        loop = f"points = []\nfor j, n in enumerate(counts):\n{textwrap.indent(class_, '    ')}\nX = np.hstack(points)"
        return loop.replace("PETALS", str(classes * round(8 / classes)))

    return written


_FLOWER = _by_class("""\
t = np.linspace(j * 3.12, (j + 1) * 3.12, n) + rng.randn(n) * noise  # angle
r = 4 * np.sin(4 * t) + rng.randn(n) * noise  # radius
points.append([r * np.sin(t), r * np.cos(t)])""")

_FLOWER_IN_TURN = _by_class("""\
petal = np.linspace(0, PETALS // len(counts), n, endpoint=False)  # of this class, and the place on it
t = 2 * np.pi / PETALS * (j + len(counts) * np.floor(petal) + petal % 1) + rng.randn(n) * noise / 4  # angle
r = 4 * np.abs(np.sin(PETALS / 2 * t)) + rng.randn(n) * noise  # radius
points.append([r * np.sin(t), r * np.cos(t)])""")

_XOR = _by_class("""\
x1 = rng.uniform(0.2, 2, n) * np.where(np.arange(n) % 2, 1, -1)
x2 = rng.uniform(0.2, 2, n) * np.sign(x1) * (-1 if j == 1 else 1)
points.append([x1, x2] + rng.randn(n, 2).T * noise)""")

_CHECKERBOARD = _by_class("""\
column = np.arange(n) % len(counts)
square = np.array([column, (j - column) % len(counts)])  # column and row of the board
place = square + rng.uniform(0.1, 0.9, (n, 2)).T
points.append(4 / len(counts) * place - 2 + rng.randn(n, 2).T * noise * 2 / len(counts))""")

_SPIRAL = _by_class("""\
r = 4 * np.sqrt(np.linspace(0.01, 1, n))
t = 3 * np.pi * r / 4 + 2 * np.pi * j / len(counts)  # angle
points.append([r * np.sin(t), r * np.cos(t)] + rng.randn(n, 2).T * (noise * 2 / len(counts)))""")

_RINGS = _by_class("""\
t = np.linspace(0, 2 * np.pi, n, endpoint=False)  # angle
r = 1 - j / len(counts)  # radius
points.append([r * np.cos(t), r * np.sin(t)])""")


def _circles(classes: int) -> str:
    return _RINGS(classes) + "\nX = X + rng.normal(scale=noise / len(counts), size=X.T.shape).T"


def _moons(classes: int) -> str:
    return "X = make_moons(tuple(counts), shuffle=False, noise=noise, random_state=rng)[0].T"


def _blobs(classes: int) -> str:
    return """\
t = 2 * np.pi * (np.arange(len(counts)) / len(counts) - 3 / 8)  # the centres are on a circle
centers = np.round(np.sqrt(2) * np.column_stack([np.cos(t), np.sin(t)]), 12)
spread = 2.5 * noise * np.sin(np.pi / len(counts))
X = make_blobs(counts, centers=centers, cluster_std=spread, shuffle=False, random_state=rng)[0].T"""


def _quantiles(classes: int) -> str:
    return """\
X = make_gaussian_quantiles(n_samples=sum(counts), n_classes=2, shuffle=False, random_state=rng)[0].T
X = X[:, np.argsort(np.hypot(*X), kind="stable")]  # by distance from the centre
X = X + rng.randn(*X.T.shape).T * noise / 2"""


class Formula(NamedTuple):
    """The formula of a dataset; ``code``, given the number of classes, makes ``X`` from ``counts``, ``noise``, ``rng``.

    ``words``: a sentence about the points.
    """

    words: str
    code: Callable[[int], str]
    imports: tuple[str, ...] = ()


FORMULAS: dict[str, Formula] = {
    "flower": Formula(
        _("The planar flower: eight petals, four of each class; of more classes eight to ten, in turn."),
        lambda classes: (_FLOWER if classes == 2 else _FLOWER_IN_TURN)(classes),
    ),
    "moons": Formula(_("Two interleaved half moons."), _moons, ("from sklearn.datasets import make_moons",)),
    "circles": Formula(
        _("Rings inside each other, the first one outermost, as far from each other as the last one from the centre."),
        _circles,
    ),
    "blobs": Formula(
        _("Round clouds around a circle; straight lines separate them as long as the noise is low."),
        _blobs,
        ("from sklearn.datasets import make_blobs",),
    ),
    "quantiles": Formula(
        _(
            "One cloud, cut by distance from its centre: the innermost points are class 0, the outermost the last "
            "class."
        ),
        _quantiles,
        ("from sklearn.datasets import make_gaussian_quantiles",),
    ),
    "xor": Formula(
        _("Four squares: class 1 where the inputs have different signs; of K classes a checkerboard of K × K squares."),
        lambda classes: (_XOR if classes == 2 else _CHECKERBOARD)(classes),
    ),
    "spiral": Formula(_("Arms that wind around each other, one and a half turns each."), _SPIRAL),
}
"""Datasets with a formula, by name; each draws the same numbers as in ``DATASETS``."""

SURFACES_AS_CODE: dict[str, tuple[str, str]] = {
    "plane": (_("The numbers form a plane over the inputs."), "(2 * X[0] - X[1]) / 4"),
    "saddle": (_("The numbers form a saddle: each is a quarter of the product of its inputs."), "X[0] * X[1] / 4"),
    "bump": (_("The numbers form a bump in the middle."), "2 * np.exp(-(X**2).sum(axis=0) / 2)"),
    "wave": (_("The numbers form a wave along the first input."), "np.sin(2 * X[0])"),
    "line": (_("The numbers form a straight line over the input."), "X[0] / 2"),
}
"""A sentence about each dataset of numbers, and its labels without noise, as code, under the names of ``SURFACES``."""


ROWS = {
    "two classes": "Y = labels.reshape(1, -1)",
    "several classes": "Y = np.eye(CLASSES)[:, labels]  # one-hot",
    "number": "Y = labels.reshape(1, -1)",
}
"""The line that makes ``Y`` of ``labels``, by target."""

INPUTS: dict[str, str] = {
    "x1": "x1",
    "x2": "x2",
    "x1_squared": "x1**2",
    "x2_squared": "x2**2",
    "x1_x2": "x1 * x2",
    "sin_x1": "np.sin(x1)",
    "sin_x2": "np.sin(x2)",
}
"""Inputs computed from a point, as code, under the names of :data:`playground.data.INPUTS`."""


def samples(recipe: Recipe, numpy_only: bool = False) -> Samples:
    """The code for the samples of a run; with ``numpy_only`` the numbers themselves where a formula needs more."""
    train, test = recipe.data()
    if isinstance(recipe, DigitsRecipe):
        made = _digits(recipe)
    elif type(recipe).data is not Recipe.data:
        made = _numbers(recipe, train, test)
    elif recipe.dataset in FORMULAS:
        made = _formula(recipe, train, test)
    elif recipe.dataset in SURFACES_AS_CODE:
        made = _surface(recipe)
    else:
        made = _numbers(recipe, train, test)
    if numpy_only and made.imports:
        made = _numbers(recipe, train, test)
    classes = len(train.class_names)
    one = ROWS[train.target].replace("CLASSES", str(classes))
    test_too = one.split("  #")[0].replace("Y =", "Y_test =").replace("labels", "labels_test")
    code = [made.code, one, *([test_too] if test.labels.size else [])]
    return made._replace(code="\n".join(code) + _inputs(recipe, bool(test.labels.size)))


def _inputs(recipe: Recipe, tested: bool) -> str:
    """The code for the inputs, if they are not just the coordinates."""
    if recipe.inputs == COORDINATES:
        return ""
    given = ", ".join(INPUTS[name] for name in recipe.inputs)
    body = f"    x1, x2 = points\n    return np.array([{given}])  # what the network is given of each point"
    test_too = "\nX_test = inputs_of(X_test)" if tested else ""
    return f"\n\n\ndef inputs_of(points):\n{body}\n\n\npoints, X = X, inputs_of(X){test_too}"


def _formula(recipe: Recipe, train: Dataset, test: Dataset) -> Samples:
    formula = FORMULAS[recipe.dataset]
    classes = len(train.class_names)
    counts = np.bincount(np.r_[train.labels, test.labels], minlength=classes).tolist()
    code = [
        f"counts = {counts}  # points of each class",
        f"noise = {recipe.noise!r}",
        f"rng = np.random.RandomState({recipe.data_seed})",
        formula.code(classes),
        f"labels = np.repeat({list(range(classes))}, counts)",
    ]
    imports = list(formula.imports)
    if recipe.test_share:
        imports.append(SPLIT)
        code += _split(recipe.test_share / 100, recipe.data_seed)
    return Samples(formula.words, imports, "\n".join(code))


def _surface(recipe: Recipe) -> Samples:
    words, number = SURFACES_AS_CODE[recipe.dataset]
    code = [
        f"m, noise = {recipe.samples}, {recipe.noise!r}",
        f"rng = np.random.RandomState({recipe.data_seed})",
        f"X = rng.uniform({-REACH:g}, {REACH:g}, ({SURFACES[recipe.dataset].inputs}, m))",
        f"labels = {number} + rng.randn(m) * noise",
    ]
    if recipe.test_share:
        code += _split(recipe.test_share / 100, recipe.data_seed, classes=False)
    return Samples(words, [SPLIT] if recipe.test_share else [], "\n".join(code))


def _split(share: float, seed: int, classes: bool = True) -> list[str]:
    stratify = "stratify=labels, " if classes else ""
    return [
        "samples = np.arange(labels.size)",
        f"train, test = train_test_split(samples, test_size={share!r}, {stratify}random_state={seed})",
        "X, X_test = X[:, train], X[:, test]",
        "labels, labels_test = labels[train], labels[test]",
    ]


def _digits(recipe: DigitsRecipe) -> Samples:
    code = [
        "X, labels = load_digits(return_X_y=True)",
        "X = X.T / 16  # 64 rows: 8 × 8 numbers, from 0 to 1",
        *_split(TEST_SHARE, TEST_SEED),
    ]
    if recipe.samples < MOST_SAMPLES:
        code.append(f"""\
# {recipe.samples:,} of them, in which each class has the same share as in all
order = np.random.RandomState({recipe.data_seed}).permutation(labels.size)
place = np.empty(labels.size)
for label, n in enumerate(np.bincount(labels)):
    place[labels[order] == label] = (np.arange(n) + 0.5) / n
chosen = np.sort(order[np.argsort(place, kind="stable")[:{recipe.samples}]])
X, labels = X[:, chosen], labels[chosen]""")
    imports = ["from sklearn.datasets import load_digits", SPLIT]
    words = _(
        "Handwritten digits: scikit-learn's {samples:,}, one in five kept for testing.", samples=digits().labels.size
    )
    return Samples(words, imports, "\n".join(code))


def _numbers(recipe: Recipe, train: Dataset, test: Dataset) -> Samples:
    parts = [("", train), *([("_test", test)] if test.labels.size else [])]
    code = [f"X{name} = {literal(part.X)}\nlabels{name} = {literal(part.labels)}" for name, part in parts]
    rows = []
    if recipe.has_own_points and tuple(train.input_names) != SYMBOLS:
        rows.append(f"# rows of X: {', '.join(map(repr, train.input_names))}, standardised")
    if train.unit.is_own:
        mean, deviation = train.unit
        rows.append(
            f"label_mean, label_deviation = {mean!r}, {deviation!r}\n"
            "# labels are standardised: a number of the table is label_mean + label_deviation * label"
        )
    if not train.class_names:
        words = _("The points themselves, a column of `X` each, and the number that belongs to each.")
        return Samples(words, [], "\n".join([*rows, *code]))
    names = ", ".join(f"{number} is {name!r}" for number, name in enumerate(train.class_names))
    words = _("The points themselves, a column of `X` each, and the number of each point's class.")
    return Samples(words, [], "\n".join([*rows, f"# classes: {names}", *code]))


def literal(array: NDArray) -> str:
    """An array as code, exact to the last bit."""
    listed = ",\n".join(
        textwrap.fill(str(row), 110, initial_indent="    ", subsequent_indent="     ", break_on_hyphens=False)
        for row in (array.tolist() if array.ndim > 1 else [array.tolist()])
    )
    if array.ndim > 1:
        return f"np.array([\n{listed},\n])"
    return f"np.array(\n{listed}\n)"

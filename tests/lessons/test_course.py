"""The course of a cost in words, of curves whose course is known."""

import re
from collections import Counter
from types import SimpleNamespace

import numpy as np
import pytest
from babel.messages.pofile import read_po

from playground.language import ENGLISH, LANGUAGES, rendered
from playground.language.languages import CATALOGUES
from playground.lessons.course import CostCurve, along, course, course_of_test, in_words, pieces
from playground.training import Measurement, Recipe, Run
from tests.looped import looped

AT = np.arange(1001)


def said_of(costs):
    """Of a run that has had these costs, one at every iteration."""
    points = [Measurement(at, float(cost), 0.5, None, None) for at, cost in enumerate(costs)]
    history = SimpleNamespace(points=points)
    run = SimpleNamespace(iteration=len(points) - 1, divergence=None, history=history, measure=lambda: points[-1])
    return str(course(run))


@looped(
    ("points", "words"),
    {
        "a dip is no standstill": (
            [(0, 0.69), (1000, 0.05), (2000, 0.69)],
            "falls to 0.05 by iteration 1,000, then rises to 0.69",
        ),
        "spike": (
            [(0, 0.69), (100, 0.1), (1000, 0.1), (1020, 0.6), (1040, 0.1), (2000, 0.1)],
            "drops to 0.1 by iteration 100, jumps to 0.6 by iteration 1,000, then drops to 0.1",
        ),
        "spike beyond the chart": (
            [(0, 0.7), (20, 540), (40, 0.7), (1000, 0.2)],
            "jumps to 540 by iteration 20, drops to 0.7 by iteration 40, then falls slowly to 0.2",
        ),
        "nothing": ([(0, 0.693), (1000, 0.692)], "stays at about 0.69"),
        "plateau": (
            [(0, 0.69), (110, 0.685), (130, 0.33), (1000, 0.25)],
            "stands still for 110 iterations, drops to 0.33 by iteration 130, then falls slowly to 0.25",
        ),
        "stair": (
            [(0, 0.7), (100, 0.4), (1000, 0.39), (1100, 0.1)],
            "drops to 0.4 by iteration 100, stands still for 900 iterations, then drops to 0.1",
        ),
        "rise": ([(0, 0.7), (2000, 1.2)], "rises to 1.2"),
        "line, to nothing": ([(0, 0.7), (1000, 0.001)], "falls slowly to almost 0"),
    },
)
def test_what_a_curve_of_straight_pieces_does(points, words):
    at, costs = zip(*points, strict=True)
    assert said_of(np.interp(range(at[-1] + 1), at, costs)) == f"The cost {words}."


@looped(
    ("costs", "words"),
    {
        "exponential": (
            0.2 + 0.5 * np.exp(-AT / 20),
            "drops to 0.21 by iteration 78, then hardly changes and ends at 0.2",
        ),
        "exponential, to nothing": (
            0.69 * np.exp(-AT / 30),
            "drops to 0.021 by iteration 110, then hardly changes and ends at almost 0",
        ),
        "nothing": (np.full(1001, 0.69), "stays at about 0.69"),
        "waves": (0.7 + 0.4 * np.sin(AT / 20), "swings between 0.3 and 1.1 and ends at 0.6"),
        "waves, then rest": (
            np.where(AT < 200, 0.7 + 0.4 * np.sin(AT / 20), 0.5),
            "swings between 0.3 and 1.1 until iteration 200, then hardly changes and ends at 0.5",
        ),
        "rest, then waves": (
            np.where(AT < 500, 0.7, 0.7 + 0.4 * np.sin((AT - 500) / 20)),
            "stands still for 500 iterations, then swings between 0.3 and 1.1 and ends at 0.65",
        ),
    },
)
def test_what_a_bent_curve_does(costs, words):
    assert said_of(costs) == f"The cost {words}."


WORDS = {
    "stands": "stands still for {n:,} iterations",
    **{"drops": "drops to {end}", "falls": "falls to {end}", "slowly": "falls slowly to {end}"},
    **{"jumps": "jumps to {end}", "rises": "rises to {end}"},
    "rests": "hardly changes and ends at {end}",
    "stays": "stays at about {end}",
    "swings": "swings between {low} and {high} and ends at {end}",
    "down": "falls in steps to {end}",
    "up": "rises in steps to {end}",
    **{"by": "{moves} by iteration {until:,}", "next": "{first}, {next}", "last": "{first}, then {last}"},
}
CURVES = 600


def in_language(language):
    """Those words, as the catalogue has them."""
    if language is ENGLISH:
        return WORDS
    with (CATALOGUES / language.code / "LC_MESSAGES" / "playground.po").open("rb") as file:
        said = {(each.id if isinstance(each.id, str) else each.id[1]): each.string for each in read_po(file)}
    return {key: said[text] if isinstance(said[text], str) else said[text][0] for key, text in WORDS.items()}


def kind(dx, dy, exact):
    """What a straight piece is, in shares of the chart; None if that could be disputed.

    ``exact``: whether it is told for itself, so that it matters how steep it is.
    """
    if abs(dy) <= 0.01 and dx >= 0.12:
        return "stands"
    if abs(dy) < 0.15 or dx < 0.01:
        return None
    if not exact:
        return "drops" if dy < 0 else "jumps"
    steepness = (
        {"drops": (4, 90), "falls": (1.4, 2.5), "slowly": (0, 1)} if dy < 0 else {"jumps": (11, 90), "rises": (0, 6)}
    )
    return next((name for name, (least, most) in steepness.items() if least <= abs(dy) / dx <= most), None)


def known_curve(rng):
    """Corners of a curve, in shares of the chart's width and of its own height, and what it does; None if unclear."""
    count = rng.integers(1, 9)
    widths = rng.choice([0.03, 0.2, 0.5, 1.0], count) * rng.uniform(0.7, 1.3, count)
    moves = np.where(rng.random(count) < 0.3, 0, rng.uniform(-1, 1, count))
    moves = np.abs(moves) * rng.choice([-1, 1]) * [(-1) ** np.arange(count), 1, np.sign(moves)][rng.integers(3)]
    x, y = np.cumsum([0, *widths / widths.sum()]), np.cumsum([0, *moves])
    y = y / (np.ptp(y) or 1)
    exact = np.count_nonzero(np.abs(np.diff(y)) > 0.01) <= 3
    kinds = [kind(*each, exact) for each in zip(np.diff(x), np.diff(y), strict=True)]
    if None in kinds:
        return None
    ways = [np.sign(round(each, 2)) for each in np.diff(y)]
    same = [n for n in range(count - 1) if ways[n] == ways[n + 1]]
    if any(count > 3 or kinds[n] == kinds[n + 1] for n in same) or any(bend(x, y, n) < 0.08 for n in range(count - 1)):
        return None
    return x, y, kinds


def bend(x, y, n):
    """How far a corner is off the straight way from the one before it to the one after it."""
    (dx, px), (dy, py) = ((each[n + 2] - each[n], each[n + 1] - each[n]) for each in (x, y))
    return abs(px * dy - py * dx) / np.hypot(dx, dy)


def number(value):
    """A mark for a number in a sentence."""
    return f"⟨{value}⟩"


def filled(text, **values):
    return re.sub(r"\{(\w+)(?::,)?\}", lambda found: values[found[1]], text)


def sentence(words, kinds, x, at, costs):
    """What is to be said of a curve with these corners, with marks for numbers; None if that is more than a part."""
    moving = [name for name in kinds if name != "stands"]
    of = {"end": number(costs[-1]), "low": number(costs.min()), "high": number(costs.max())}
    if len(moving) > 3:
        if kinds[0] == "stands" or kinds[-1] == "stands":
            return None
        ways = {name in ("jumps", "rises") for name in moving}
        return filled(words["swings" if len(ways) > 1 else "up" if True in ways else "down"], **of)
    if kinds == ["stands"]:
        return filled(words["stays"], **of)
    kept = [*range(len(kinds))]
    while len(kept) > 3:
        kept.remove(min((n for n in kept if kinds[n] == "stands"), key=lambda n: x[n + 1] - x[n]))
    said = []
    for n in kept:
        last, values = n == kept[-1], {"end": number(costs[n + 1]), "n": number(at[n + 1] - at[n])}
        name = "rests" if last and kinds[n] == "stands" else kinds[n]
        text = filled(words[name], **values)
        if not last and name != "stands":
            text = filled(words["by"], moves=text, until=number(at[n + 1]))
        said.append(text)
    *before, last = said
    if not before:
        return last
    first = before[0] if len(before) == 1 else filled(words["next"], first=before[0], next=before[1])
    return filled(words["last"], first=first, last=last)


def assert_said(text, wanted):
    """The same words, and numbers to two digits."""
    *parts, end = re.split("⟨(.*?)⟩", wanted)
    pattern = "".join(re.escape(part) if n % 2 == 0 else r"([\d.,]+)" for n, part in enumerate([*parts, end]))
    found = re.search(pattern, text)
    assert found, f"{text!r} does not say {wanted!r}"
    for number, true in zip(found.groups(), parts[1::2], strict=True):
        assert float(number.replace(",", "").rstrip(".")) == pytest.approx(float(true), rel=0.055)


def test_of_random_curves_each_piece_is_told_in_either_language():
    rng, met, done = np.random.default_rng(1), Counter(), 0
    words = {code: in_language(language) for code, language in LANGUAGES.items()}
    while done < CURVES:
        known = known_curve(rng)
        if known is None:
            continue
        x, y, kinds = known
        last, log = int(rng.integers(1000, 20_000)), bool(rng.integers(2))
        at = np.rint(np.expm1(x * np.log1p(last)) if log else x * last)
        costs = 10 ** rng.uniform(-1, 2) * (y - y.min() + rng.uniform(0.4, 1))
        if (np.diff(at) < 5).any():
            continue
        places = np.unique([*at, *rng.integers(0, last, 100)])
        curve = CostCurve(places.tolist(), np.interp(along(places, log), along(at, log), costs).tolist())
        first = float(curve.costs[0])
        said = in_words(pieces(curve, log, first), first)
        for language in LANGUAGES.values():
            wanted = sentence(words[language.code], kinds, x, at, costs)
            if wanted:
                assert_said(rendered(said, language), wanted)
        moving = len(kinds) - kinds.count("stands")
        met.update([*kinds, "more"] if moving > 3 else kinds)
        done += 1
    assert min(met.values()) >= 15, met


def test_before_it_has_done_anything_there_is_nothing_to_say():
    assert said_of([0.7]) == said_of([0.7, 0.6]) == ""
    diverged = SimpleNamespace(iteration=5, divergence=("W1", 5))
    assert course(diverged) == ""


def test_where_the_test_points_cost_was_lowest():
    run = Run(Recipe(samples=30, noise=0.3, test_share=50, n_h=20, initialisation="xavier", learning_rate=1.0))
    assert course_of_test(run) == ""
    run.advance(2000)
    costs = {point.iteration: point.test_cost for point in run.history.points}
    at = min(costs, key=costs.get)
    assert f"lowest at iteration {at:,}: {costs[at]:.2g}." in course_of_test(run)

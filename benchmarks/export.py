"""How long exported pictures and animations take, and how large they are.

Run from the root of the repository::

    python -m benchmarks.export

For each run it makes the PNG and the SVG, then the GIF, which includes retraining it, with one BLAS thread. It prints
seconds, the longest time slice between two pauses for other visitors, and the size.

The exit status is 1 if an animation of the reference run (the flower, 4 tanh units, 10,000 iterations) takes over 3 s,
or any animation is over 3 MB.
"""

import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from time import perf_counter
from typing import Any

from threadpoolctl import threadpool_limits

from playground.export.images.animation import Animation
from playground.export.images.pictures import picture
from playground.lessons.lesson import Lesson
from playground.pages.digits.lesson import DIGITS
from playground.pages.zero_or_random.lesson import ZERO_OR_RANDOM
from playground.training import Experiment, Recipe, RunGroup, View

REFERENCE = "flower, 4 units"
MOST_SECONDS, MOST_BYTES = 3.0, 3_000_000
LARGEST: dict[str, Any] = {"depth": 4, "n_h": 50, "initialisation": "xavier", "learning_rate": 0.1}


def _one(iterations: int, **settings: Any) -> RunGroup:
    return _advanced(Experiment.alone(replace(Recipe(), limit=iterations, **settings)), iterations)


def _of(lesson: Lesson, iterations: int, **settings: Any) -> RunGroup:
    chosen, _ = lesson.settings.read(settings)
    return _advanced(lesson.experiment(chosen), iterations)


def _advanced(experiment: Experiment, iterations: int) -> RunGroup:
    runs = RunGroup(experiment)
    runs.advance(iterations)
    return runs


RUNS: dict[str, Callable[[], RunGroup]] = {
    REFERENCE: partial(_one, 10_000),
    "zero or random": partial(_of, ZERO_OR_RANDOM, 10_000),
    "spiral, 5 classes, 20 units": partial(
        _one, 10_000, dataset="spiral", classes=5, n_h=20, initialisation="xavier", learning_rate=0.5
    ),
    "rugged: 4 × 50 units, scale 1": partial(
        _one, 300, **LARGEST | {"initialisation": "random", "scale": 1.0, "classes": 5}
    ),
    "4 × 50 units, 1,000 samples": partial(_one, 2_000, samples=1000, **LARGEST),
    "flower, 100,000 iterations": partial(_one, 100_000),
    "digits, 16 units": partial(_of, DIGITS, 3_000),
    "digits, no hidden layer": partial(_of, DIGITS, 3_000, depth=0),
    "digits, 3 × 32 units": partial(_of, DIGITS, 3_000, depth=3, n_h=32),
}
"""The runs to measure, by name."""


def animate(runs: RunGroup) -> tuple[Animation, float, float]:
    """The animation, its total time, and its longest time slice, in seconds."""
    begin = last = perf_counter()
    animation = Animation(runs, View())
    longest = 0.0
    for _ in animation.make():
        longest, last = max(longest, perf_counter() - last), perf_counter()
    return animation, perf_counter() - begin, max(longest, perf_counter() - last)


def main() -> int:
    """Print the table and return the exit status."""
    missed = []
    picture(_one(1), View(), "png")  # warm up: imports, and files that are read once
    print("run                                file   seconds  longest    kB")
    for name, make in RUNS.items():
        runs = make()
        for kind in ("png", "svg"):
            begin = perf_counter()
            size = len(picture(runs, View(), kind))
            print(f"{name:30} {kind:>8} {perf_counter() - begin:9.2f} {'':8} {size / 1000:5.0f}")
        animation, seconds, longest = animate(runs)
        size = len(animation.file)
        print(f"{name:30} {'gif':>8} {seconds:9.2f} {longest:8.3f} {size / 1000:5.0f}")
        if name == REFERENCE and seconds > MOST_SECONDS:
            missed.append(f"{name} took {seconds:.1f} s, {MOST_SECONDS:g} required")
        if size > MOST_BYTES:
            missed.append(f"{name} has {size / 1e6:.1f} MB, {MOST_BYTES / 1e6:g} required")
    print("Missed: " + "; ".join(missed) if missed else "The requirement is met.")
    return 1 if missed else 0


if __name__ == "__main__":
    with threadpool_limits(1, user_api="blas"):
        sys.exit(main())

"""Since when each experiment is decided: the iteration at which play pauses and the verdict comes.

Each experiment of a page is trained to its limit with five first weights, and on the way it is found again and again
which prediction is right. It is decided at the first of the round iterations below at which that is what it is at the
end, and stays so; where first weights differ, at the latest of theirs. One that none of them decides has only
its end, and one that says that a single step decides it keeps that if it is so. Each experiment says its own
(``Outcome.since``), which may be later, to show what comes of it, but not earlier: ``--check`` fails then::

    python -m benchmarks.decided [PAGE …] [--check]
"""

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from math import inf
from typing import Any

from playground.lessons.lesson import Lesson, Preset
from playground.pages.contents import WITH_RUNS
from playground.training import RunGroup

SEEDS = 5
ROUND = (100, 200, 300, 500, 1000, 1500, 2000, 3000, 5000)
EARLY = (1, 2, 5, 10, 20, 50)
"""Where it is looked before the first of those."""
STEPS = 1.06
"""How far apart, as a ratio, the iterations are at which it is looked."""


def found_on_the_way(lesson: Lesson, preset: Preset, seed: int) -> Mapping[int, str]:
    """Which prediction is right about the experiment, by iteration."""
    runs = RunGroup(experiment(lesson, preset.settings, seed))
    others = None if preset.against is None else RunGroup(experiment(lesson, preset.against, seed))
    limit, found = runs.experiment.limit, {}
    for at in sorted({*_looks(limit), *(press.at for press in preset.presses), limit}):
        for each in (runs, others):
            if each is not None:
                each.advance(at - each.iteration)
        for press in preset.presses:
            press.press(runs)
        compared = (runs,) if others is None or not preset.outcome.compares else (runs, others)
        right, _said = preset.outcome.table.get(preset.outcome.found(*compared)[0], ("", ""))
        if right:  # what comes of the runs later may be no answer to what was asked
            found[at] = str(right)
        if runs.ended:
            break
    return found


def experiment(lesson: Lesson, settings: Mapping[str, Any], seed: int) -> Any:
    """The experiment of these settings, with other first weights where a seed plays a part."""
    seeded = {"seed": seed} if "seed" in lesson.settings.names and "seed" not in settings else {}
    return lesson.experiment(lesson.settings.read({**settings, **seeded})[0])


def _looks(limit: int) -> Iterator[int]:
    yield from (each for each in (*EARLY, *ROUND) if each < limit)
    at = float(ROUND[0])
    while at < limit:
        yield int(at)
        at *= STEPS


def decided(found: Mapping[int, str], of: Sequence[int]) -> int | None:
    """The first of these iterations from which on it has been what it is at the end; None for the end."""
    last = max(found, default=0)
    since = min(
        (at for at in found if all(now == found[last] for later, now in found.items() if later >= at)), default=0
    )
    return next((each for each in of if since <= each < last), None)


def latest(each: list[int | None]) -> int | None:
    """The latest of them, of which None is the end."""
    return None if None in each else max(at for at in each if at is not None)


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("pages", nargs="*", metavar="PAGE", help="such as zero_or_random; all if none is given")
    parser.add_argument("--check", action="store_true", help="exit with 1 where one is said to be decided earlier")
    asked = parser.parse_args()
    wrong = 0
    for name, page in WITH_RUNS.items():
        if asked.pages and name not in asked.pages:
            continue
        for lesson in page.parts.values():
            if lesson.runs is not RunGroup:
                continue
            for preset in lesson.presets:
                if not preset.outcome.table:
                    continue
                ways = [found_on_the_way(lesson, preset, seed) for seed in range(SEEDS)]
                then = preset.outcome.since
                each = [decided(way, (1, *ROUND) if then == 1 else ROUND) for way in ways]
                now = latest(each)
                ends = [way[max(way)] if way else "" for way in ways]
                too_early = (now or inf) > (then or inf)
                wrong += too_early
                said = f"{now or 'end':>6} {then or 'end':>6} {'!' if too_early else ' '}"
                print(f"{name:22} {preset.name:34} {said} {each} {ends}", flush=True)
    if asked.check and wrong:
        sys.exit(f"{wrong} experiments say that they are decided before they are.")


if __name__ == "__main__":
    main()

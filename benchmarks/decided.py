"""Since when each experiment is decided: the iteration at which play pauses and the verdict comes.

Each experiment of a page is trained to its limit with five first weights, and what has come of it (``Outcome.found``)
is found again and again on the way. It is decided at the first of the round iterations below at which that is what it
is at the end, and stays so; where first weights differ, at the latest of theirs. One that none of them decides has only
its end. ``--check`` compares with ``Outcome.since`` of each experiment::

    python -m benchmarks.decided [PAGE …] [--check]
"""

import argparse
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from playground.lessons.lesson import Lesson, Preset
from playground.pages.contents import WITH_RUNS
from playground.training import RunGroup

SEEDS = 5
ROUND = (100, 200, 300, 500, 1000, 2000, 3000, 5000)
"""A hundred iterations are seen in two seconds; of fewer, nobody sees what decides them."""
STEPS = 1.06
"""How far apart, as a ratio, the iterations are at which it is looked."""


def found_on_the_way(lesson: Lesson, preset: Preset, seed: int) -> Mapping[int, Any]:
    """What has come of the experiment, by iteration, from the first of the round ones to the end."""
    runs = RunGroup(experiment(lesson, preset.settings, seed))
    others = None if preset.against is None else RunGroup(experiment(lesson, preset.against, seed))
    presses, found = [*preset.presses], {}
    limit = runs.experiment.limit
    for at in sorted({*_looks(limit), *(press.at for press in presses), limit}):
        for each in (runs, others):
            if each is not None:
                each.advance(at - each.iteration)
        for press in presses:
            if press.at == at:
                press.does(runs)
        if at >= ROUND[0] or runs.ended:
            compared = (runs,) if others is None or not preset.outcome.compares else (runs, others)
            found[at] = preset.outcome.found(*compared)[0]
        if runs.ended:
            break
    return found


def experiment(lesson: Lesson, settings: Mapping[str, Any], seed: int) -> Any:
    """The experiment of these settings, with other first weights where a seed plays a part."""
    seeded = {"seed": seed} if "seed" in lesson.settings.names and "seed" not in settings else {}
    return lesson.experiment(lesson.settings.read({**settings, **seeded})[0])


def _looks(limit: int) -> Iterator[int]:
    yield from (each for each in ROUND if each < limit)
    at = float(ROUND[0])
    while at < limit:
        yield int(at)
        at *= STEPS


def decided(found: Mapping[int, Any]) -> int | None:
    """The first of the round iterations from which on it has been what it is at the end; None for the end."""
    last = max(found)
    since = min(at for at in found if all(now == found[last] for later, now in found.items() if later >= at))
    return next((each for each in ROUND if since <= each < last), None)


def latest(each: list[int | None]) -> int | None:
    """The latest of them, of which None is the end."""
    return None if None in each else max(at for at in each if at is not None)


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("pages", nargs="*", metavar="PAGE", help="such as zero_or_random; all if none is given")
    parser.add_argument("--check", action="store_true", help="exit with 1 where an experiment says something else")
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
                each = [decided(way) for way in ways]
                now, then = latest(each), preset.outcome.since
                ends = [str(way[max(way)]) for way in ways]
                wrong += now != then
                said = f"{now or 'end':>6} {then or 'end':>6} {' ' if now == then else '!'}"
                print(f"{name:22} {preset.name:34} {said} {each} {ends}", flush=True)
    if asked.check and wrong:
        sys.exit(f"{wrong} experiments are decided at another iteration than they say.")


if __name__ == "__main__":
    main()

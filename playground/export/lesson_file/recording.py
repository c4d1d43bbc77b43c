"""A run as a recording: pictures, numbers and sentences at moments where something happens."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.charts.scene import against_divergence, blew_up
from playground.export.images.animation import MOST_WORK, SLICE_WORK, work_of
from playground.features.contents import parts
from playground.language import Language, Message, rendered, sentences, without_advice
from playground.lessons.claims import Answer, when_decided
from playground.lessons.drawn.curve import span_of
from playground.lessons.lesson import Preset, Press, hint
from playground.lessons.outcome import by_chance, can_be_compared, frozen, on_the_way
from playground.lessons.sweep import Sweep
from playground.pages.playground.scene import playground_scene
from playground.training import Event, Experiment, Run, RunGroup, View
from playground.training.view import SHARE

from .moments import Moments

MOST_MOMENTS = 300
MOST_DONE = 50
"""Changes on the way at which there are moments in any case."""
SAID_TOGETHER = 3
"""Changes on the way, the last ones, that are said at a moment."""


class Chapter(NamedTuple):
    """What is to be recorded, and what is asked about it.

    Attributes
    ----------
    name : of the experiment; may be empty
    experiment : what its runs train, as in a lesson
    view : how they are shown
    preset : its question, its hint, what can be predicted, and its answer
    against : what the runs are compared with, for a preset that wants it
    events : what was done to the runs on their way, by name; None for what the preset itself needs
    note : a line of the lecturer's own
    scene : what the page shows of them
    predicts : whether a visitor may predict it in another way than by claims, where features offer one
    runs : what trains the experiment
    """

    name: str
    experiment: Any
    view: View
    preset: Preset
    against: Experiment | None = None
    events: Mapping[str, Sequence[Event]] | None = None
    note: str = ""
    scene: Callable[[Any, View], Any] = playground_scene
    predicts: bool = True
    runs: type[RunGroup] | type[Sweep] = RunGroup

    @property
    def presses(self) -> Sequence[Press]:
        """The page's buttons that the recording presses."""
        return () if self.events else self.preset.presses

    @property
    def done(self) -> list[tuple[int, Message]]:
        """What is done to the runs on their way: iterations, and a sentence for each."""
        pressed = [(each.at, each.said.filled(iteration=each.at)) for each in self.presses]
        return pressed or on_the_way(self.events or {})

    def offering(self, claims: bool, predicts: bool) -> "Chapter":
        """The chapter with what a teacher has left to predict: by claims to choose from, and in other ways."""
        return self._replace(preset=self.preset if claims else self.preset._replace(offers=False), predicts=predicts)


def moments(at: NDArray, costs: NDArray, most: int, always: Sequence[int] = ()) -> list[int]:
    """Choose iterations at which there is something to see.

    They are dense where a cost changes, and besides as far apart as the frames of the accelerating speed.

    Parameters
    ----------
    at : (n,) the iterations to choose from, ascending; the first and the last are chosen
    costs : (runs, n) the costs there
    most : number of iterations, at most
    always : iterations, of whatever kind, that are chosen in any case
    """
    wanted = {int(at[0]), int(at[-1]), *always}
    if len(at) + len(wanted - {*at.tolist()}) <= most:
        return sorted({*at.tolist(), *wanted})
    reach = costs.max(axis=1, keepdims=True) - costs.min(axis=1, keepdims=True)
    change = np.abs(np.diff(costs / np.where(reach > 0, reach, 1))).sum(axis=0)
    pace = np.diff(np.log1p(at / SHARE))
    way = np.concatenate([[0], np.cumsum(pace / pace.sum() + change / (change.sum() or 1))])
    found: set[int] = set()
    for number in range(most - len(wanted), 4 * most, 8):  # several of them may fall upon the same iteration
        some = {*at[np.searchsorted(way, np.linspace(0, way[-1], number)).clip(max=len(at) - 1)].tolist(), *wanted}
        if len(some) > most:
            break
        found = some
    return sorted(found | wanted)


class Recording:
    """Records a chapter.

    Parameters
    ----------
    chapter : what to record
    languages : of its texts
    most : number of moments, at most

    Attributes
    ----------
    last : the last iteration
    shortened : whether that is not the end of the runs, which would take too long to train
    work : an estimate of what it takes, to weigh it against other chapters
    packed : the recording, compressed; empty until it is made
    note : what is said where it is shortened, if that is not said of all such runs together

    Raises
    ------
    ValueError
        If the runs can't be trained.
    """

    note: Message | str = ""

    def __init__(self, chapter: Chapter, languages: Sequence[Language], most: int = MOST_MOMENTS) -> None:
        self.chapter, self._languages, self._most = chapter, languages, most
        runs = RunGroup(chapter.experiment)
        each = sum(map(work_of, runs.values()))
        beside = sum(map(work_of, RunGroup(chapter.against).values())) if chapter.against else 0
        limit = chapter.experiment.limit
        self.last = min(limit, MOST_WORK // each)
        self.shortened = self.last < limit
        self._at_a_time = max(1, SLICE_WORK // max(each, beside))
        self.work = (2 * each + beside) * self.last + MOST_MOMENTS * SLICE_WORK // 2
        self.packed = b""

    def make(self) -> Iterator[float]:
        """Record; yields the fraction done, 0 to 1, after each short time slice."""
        others = RunGroup(self.chapter.against) if self.chapter.against else None
        runs = self._begun()
        yield from (share / 2 for share in self._train(runs, self.last, self.chapter.presses))
        chosen = self._choose(runs)
        runs = self._begun()  # once more, to stop at those
        scene = self.chapter.scene(runs, self.chapter.view)
        fine = any(part.is_fine(self.chapter) for part in parts("recording"))
        kept, figures = Moments(self._languages, fine, scene.of_visitor), scene.figures()
        done, claims, right = self._done(), self.chapter.preset.claims, None
        for number, iteration in enumerate(chosen):
            at_end = number == len(chosen) - 1
            end = self.last if at_end else iteration  # at the end they may diverge
            for _share in self._train(runs, end, self.chapter.presses):
                yield 0.5 + number / len(chosen) / 2
            compared = others if others and can_be_compared(runs) else None
            if compared:
                for _share in self._train(compared, runs.iteration):
                    yield 0.5 + number / len(chosen) / 2
            now = claims.right(runs, compared) if claims else None
            right = right if now is None else now  # what was decided before a change stays so
            kept.add(
                iteration,
                scene.now(),
                {} if number else figures,
                right,
                described=[scene.described()],
                done=next((said for at, said in reversed(done) if at <= iteration), ""),
                **self._answer(runs, compared)._asdict(),
                **of_features("said", self.chapter, runs.first),
            )
            yield 0.5 + (number + 1) / len(chosen) / 2
        more = {
            "span": span_of(self.last, self.chapter.view.log_iteration),
            **of_features("described", self.chapter, runs.first),
        }
        self.packed = kept.packed(scene, True, scene.curves(), **more)

    def _begun(self) -> RunGroup:
        """The runs at their first weights, with what is to happen to them on their way."""
        limited = {
            name: each._replace(recipe=replace(each.recipe, limit=self.last))
            for name, each in self.chapter.experiment.items()
        }
        runs = RunGroup(Experiment(limited))
        if self.chapter.events:
            runs.restore(self.chapter.events)
        return runs

    def _train(self, runs: RunGroup, iteration: int, presses: Sequence[Press] = ()) -> Iterator[float]:
        while runs.iteration < iteration and not runs.ended:
            ahead = [each for each in presses if each.at > runs.iteration]
            stop = min([iteration, runs.iteration + self._at_a_time, *(each.at for each in ahead)])
            runs.advance(stop - runs.iteration)
            for each in ahead:
                if each.at == runs.iteration:
                    each.does(runs)
            yield runs.iteration / iteration

    def _done(self) -> list[tuple[int, str]]:
        """What was done on the way, by the iteration from which it is said."""
        done = self.chapter.done
        by_iteration = {at: place for place, (at, _said) in enumerate(done, 1)}
        last = {at: done[max(0, place - SAID_TOGETHER) : place] for at, place in by_iteration.items()}
        return [(at, sentences(*(said for _at, said in some))) for at, some in last.items()]

    def _choose(self, runs: RunGroup) -> list[int]:
        histories = [run.history.points for run in runs.values()]
        longest = max(histories, key=len)
        at = sorted({*(point.iteration for point in longest), runs.iteration})
        costs = [np.interp(at, [each.iteration for each in some], [each.cost for each in some]) for some in histories]
        claims = self.chapter.preset.claims
        decided = claims.since if claims else None
        done = dict.fromkeys(at for at, _said in self.chapter.done[:MOST_DONE])
        wanted = [1, decided, *(each + after for each in done for after in (0, 1))]
        always = [each for each in wanted if each is not None and each <= runs.iteration]
        return moments(np.array(at), np.nan_to_num(np.array(costs), posinf=1e300), self._most, always)

    def _answer(self, runs: RunGroup, compared: RunGroup | None) -> Answer:
        """The answer to the question, if the runs stopped at this moment, and what has to be said with it."""
        if not runs.iteration:
            return Answer()
        if all(run.divergence for run in runs.values()):
            said = Answer(*(sentences(*dict.fromkeys(map(of, runs.values()))) for of in (blew_up, against_divergence)))
        else:
            said = self.chapter.preset.answer(runs, compared)
        return said._replace(details=sentences(said.details, frozen(runs.first)))


def of_features(name: str, chapter: Chapter, run: Run | None) -> dict[str, Any]:
    """What features have of a chapter: ``described``, of its whole run, or ``said`` at a moment. None: of a sweep."""
    return {key: each for part in parts("recording") for key, each in getattr(part, name)(chapter, run).items()}


def described(chapter: Chapter, language: Language) -> dict[str, Any]:
    """What is said of a chapter before it is played."""
    preset, claims = chapter.preset, chapter.preset.claims
    said = {
        "name": chapter.name,
        "note": chapter.note,
        "question": preset.question,
        "hint": hint(preset.look_at),
        "claims": claims.each if claims else [],
        "said": [[claims.said_of(place, right) for right in (None, True, False)] for place in range(len(claims.each))]
        if claims
        else [],
        "when": when_decided(claims) if claims and (chapter.runs.in_step or not claims.judged) else "",
        "chance": by_chance(claims, True),
    }
    return rendered(without_advice(said), language)

"""What a question's run will show: trained ahead for the teacher's own device alone, as advice needs to know it."""

import threading
import time
from collections.abc import Iterator

from playground.features.classroom.questions.kinds import kind_of
from playground.features.classroom.questions.question import Question, chosen_of, lesson_of, preset_of
from playground.lessons.lesson import against_of
from playground.lessons.sweep import Results, Sweep
from playground.training import RunGroup
from playground.training.retraining import advance_for
from playground.ui.runs.memory_budget import BUDGET, MemoryBudget, large_apart

from .following import ROOMS, Clock

PORTION = 20
"""Iterations of a sweep's network at a time."""
SLICE = 0.005
"""Seconds of work at a time."""
RETRY_SECONDS = 10.0
"""Until the next attempt where there is no memory."""


class Foresight:
    """The claim that will be right about a question of the page.

    Parameters
    ----------
    question : of whatever kind; of one without claims that a run judges, nothing can be foreseen
    budget : for the memory of its runs
    clock : seconds, monotonic; tests pass their own

    Attributes
    ----------
    question : the same
    right : the place of the claim; None as long as that is not known, or where no run decides it
    version : grows once it is known
    """

    session = ROOMS

    def __init__(self, question: Question, budget: MemoryBudget = BUDGET, clock: Clock = time.monotonic) -> None:
        self.right: int | None = None
        self.version = 0
        self.question, self._budget, self._clock = question, budget, clock
        self._training: Iterator[int | None] | None = None
        self._ended, self._not_before = False, 0.0
        self._lock = threading.Lock()

    @property
    def due(self) -> float | None:
        return None if self._ended else self._not_before

    def work(self, seconds: float) -> None:
        until = self._clock() + seconds
        with self._lock:
            self._budget.used(self)
            try:
                self._training = self._training or self._train()
                while self.right is None and self._clock() < until:
                    self.right = next(self._training)
            except MemoryError:  # just now
                self._training, self._not_before = None, self._clock() + RETRY_SECONDS
            except (StopIteration, ValueError):  # nothing decides it, or these settings can't be run
                self._ended = True
            if self.right is not None:
                self._ended, self.version = True, 1
            if self._ended:
                self._training = None
                self._budget.reserve(self, 0)

    def _train(self) -> Iterator[int | None]:
        """Train what the question is about, and say after each portion which claim is right, if that can be told."""
        lesson, preset = lesson_of(self.question), preset_of(self.question)
        judged = not self.question.text and kind_of(self.question).choices(self.question)
        if not preset or not preset.claims or not judged:
            return
        with large_apart():
            runs = lesson.runs(lesson.experiment(chosen_of(self.question)))
            against = against_of(lesson, preset) if preset.claims.compares else None
            others = RunGroup(against) if against else None
        if isinstance(runs, Sweep):
            while not runs.ended:
                runs.advance(PORTION)
                yield None
            yield preset.claims.right(Results(runs))
            return
        each = [run for group in (runs, others) if group for run in group.values()]
        try:
            self._budget.reserve(self, sum(run.nbytes for run in each))
        except ValueError:
            raise MemoryError from None
        while True:
            for press in preset.presses:
                press.press(runs)
            yield preset.claims.right(runs, others)
            if runs.ended:
                return
            stops = [runs.experiment.limit, *(press.at for press in preset.presses)]
            advance_for(runs, min(at for at in stops if at > runs.iteration), SLICE)
            if others:
                others.advance(runs.iteration - others.iteration)

    def release(self) -> bool:
        """Release the memory of its runs, unless they are being trained; they are trained once more."""
        if not self._lock.acquire(blocking=False):
            return False
        self._training = None
        self._lock.release()
        return True

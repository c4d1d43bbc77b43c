"""The player of a visitor's runs: what commands do, and what each tick contains."""

import hashlib
import logging
import secrets
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, NamedTuple, TypeVar

from numpy.typing import NDArray

from playground.charts import Curve, Frame, MakeScene, OtherLine, news
from playground.language import ENGLISH, Language, Message
from playground.lessons.lesson import Chosen, Preset
from playground.lessons.outcome import can_be_compared
from playground.training import Event, Experiment, Run, RunGroup, View
from playground.ui.components.commands import COMMANDS, FRAMES, Command
from playground.ui.components.strokes import Strokes, usable
from playground.ui.components.tick import Charts, Said, Tick

from .comparison import Comparison
from .frames import UNPLANNED, Plan, pictures_a_second
from .memory_budget import BUDGET, MemoryBudget, large_apart
from .playback import Playback
from .scheduler import SCHEDULER, Scheduler

_log = logging.getLogger(__name__)
T = TypeVar("T")

MOST_IDS = 20
"""Ids of recent runs that are remembered: a command may be for one that has ended since."""
Action = Callable[[Chosen, RunGroup], None]
"""What a page's own button does to the runs, given the current settings."""
Reads = Callable[[Strokes], NDArray | None]
"""Turns a drawing into an input for the network."""


class Left(NamedTuple):
    """Runs that were left for others from the start: their iteration, their event logs, and whether they played."""

    iteration: int
    past: Mapping[str, Sequence[Event]]
    playing: bool


def _rates(experiment: Experiment) -> list[float]:
    return [variant.recipe.learning_rate for variant in experiment.values()]


def _new_token() -> str:
    """An unguessable name; requests that carry it may use the player."""
    return secrets.token_hex(16)


def _no_input(strokes: Strokes) -> None:
    """For pages on which no drawing is an input."""


class Player:
    """One visitor's runs on one page, and whether they play.

    **Who knows what.** The runs are here, and while they play they are ahead of the screen, by the pictures that the
    page has yet to show. Only the page knows what is on screen. So each of its commands carries the iteration at which
    it was given: the runs go back to that iteration, and the command is done there. A repeated command is done only
    once, and each tick carries the number of the last command done.

    Changing a control starts a new script thread while the old one may still be inside a tick. The lock admits one at
    a time; a tick that comes second finds the id of another run in its request, and brings no pictures.

    Parameters
    ----------
    scene : makes what the page shows
    experiment, view : the visitor's choices; a ``ValueError`` of the core or the data is passed on
    session : the visitor's
    language : the visitor's, for the texts of the charts
    scheduler : of its time slices
    budget : for the memory of its runs

    Attributes
    ----------
    chosen : all settings of the page, for its actions
    actions : what the page's own buttons do, by name
    comment : makes the comment on the runs above the charts
    advises : the text of the button that does what is advised
    on_tick : if there is one, is called with each tick and the command that it answers, if any; must not take long
    strokes : what the visitor has drawn, which ``reads`` turns into an input
    done : the number of the last command done
    pointed : whether a cursor reads the charts
    compared : whether its curve stands beside those of pinned runs, so that a learning rate chosen on the way applies
        from the start
    choices, changes : how often settings were changed, and how often a command acted on the runs
    """

    def __init__(
        self,
        scene: MakeScene,
        experiment: Experiment,
        view: View,
        session: str = "",
        *,
        language: Language = ENGLISH,
        scheduler: Scheduler = SCHEDULER,
        budget: MemoryBudget = BUDGET,
    ) -> None:
        self.token = _new_token()
        self.session, self.language = session or self.token, language
        self._scheduler, self._budget = scheduler, budget
        self._lock = threading.RLock()
        self._make_scene = scene
        self.view = view
        self.chosen: Chosen = {}
        self.actions: Mapping[str, Action] = {}
        self.comment: Callable[[Player], Said] = lambda player: Said()
        self.advises: Callable[[Player], Message | str] = lambda player: ""
        self.on_tick: Callable[[Player, Command | None, Tick], None] | None = None
        self.reads: Reads = _no_input
        self.strokes: Strokes = []
        self.done = 0
        self.compared = False
        self._comparison: Comparison | None = None
        self._left: Left | None = None
        self._plan = UNPLANNED
        self._lines: tuple[OtherLine, ...] = ()
        self.failed = self.pointed = False
        self.next_tick = 0
        self.choices = self.changes = 0
        self._asked: Command | None = None
        self._describes = False
        """Whether the page has asked for the screen in words, though it plays."""
        self._ids: deque[str] = deque(maxlen=MOST_IDS)
        """Ids of the runs that its page may have on screen."""
        self._sent_curves: Mapping[str, Curve] | None = None
        self._playback: Playback | None = None
        self._plays_on = False
        """Whether the next run plays at once: the last one did, until settings were chosen that can't be run."""
        self._load(experiment)

    def _load(self, experiment: Experiment) -> None:
        playing = self.playing or self._plays_on
        try:
            playback = Playback(experiment, playing, self._plan)
            self._draw(playback.runs)
            self._budget.reserve(self, self._scene.nbytes)
        except Exception:
            self._empty()
            self._plays_on = playing
            raise
        self._plays_on = False
        # The same for all runs with the same start, in every process.
        start = {name: vars(recipe) for name, recipe in experiment.beginning.items()}
        self.start = hashlib.sha1(repr(start).encode()).hexdigest()[:12]
        self._playback, self.failed, self._left = playback, False, None
        self._new_id()

    def release(self) -> bool:
        """Release the memory of the runs, unless they are in use; the next request starts them again.

        To the page this looks like a restarted server, so it sends a restore request.
        """
        if not self._lock.acquire(blocking=False):
            return False
        try:
            self._empty()
            self._plays_on = False
            self.token = _new_token()
            self._ids.clear()
        finally:
            self._lock.release()
        return True

    def _empty(self) -> None:
        self._playback = None
        for name in ("_scene", "charts"):
            if hasattr(self, name):
                delattr(self, name)

    def _new_id(self) -> None:
        """Mark what follows as a new run, also to a page that was open before a server restart."""
        self.id = secrets.token_hex(4)
        self._ids.append(self.id)

    def _draw(self, runs: RunGroup) -> None:
        with large_apart():
            scene = self._make_scene(runs, self.view)
            scene.sample, scene.other_lines = self.reads(self.strokes), self._lines
            where = scene.layout() | {"readings": [*scene.readings()]}
            self.charts = Charts(scene.figures(), where, scene.arrangement, fills=True, language=self.language)
        self._scene = scene

    @property
    def present(self) -> bool:
        """Whether it holds its runs; otherwise the page's next request starts them again."""
        return self._playback is not None

    @property
    def playback(self) -> Playback:
        """Its runs and their position; requires ``present``."""
        if self._playback is None:
            raise RuntimeError("This player has let its runs go: look at present first.")
        return self._playback

    @property
    def runs(self) -> RunGroup:
        """Its runs; requires ``present``."""
        return self.playback.runs

    @property
    def run(self) -> Run:
        """The first run; on most pages the only one."""
        return self.runs.first

    @property
    def playing(self) -> bool:
        """Whether its runs play."""
        return self._playback is not None and self._playback.playing

    def follow(self, experiment: Experiment, view: View, language: Language = ENGLISH) -> None:
        """Apply the visitor's choices. One that changes the start begins a new run, which plays if the old one did."""
        with self._lock:
            other_language = language != self.language
            self.language = language
            if not self.present:
                self.view = view
                self._load(experiment)
                return
            before = self.runs.experiment
            if view != self.view or experiment != before:
                self.choices += 1
            mended = self.failed and (view != self.view or experiment != before)
            # A label may contain the learning rate, which may change during a run.
            drawn_anew = view != self.view or experiment.labels != before.labels or other_language
            self.view = view
            if mended or experiment.beginning != before.beginning:
                self._load(experiment)
                return
            begun = self.runs.latest and not self.playback.seeking
            if self.compared and begun and _rates(experiment) != _rates(before):
                here, past, playing = self.runs.iteration, self.runs.event_log, self.playing
                self._load(experiment)
                self._left = Left(here, past, playing) if past else None
                return
            self.playback.choose(experiment)
            if drawn_anew:
                self._draw(self.runs)

    @property
    def ended(self) -> bool:
        """Whether the run has ended and the page has shown its end."""
        return self.runs.ended and not self.playing

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """Hold the lock; an exception is logged and stops this run for good, until a reset starts it again."""
        with self._lock:
            try:
                yield
            except Exception:
                _log.exception("A run failed: %r, %r", self.runs.experiment if self.present else None, self.view)
                self.failed = True
                if self._playback:
                    self._playback.playing = False

    def draw(self, strokes: Strokes) -> None:
        """Keep the visitor's drawing, if it is one; from now on the pictures show what the network makes of it."""
        if not usable(strokes):
            return
        with self._lock:
            self.strokes = strokes
            if self.present:
                self._scene.sample = self.reads(strokes)

    def show_beside(self, lines: Sequence[OtherLine]) -> None:
        """Add these lines to the cost chart, in place of earlier ones."""
        with self._lock:
            if tuple(lines) != self._lines:
                self._lines = tuple(lines)
                if self.present:
                    self._draw(self.runs)

    def compare_with(self, experiment: Experiment | None) -> None:
        """Compare its runs, wherever they stand still, with those of another experiment; with none if None."""
        with self._lock:
            if self._comparison and self._comparison.experiment != experiment:
                self._comparison.end()
                self._comparison = None
            if experiment and not self._comparison:
                self._comparison = Comparison(experiment, self.session, self._budget)

    def ask(self, preset: Preset | None, pauses: bool = True) -> None:
        """Have what it asks about done by playing, which ``pauses`` where that decides it; None for nothing."""
        with self._lock:
            self._plan = Plan.of(preset, pauses) if preset else UNPLANNED
            if self._playback:
                self._playback.plan = self._plan

    @property
    def changed_by_hand(self) -> bool:
        """Whether something was done to its runs on their way that playing them would not do again."""
        pressed = {each.at for each in self._plan.presses}
        return any(
            each.is_rate or each.is_frost or each.is_edit or each.iteration not in pressed
            for run in self.runs.values()
            for each in run.past[1:]  # the first is the rate that they began with
        )

    @property
    def others(self) -> RunGroup | None:
        """The runs to compare its own with, at the same iteration; None if there are none, or not yet."""
        return self._comparison.at(self.runs.iteration) if self._comparison and self._comparable else None

    @property
    def _comparable(self) -> bool:
        """Whether its runs stand still somewhere that others can be trained to."""
        return not self.moves and can_be_compared(self.runs)

    @property
    def _comparing(self) -> bool:
        """Whether other runs are on their way to where its own stand."""
        comparison = self._comparison
        return bool(comparison and self._comparable and not self.others) and not self.left_uncompared

    @property
    def left_uncompared(self) -> bool:
        """Whether its runs should be compared with others where they stand, but that takes too much time or memory."""
        comparison = self._comparison
        return bool(comparison and self._comparable and comparison.is_out_of_reach(self.runs.iteration))

    @property
    def advice(self) -> Mapping[str, Any]:
        """The settings that are advised where the runs are, by name; none before the first iteration."""
        return self._scene.advice if self.present and not self.failed and self.runs.iteration else {}

    def pause(self) -> None:
        """Pause, and have the page report where: until then, the runs are ahead of the screen."""
        if self._playback:
            self._playback.playing = False

    def inspect(self, at: Callable[[RunGroup], T]) -> T:
        """Call ``at`` on the runs while they are locked; it must not change them."""
        with self._lock:
            return at(self.runs)

    @property
    def moves(self) -> bool:
        """Whether the picture on screen is changing, or not known for certain."""
        return self._playback is not None and self._playback.moves

    @property
    def version(self) -> str:
        """Changes with everything that the page shows around the charts: its settings, and the position of the runs."""
        where = self.runs.iteration if self.present else ""
        return f"{self.id} {self.choices} {self.changes} {where} {self.failed}"

    def reset(self) -> None:
        """Stop, go back to the first weights, and wait for Play."""
        with self._guarded():
            if not self.present:
                return
            if self.failed:
                self._load(self.runs.experiment)  # the failed runs may be in any state
                return
            self.playback.reset()
            self._left = None
            self._new_id()

    def answer(self, command: Command) -> Tick | None:
        """Answer a request over the websocket; None if it is for the page's script, which can also send charts."""
        with self._lock:
            ours = self.present and not self.failed and command.charts == self.charts.id
            if not ours or not COMMANDS[command.what].does:
                return None
            self.handle(command)
            ticked = self.tick()
            return ticked[0] if ticked and not self.failed else None

    def handle(self, command: Command) -> bool:
        """Carry out a command once, at the iteration on screen; the next tick answers it.

        A command from a page that has lost its player is ignored: the page repeats it once the runs are restored.
        Returns whether the page's script has to carry out the command now.
        """
        with self._guarded():
            self._asked = command
            spec = COMMANDS[command.what]
            whatever_runs = not spec.does or not spec.changes_run
            ours = self.present and (command.run in self._ids or whatever_runs)
            if ours and command.what != FRAMES and command.number > self.done:
                self.done = command.number
                if not spec.does:
                    self.playback.dragging = False
                    return True
                self._obey(command)
        return False

    def _obey(self, command: Command) -> None:
        spec = COMMANDS[command.what]
        if spec.changes_run:
            self.changes += 1
        if spec.changes_run and not spec.afresh:
            if self.failed:
                return
            # The run on screen may have been replaced since by a change of settings: then it is for the new one.
            on_screen = command.run == self.id
            self.playback.stand_at(command.shown if on_screen else None)
            if spec.of_run and not on_screen:
                return
        if spec.does:
            spec.does(self, command)

    def play_from_the_start(self) -> None:
        """Go back to the first weights, and play."""
        self.reset()
        if not self.failed:
            self.playback.play()

    def act(self, name: str) -> None:
        """Do what the page's own button of this name stands for."""
        if action := self.actions.get(name):
            self.playback.change(partial(action, self.chosen))

    def point(self) -> None:
        """Note that a cursor reads the charts."""
        self.pointed = True

    def describe(self) -> None:
        """Say in the next tick what is on screen, though it plays."""
        self._describes = True

    def go_on(self) -> None:
        """Continue playing; call this together with raising the limit."""
        with self._lock:
            if self._playback:
                self._playback.play()

    @property
    def way(self) -> str:
        """The other way to go on, where there is one: "from_here" and "from_the_start" after a learning rate was chosen
        on the way of the runs, "decided" where they stand at the iteration that has decided them.
        """
        if self._left:
            return "from_here"
        if any(run.rate_since for run in self.runs.values()):
            return "from_the_start"
        decided = self.runs.iteration == self._plan.pauses_at and not self.moves and not self.runs.ended
        return "decided" if decided else ""

    @property
    def left_at(self) -> int:
        """The iteration at which :attr:`way` "from_here" goes on."""
        return self._left.iteration if self._left else 0

    def come_back(self) -> None:
        """Go back to the run that was left, if there is one, and on from there with the present settings."""
        left, self._left = self._left, None
        if not left:
            return
        experiment = self.runs.experiment
        self.playback.playing |= left.playing
        self.playback.begin_at(left.past, left.iteration)
        self.playback.choose(experiment)
        self._new_id()

    def restore(self, command: Command) -> None:
        """Restore the runs of a page whose server has restarted, or that was idle for too long.

        This player has the same settings, from the page or its link, and runs are deterministic, so they can be trained
        again.
        """
        more = command.arguments
        if self.failed or command.run != self.id or more["start"] != self.start or self.runs.iteration:
            return
        # A diverged run stands at its last good iteration: the next one has to be trained to find that out.
        here = command.shown + more["ended"]
        if self.playback.restore(more["events"], max(more["latest"], here), here):
            self.playback.playing |= more["playing"]

    def begin_at(self, event_log: Mapping[str, Sequence[Event]], iteration: int) -> None:
        """Set out for ``iteration``, applying the events up to there.

        Raises
        ------
        ValueError
            If the events don't fit these runs.
        """
        with self._lock:
            self.playback.begin_at(event_log, iteration)

    def tick(self) -> tuple[Tick, str | None] | None:
        """The tick to send now, and the id of the charts that the page has; None if the runs have been released.

        The answer to a request for pictures contains pictures; any other tick has the current state of the runs. The
        tick of failed runs is empty.
        """
        self._budget.used(self)
        with self._guarded():
            if not self.present:
                return None
            asked, self._asked = self._asked, None
            if not self.failed:
                answers = asked if asked and asked.run == self.id else None
                works = answers and (
                    self.playback.seeking or (answers.what == FRAMES and (self.playing or self._comparing))
                )
                frames, retry_after = self._take_slice(answers) if answers and works else ((), 0.0)
                now = None if frames else self._still()
                tick = self._tick(answers, frames, now, self._scene.curves(), retry_after)
                if self.on_tick:
                    self.on_tick(self, answers, tick)
                return tick, asked.charts if asked else None
        return self._tick(None, (), None, {}, 0.0), None

    def _still(self) -> Frame:
        """The picture that stays; in words where nothing moves, or if the page has asked for that."""
        describes, self._describes = self._describes or not self.playback.moves, False
        still = self._scene.still(describes)
        if self.pointed and not self.playback.moves:
            still["cursor"] = {name: read() for name, read in self._scene.readings().items()}
        return still

    def _take_slice(self, asked: Command) -> tuple[Sequence[Frame], float]:
        """Take a time slice to seek, to make the requested pictures, or to train other runs for a comparison.

        Returns the pictures, and the seconds until the next one.
        """
        frames: Sequence[Frame] = ()
        with self._scheduler.time_slice(self.session) as time_slice:
            if self.playback.seeking:
                self.playback.approach(time_slice)
            elif self._comparison and not self.playing:
                self._comparison.approach(self.runs.iteration, time_slice)
            else:
                frames = self.playback.frames(time_slice, self._scene, self.view, **asked.arguments)
        return frames, time_slice.retry_after

    def _tick(
        self,
        asked: Command | None,
        frames: Sequence[Frame],
        now: Frame | None,
        curves: Mapping[str, Curve],
        retry_after: float,
    ) -> Tick:
        playback = self.playback
        says_nothing = frames or self.failed or playback.seeking
        tick = Tick(
            number=self.next_tick,
            player=self.token,
            start=self.start,
            run=self.id,
            playing=self.playing,
            rate=pictures_a_second(self.view),
            frames=frames,
            now=now,
            curves=self._news(curves, asked),
            ended=playback.at_end and not playback.seeking,
            latest=self.runs.latest,
            events=self.runs.event_log,
            retry_after=retry_after,
            progress=playback.progress,
            answer=asked.number if asked else None,
            done=self.done,
            way=self.way,
            end=self.end,
            failed=self.failed,
            said=None if says_nothing else self.comment(self),
            comparing=not says_nothing and self._comparing,
            advice=None if says_nothing else self.advises(self),
            version=self.version,
        )
        # While seeking, a page keeps the curves that it had.
        self._sent_curves = curves if tick.progress is None else None
        self.next_tick += 1
        return tick

    @property
    def end(self) -> str:
        """Why the runs have ended; empty if they have not."""
        if not self.runs.ended:
            return ""
        ended_by = {run.ended_by for run in self.runs.values()}
        return next(each for each in ("limit", "stop", "diverged") if each in ended_by)

    def _news(self, curves: Mapping[str, Curve], asked: Command | None) -> Mapping[str, Curve]:
        """The part of the curves that the page lacks: only the end, if it has everything sent before."""
        known = self._sent_curves
        if known is None or asked is None or (asked.tick, asked.charts) != (self.next_tick - 1, self.charts.id):
            return curves
        return {name: news(curve, known[name]) for name, curve in curves.items()}

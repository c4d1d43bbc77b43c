"""The runs that a visitor plays: what the buttons do, and what each tick brings."""

import hashlib
import logging
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from math import inf
from typing import TypeVar

from numpy.typing import NDArray

from playground.charts import Curve, Frame, Held, MakeScene, news
from playground.language import ENGLISH, Language
from playground.training import Event, Experiment, Run, RunGroup, View

from .frames import FrameMaker, at_end, pictures_a_second
from .live_chart import Charts, Tick
from .page_words import Backwards, Edit, FrameRequest, Freeze, RestoreRequest, Seek, Stopped, Word
from .room import ROOM, Room, large_apart
from .turns import TURNS, Turn, Turns

_log = logging.getLogger(__name__)
T = TypeVar("T")

STOPS_WITHIN = 5.0
"""Seconds after a pause in which a page says where it has stopped. One that does not is not there any more."""
MOST_DEEDS = 20
"""What was done to the runs lately: so much of it can be ahead of the screen."""


def _new_token() -> str:
    """A name that nobody can guess: whoever knows it may ask the player."""
    return secrets.token_hex(16)


class Player:
    """One visitor's runs on one page, and whether they play.

    A change of a control starts a new thread of the script while the old one may still be inside a tick. The lock
    lets one after the other; a tick that comes second finds another run's name in its question, and brings nothing.

    Parameters
    ----------
    scene : makes what the page shows
    experiment, view : the visitor's choices; a ``ValueError`` of the core or the data passes through
    session : the visitor's
    language : the visitor's, in which its charts speak
    turns : whose turns it takes
    room : where its runs have their memory
    """

    def __init__(
        self,
        scene: MakeScene,
        experiment: Experiment,
        view: View,
        session: str = "",
        *,
        language: Language = ENGLISH,
        turns: Turns = TURNS,
        room: Room = ROOM,
    ) -> None:
        self.session, self.language = session, language
        self._turns, self._room = turns, room
        self._lock = threading.RLock()
        self._make_scene = scene
        self.token = _new_token()
        self.view = view
        self._sample: NDArray | None = None
        self._lines: tuple[Held, ...] = ()
        self.playing = self.failed = self.present = False
        self.next_tick = 0
        self._request: FrameRequest | Seek | Edit | None = None
        self._stop: Stopped | None = None
        self._freeze: int | None = None
        self._sent_curves: Mapping[str, Curve] | None = None
        self._deeds: deque[tuple[float, Callable[[], None]]] = deque(maxlen=MOST_DEEDS)
        self._paused_at: float | None = None
        self._sent_pictures = False
        self._load(experiment)

    def _load(self, experiment: Experiment) -> None:
        self.present = False
        with large_apart():
            self.runs = RunGroup(experiment)
        # The same for all runs that start alike, whatever the process.
        start = {name: vars(recipe) for name, recipe in experiment.beginning.items()}
        self.start = hashlib.sha1(repr(start).encode()).hexdigest()[:12]
        self.failed = False
        self._stay_here()
        self._forget_deeds()
        self._maker = FrameMaker(self.runs)
        self._new_id()
        self._draw()
        try:
            self._room.take(self, self._scene.nbytes)
        except ValueError:
            self._empty()
            raise
        self.present = True

    def let_go(self) -> bool:
        """Give the memory of the runs back, unless they are in use; they are begun anew when they are asked for.

        The page then takes this for a server that has forgotten it, and asks to be brought back.
        """
        if not self._lock.acquire(blocking=False):
            return False
        try:
            self._empty()
            self.playing = False
            self.token = _new_token()
        finally:
            self._lock.release()
        return True

    def _empty(self) -> None:
        self.present = False
        self._forget_deeds()
        for name in ("runs", "_maker", "_scene", "charts"):
            if hasattr(self, name):
                delattr(self, name)

    def _new_id(self) -> None:
        """Mark what follows as another run, also for a page that knew this visitor before a server's restart."""
        self.id = secrets.token_hex(4)

    def _draw(self) -> None:
        with large_apart():
            scene = self._make_scene(self.runs, self.view)
            scene.sample, scene.held = self._sample, self._lines
            self.charts = Charts(scene.figures(), scene.layout(), scene.arrangement, fills=True, language=self.language)
        self._scene = scene

    @property
    def run(self) -> Run:
        """The first of the runs; on most pages the only one."""
        return self.runs.first

    def follow(self, experiment: Experiment, view: View, language: Language = ENGLISH) -> None:
        """Take over the visitor's choices. A choice that changes the start begins another run, playing or not."""
        with self._lock:
            other_language = language != self.language
            self.language = language
            if not self.present:
                self.view = view
                self._load(experiment)
                return
            before = self.runs.experiment
            mended = self.failed and (view != self.view or experiment != before)
            # A label may tell a learning rate, which may change while it runs.
            drawn_anew = view != self.view or experiment.labels != before.labels or other_language
            self.view = view
            if mended or experiment.beginning != before.beginning:
                self._load(experiment)
                return
            if not self.seeking:  # what is changed on the way to a moment is changed when it is there
                rates = [run.recipe.learning_rate for run in self.runs.values()]
                self.runs.adjust(experiment)
                if rates != [run.recipe.learning_rate for run in self.runs.values()]:
                    self._seen = 0
            if drawn_anew:
                self._draw()

    @property
    def ended(self) -> bool:
        """Whether the run has ended and the page has shown it to its end."""
        return self.runs.ended and not self.playing

    @property
    def seeking(self) -> bool:
        """Whether it is on its way to a moment that the page wants."""
        return self._target is not None

    @property
    def _at_end(self) -> bool:
        """Whether there is nothing more to play."""
        return at_end(self.runs, self.backwards)

    def _stay_here(self) -> None:
        """No other moment is wanted than the present one, and from here it goes forwards."""
        self._target: int | None = None
        self._then: int | None = None
        self._begun_at = 0
        self.held = self.backwards = False
        self._seen = 0
        """How far the timeline was on screen, as far as is known; it may reach further while it plays."""

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """One at a time; whatever goes wrong stops this run, for good, and is logged: a reset begins anew."""
        with self._lock:
            try:
                yield
            except Exception:
                _log.exception("A run failed: %r, %r", self.runs.experiment if self.present else None, self.view)
                self.playing, self.failed = False, True

    def show(self, sample: NDArray | None) -> None:
        """From now on the pictures show what the network makes of this input of the visitor's, too."""
        with self._lock:
            self._sample = sample
            if self.present:
                self._scene.sample = sample

    def hold(self, lines: Sequence[Held]) -> None:
        """From now on the cost chart has these lines, too."""
        with self._lock:
            if tuple(lines) != self._lines:
                self._lines = tuple(lines)
                if self.present:
                    self._draw()

    def toggle(self) -> None:
        """Play or pause; on the way to another moment, from where that ends."""
        with self._guarded():
            pauses = self.playing
            if not pauses:
                self.backwards = self.held = False
                self._seen = self.runs.latest
            self.playing = not pauses and not self.runs.ended
            if not pauses:
                self._do_deferred()
            elif self._sent_pictures:
                self._paused_at = time.monotonic()
            self._sent_pictures = False

    def pause(self) -> None:
        """Pause if it plays."""
        if self.playing:
            self.toggle()

    def look(self, at: Callable[[RunGroup], T]) -> T:
        """What is to be seen of the runs at this moment: nothing moves meanwhile, and nothing may be changed."""
        with self._lock:
            return at(self.runs)

    def go_on(self) -> None:
        """Play on; to be called together with a higher limit."""
        self.playing = not self.runs.ended

    def step(self) -> None:
        """One iteration."""
        with self._guarded():
            if not self.seeking:
                self.playing = self.backwards = self.held = False
                self._do(lambda: self.runs.advance(1))

    def _do(self, deed: Callable[[], None]) -> None:
        """Do something to the runs, at what is on screen.

        While they play, the runs are ahead of the screen, and the page will come to what was done; unless it pauses
        before, see :meth:`stopped`. After a pause the runs are still ahead until the page has said where it stopped.
        """
        if self.stopping:
            self._deeds.append((inf, deed))
            return
        self._do_deferred()
        here = self.runs.iteration
        # What was done before lies in the future if an answer was lost: that begins anew from here.
        deeds = [*(each for iteration, each in self._deeds if iteration > here), deed]
        for each in deeds:
            each()
        if self.playing:
            self._seen = 0
            past = [(iteration, each) for iteration, each in self._deeds if iteration <= here]
            self._deeds.clear()
            self._deeds.extend([*past, *((self.runs.iteration, each) for each in deeds)])

    @property
    def stopping(self) -> bool:
        """Whether the page has still to say where it stopped; one that has been left does not."""
        return self._paused_at is not None and time.monotonic() - self._paused_at < STOPS_WITHIN

    def _do_deferred(self) -> None:
        """Do what has waited for the page's word, and waits no longer."""
        self._paused_at = None
        deferred = [deed for iteration, deed in self._deeds if iteration == inf]
        if deferred:
            self._deeds.clear()
        for deed in deferred:
            self._do(deed)

    def _forget_deeds(self) -> None:
        self._deeds.clear()
        self._paused_at = None
        self._sent_pictures = False

    def reset(self) -> None:
        """Stop, and back to the same first weights."""
        with self._guarded():
            if not self.present:
                return
            self.playing = False
            if self.failed:
                self._load(self.runs.experiment)  # who knows what is left of it
                return
            self._stay_here()
            self._forget_deeds()
            self.runs.reset()
            self._new_id()

    def heard(self, word: Word) -> bool:
        """Take the page's word; returns whether what is said around the chart may be another thing now."""
        match word:
            case FrameRequest():
                self.requested(word)
                return False
            case Seek() | Edit():
                before = self.held
                if isinstance(word, Seek):
                    self.sought(word)
                else:
                    self.edited(word)
                return not (before and self.held)
            case Freeze():
                self.frozen(word)
            case Stopped():
                self.stopped(word)
            case Backwards():
                self.play_backwards(word)
            case RestoreRequest():
                self.restore_requested(word)
                return False
        return True

    def answer(self, question: FrameRequest | Seek | Edit) -> Tick | None:
        """The answer to a question that the page asks directly; None if more may change on the page than its chart."""
        with self._lock:
            if not self.present or self.failed or (question.run, question.charts) != (self.id, self.charts.id):
                return None
            match question:
                case FrameRequest() if self.playing or (self.held and self.seeking):
                    self.requested(question)
                case Seek(held=True) if self.held:
                    self.sought(question)
                case Edit(held=True) if self.held:
                    self.edited(question)
                case _:
                    return None
            ticked = self.tick()
            return ticked[0] if ticked else None

    def requested(self, request: FrameRequest) -> None:
        """Keep the page's question for the tick that follows."""
        self._request = request

    def stopped(self, stop: Stopped) -> None:
        """The page has stopped: at the end, or at a picture that the run here is ahead of."""
        with self._guarded():
            self._stop = stop
            if not self.present or stop.run != self.id:
                return
            if self.playing:
                self.playing = not self._at_end
                self.backwards = self.backwards and self.playing
            elif self._paused_at is not None:  # once for each pause: it is no turn of the visitor's
                self._stop_at(stop.iteration)

    def _stop_at(self, iteration: int) -> None:
        """Come back to what is on screen, and do there what was done ahead of it."""
        self.runs.seek(iteration)
        if self.runs.iteration >= self._seen:
            self.runs.forget_future()  # nobody has seen it, or what was done is to be done here
        self.backwards = False
        here, deeds = self.runs.iteration, list(self._deeds)
        self._forget_deeds()
        for at, deed in deeds:
            if at > here:
                deed()

    def sought(self, seek: Seek) -> None:
        """The page wants to see another moment. Who plays has stopped where the time line was taken hold of."""
        with self._guarded():
            self._request = seek
            if self._taken_hold(seek.run, seek.shown):
                self.held = seek.held
                self._aim_at(max(0, min(seek.iteration, self.runs.latest)))

    def _taken_hold(self, run: str, shown: int) -> bool:
        """Stop at what is on screen, if it is of this run, and can be taken hold of: returns whether it can."""
        if not self.present or run != self.id or self._restoring:
            return False
        if self.playing or self._paused_at is not None:
            self.playing = False
            self._stop_at(shown)
        self.backwards = False
        return True

    def edited(self, edit: Edit) -> None:
        """The page wants another number in the network that is on screen. A run that has diverged stays as it is."""
        with self._guarded():
            self._request = edit
            if self._taken_hold(edit.run, edit.shown):
                self.held = edit.held
                self._change(lambda run: run.edit(edit.name, float(edit.value)))

    def frozen(self, freeze: Freeze) -> None:
        """The page wants other numbers frozen."""
        with self._guarded():
            self._freeze = freeze.number
            if self._taken_hold(freeze.run, freeze.shown):
                self._change(lambda run: run.freeze(freeze.names))

    def _change(self, deed: Callable[[Run], None]) -> None:
        if self.seeking or self.run.divergence:
            return
        with suppress(ValueError, TypeError):  # not from our page
            deed(self.run)
        self._seen = 0

    def _aim_at(self, iteration: int) -> None:
        self._target = iteration if iteration != self.runs.iteration else None
        self._begun_at = -1  # not known before the first step

    @property
    def _restoring(self) -> bool:
        """Whether it is on its way to where it has not been."""
        return self._target is not None and self._target > self.runs.latest

    def play_backwards(self, word: Backwards) -> None:
        """Play back to the first weights from what is on screen."""
        with self._guarded():
            if not self.present or word.run != self.id or self.seeking:
                return
            if self.playing or self._paused_at is not None:
                self._stop_at(word.shown)
            self._seen = self.runs.latest
            self.held, self.backwards = False, True
            self.playing = not self._at_end

    def restore_requested(self, request: RestoreRequest) -> None:
        """The page has lost its server, or was away for too long, and asks to be brought back to where it was.

        The new player has the same settings, from the page or its link, and runs are deterministic: they are trained
        again. Whatever else the page says, nothing of it is believed unchecked.
        """
        with self._guarded():
            if not self.present or request.run != self.id or request.start != self.start or self.runs.iteration:
                return
            # A run that has diverged stands at its last good iteration: it takes the next one to find that out.
            latest = max(request.latest, request.iteration + request.ended)
            if self._restore(request.events, latest, request.iteration + request.ended):
                self.playing |= request.playing

    def begin_at(self, event_log: Mapping[str, Sequence[Event]], iteration: int) -> None:
        """Begin on the way to ``iteration``, with what is done up to there.

        Raises
        ------
        ValueError
            If that can't be done to these runs.
        """
        with self._lock:
            try:
                past = {name: [each for each in log if each.iteration <= iteration] for name, log in event_log.items()}
                self.runs.restore(past)
            except ValueError:
                self.runs.reset()
                raise
            self._set_out(iteration, iteration)

    def _restore(self, event_log: Mapping, latest: int, iteration: int) -> bool:
        """Begin on the way to ``latest`` with all that was done, and from there to ``iteration``; whether it is one."""
        try:
            self.runs.restore({name: [Event(*event) for event in events] for name, events in event_log.items()})
        except (ValueError, TypeError, AttributeError):  # not from our page
            self.runs.reset()
            return False
        return self._set_out(latest, iteration)

    def _set_out(self, latest: int, iteration: int) -> bool:
        limit = self.runs.experiment.limit
        if iteration < 0 or latest <= 0:
            return False
        self._target, self._begun_at = min(latest, limit), 0
        self._then = iteration if iteration < self._target else None
        return True

    def tick(self) -> tuple[Tick, str | None] | None:
        """What to send now, and the id of the charts that the page has; None if it has failed or let go.

        An answer to the page's question brings pictures; at any other time the run's present state is enough.
        """
        self._room.used(self)
        with self._guarded():
            if not self.present:
                return None
            request, self._request = self._request, None
            stop, self._stop = self._stop, None
            answers = request is not None and request.run == self.id
            frames: Sequence[Frame] = []
            wait = 0.0
            if request and answers and (self.playing or self.seeking):
                with self._turns.turn(self.session) as turn:
                    if self._target is not None:
                        self._approach(turn, self._target)
                    elif self.playing and isinstance(request, FrameRequest):
                        frames = self._maker.frames(turn, request, self._scene, self.view, self.backwards)
                        self._sent_pictures = True
                wait = turn.wait
            curves = self._scene.curves()
            tick = Tick(
                number=self.next_tick,
                player=self.token,
                start=self.start,
                run=self.id,
                playing=self.playing,
                rate=pictures_a_second(self.view),
                frames=frames,
                now=None if frames else self._scene.frame(detail=True),
                curves=self._news(curves, request if answers else None),
                ended=self._at_end and not self.seeking,
                latest=self.runs.latest,
                events=self.runs.event_log,
                wait=wait,
                progress=self._progress,
                answer=request.number if request and answers else stop.number if stop else None,
                freeze=self._freeze,
            )
            # On its way to a moment a page keeps the curves that it had.
            self._sent_curves = curves if tick.progress is None else None
            self.next_tick += 1
            return tick, request.charts if request else None
        return None

    def _news(self, curves: Mapping[str, Curve], request: FrameRequest | Seek | Edit | None) -> Mapping[str, Curve]:
        """What the page does not have of them: the end alone, if it says that it has all that was sent before."""
        known = self._sent_curves
        if known is None or request is None or (request.tick, request.charts) != (self.next_tick - 1, self.charts.id):
            return curves
        return {name: news(curve, known[name]) for name, curve in curves.items()}

    @property
    def _progress(self) -> float | None:
        """How much of the way to the moment that is wanted is done."""
        if self._target is None:
            return None
        return max(0, self.runs.iteration - self._begun_at) / max(1, self._target - self._begun_at)

    def _approach(self, turn: Turn, target: int) -> None:
        """Go on towards a moment, as far as a turn goes: a long one, unless the hand is still looking for it."""
        self.runs.approach(target)
        if self._begun_at < 0:
            self._begun_at = self.runs.iteration
        if self.runs.ended and not self._restoring:
            self.runs.seek(target)  # beyond a limit that was lowered since
        self._maker.train(turn, turn.used, target - self.runs.iteration, turn.seconds if self.held else turn.most)
        self.runs.checkpoint()  # so that no question can ask for more than a turn's work again
        if self.runs.iteration >= target or self.runs.ended:
            then, self._target, self._then = self._then, None, None
            if then is not None:
                self._aim_at(min(then, self.runs.latest))
            self.playing = self.playing and not (self.runs.ended and not self.seeking)

    def nudge(self, step: Callable[[RunGroup], Mapping[str, NDArray]], every: bool = False) -> None:
        """Add ``step``, of the runs as they are then, to the parameters of the first, or of every one, here and now.

        A run that has ended stays as it is.
        """

        def deed() -> None:
            amounts = step(self.runs)
            for run in self.runs.values() if every else (self.run,):
                if not run.ended:
                    run.nudge(amounts)

        with self._guarded():
            if not self.seeking:
                self._do(deed)

"""A lesson as one HTML file: recorded runs with their questions, that need neither a server nor a network."""

import base64
from collections.abc import Callable, Generator, Iterator, Sequence
from typing import Any

from playground.charts import MakeScene
from playground.export.images.captions import title_of
from playground.features.contents import parts
from playground.language import Language, _, ngettext, rendered, sentences
from playground.language.labels import RESET
from playground.lessons.lesson import Lesson, Preset, against_of, view_of
from playground.pages.playground.scene import playground_scene
from playground.training import View

from .lesson_page import NOTHING_MORE, More, lesson_page
from .recording import MOST_MOMENTS, Chapter, Recording, described
from .sweep_recording import SweepRecording

MOST_CHAPTERS = 20
MOST_BYTES = 3_000_000
"""A chapter that would have more in the file is recorded once more, with fewer moments."""
FEWER = MOST_MOMENTS // 3
"""Moments then, at most."""


class LessonFile:
    """The file; :meth:`make` records it in short time slices.

    Parameters
    ----------
    title : of the lesson
    chapters : what is recorded, in order
    languages : of its texts; it opens in that of the browser, or else in the first
    predict : whether a run starts only once something is predicted

    Attributes
    ----------
    heading : the title in the first language
    note : a sentence for the visitor about what is left out; empty if nothing is
    pack : makes the file of the lesson's page and its heading; the page itself if nobody sets it
    file : the bytes; empty until they are made

    Raises
    ------
    ValueError
        If there are too many chapters, or a run can't be recorded; the message is for the visitor.
    """

    def __init__(
        self, title: str, chapters: Sequence[Chapter], languages: Sequence[Language], predict: bool = False
    ) -> None:
        if not 1 <= len(chapters) <= MOST_CHAPTERS:
            raise ValueError(
                _("A lesson has 1 to {most} chapters, not {number}.", most=MOST_CHAPTERS, number=len(chapters))
            )
        self._title, self.chapters, self._languages, self._predict = title, chapters, languages, predict
        self._recordings = [
            Recording(each, languages) if each.runs.in_step else SweepRecording(each, languages) for each in chapters
        ]
        self._packed: list[str] = []
        self.heading = rendered(title, languages[0])
        self.pack: Callable[[bytes, str], bytes] = lambda page, heading: page
        self.file = b""

    @property
    def note(self) -> str:
        shortened = [each for each in self._recordings if each.shortened]
        sweeps = [each.note for each in shortened if each.note]
        short = [each.last for each in shortened if not each.note]
        if not short:
            return sentences(*sweeps[:1])
        runs = ngettext(
            "Training to the end would take too long: one run is recorded up to iteration {last:,}.",
            "Training to the end would take too long: {n} runs are recorded in part, one up to iteration {last:,}.",
            len(short),
            last=short[0],
        )
        return sentences(runs, *sweeps[:1])

    def make(self) -> Iterator[float]:
        """Make the file; yields the fraction done, 0 to 1, after each time slice."""
        whole, done, reported = sum(each.work for each in self._recordings), 0.0, 0.0
        self._packed = []
        for recording in self._recordings:
            for text, share in self._within_limits(recording):
                # A second attempt begins at 0 again.
                reported = max(reported, min(1.0, (done + share * recording.work) / whole))
                yield reported
                if text:
                    self._packed.append(text)
            done += recording.work
        self.file = self.pack(self.page(), self.heading)

    def page(self, more: More = NOTHING_MORE) -> bytes:
        """The page of what has been recorded, with whatever more it has."""
        return lesson_page(self._title, self._languages, self._described(self._packed), more).encode()

    def _within_limits(self, recording: Recording | SweepRecording) -> Iterator[tuple[str, float]]:
        """Record a chapter; if it is too large, once more with less in it."""
        text = yield from self._recorded(recording)
        if len(text) > MOST_BYTES and recording.chapter.runs.in_step:  # a sweep has few moments
            text = yield from self._recorded(Recording(recording.chapter, self._languages, FEWER))
        yield text, 1.0

    def _recorded(self, recording: Recording | SweepRecording) -> Generator[tuple[str, float], None, str]:
        for share in recording.make():
            yield "", share
        return base64.b64encode(recording.packed).decode()

    def _described(self, packed: Sequence[str]) -> dict[str, Any]:
        texts = {
            language.code: {
                "title": rendered(self._title, language),
                "chapters": [described(each, language) for each in self.chapters],
            }
            for language in self._languages
        }
        rules = {name: rule for part in parts("recording") for name, rule in part.RULES.items()}
        return {"predict": self._predict, "rules": rules, "texts": texts, "recordings": packed}


def chapter_of(lesson: Lesson, preset: Preset, scene: MakeScene = playground_scene) -> Chapter:
    """A preset of a lesson, as a chapter; ``scene``: what the page shows."""
    chosen, _notes = lesson.settings.read(preset.settings)
    view = view_of(chosen)
    against = against_of(lesson, preset)
    return Chapter(preset.name, lesson.experiment(chosen), view, preset, against, scene=scene, runs=lesson.runs)


def chapters_of(lesson: Lesson, scene: MakeScene = playground_scene, own: Preset | None = None) -> list[Chapter]:
    """All presets of a lesson, as far as there is room for them; ``own``: what a teacher asks of each instead."""
    presets = [(each, preset) for each in (lesson, *lesson.further) for preset in each.presets]
    chapters = [chapter_of(each, preset, scene) for each, preset in presets[:MOST_CHAPTERS]]
    return [each._replace(preset=own, against=None) for each in chapters] if own else chapters


def chapter_of_runs(
    lesson: Lesson, runs: Any, view: View, preset: Preset | None, scene: MakeScene = playground_scene
) -> Chapter:
    """Runs, or a sweep, from their first weights to their end, with what was done to them on the way.

    If nothing was, it is what the preset needs. ``preset``: what is asked about them, if not the lesson's question.

    Raises
    ------
    ValueError
        If they can't be trained once more; the message is for the visitor.
    """
    events = runs.event_log
    if events is None:
        raise ValueError(
            _(
                "This run was changed too often to be trained once more from its start, and a lesson needs that. Press "
                "{reset}, and play it with fewer changes.",
                reset=RESET,
            )
        )
    changed = any(len(log) > 1 for log in events.values())
    asked = preset or Preset("", {}, lesson.question)
    if asked.presses and changed and all(event.is_rate for log in events.values() for event in log):
        asked = Preset("", {}, _("How will this run turn out?"))  # nobody has pressed a button
    experiment, against, done = runs.experiment_now, against_of(lesson, asked), events if changed else None
    name = asked.name or experiment.title or title_of(runs)
    return Chapter(name, experiment, view, asked, against, done, scene=scene, runs=lesson.runs)

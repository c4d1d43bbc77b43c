"""A sweep as a recording: its chart, pictures and conclusions, as more and more of its networks are trained."""

import json
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from playground.charts.how_many_units import how_many_units_view
from playground.charts.panel import layout, values
from playground.language import Language, Message, ngettext, rendered, without_advice
from playground.lessons.how_deep import HOW_DEEP
from playground.lessons.how_many_units import SweepLesson, SweepPreset, by_depth, by_setting, in_effect
from playground.lessons.lesson import Chosen, Preset
from playground.lessons.sweep import Plan, Results, Sweep
from playground.training import Recipe, Run

from .animation import MOST_WORK, TURN_WORK, work_of
from .packing import Packed, Texts, shown
from .recorded_figures import Words, recorded_figure

PACE = 2
"""Networks a second."""


class SweepChapter(NamedTuple):
    """A sweep to be recorded, and what is asked about it; see :class:`~playground.export.recording.Chapter`."""

    name: str
    plan: Plan
    preset: SweepPreset | Preset
    note: str = ""

    def offering(self, claims: bool, drawn: bool) -> "SweepChapter":
        """The chapter with what a teacher has left to predict; there is nothing to draw."""
        return self if claims else self._replace(preset=self.preset._replace(claims=None))


def question_of(chosen: Chosen) -> SweepPreset:
    """What is asked about a sweep with settings that are no preset's."""
    return SweepPreset("", {}, in_effect(chosen).asked(chosen[Recipe]).question, "", lambda results: "")


def chapter_of_sweep(plan: Plan, preset: SweepPreset | Preset) -> SweepChapter:
    """A sweep as a chapter, with what is asked about it."""
    return SweepChapter(preset.name or plan.title, plan, preset)


def chapters_of_sweep(lesson: SweepLesson, own: Preset | None = None) -> list[SweepChapter]:
    """All presets of a page, and the comparison of depths; ``own``: what a teacher asks of each instead."""
    chapters = []
    for preset in (*lesson.presets, HOW_DEEP):
        chosen, _notes = lesson.settings.read(preset.settings)
        plan = by_depth(chosen) if preset is HOW_DEEP else by_setting(chosen)
        chapters.append(SweepChapter(preset.name, plan, own or preset))
    return chapters


class SweepRecording:
    """Records a sweep: a moment for each number of trained networks.

    Parameters
    ----------
    chapter : what to record
    languages : of its texts

    Attributes
    ----------
    last : the number of networks that are trained
    shortened : whether that is not all of them, which would take too long
    work, packed : as in :class:`~playground.export.recording.Recording`

    Raises
    ------
    ValueError
        If they can't be trained.
    """

    def __init__(self, chapter: SweepChapter, languages: Sequence[Language]) -> None:
        self.chapter, self._languages = chapter, languages
        recipes = chapter.plan.recipes
        each = [work_of(Run(recipe, checkpoint_bytes=0)) * recipe.limit for recipe in recipes[: len(chapter.plan.values)]]
        self.last = self.work = 0
        while self.last < len(recipes) and (self.work <= MOST_WORK or not self.last):
            self.work += each[self.last % len(each)]
            self.last += 1
        self._at_a_time = [max(1, TURN_WORK * recipe.limit // work) for recipe, work in zip(recipes, each, strict=False)]
        self.shortened = self.last < len(recipes)
        self.packed = b""

    @property
    def note(self) -> Message:
        """What is said where it is shortened."""
        return ngettext(
            "Training all networks of a sweep would take too long: {n} of {all} is recorded.",
            "Training all networks of a sweep would take too long: {n} of {all} are recorded.",
            self.last,
            all=len(self.chapter.plan.recipes),
        )

    def make(self) -> Iterator[float]:
        """Record; yields the fraction done, 0 to 1, after each time slice."""
        sweep, words = Sweep(self.chapter.plan), Words()
        texts = {language.code: Texts() for language in self._languages}
        drawings: dict[str, int] = {}
        stills, frames, true, first = [], [], [], None
        for number in range(self.last + 1):
            while len(sweep.trained) < number:
                sweep.advance(self._at_a_time[(number - 1) % len(self._at_a_time)])
                yield min(1.0, sweep.share * len(self.chapter.plan.recipes) / (self.last + 1))
            view, results = how_many_units_view(sweep), Results(sweep)
            first = first or layout(view.numbers, view.panels)
            still = {}
            for name, figure in view.figures.items():
                drawing = json.dumps(recorded_figure(figure, words), separators=(",", ":"), allow_nan=False)
                still[name] = drawings.setdefault(drawing, len(drawings))
            stills.append(still)
            said = values(view.numbers, view.panels)
            frames.append(json.dumps({"traces": {}, "marks": [[mark for mark, _cells in table or []] for table in said.tables]}))
            claims, ended = self.chapter.preset.claims, results.ended
            true.append(claims.right(results) if claims else None)
            cells = [cell for table in said.tables for _mark, row in table or [] for cell in row]
            answer = self.chapter.preset.answer(results) if ended else ""  # type: ignore[arg-type]
            told = without_advice([*said.texts, *cells, answer])
            for language in self._languages:
                texts[language.code].add(rendered(told, language))
            yield (number + 1) / (self.last + 1)
        assert first
        described = {"layout": shown(first), "labels": [""], "names": [], "diagram": [], "done": [], "words": words.all}
        for language in self._languages:
            texts[language.code].still = rendered(described, language)
        seen: dict[str, Any] = {
            **{"at": [*range(self.last + 1)], "counts": "networks", "pace": PACE, "true": true, "drawn": False, "draws": False},
            **{"drawings": [*drawings], "stills": stills, "frames": frames, "figures": {}, "looks": {}, "curves": {}},
            **{"side": 0, "mapSide": 0, "planes": 0, "units": [[]], "points": {}, "sheets": [], "skipped": [], "lines": []},
            **{"texts": {code: each.described for code, each in texts.items()}},
        }
        self.packed = Packed().done(seen)

"""A sweep as a recording: its chart, pictures and conclusions, as more and more of its networks are trained."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from playground.charts.panel import layout, values
from playground.export.images.animation import MOST_WORK, SLICE_WORK, work_of
from playground.features.contents import parts
from playground.language import Language, Message, ngettext, rendered, sentences, without_advice
from playground.lessons.sweep import Results, Sweep
from playground.training import Run

from .packing import Packed, Texts, shown
from .recorded_figures import Words, plain, recorded_figure
from .recording import Chapter

PACE = 2
"""Moments a second while it plays."""
MOMENT_WORK = 40 * SLICE_WORK
"""Work of describing all figures, of which a moment has about eight."""


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
    work, packed : as in :class:`.Recording`

    Raises
    ------
    ValueError
        If they can't be trained.
    """

    def __init__(self, chapter: Chapter, languages: Sequence[Language]) -> None:
        self.chapter, self._languages = chapter, languages
        recipes = chapter.experiment.recipes
        first = recipes[: len(chapter.experiment.values)]  # the others differ in nothing but their seeds
        self._work = [work_of(Run(recipe, checkpoint_bytes=0)) for recipe in first]
        self.last = self.work = 0
        while self.last < len(recipes) and (self.work < MOST_WORK or not self.last):
            self.work += self._work[self.last % len(first)] * recipes[self.last].limit + MOMENT_WORK
            self.last += 1
        self.shortened = self.last < len(recipes)
        self.packed = b""

    @property
    def note(self) -> Message:
        """What is said where it is shortened."""
        return ngettext(
            "Training all networks of a sweep would take too long: {n} of {all} is recorded.",
            "Training all networks of a sweep would take too long: {n} of {all} are recorded.",
            self.last,
            all=self.chapter.experiment.limit,
        )

    def make(self) -> Iterator[float]:
        """Record; yields the fraction done, 0 to 1, after each time slice."""
        sweep, moments = Sweep(self.chapter.experiment), _Moments(self.chapter, self._languages)
        moments.add(sweep)
        for number in range(self.last):
            at_a_time = max(1, SLICE_WORK // self._work[number % len(self._work)])
            while sweep.iteration == number:
                sweep.advance(at_a_time)
                yield min(1.0, sweep.share * sweep.experiment.limit / self.last)
            moments.add(sweep)
        self.packed = Packed().done(moments.described)
        yield 1.0


class _Moments:
    """What there is to see and to read at each moment."""

    def __init__(self, chapter: Chapter, languages: Sequence[Language]) -> None:
        self._chapter, self._languages, self._words = chapter, languages, Words()
        self._texts = {language.code: Texts() for language in languages}
        self._layout: dict[str, Any] = {}
        self._drawings: dict[str, int] = {}
        self._figures: list[dict[str, int]] = []
        self._marks: list[list[list[int]]] = []
        self._true: list[int | None] = []

    def add(self, sweep: Sweep) -> None:
        """The next one."""
        view, results = self._chapter.scene(sweep, self._chapter.view), Results(sweep)
        self._layout = layout(view.numbers, view.panels)
        self._figures.append({name: self._place(figure) for name, figure in view.figures.items()})
        said = values(view.numbers, view.panels)
        tables = [table or [] for table in said.tables]
        self._marks.append([[mark for mark, _cells in table] for table in tables])
        claims = self._chapter.preset.claims
        self._true.append(claims.right(results) if claims else None)
        cells = [cell for table in tables for _mark, row in table for cell in row]
        answer = self._chapter.preset.answer(results) if results.ended else ""
        texts, in_words = without_advice([*said.texts, *cells, answer]), without_advice(sentences(*view.described()))
        for language in self._languages:
            self._texts[language.code].add(rendered(texts, language), rendered(in_words, language))

    def _place(self, figure: Any) -> int:
        """The place of a figure among all that are different."""
        drawing = json.dumps(plain(recorded_figure(figure), self._words), separators=(",", ":"), allow_nan=False)
        return self._drawings.setdefault(drawing, len(self._drawings))

    @property
    def described(self) -> dict[str, Any]:
        """All of them, as the script of a lesson wants it."""
        static = {"layout": shown(self._layout), "done": []}
        for language in self._languages:
            texts = without_advice({**static, "words": self._words.all})
            self._texts[language.code].static = rendered(texts, language)
        return {
            **{"at": [*range(len(self._figures))], "counts": "networks", "pace": PACE, "true": self._true},
            **{"drawings": [*self._drawings], "stills": self._figures, "marks": self._marks},
            "frames": ["{}"] * len(self._figures),
            **{"figures": {}, "looks": {}, "curves": {}, "skipped": []},
            **{name: each for part in parts("recording") for name, each in part.described(self._chapter, None).items()},
            "texts": {code: each.described for code, each in self._texts.items()},
        }

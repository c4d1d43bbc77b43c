"""Makes the files of *Export* from links: ``python -m playground.export "<link>" --notebook run.ipynb``.

They are the ones that the page saves, to the byte. A link with ``at=`` leads to that iteration, any other to the end of
its run. A lesson always has whole runs: that of the link or, with ``--lesson``, all those of its page; of several links
it has a chapter each.
"""

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from itertools import zip_longest
from pathlib import Path
from time import perf_counter

from threadpoolctl import threadpool_limits

from playground.features.contents import parts
from playground.features.feature import Further, Package
from playground.language import LANGUAGES, Language
from playground.lessons.own_question import LONGEST_CLAIM as LONGEST_TITLE
from playground.lessons.own_question import LONGEST_QUESTION as LONGEST_NOTE
from playground.lessons.own_question import one_line
from playground.training import RunGroup, View
from playground.training.retraining import advance_for

from .images.fonts import in_english_instead, without_letters
from .kinds import KINDS, Content, InSlices, Kind
from .lesson_file.lesson import LessonFile
from .lesson_file.recording import Chapter
from .links import MY_LESSON, Asked, chapter_of, chapters_of_page, read_link

COPY = "Correct the link, or copy it again on the page, under Share."
PORTION_SECONDS = 0.1
"""Training between two steps of the progress bar."""
BAR = 30
"""Characters."""
OF_LESSON = ("lesson", "title", "note", "every-language", "no-predict")
"""Options that only a lesson has."""
OPTIONS: Mapping[str, Kind] = {kind.option: kind for kinds in KINDS.values() for kind in kinds}
PACKAGES: Mapping[str, Package] = {each.PACKAGE.option: each.PACKAGE for each in parts("package")}
FURTHER: Sequence[Further] = [each.FURTHER for each in parts("command_line")]
OF_FILES = ("html", *PACKAGES)
"""Options that name the file of a lesson."""
OF_FURTHER = tuple(name for each in FURTHER for name in each.names)
WITH_FILE = " or ".join(f"--{option}" for option in (*OF_FILES, *OF_FURTHER))


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the files, and return the exit status: 2 if they can't be made."""
    given = _parser().parse_args(arguments)
    try:
        with threadpool_limits(1, user_api="blas"):  # as in the app: several threads may round differently
            _make(given)
    except (ValueError, OSError) as error:
        where = f"{error.filename}: " if isinstance(error, OSError) and error.filename else ""  # a full disk has none
        said = f"{where}{error.strerror}." if isinstance(error, OSError) else _plain(str(error))
        print(f"error: {said}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return 130
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m playground.export", description=_plain(__doc__ or ""))
    parser.add_argument(
        "links",
        nargs="+",
        metavar="link",
        help="the address of a page with its settings, in quotes; best copied under Share",
    )
    for words, kinds in KINDS.items():
        group = parser.add_argument_group(_plain(words))
        for kind in kinds:
            group.add_argument(f"--{kind.option}", metavar="FILE", help=str(kind.label))
    group = parser.add_argument_group("Lesson · questions, predictions and whole runs, for any browser")
    group.add_argument("--html", metavar="FILE", help="one HTML file")
    for option, package in PACKAGES.items():
        group.add_argument(f"--{option}", metavar="FILE", help=package.meant)
        meant = f"of --{option}: the score from which it is passed"
        group.add_argument(f"--{package.score}", type=int, metavar="PERCENT", help=meant)
    for further in FURTHER:
        further.add_options(group)
    group.add_argument("--lesson", action="store_true", help="of all experiments of the link's page")
    group.add_argument("--title", default="", help="instead of the page's")
    group.add_argument(
        "--note", action="append", default=[], help="a line of text for a chapter; repeat it, in the order of the links"
    )
    group.add_argument("--every-language", action="store_true", help="not only the first link's")
    group.add_argument("--no-predict", action="store_true", help="let runs play before anything is predicted")
    return parser


def _plain(words: str) -> str:
    """Markdown as plain text."""
    return words.replace("*", "").replace("`", "")


def _make(given: argparse.Namespace) -> None:
    """Train what the links ask for, and write the files, all or none.

    Raises
    ------
    ValueError
        If they can't be made.
    OSError
        If they can't be written.
    """
    wanted = {kind: Path(path) for name, kind in OPTIONS.items() if (path := getattr(given, name))}
    of_lesson = {option: Path(path) for option in OF_FILES if (path := getattr(given, option))}
    further = [path for each in FURTHER for path in each.files(given)]
    _check(given, wanted, [*of_lesson.values(), *further])
    asked, chapters = _read(given, bool(of_lesson or further))
    first = asked[0]
    made: dict[Path, tuple[bytes, str]] = {}
    if of_lesson or further:
        lesson = _lesson(given, first, chapters)
        page, what = _in_slices("Recording", lesson), f"chapters: {len(lesson.chapters)}"
        for each in FURTHER:
            made |= {
                path: (content, what) for path, content in each.make(given, lesson, first.page, first.lesson).items()
            }
        for option, path in of_lesson.items():
            package = PACKAGES.get(option)
            content = package.pack(page, lesson.heading, getattr(given, package.score)) if package else page
            made[path] = content, what
    if wanted:
        if not first.page.saves:
            raise ValueError(f"The runs of {first.page.title} can only be saved as a lesson, with {WITH_FILE}.")
        for kind in wanted:
            if not kind.suits(first.runs):
                raise ValueError(f"--{kind.option}: there is no such file for this network. Leave that option out.")
        _train(first.runs, first.at)
        for kind, path in wanted.items():
            content = _content(kind, first.runs, first.view, first.language)
            made[path] = content, f"iteration {first.runs.iteration:,}"
    for path, (content, what) in made.items():
        path.parent.mkdir(exist_ok=True)  # of a folder of files that is made
        path.write_bytes(content)
        print(f"{path}: {what}, {len(content) / 1000:,.0f} kB")


def _check(given: argparse.Namespace, wanted: Mapping[Kind, Path], of_lesson: Sequence[Path]) -> None:
    """Check what doesn't depend on the links."""
    several = len(given.links) > 1
    if not wanted and not of_lesson:
        every = ", ".join(f"--{each}" for each in (*OPTIONS, *OF_FILES, *OF_FURTHER))
        raise ValueError(f"No file to make is named: add at least one of {every}.")
    _check_paths([*of_lesson, *wanted.values()])
    for only_one in [*(kind.option for kind in wanted), *(["lesson"] if given.lesson else [])]:
        if several:
            raise ValueError(f"--{only_one} takes one link. Several make a lesson, a chapter each: leave it out.")
    for option in OF_LESSON:
        if getattr(given, option.replace("-", "_")) and not of_lesson:
            raise ValueError(f"--{option} says what is in a lesson: name its file, too, with {WITH_FILE}.")
    for option, package in PACKAGES.items():
        score = getattr(given, package.score)
        if score is not None and not getattr(given, option):
            raise ValueError(f"--{package.score} belongs to a {package.name}: name its file, too, with --{option}.")
        if score is not None and not 1 <= score <= 100:
            raise ValueError(f"--{package.score} {score} is no score to be reached: name one from 1 to 100 per cent.")
    if given.note and given.lesson:
        raise ValueError("--note belongs to the chapter of one link, and --lesson makes many of it: leave one out.")
    if len(given.note) > len(given.links):
        raise ValueError("There are more notes than links: each --note belongs to the chapter of one link.")
    for option, text, most in [
        ("title", given.title, LONGEST_TITLE),
        *(("note", each, LONGEST_NOTE) for each in given.note),
    ]:
        if (length := len(text)) > most:
            raise ValueError(f"--{option} {text[:20]!r}… has {length} characters, more than {most}: shorten it.")


def _check_paths(paths: Sequence[Path]) -> None:
    """Check that all files can be written: it may take minutes to make them."""
    for place, path in enumerate(paths):
        if not path.parent.is_dir():
            raise ValueError(f"{path}: there is no folder {path.parent}. Make it first, or name another.")
        if path.is_dir():
            raise ValueError(f"{path} is a folder: name a file in it.")
        if not os.access(path if path.exists() else path.parent, os.W_OK):
            raise ValueError(f"{path}: you may not write there. Name another place.")
        if path.resolve() in [each.resolve() for each in paths[:place]]:
            raise ValueError(f"{path} is named for two files: each needs a name of its own.")


def _read(given: argparse.Namespace, with_chapters: bool) -> tuple[list[Asked], list[Chapter]]:
    """What the links ask for and, if a lesson is wanted, a chapter of each."""
    asked: list[Asked] = []
    chapters: list[Chapter] = []
    for number, (link, note) in enumerate(zip_longest(given.links, given.note, fillvalue=""), 1):
        which = f"Link {number}: " if len(given.links) > 1 else ""
        try:
            asked.append(read_link(link))
            if with_chapters:
                chapters.append(chapter_of(asked[-1], note=one_line(note)))
        except ValueError as error:
            raise ValueError(f"{which}{error} {COPY}") from None
        if unread := asked[-1].unread:
            _note(f"{which}nothing is made of {', '.join(map(repr, unread))}: no setting of the page has that name.")
    return asked, chapters


def _lesson(given: argparse.Namespace, first: Asked, chapters: Sequence[Chapter]) -> LessonFile:
    title = one_line(given.title) or (first.page.title if len(chapters) == 1 else MY_LESSON)
    others = [each for each in LANGUAGES.values() if given.every_language and each != first.language]
    return LessonFile(
        title,
        chapters_of_page(first) if given.lesson else chapters,
        [first.language, *others],
        predict=not given.no_predict,
    )


def _train(runs: RunGroup, at: int | None) -> None:
    """Train to this iteration, or to the end."""
    limit = runs.experiment.limit
    if at is not None and at > limit:
        _note(f"This run ends at iteration {limit:,}, so that is what you get, not {at:,}.")
    last = limit if at is None else min(at, limit)
    while runs.iteration < last and not runs.ended:
        advance_for(runs, last, PORTION_SECONDS, perf_counter)
        _progress("Training", 1.0 if runs.ended else runs.iteration / last)
    if any(run.divergence for run in runs.values()):
        _note(f"Training diverged after iteration {runs.iteration:,}: a smaller learning rate may help.")


def _content(kind: Kind, runs: RunGroup, view: View, language: Language) -> bytes:
    made = kind.make(runs, view, language)
    if not isinstance(made, Content):
        made = _in_slices(kind.label, made)
    if kind.letters:
        _note(in_english_instead(language))
        _note(without_letters([*runs.first.class_names, *runs.first.input_names]))
    return made.encode() if isinstance(made, str) else made


def _in_slices(what: str, made: InSlices) -> bytes:
    for share in made.make():
        _progress(what, share)
    _note(made.note)
    return made.file


def _note(said: str) -> None:
    if said:
        print(f"note: {said}", file=sys.stderr)


def _progress(what: str, share: float) -> None:
    """Draw a progress bar over the last one; none where nobody would see it move."""
    if sys.stderr.isatty():
        done = round(BAR * share)
        bar = f"{'#' * done}{'.' * (BAR - done)}"
        print(f"\r{what} [{bar}] {share:4.0%}", end="\n" if share >= 1 else "", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())

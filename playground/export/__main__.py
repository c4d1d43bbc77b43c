"""Makes the files of *Take it with you* from a link: ``python -m playground.export "<link>" --notebook run.ipynb``.

They are the ones that the page saves, to the byte. A link with ``at=`` leads to that iteration, any other to the end of
its run.
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from time import perf_counter
from typing import NamedTuple
from urllib.parse import urlsplit

from threadpoolctl import threadpool_limits

from playground.language import ENGLISH, LANGUAGES, Language
from playground.lessons.challenges import CHALLENGE
from playground.lessons.lesson import Lesson
from playground.lessons.links import chosen_in, names_in, settings_in
from playground.lessons.pages import PAGES, LessonPage
from playground.training import RunGroup, View
from playground.training.changes import AT, CHANGES, iteration_in, read, refusal
from playground.training.retraining import advance_for

from .fonts import in_english_instead, without_letters
from .kinds import KINDS, Content, Kind

COPY = "Correct the link, or copy it again on the page, under Share."
PORTION_SECONDS = 0.1
"""Training between two steps of the progress bar."""
BAR = 30
"""Characters."""
OPTIONS: Mapping[str, Kind] = {kind.option: kind for kinds in KINDS.values() for kind in kinds}


class Asked(NamedTuple):
    """What a link asks for: runs at their first weights with their event logs, how far to train, and how to show them.

    ``at``: None for the end.
    """

    runs: RunGroup
    at: int | None
    view: View
    language: Language


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the files, and return the exit status: 2 if they can't be made."""
    given = _parser().parse_args(arguments)
    wanted = {kind: Path(path) for name, kind in OPTIONS.items() if (path := getattr(given, name))}
    try:
        with threadpool_limits(1, user_api="blas"):  # as in the app: several threads may round differently
            _make(given.link, wanted)
    except (ValueError, OSError) as error:
        said = f"{error.filename}: {error.strerror}." if isinstance(error, OSError) else _plain(str(error))
        print(f"error: {said}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return 130
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m playground.export", description=_plain(__doc__ or ""))
    parser.add_argument("link", help="the address of a page with its settings, in quotes; best copied under Share")
    for words, kinds in KINDS.items():
        group = parser.add_argument_group(_plain(words))
        for kind in kinds:
            group.add_argument(f"--{kind.option}", metavar="FILE", help=str(kind.label))
    return parser


def _plain(words: str) -> str:
    """Markdown as plain text."""
    return words.replace("*", "").replace("`", "")


def _make(link: str, wanted: Mapping[Kind, Path]) -> None:
    """Train what the link asks for, and write the files, all or none.

    Raises
    ------
    ValueError
        If they can't be made.
    OSError
        If they can't be written.
    """
    if not wanted:
        raise ValueError(f"No file to make is named: add at least one of {', '.join(f'--{each}' for each in OPTIONS)}.")
    for path in wanted.values():
        if not path.parent.is_dir():
            raise ValueError(f"{path}: there is no folder {path.parent}. Make it first, or name another.")
    runs, at, view, language = _asked(link)
    for kind in wanted:
        if not kind.suits(runs):
            raise ValueError(f"--{kind.option}: there is no such file for this network. Leave that option out.")
    _train(runs, at)
    made = {path: _content(kind, runs, view, language) for kind, path in wanted.items()}
    for path, content in made.items():
        path.write_bytes(content)
        print(f"{path}: iteration {runs.iteration:,}, {len(content) / 1000:,.0f} kB")


def _asked(link: str) -> Asked:
    """Read the link.

    Raises
    ------
    ValueError
        If something in it can't be used: what a page leaves out with a note would give other files here.
    """
    try:
        parts = urlsplit(link)
    except ValueError:
        raise ValueError(f"{link[:80]!r} is no link. {COPY}") from None
    page, names = _page(parts.path.rpartition("/")[2], link), names_in(parts.query)
    _check_settings(names, page)
    chosen = chosen_in(names, page)
    lesson = page.lesson(chosen)
    assert isinstance(lesson, Lesson)
    runs = RunGroup(lesson.experiment(chosen))
    changes = names.get(CHANGES, "")
    at = iteration_in(names[AT]) if AT in names else None
    try:
        logs = {name: read(changes, run) for name, run in runs.items()}
        runs.restore({name: [each for each in log if at is None or each.iteration <= at] for name, log in logs.items()})
    except (ValueError, IndexError) as error:
        raise ValueError(f"{refusal(changes, error)} {COPY}") from None
    view = next(each for each in chosen.values() if isinstance(each, View))
    return Asked(runs, at, view, _language(names.get("lang", ENGLISH.code)))


def _page(path: str, link: str) -> LessonPage:
    saving = {path: page for path, page in PAGES.items() if page.saves}
    if path in saving:
        return saving[path]
    others = ", ".join(filter(None, saving))
    raise ValueError(
        f"{link[:80]!r} leads to no page whose runs can be saved: the address has to end in “/” or in one of {others}, "
        f"before its “?”. {COPY}"
    )


def _check_settings(names: Mapping[str, str], page: LessonPage) -> None:
    given = settings_in(names, page)
    for name, text in given.items():
        try:
            page.settings.spec(name).read(text)
        except ValueError as error:
            raise ValueError(f"{page.prefix}{name}={text[:40]!r} can't be used. {error} {COPY}") from None
    if CHALLENGE in names and not given:
        raise ValueError(f"This link begins a challenge, and has no run yet: play it. {COPY}")


def _language(code: str) -> Language:
    if code not in LANGUAGES:
        raise ValueError(f"lang={code[:40]!r} is not one of {', '.join(LANGUAGES)}. {COPY}")
    return LANGUAGES[code]


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
        for share in made.make():
            _progress(kind.label, share)
        _note(made.note)
        made = made.file
    if kind.letters:
        _note(in_english_instead(language))
        _note(without_letters([*runs.first.class_names, *runs.first.input_names]))
    return made.encode() if isinstance(made, str) else made


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

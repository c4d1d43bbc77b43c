"""Records the README's lesson, ``zero_or_random.html``: ``python -m docs.lesson``, in about a minute."""

from pathlib import Path

from playground.export.lesson import LessonFile, chapters_of
from playground.language import LANGUAGES
from playground.lessons.zero_or_random import ZERO_OR_RANDOM as LESSON
from playground.ui.pages import ZERO_OR_RANDOM

FILE = Path(__file__).parent / "zero_or_random.html"


def main() -> None:
    """Record all experiments of the page, to be predicted first."""
    lesson = LessonFile(ZERO_OR_RANDOM.title, chapters_of(LESSON), [*LANGUAGES.values()], predict=True)
    for share in lesson.make():
        print(f"\r{share:.0%}", end="", flush=True)
    FILE.write_bytes(lesson.file)
    print(f"\n{FILE.name}: {len(lesson.file):,} bytes")


if __name__ == "__main__":
    main()

"""A lesson that trains without a server, on the command line: ``--site``, ``--one-file``, ``--pyodide``."""

import sys
import zlib
from argparse import Namespace
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playground.export.lesson_file.lesson import LessonFile
from playground.export.lesson_file.lesson_page import More
from playground.export.scripts import PLOTLY_JS, ROOT
from playground.features.feature import Further
from playground.lessons.lesson import Lesson
from playground.pages.links import link_of, names_in
from playground.pages.page import Page
from playground.training.changes import CHANGES

from .pyodide import VERSION, runtime
from .python_files import python_files

SCRIPT, WORKER, STYLE = (f"features/site/{name}" for name in ("site.js", "site_worker.js", "site.css"))
PYTHON = "python.zip"
FROM_HERE = "blob:"
POLICY = {
    "script-src": f"'wasm-unsafe-eval' {FROM_HERE}",
    "worker-src": FROM_HERE,
    "img-src": FROM_HERE,
    "style-src-elem": "'unsafe-inline'",  # Plotly puts style sheets of its own into a page
    "style-src-attr": "'unsafe-inline'",  # and styles on what it writes
}
"""What a page that trains may do besides: WebAssembly, scripts and a worker of its own making, and Plotly's styles. The
page of a folder may fetch its files, too."""
OF_TEACHER = {"ask", "say", "hide", "keep", CHANGES}
"""Names in a link of what a recording has, and runs that a visitor trains don't: such a chapter stays recorded."""


def add_options(parser: Any) -> None:
    """Add the options."""
    parser.add_argument(
        "--site", metavar="FOLDER", help="a folder for any web server: the lesson also trains, in the browser"
    )
    parser.add_argument("--one-file", metavar="FILE", help="the same as one HTML file")
    parser.add_argument(
        "--pyodide", metavar="FOLDER", help=f"of --site and --one-file: the release of Pyodide {VERSION}"
    )


def files(given: Namespace) -> Sequence[Path]:
    """The folder and the file to be made."""
    wanted = [Path(name) for name in (given.site, given.one_file) if name]
    if given.site and Path(given.site).exists():
        raise ValueError(f"--site {given.site}: that is there already. Name a new folder.")
    if wanted and not given.pyodide:
        raise ValueError(
            f"--site and --one-file need Pyodide {VERSION}: name the folder of its release with --pyodide."
        )
    if given.pyodide and not wanted:
        raise ValueError("--pyodide belongs to --site or --one-file: name what is to be made, too.")
    if wanted:  # before anything is recorded, which may take minutes
        runtime(Path(given.pyodide))
        python_files()
    return wanted


def make(given: Namespace, file: LessonFile, page: Page, lesson: Lesson) -> Mapping[Path, bytes]:
    """Make them."""
    if not given.pyodide:
        return {}
    needed = {**runtime(Path(given.pyodide)), PYTHON: python_files(), PLOTLY_JS.name: PLOTLY_JS.read_bytes()}
    packed = {f"{name}.z": zlib.compress(content, 9) for name, content in needed.items()}
    site = {
        "starts": _starts(given, file, page, lesson),
        "files": [*needed],
        "worker": (ROOT / WORKER).read_bytes().decode(),
    }
    more = More([SCRIPT], [STYLE], {"site": site}, policy=POLICY)
    fetches = more._replace(policy={**POLICY, "connect-src": "'self'"})
    made = {}
    if given.site:
        folder = Path(given.site)
        made = {folder / "index.html": file.page(fetches), **{folder / name: each for name, each in packed.items()}}
    if given.one_file:
        made[Path(given.one_file)] = file.page(more._replace(files=packed))
    return made


def _starts(given: Namespace, file: LessonFile, page: Page, lesson: Lesson) -> list[dict[str, Any] | None]:
    """For each chapter, the page and the names in the link with which a visit begins; None if it stays recorded."""
    queries = [names_in(urlsplit(link).query) for link in given.links]
    if given.lesson:
        presets = [preset for each in (lesson, *lesson.further) for preset in each.presets]
        links = [(page.path, link_of(page, preset.settings)) for preset in presets]
    else:
        paths = [urlsplit(link).path.rpartition("/")[2] for link in given.links]
        links = [*zip(paths, queries, strict=True)]
    taught = [bool(OF_TEACHER & {*names}) for names in (queries * len(links) if given.lesson else queries)]
    if any(taught):
        print("note: what a teacher has chosen, or was done to a run, stays recorded.", file=sys.stderr)
    return [
        {"path": path, "names": names} if chapter.runs.in_step and not of_teacher else None
        for chapter, (path, names), of_teacher in zip(file.chapters, links, taught, strict=False)
    ]


FURTHER = Further(("site", "one-file"), add_options, files, make)
"""A lesson that also trains, by Pyodide, as a folder or as one file."""

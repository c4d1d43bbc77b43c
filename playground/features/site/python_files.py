"""The Python that a browser needs to train and draw: ours and Plotly's, as far as it is used, in a ZIP file."""

import io
import json
import re
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import plotly
from plotly import graph_objects

LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""Of all files, so that the same Python makes the same file."""
FIND = """
import json, sys
read = []
def note(event, arguments):
    if event == "open":
        read.append(str(arguments[0]))
sys.addaudithook(note)
from playground.features.site.visit import everything_seen
everything_seen()
modules = [getattr(each, "__file__", None) for each in list(sys.modules.values())]
print(json.dumps([each for each in (*modules, *read) if each]))
"""
"""What a process does that finds the files: it shows all experiments of all pages, as a visit does."""
TOPS = ("playground", "plotly", "_plotly_utils", "narwhals")
"""The folders of which files are taken, with what says their version: NumPy and the standard library are there."""


@cache
def python_files() -> bytes:
    """The ZIP file, with the files that all experiments of all pages have needed here.

    A process of its own finds them, since this one may have loaded more.

    Raises
    ------
    ValueError
        If it fails; the message is for whoever makes the file.
    """
    done = subprocess.run([sys.executable, "-B", "-c", FIND], capture_output=True, text=True)
    if done.returncode:
        why = done.stderr.strip().rpartition("\n")[2]
        raise ValueError(f"The Python that a browser needs can't be found here: {why}. Install the requirements again.")
    found = _below_tops(json.loads(done.stdout))
    packed = io.BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as files:
        for name, path in sorted((found | _traces_named_in(found)).items()):
            files.writestr(ZipInfo(name, LONG_AGO), path.read_bytes(), ZIP_DEFLATED)
    return packed.getvalue()


def _below_tops(paths: list[str]) -> dict[str, Path]:
    """The files in these folders, by the name that they have from there on."""
    found = {}
    for path in map(Path, paths):
        top = next(
            (
                each
                for each in path.parents
                if each.name.split("-")[0] in TOPS and not (each.parent / "__init__.py").exists()
            ),
            None,
        )
        if top and path.is_file() and path.suffix != ".pyc":
            found[path.relative_to(top.parent).as_posix()] = path
    return found


def _traces_named_in(found: Mapping[str, Path]) -> dict[str, Path]:
    """Plotly's Python of all kinds of traces that these files name, also of those that no experiment draws at first."""
    source = "".join(
        path.read_bytes().decode() for name, path in found.items() if re.match(r"playground/.*\.py$", name)
    )
    kinds = {each.lower() for each in re.findall(r"(?:\.add_|\bgo\.)(\w+)", source)}
    of_traces = Path(graph_objects.Figure.__module__.replace(".", "/")).parent
    root = Path(plotly.__file__).parents[1]
    files = [file for kind in kinds for file in (root / of_traces).glob(f"_{kind}.py")]
    files += [file for kind in kinds for file in (root / of_traces / kind).rglob("*.py")]
    return {file.relative_to(root).as_posix(): file for file in files}

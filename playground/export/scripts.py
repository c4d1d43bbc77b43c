"""Our scripts: as one, each a module that runs when it is first asked for; and what they say.

They stand in ``playground/frontend`` and in the features' folders; each is named by its path below ``playground``.
"""

import json
import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache, partial
from importlib.resources import files
from pathlib import Path

from playground.features.contents import FEATURES
from playground.language import Language, Message, rendered

ROOT = Path(__file__).parents[1]
PLOTLY_JS = Path(str(files("plotly") / "package_data" / "plotly.min.js"))
"""From the installed package, so nothing is fetched from elsewhere."""
FRONTEND = ROOT / "frontend"
SHARED_STYLES = (
    "frontend/keyboard/keys.css",
    "frontend/small_figure/small_figure.css",
    "frontend/drawing/drawn_line.css",
)
"""Of parts that are on pages, on phones and in lessons in one file alike; those of charts: :func:`chart_styles`."""
OF_A_LESSON = re.compile(r"frontend/lesson_file/|features/\w+/(?:lesson|site)")
"""How the names of those begin that are part of a lesson in one file, or of one that trains, and of no page."""
MODULES = """const modules = {};
const define = (name, make) => {
  const once = () => Object.defineProperty(modules, name, { value: make(), enumerable: true })[name];
  Object.defineProperty(modules, name, { get: once, enumerable: true, configurable: true });
};
"""
"""The modules by name, and what adds one."""
_VERSION = re.compile(r"^const \{ search \} = new URL\(import\.meta\.url\);.*\n", re.M)
_NOT_RUN = re.compile(r"^ *//.*\n|^ +", re.M)
"""Comments on lines of their own, and indents: a quarter of a script."""
_IMPORT = re.compile(r"(await )?import\(`(\.[\w./]+)\$\{search\}`\)")
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const) (?:(\w+)|\{ ([\w, ]+) \}))", re.M)
_DEFAULT = re.compile(r"^export default (?=(?:async )?function)", re.M)
_TEXT = r'("(?:[^"\\]|\\.)*")'
_SAID = re.compile(rf"(?<![\w.])(say|pgettext|ngettext)\(\s*{_TEXT}(?:,\s*{_TEXT})?")


def bundle(first: str, *before: str) -> str:
    """A script that runs the ``first`` of ours, after those ``before`` it, with all that they need in ``modules``."""
    runs = "".join(f'modules["{name}"];\n' for name in (*before, first))
    return f"{MODULES}{defined(needed(first, *before))}{runs}"


@lru_cache(maxsize=16)
def needed(*names: str) -> Sequence[str]:
    """These scripts, and those that they import, at once or later."""
    found = [*names]
    for name in found:
        asked = (_imported(address, name) for _, address in _IMPORT.findall(_source(name)))
        found += [other for other in asked if other not in found]
    return found


def defined(names: Sequence[str]) -> str:
    """The code that adds these scripts to the ``modules``; those that they import have to be among them."""
    return "".join(_defined(name) for name in names)


def of_app(kind: str = "js") -> Sequence[str]:
    """The files of this kind that pages load: all but those of a lesson in one file."""
    files = (file.relative_to(ROOT).as_posix() for file in ROOT.rglob(f"*.{kind}"))
    return sorted(file for file in files if not OF_A_LESSON.match(file))


def with_charts(kind: str = "js") -> Sequence[str]:
    """The files of this kind that a page needs before its first chart, to add to it: as their names say."""
    return [name for name in of_app(kind) if "/on_chart" in name]


def chart_styles() -> Sequence[str]:
    """The style sheets of charts: those of all, and those with which features add to them."""
    return ["frontend/chart/live_chart.css", "frontend/basics/parts.css", *with_charts("css")]


def page_styles() -> Sequence[str]:
    """The style sheets of every page, and those with which features add to it."""
    return [
        "frontend/page/page.css",
        *SHARED_STYLES,
        *(name for name in of_app("css") if re.match(r"features/\w+/page", name)),
    ]


def present_styles() -> Sequence[str]:
    """The style sheets of Present, and those with which features add to it."""
    return ["frontend/page/present.css", *(name for name in of_app("css") if "/present_" in name)]


def as_element(sheets: Sequence[str]) -> str:
    """What is in style sheets, as an element of HTML."""
    return f"<style>{''.join(map(_source, sheets))}</style>"


def in_lessons(kind: str = "js") -> Sequence[str]:
    """The files of this kind with which features add to a lesson in one file, in the order of the features."""
    folders = [ROOT / "features" / each.name for each in FEATURES]
    return [file.relative_to(ROOT).as_posix() for folder in folders for file in sorted(folder.glob(f"lesson*.{kind}"))]


def words(names: Iterable[str], language: Language) -> dict[str, str]:
    """What these scripts say, in a language, by the English text, with ``{names}`` for values.

    A text that counts is there as it is for 1, and as it is for more.
    """
    return {str(said): rendered(said, language) for name in names for said in _said(_source(name))}


def _said(source: str) -> Iterator[Message]:
    """The texts in the calls of the functions of ``words.js``."""
    for function, *texts in _SAID.findall(source):
        first, second = (json.loads(text or '""') for text in texts)
        match function:
            case "say":
                yield Message(first, {})
            case "pgettext":
                yield Message(second, {}, context=first)
            case "ngettext":
                yield from (Message(first, {}, plural=second, number=number) for number in (1, 2))


def _defined(name: str) -> str:
    source = _source(name)
    exported = [name for found in _EXPORT.findall(source) for name in re.findall(r"\w+", " ".join(found))]
    code, defaults = _DEFAULT.subn("const byDefault = ", source)
    code = _EXPORT.sub("", _IMPORT.sub(partial(_asked, name), _NOT_RUN.sub("", _VERSION.sub("", code))))
    if re.search(r"\bimport\b *[({]|\bimport\.(?!meta)|^export\b|</script", code, re.M):
        raise ValueError(f"{name} can't be part of one script: it imports or exports in another way than the others")
    exported += ["default: byDefault"] * defaults
    return f'define("{name}", () => {{\n{code}\nreturn {{ {", ".join(exported)} }};\n}});\n'


def _asked(by: str, found: re.Match[str]) -> str:
    module = f'modules["{_imported(found[2], by)}"]'
    return module if found[1] else f"Promise.resolve().then(() => {module})"


def _imported(address: str, by: str) -> str:
    """The path of the script that another one imports from an address relative to its own."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(by), address))


@lru_cache(maxsize=256)
def _source(name: str) -> str:
    return (ROOT / name).read_bytes().decode()

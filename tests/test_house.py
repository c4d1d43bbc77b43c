"""The house: data flows one way, each floor imports only floors below it, and only the top one knows Streamlit."""

import ast
import re
import subprocess
import sys
from collections import Counter
from functools import cache
from graphlib import TopologicalSorter
from importlib.metadata import version
from pathlib import Path

from packaging.requirements import Requirement
from packaging.version import Version

from tests.conftest import QUICK
from tests.looped import looped

ROOT = Path(__file__).parents[1]
FLOORS = (
    "language",
    "nn",
    "data",
    "training",
    "lessons",
    "charts",
    "pages",
    "features",
    "export",
    "ui",
    "views",
)
"""From the ground up; the last are the views of pages and what features show, which stand in their folders."""
UI_FOLDERS = ("visit", "components", "runs", "web", "settings", "questions", "views", "shell", "server")
"""From the ground up; the last is a file."""
MOST_IN_A_FOLDER = 15
PACKAGE = sorted((ROOT / "playground").rglob("*.py"))
PAGE_SCRIPTS = sorted((ROOT / "pages").glob("*.py"))
FIRST_PAGE = ROOT / "streamlit_app.py"
APP = [*PACKAGE, *PAGE_SCRIPTS, FIRST_PAGE]
BENCHMARKS = sorted((ROOT / "benchmarks").rglob("*.py"))
FRONTEND = ROOT / "playground" / "frontend"

# Where the name that is imported is not the name that is installed.
PROJECTS = {"sklearn": "scikit-learn", "PIL": "pillow", "markdown_it": "markdown-it-py"}
STANDARD = sys.stdlib_module_names


def imports(source, package=""):
    """The full names of all modules that a source text may import, wherever in it; ``package`` is what it is in.

    ``from a import b`` may mean the module ``a.b``, so it counts as both.
    """
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            module = origin(node, package)
            found |= {module, *(f"{module}.{alias.name}" for alias in node.names)}
    return found


def origin(node, package):
    """The full name of what ``from … import`` imports from."""
    above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
    return ".".join([*above, *([node.module] if node.module else [])])


def package_of(path):
    return ".".join(path.relative_to(ROOT).parent.parts)


@cache
def imports_of(path):
    return imports(path.read_text(encoding="utf-8"), package_of(path))


def module_of(path):
    """Its name; that of an ``__init__.py`` is its package's."""
    return package_of(path) if path.stem == "__init__" else f"{package_of(path)}.{path.stem}"


MODULES = {module_of(path): path for path in PACKAGE}


def modules_imported(source, package=""):
    """The modules of the app's package that a source text may import, wherever in it.

    Here ``from a import b`` means either the module ``a.b`` or what ``a`` itself has, and not both.
    """
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            module = origin(node, package)
            parts = {f"{module}.{alias.name}" for alias in node.names}
            found |= {part if part in MODULES else module for part in parts}
    return found & MODULES.keys()


def top_level(path):
    return {name.split(".")[0] for name in imports_of(path)}


def third_party(path):
    return top_level(path) - STANDARD - {"playground"}


def is_view(path):
    return ROOT / "playground" / "pages" in path.parents and path.stem.endswith("view")


@cache
def floor_of(path):
    """The number of the floor that a file of the package is on: of a feature, of the lowest that it can be on."""
    floor = "views" if is_view(path) else path.relative_to(ROOT / "playground").parts[0]
    if feature_of(path):
        floors = [FLOORS.index(floor), *floors_imported(path)]
        floor = "views" if max(floors) >= FLOORS.index("ui") or "streamlit" in top_level(path) else FLOORS[max(floors)]
    return FLOORS.index(floor)


def feature_of(path):
    """The name of the feature in whose folder a file is; empty if it is in none."""
    folders = path.relative_to(ROOT / "playground").parts[:-1]
    return folders[1] if folders[0:1] == ("features",) and len(folders) > 1 else ""


def floors_imported(path):
    return {floor_of(MODULES[name]) for name in imports_of(path) if name in MODULES and name != "playground"}


def folder_of(path):
    """The number of the folder that a file of the top floor is in."""
    return UI_FOLDERS.index(path.relative_to(UI).with_suffix("").parts[0])


def folders_imported(path):
    folders = {name.split(".")[2] for name in imports_of(path) if name.startswith("playground.ui.")}
    return {UI_FOLDERS.index(folder) for folder in folders & {*UI_FOLDERS}}


def name(path):
    return str(path.relative_to(ROOT))


ON_A_FLOOR = [path for path in PACKAGE if path.parent != ROOT / "playground"]
BELOW_UI = [path for path in ON_A_FLOOR if floor_of(path) < FLOORS.index("ui")]
UI = ROOT / "playground" / "ui"
IN_UI = [path for path in PACKAGE if UI in path.parents and path != UI / "__init__.py"]
PAGE_FOLDERS = sorted(path.parent for path in (ROOT / "playground" / "pages").glob("*/__init__.py"))
FEATURE_FOLDERS = sorted((ROOT / "playground" / "features").glob("*/__init__.py"))
VIEWS = [path for path in PACKAGE if is_view(path)]


# The walk itself: if it saw nothing, every test below would pass.


@looped(
    ("source", "modules"),
    [
        ("import numpy as np", {"numpy"}),
        ("import a.b, c", {"a.b", "c"}),
        ("from playground import ui", {"playground", "playground.ui"}),
        ("from . import checks", {"playground.nn", "playground.nn.checks"}),
        ("from .network import Network", {"playground.nn.network", "playground.nn.network.Network"}),
        ("from ..ui.page import PAGES", {"playground.ui.page", "playground.ui.page.PAGES"}),
        ("def f():\n    if True:\n        import streamlit", {"streamlit"}),
        ("try:\n    from streamlit import a\nexcept ImportError: ...", {"streamlit", "streamlit.a"}),
        ("'''import streamlit'''", set()),
    ],
)
def test_the_walk_finds_every_import(source, modules):
    assert imports(source, "playground.nn") == modules


@looped(
    ("source", "modules"),
    [
        ("import playground.nn.checks, numpy", {"playground.nn.checks"}),
        ("from . import checks, Network", {"playground.nn", "playground.nn.checks"}),
        ("from .network import Network", {"playground.nn.network"}),
        ("if TYPE_CHECKING:\n    from playground.data import Points", {"playground.data"}),
        ("def f():\n    from ..data.points import Points", {"playground.data.points"}),
    ],
)
def test_the_walk_tells_a_module_from_what_a_package_has(source, modules):
    assert modules_imported(source, "playground.nn") == modules


def test_the_walk_sees_the_whole_house():
    assert {FLOORS[floor_of(path)] for path in ON_A_FLOOR} == set(FLOORS)  # a new folder needs a place among the floors
    assert floors_imported(ROOT / "playground" / "training" / "recipe.py") == {
        FLOORS.index(floor) for floor in ("language", "nn", "data", "training")
    }
    assert {UI_FOLDERS[folder_of(path)] for path in IN_UI} == set(UI_FOLDERS)  # as does a new one on the top floor
    assert folders_imported(UI / "web" / "entrance.py") == {
        UI_FOLDERS.index(folder) for folder in ("visit", "components", "web")
    }
    assert "numpy" in third_party(ROOT / "playground" / "nn" / "network.py")
    assert PAGE_SCRIPTS
    assert BENCHMARKS


# Floors


MAY_USE = {
    "language": set(),
    "nn": {"numpy", "scipy"},
    "data": {"numpy"},
    "training": {"numpy"},
    "lessons": {"numpy", "scipy"},
    "charts": {"numpy", "plotly"},
    "pages": {"numpy", "plotly"},
    "export": {"numpy", "matplotlib", "nbformat", "PIL", "threadpoolctl"},
    "features": {"numpy", "plotly", "valkey"},
}
"""What is not ours, by floor; above these is all that knows Streamlit."""


def test_only_the_top_floors_know_streamlit():
    assert {*MAY_USE} == {*FLOORS} - {"ui", "views"}
    for path in BENCHMARKS:
        assert path.parent.name == "apps" or path.name == "page.py" or "streamlit" not in top_level(path), path


@looped("path", PACKAGE)
def test_no_floor_imports_one_above_or_what_it_may_not_use(path):
    assert not top_level(path) & {"pages", "streamlit_app", "tests", "benchmarks"}
    if path in ON_A_FLOOR:
        assert [FLOORS[floor] for floor in floors_imported(path) if floor > floor_of(path)] == []
        floor = FLOORS[floor_of(path)]
        assert floor not in MAY_USE or third_party(path) <= MAY_USE[floor]
    if path in IN_UI:
        assert [UI_FOLDERS[folder] for folder in folders_imported(path) if folder > folder_of(path)] == []


def test_importing_a_floor_loads_nothing_that_belongs_above():
    # Import statements alone do not tell what they pull in. A process of its own, since this one has loaded everything.
    script = """
import sys
floors = "nn", "data", "training", "lessons", "charts", "pages.contents", "export", "features.contents"
for floor in (*floors, "ui.runs.transport", "ui.questions.comments"):
    __import__(f"playground.{floor}")
    print(floor, *({"scipy", "sklearn", "plotly", "streamlit", "valkey"} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = {line.split()[0]: set(line.split()[1:]) for line in done.stdout.splitlines()}
    # NumPy and Plotly's Python are all that a browser has that trains by itself, and SciPy takes long to import.
    above = "charts", "pages.contents", "export", "features.contents", "ui.runs.transport", "ui.questions.comments"
    expected = {floor: {"plotly"} if floor in above else set() for floor in loaded}
    assert loaded == expected


def test_no_folder_is_crowded():
    modules = Counter(path.parent for path in ON_A_FLOOR)
    crowded = {name(folder) for folder, number in modules.items() if number > MOST_IN_A_FOLDER}
    assert crowded == {"playground/training"}
    files = Counter(path.parent for path in FRONTEND.rglob("*") if path.is_file())
    assert len(files) > 5
    assert max(files.values()) <= MOST_IN_A_FOLDER, files.most_common(1)


def test_no_modules_import_each_other_in_a_circle():
    """Not even inside a function, or for their types alone."""
    graph = {
        module: modules_imported(path.read_text(encoding="utf-8"), package_of(path)) for module, path in MODULES.items()
    }
    TopologicalSorter(graph).prepare()  # a CycleError names the circle


# Pages


@looped(("path", "longest"), [(path, 125) for path in VIEWS] + [(path, 17) for path in (*PAGE_SCRIPTS, FIRST_PAGE)])
def test_a_script_only_shows_its_page_and_a_view_is_short_and_does_no_mathematics(path, longest):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= longest
    assert third_party(path) <= {"streamlit"}


def test_every_page_has_a_folder_and_a_script_and_is_named_once():
    from playground.features.contents import FEATURES
    from playground.pages.contents import PAGES

    scripts = [page.script for page in PAGES]
    of_features = [page.script for each in FEATURES for page in each.pages.values()]
    assert sorted([*scripts, *of_features]) == sorted(name(path) for path in (*PAGE_SCRIPTS, FIRST_PAGE))
    assert scripts[0] == name(FIRST_PAGE)
    assert sorted(page.name for page in PAGES) == sorted(folder.name for folder in PAGE_FOLDERS)
    assert len({page.title for page in PAGES}) == len(PAGES)
    others = [page.prefix for page in PAGES[1:]]
    assert PAGES[0].prefix == ""
    assert all(prefix.endswith("_") and prefix != "_" for prefix in others)
    assert not any(one is not other and one.startswith(other) for one in others for other in others)


@looped("folder", PAGE_FOLDERS)
def test_a_page_is_one_folder(folder):
    """Its files have the same names as everyone's, it needs no other page, and only its script needs its view."""
    assert {"__init__", "lesson"} <= {path.stem for path in folder.glob("*.py")}
    own = package_of(folder / "lesson.py")
    others = {package_of(other / "lesson.py") for other in PAGE_FOLDERS if other != folder}
    for path in folder.glob("*.py"):
        used = {name for name in imports_of(path) if name in MODULES}
        assert not [name for name in used for other in others if f"{name}.".startswith(f"{other}.")]
        assert is_view(path) or f"{own}.view" not in used


# Features


def test_only_the_list_of_features_names_them():
    from playground.features.contents import FEATURES

    names = {each.name for each in FEATURES}
    assert sorted(names) == sorted(folder.parent.name for folder in FEATURE_FOLDERS)
    for path in PACKAGE:
        used = {each.split(".")[2] for each in imports_of(path) if each.startswith("playground.features.")} & names
        if own := feature_of(path):
            feature = next(each for each in FEATURES if each.name == own)
            assert used <= {feature.name, *feature.needs}, path
        else:
            assert not used or path.name == "contents.py", path


# Dependencies


SCRIPTS = [
    path for folder in (ROOT / "playground", ROOT / "tests" / "browser") for path in sorted(folder.rglob("*.js"))
]
PRIVATE = re.compile(r"(?:\.|[{,]\s*|\[[\"'`])(_\w+)")
"""A private name of an object in JavaScript: ``chart._name``, ``chart["_name"]`` or ``{ _name } = chart``."""
OF_PLOTLY = re.compile(r"\b_(?:full(?:Layout|Data)|context|offset|length|dragging)\b")
"""Those of Plotly that a script inside a test's Python could be after."""


def test_a_script_uses_nothing_private_and_no_other_has_its_name():
    """Neither of Plotly, whose next version may name it otherwise, nor of another script."""
    for text in ("chart._a.x", "chart?._a", 'chart["_a"]', "const { b, _a: c } = chart", "({ _a }) => 0"):
        assert PRIVATE.findall(text) == ["_a"]
    for path in SCRIPTS:
        assert PRIVATE.findall(path.read_text(encoding="utf-8")) == [], path
    for path in (ROOT / "tests" / "browser").glob("*.py"):
        assert OF_PLOTLY.findall(path.read_text(encoding="utf-8")) == [], path
    # So that a comment can name a file without its folder.
    files = Counter(path.name for path in (ROOT / "playground").rglob("*") if path.suffix in (".js", ".css"))
    assert files.most_common(1)[0][1] == 1, files.most_common(3)


LIBRARY, WHOLE_APP = "requirements-library.txt", "requirements.txt"
"""What the floors below the app need, and what it needs besides."""


def requirements(*files):
    lines = [line for file in files for line in (ROOT / file).read_text(encoding="utf-8").splitlines()]
    texts = [line.split("#")[0].strip() for line in lines if not line.startswith("-r ")]
    return [Requirement(text) for text in texts if text]


@looped("requirement", requirements(LIBRARY, WHOLE_APP))
def test_every_dependency_has_bounds_and_none_allows_what_nobody_has_tried(requirement):
    bounds = {specifier.operator: Version(specifier.version) for specifier in requirement.specifier}
    assert set(bounds) == {">=", "<"}
    tried = Version(version(requirement.name))
    # Most change nothing that is in use before the next major version, Streamlit with any minor one.
    following = f"{tried.major}.{tried.minor + 1}" if requirement.name == "streamlit" else f"{tried.major + 1}"
    assert bounds[">="] <= tried < bounds["<"] == Version(following)


def test_what_the_app_and_the_library_import_is_what_their_requirements_name():
    from playground.features.contents import FEATURES

    of_server = {each.name for each in FEATURES if "server" in each.parts}  # what they need is the app's alone
    library = [path for path in BELOW_UI if feature_of(path) not in of_server]
    for paths, files in ((APP, (LIBRARY, WHOLE_APP)), (library, (LIBRARY,))):
        used = {PROJECTS.get(module, module) for path in paths for module in third_party(path)}
        assert sorted(requirement.name for requirement in requirements(*files)) == sorted(used)
    for file, included in ((WHOLE_APP, LIBRARY), ("requirements-dev.txt", WHOLE_APP)):
        assert f"-r {included}" in (ROOT / file).read_text(encoding="utf-8").split("\n")


def test_the_quick_tests_are_there():
    assert [path for path in QUICK if not (ROOT / path).is_file()] == []

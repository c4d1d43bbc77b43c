"""Security: what a visitor sends stays data, one visitor sees nothing of another, every size has a bound."""

import ast
import gc
import http.client
import importlib
import json
import math
import pkgutil
import random
import tomllib
import tracemalloc
import types
from urllib.parse import urlsplit

import numpy as np
import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

import playground
from benchmarks.page import Page
from benchmarks.serving import serve
from playground.export.scripts import FRONTEND as FRONTEND_FOLDER
from playground.export.scripts import page_styles, present_styles
from playground.lessons.lesson import Preset, Press
from playground.pages.playground.scene import PlaygroundScene
from playground.training import Experiment, Recipe, View
from playground.training.options import Choice, Real, Several, Switch, Whole
from playground.ui.components.commands import COMMANDS, MOST_PICTURES, Command, read_command
from playground.ui.runs.memory_budget import MemoryBudget
from playground.ui.runs.player import Player
from playground.ui.runs.scheduler import Scheduler
from playground.ui.shell.page import STYLE_OF_STATIC
from tests.conftest import run_alone
from tests.looped import looped
from tests.test_house import APP, ROOT, imports_of, name
from tests.ui.pages import ALL, CASES, Visit, link_to, others, some, some_that_play

calmly = settings(deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate, Phase.shrink])


# What the source may not use


MODULES = {"pickle", "marshal", "shelve", "dill", "joblib", "code", "ctypes", "os", "subprocess", "shutil", "tempfile"}
MODULES |= {"socket", "urllib.request", "requests", "http"}
"""What runs commands, touches files, loads objects from bytes, or fetches; what is not imported can't be used."""
FUNCTIONS = {"eval", "exec", "compile", "__import__", "open", "input", "breakpoint"}
METHODS = {"html", "iframe", "system", "popen", "open", "read_text", "write_text", "write_bytes", "unlink", "rmdir"}
METHODS |= {"load", "loads", "loadtxt", "genfromtxt", "fromfile", "memmap", "tofile"}
UNSAFE = {"unsafe_allow_html", "unsafe_allow_javascript", "allow_pickle"}
IN_JAVASCRIPT = ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function(", "srcdoc")
IN_STYLE_SHEETS = ("url(", "@import", "<script", "expression(", "http:", "https:")


CODE_PICTURE = """f'<img src="{source}" alt="{html.escape(said)}" style="max-width: 100%">'"""
ALLOWED_HTML = {"STYLE", "LARGE", "STYLE_OF_STATIC", CODE_PICTURE}
"""The app's own style sheets, which are files; and a picture in base64, none of whose letters ends the attribute, with
its name in the visitor's language, escaped."""
ALLOWED_METHODS = {
    "playground/data/digits.py": ["loadtxt"],  # the digits, a file of the package
    "playground/export/__main__.py": ["write_bytes"],  # the files that the command line is asked for
    "playground/ui/server.py": ["open"],  # the browser, at the app's own address
    "playground/pages/the_code/questions.py": ["exec"],  # the page's own code with its own changes: no visitor's word
}
ALLOWED_MODULES = {
    "playground/ui/runs/memory_budget.py": {"ctypes": {"ctypes.CDLL(None)"}, "os": {"os.environ"}},
    "playground/export/__main__.py": {"os": {"os.access(path if path.exists() else path.parent, os.W_OK)", "os.W_OK"}},
    "playground/features/site/python_files.py": {
        "subprocess": {"subprocess.run([sys.executable, '-B', '-c', FIND], capture_output=True, text=True)"}
    },
    "playground/features/classroom/stores/__init__.py": {"os": {"os.environ"}},
    "playground/features/classroom/stores/sqlite.py": {"os": {"os.getuid()"}, "tempfile": {"tempfile.gettempdir()"}},
}
"""What a file may do with a module that is else not allowed: read how much memory there is for the runs, and ask the C
library to give back what is free; know before it trains whether a file can be written; read where rooms are kept, and
keep them where nobody else can look; ask a Python of its own, on the command line, what it loads."""


def unsafe(tree):
    """What a parsed source text uses that could make more of a visitor's words than data."""
    found, allowed = [], []
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(attr="html") as call, args=[html]) if ast.unparse(html) in ALLOWED_HTML:
                allowed.append(call)
            case ast.Attribute() if node in allowed:
                pass
            case ast.Attribute(value=ast.Name(id="json"), attr="loads"):
                pass  # data, whatever the text
            case ast.Attribute(value=ast.Name(id="ROOMS"), attr="open"):
                pass  # the room of a class
            case ast.Call(func=ast.Name(id=called)) if called in FUNCTIONS:
                found.append(called)
            case ast.Attribute(attr=called) if called in METHODS:
                found.append(called)
            case ast.Call(func=ast.Attribute(attr="import_module"), args=[ast.Constant()]):
                pass
            case ast.Call(func=ast.Attribute(attr="import_module" as called)):
                found.append(called)
            case ast.keyword(arg=given) if given in UNSAFE:
                found.append(given)
    return found


@looped(
    ("source", "found"),
    [
        ("def f():\n    return [exec(x) for x in y]", ["exec"]),
        ("st.markdown(x, unsafe_allow_html=False)", ["unsafe_allow_html"]),
        ("st.sidebar.html(x)", ["html"]),
        ("show = st.html", ["html"]),
        ("st.html(STYLE)", []),
        ("st.html(STYLE + x)", ["html"]),
        (f"st.html({CODE_PICTURE})", []),
        (f"st.html({CODE_PICTURE.replace('{source}', '{x}')})", ["html"]),
        ("st.html(STYLE)\nst.html(x)", ["html"]),
        ("components.v1.iframe(x)", ["iframe"]),
        ("pickle.loads(x)", ["loads"]),
        ("json.loads(x)", []),
        ("np.load(x, allow_pickle=True)", ["load", "allow_pickle"]),
        ("open(x)", ["open"]),
        ("importlib.import_module(x)", ["import_module"]),
        ("importlib.import_module('playground.charts')", []),
        ("'eval(x)'  # st.html", []),
    ],
)
def test_the_walk_finds_what_is_unsafe(source, found):
    assert sorted(unsafe(ast.parse(source))) == sorted(found)


def uses_of(module, tree):
    """What a parsed source text takes from a module, each with the call of it if it is called."""
    taken = [each for each in ast.walk(tree) if isinstance(each, ast.Attribute) and ast.unparse(each.value) == module]
    calls = {call.func: call for call in ast.walk(tree) if isinstance(call, ast.Call)}
    return {ast.unparse(calls.get(each, each)) for each in taken}


def test_the_walk_finds_what_is_taken_from_a_module():
    source = "import os\nos.system(x)\ny = os.environ.get(z)\nctypes.CDLL(None)"
    assert uses_of("os", ast.parse(source)) == {"os.system(x)", "os.environ"}


@looped("path", APP)
def test_nothing_makes_more_of_a_text_than_text_and_every_cache_has_a_bound(path):
    tree, allowed = ast.parse(path.read_text(encoding="utf-8")), ALLOWED_MODULES.get(name(path), {})
    assert unsafe(tree) == ALLOWED_METHODS.get(name(path), [])
    assert imports_of(path) & MODULES == set(allowed)
    for module, uses in allowed.items():
        assert uses_of(module, tree) == uses
    assert [function for function, bounds in caches(tree).items() if not any(bounds)] == []


@looped("path", sorted((ROOT / "playground").rglob("*.js")) + sorted((ROOT / "playground").rglob("*.css")))
def test_no_script_makes_html_of_a_text_and_no_style_sheet_fetches_anything(path):
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".css":
        assert not [word for word in IN_STYLE_SHEETS if word in source.lower()]
        return
    assert [word for word in IN_JAVASCRIPT if word in source] == []


def test_the_style_sheets_are_files_of_the_app_and_the_picture_is_base64():
    assert all((ROOT / "playground" / sheet).is_file() for sheet in (*page_styles(), *present_styles()))
    assert (STYLE_OF_STATIC.parent, STYLE_OF_STATIC.suffix) == (FRONTEND_FOLDER / "page", ".css")
    assert STYLE_OF_STATIC.is_file()
    given: dict[str, set] = {name: set() for name in ("STYLE", "LARGE", "STYLE_OF_STATIC", "source")}
    sources = {path: path.read_text(encoding="utf-8") for path in APP}
    for path in (path for path, source in sources.items() if any(f"{each} = " in source for each in given)):
        for node in ast.walk(ast.parse(sources[path])):
            match node:
                case ast.Assign(targets=[ast.Name(id=variable)], value=value) if variable in given:
                    given[variable].add((name(path), ast.unparse(value)))
    sharing = {each: {value for path, value in given[each] if path == "playground/ui/shell/share.py"} for each in given}
    assert sharing["source"] == {"f'data:image/png;base64,{base64.b64encode(code).decode()}'"}
    assert given["LARGE"] == {("playground/ui/shell/bar.py", "as_element(present_styles())")}
    assert given["STYLE"] == {("playground/ui/shell/page.py", "as_element(page_styles())")}
    assert given["STYLE_OF_STATIC"] == {("playground/ui/shell/page.py", "ROOT / STATIC_STYLE")}


# Streamlit's own protection


def test_the_configuration_leaves_the_protection_on_and_a_visitor_sees_no_traceback():
    configuration = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    server = configuration.get("server", {})
    assert server.get("enableXsrfProtection", True) is True
    assert server.get("enableCORS", True) is True
    assert not server.get("corsAllowedOrigins")
    assert not server.get("enableStaticServing", False)
    assert not configuration.get("global", {}).get("developmentMode", False)
    assert configuration["client"]["showErrorDetails"] == "none"


@pytest.fixture(scope="module")
def server():
    """The app on a server of its own, which must not look up its own address on the internet.

    Streamlit does so before it refuses an origin; behind a proxy that is not there, it finds none.
    """
    with pytest.MonkeyPatch.context() as patch:
        for variable in ("http_proxy", "https_proxy"):
            patch.setenv(variable, "http://127.0.0.1:9")
        patch.setenv("no_proxy", "127.0.0.1")
        with serve() as url:
            yield urlsplit(url)


def answer(server, method, path, **headers):
    """Status and text of the server's answer to a request, sent as it is written here."""
    connection = http.client.HTTPConnection(server.hostname, server.port, timeout=20)
    try:
        connection.request(method, path, headers={each.replace("_", "-"): value for each, value in headers.items()})
        response = connection.getresponse()
        return response.status, b"" if response.status == 101 else response.read()
    finally:
        connection.close()


WEBSOCKETS = "/_stcore/stream", "/socket"
"""Streamlit's, and ours."""


def handshake(server, path, **headers):
    """Status of the answer to a page that wants to open the websocket."""
    key = "dGhlIHNhbXBsZSBub25jZQ=="  # any 16 bytes
    websocket = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec_WebSocket_Version": "13"}
    return answer(server, "GET", path, **websocket, Sec_WebSocket_Key=key, **headers)[0]


@pytest.mark.parametrize("path", WEBSOCKETS)
def test_the_pages_own_origin_may_connect_and_no_other_may(server, path):
    assert handshake(server, path, Origin=server.geturl()) == 101
    assert handshake(server, path) == 101  # no browser
    for origin in ("https://a.example", "http://127.0.0.1.a.example", "null", "file://", ""):
        assert handshake(server, path, Origin=origin) == 403, origin


def test_nothing_can_be_uploaded_without_the_token_and_what_is_refused_takes_nobodys_place(server):
    for headers in ({"Origin": "https://a.example"}, {}):
        assert answer(server, "PUT", "/_stcore/upload_file/a/b", Content_Length="0", **headers)[0] == 403

    async def visit():
        """The page of a visitor, and the session of another."""
        pages = [Page(server.geturl(), "/") for _ in range(2)]
        for page in pages:
            await page.connect()
            while not page.session_id:
                await page.receive()
        refused = [
            answer(server, "PUT", f"/_stcore/upload_file/{pages[0].session_id}/{n}", Content_Length=str(5 * 2**20))[0]
            for n in range(20)
        ]
        assert refused == [403] * 20
        statuses = [await page.upload("table", megabytes=4.9) for page in pages]
        for page in pages:
            page.socket.transport.abort()
        return statuses

    assert run_alone(visit()) == [204, 204]


# One visitor and another


MEANT_TO_BE_SHARED = (
    Preset,
    Press,
    MemoryBudget,
    Scheduler,
    type,
    types.ModuleType,
    types.FunctionType,
    types.BuiltinFunctionType,
    np.ufunc,
)


def changeable(start):
    """All that can be changed and is part of ``start``, by identity; not what belongs to a type or a module."""
    found, seen, todo = {}, set(), [start]
    while todo:
        each = todo.pop()
        plotly_type = type(each).__module__.startswith("_plotly_utils.")  # what values an attribute of a figure takes
        if id(each) in seen or isinstance(each, MEANT_TO_BE_SHARED) or plotly_type:
            continue
        seen.add(id(each))
        if isinstance(each, list | dict | set | bytearray | np.ndarray) or hasattr(each, "__dict__"):
            found[id(each)] = each
        todo += gc.get_referents(each)
    return found


@some_that_play
def test_two_visitors_share_nothing_and_one_changes_nothing_for_another(case):
    one, other = Visit(case), Visit(case)  # alike in everything, so that a cache would be tempting
    for visit in (one, other):
        visit.tell("play")
    mine, theirs = changeable(one.player), changeable(other.player)
    assert [mine[each] for each in mine.keys() & theirs.keys()] == []
    arrays = [[each for each in part.values() if isinstance(each, np.ndarray)] for part in (mine, theirs)]
    assert len(arrays[0]) > 10
    assert not any(np.may_share_memory(a, b) for a in arrays[0] for b in arrays[1])

    other.tell("reset")
    other.run()
    before, player = other.sent, other.player
    further = Visit(case, **link_to(case, **others(case)))
    assert len({(visit.player.id, visit.player.token) for visit in (one, other, further)}) == 3
    for what in ("step", "new_weights", "step"):
        further.tell(what)
    further.player.runs.advance(5)
    other.run()
    assert other.player is player
    assert (player.runs.experiment, player.view) == (case.experiment(), case.view())
    assert player.runs.iteration == 0
    assert other.sent == before | {"tick": before["tick"] + 1}
    assert other.app.query_params == {}
    assert further.sent["now"] != before["now"]  # there was something to be seen


def module_state():
    """Everything in the modules of the package, and in its classes, that could remember something."""
    found = {}
    for module in pkgutil.walk_packages(playground.__path__, "playground."):
        spaces = {module.name: importlib.import_module(module.name)}
        own = [each for each in vars(spaces[module.name]).values() if getattr(each, "__module__", "") == module.name]
        spaces |= {f"{module.name}.{each.__name__}": each for each in own if isinstance(each, type)}
        for space, holder in spaces.items():
            for variable, value in vars(holder).items():
                if isinstance(value, dict | list | set | bytearray | np.ndarray) and not variable.startswith("__"):
                    found[f"{space}.{variable}"] = repr(value)
    return found


@some(CASES)
def test_no_visit_leaves_anything_in_a_module(case):
    before, numpys, pythons = module_state(), np.random.get_state(), random.getstate()
    assert "playground.data.datasets.DATASETS" in before
    visit = Visit(case, **link_to(case, **others(case)))
    for what in ("step", "new_weights", "play", "pause", "reset"):
        visit.tell(what)
    assert module_state() == before
    assert random.getstate() == pythons
    assert all(np.array_equal(a, b) for a, b in zip(np.random.get_state(), numpys, strict=True))


def caches(tree):
    """The functions of a parsed source text that are cached, each with what its cache is given as a bound."""
    found = {}
    for function in ast.walk(tree):
        for decorator in getattr(function, "decorator_list", []):
            call = decorator if isinstance(decorator, ast.Call) else ast.Call(decorator, [], [])
            if "cache" in ast.unparse(call.func):
                if ast.unparse(call.func).endswith("cached_property"):
                    found[function.name] = [1]  # for each object
                    continue
                arguments = function.args
                bounds = [each.value for each in call.keywords if each.arg in ("maxsize", "max_entries")]
                has_arguments = any((arguments.posonlyargs, arguments.args, arguments.kwonlyargs, arguments.vararg))
                found[function.name] = [ast.literal_eval(each) for each in bounds] if has_arguments else [1]
    return found


@looped(
    ("source", "found"),
    [
        ("@cache\ndef f(): ...", {"f": [1]}),
        ("@functools.cache\ndef f(x): ...", {"f": []}),
        ("@lru_cache(maxsize=None)\ndef f(x): ...", {"f": [None]}),
        ("@lru_cache(maxsize=8)\ndef f(*, x): ...", {"f": [8]}),
        ("@st.cache_data\ndef f(x): ...", {"f": []}),
        ("@st.cache_resource(max_entries=3)\ndef f(x): ...", {"f": [3]}),
        ("@cached_property\ndef f(self): ...", {"f": [1]}),
        ("@property\ndef f(x): ...", {}),
    ],
)
def test_the_walk_finds_caches(source, found):
    assert caches(ast.parse(source)) == found


# Sizes


MOST_BYTES = 80_000_000
"""What a visitor's page may take with the largest networks; those of a first visit take a thirtieth."""


@looped("case", ALL)
def test_every_setting_has_bounds(case):
    for spec in map(case.settings.spec, case.names):
        match spec:
            case Whole() | Real() | Several():
                assert math.isfinite(spec.least)
                assert math.isfinite(spec.most)
                assert not isinstance(spec, Several) or spec.at_most < 100
            case Choice():
                assert 1 < len(spec.names) < 100
            case _:
                assert isinstance(spec, Switch)


def asked(player, number, what, shown=0, **arguments):
    """A command of a page on which this player's run is."""
    return Command(number, player.id, shown, 0, "", what, arguments)


@looped("case", CASES)
def test_the_largest_experiment_takes_little_memory(case):
    numbers = {each: case.settings.spec(each) for each in case.experiment_names if each != "limit"}
    experiment = case.experiment(**{each: spec.most for each, spec in numbers.items() if isinstance(spec, Whole)})
    if "samples" not in case.settings.elsewhere(case.chosen()):  # all that is largest is really asked for
        largest = case.settings.spec("samples").most, 2**32 - 1
        assert {(each.recipe.samples, each.recipe.seed) for each in experiment.values()} == {largest}
    tracemalloc.start()
    try:
        player = Player(case.scene, experiment, case.view())
        player.handle(asked(player, 1, "play"))
        for number in range(3):
            player.handle(asked(player, number, "frames", iteration=player.runs.iteration, pictures=1))
            player.tick()
        taken = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    assert len(player.runs.first.history.points) > 1
    assert taken < MOST_BYTES


# What a page says


NUMBERS = st.one_of(st.integers(-5, 500), st.integers(), st.floats(), st.sampled_from([10**400, 1e308, -1e308]))
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, st.text(max_size=3)),
    lambda parts: st.lists(parts, max_size=3) | st.dictionaries(st.text(max_size=3), parts, max_size=3),
    max_leaves=8,
)
SHAPES = {"W1": (4, 2), "b1": (4, 1), "W2": (1, 4), "b2": (1, 1)}
AMOUNTS = {
    each: st.builds(lambda number, shape=shape: np.full(shape, number, object).tolist(), NUMBERS)
    for each, shape in SHAPES.items()
}
CHANGES = st.one_of(
    *(st.fixed_dictionaries({each: amounts}) for each, amounts in AMOUNTS.items()),
    st.fixed_dictionaries({"learning_rate": NUMBERS}),
    st.dictionaries(st.sampled_from([*SHAPES, "learning_rate", "W9", "__class__"]), JSON, max_size=2),
)
"""What a page could say was done to the notes' network; most of it in the right form."""
EVENTS = st.lists(st.tuples(st.integers(0, 20) | NUMBERS, CHANGES).map(list) | JSON, max_size=3)
LOGS = st.one_of(
    EVENTS.map(lambda events: {"": [[0, {"learning_rate": 1.2}], *events]}),
    EVENTS.map(lambda events: {"": events}),
    st.dictionaries(st.text(max_size=2), JSON, max_size=2),
)


@given(events=LOGS, iteration=st.integers() | st.integers(0, 300), plays=st.booleans())
@example(events={"": [[0, {"learning_rate": 1.2, "W1": [[1e308] * 2] * 4}]]}, iteration=9, plays=True)
@example(events={"": [[0, {"learning_rate": 1.2}], [1, {"b2": [[10**400]]}]]}, iteration=9, plays=True)
@settings(calmly, max_examples=50)
def test_an_event_log_that_nobody_has_lived_does_no_harm(events, iteration, plays):
    player = Player(PlaygroundScene, Experiment.alone(Recipe(samples=20)), View())
    more = {"start": player.start, "latest": iteration + 3, "ended": not plays, "playing": plays, "events": events}
    player.handle(asked(player, 1, "restore", shown=iteration, **more))
    for number in range(2):
        player.handle(asked(player, number, "frames", iteration=player.runs.iteration, pictures=2))
        tick, _ = player.tick()
    assert np.isfinite(player.run.parameters.vector).all()
    assert 0 <= player.runs.iteration <= player.run.recipe.limit
    json.dumps([tick.now, tick.frames, tick.curves, tick.events], allow_nan=False)  # a browser takes no NaN


WHOLE = st.integers() | st.integers(0, 50)
OF_A_KIND = {
    int: WHOLE,
    bool: st.booleans(),
    str: st.text(max_size=9) | st.sampled_from(["W1:3", "b1:0", "W2:1", "0.5", "nan", "1e300", "push"]),
    list: st.lists(st.sampled_from(["W1", "b1:2"]) | JSON, max_size=3),
    dict: LOGS,
}
"""What may stand in a command where this is wanted."""
SAID = st.sampled_from([*COMMANDS]).flatmap(
    lambda what: st.fixed_dictionaries(
        {
            **{name: OF_A_KIND[kind] for name, kind in Command.__annotations__.items() if kind in OF_A_KIND},
            **{name: OF_A_KIND[wanted.kind] for name, wanted in COMMANDS[what].arguments.items()},
            "what": st.just(what),
        }
    )
)


@given(said=JSON | st.fixed_dictionaries(dict.fromkeys(Command._fields[:-1], JSON)))
@settings(calmly, max_examples=100)
def test_what_is_no_command_is_none(said):
    assert read_command(said) is None


@given(commands=st.lists(st.tuples(SAID, st.booleans()), min_size=1, max_size=12))
@settings(calmly, max_examples=60)
def test_commands_that_no_page_gives_do_no_harm(commands):
    player = Player(PlaygroundScene, Experiment.alone(Recipe(samples=20, limit=500)), View(speed="300"))
    player.handle(asked(player, 1, "play"))
    for said, of_this_run in commands:
        command = read_command(said | {"run": player.id} if of_this_run else said)
        if command is None:  # beyond a limit
            continue
        player.handle(command)
        tick, _ = player.tick()
        assert len(tick.frames) <= MOST_PICTURES
        json.dumps([tick.now, tick.frames, tick.curves, tick.events, tick.progress], allow_nan=False)
    assert not player.failed
    assert np.isfinite(player.run.parameters.vector).all()
    assert 0 <= player.runs.iteration <= player.run.recipe.limit

"""What the tests are worth: ``python -m benchmarks.mutants playground/nn --tests tests/nn --write before.json``.

A mutant is the product with one small fault: a comparison turned, an operator exchanged, a number off by one, a call
left out. It is killed if a test fails. The tests run once, and note which functions each of them calls. Then each
mutant is put in place in a process of its own, where the tests that call its function run until two have failed: if one
alone fails, nothing else would notice this fault. Which mutants are chosen depends on what they change and on nothing
else, so the same faults are tried before and after a change of the tests: ``--against before.json`` names those that
were killed then and live now. See DeMillo, Lipton and Sayward, "Hints on test data selection", 1978.
"""

import argparse
import ast
import copy
import gc
import hashlib
import json
import os
import signal
import sys
import time
import warnings
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from importlib import import_module
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory
from types import CodeType, FunctionType
from typing import Any

import pytest

if sys.version_info < (3, 12):
    sys.exit(f"Python {sys.version.split()[0]} cannot say which functions are called; 3.12 and later can.")

ROOT = Path(__file__).parents[1]
TURNED: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.And: ast.Or,
    ast.Or: ast.And,
}
Place = tuple[str, int]
"""A function: its file, and the first line of its code."""


@dataclass(frozen=True)
class Mutant:
    """One fault: in which function, below which of its nodes in the order of ``ast.walk``, and what it does."""

    path: str
    function: str
    line: int
    node: int
    says: str

    @property
    def key(self) -> str:
        """Tells it from others, wherever its function has moved in its file."""
        return f"{self.path}:{self.function}:{self.node}:{self.says}"


def fault(node: ast.AST) -> tuple[ast.AST, str] | None:
    """The faulty node in place of one, and what is wrong with it; nothing where there is none to make."""
    faulty: Any = copy.copy(node)
    match node:
        case ast.Compare(ops=[op]) if type(op) in TURNED:
            faulty.ops = [TURNED[type(op)]()]
        case ast.BinOp(op=op) | ast.BoolOp(op=op) if type(op) in TURNED:
            faulty.op = TURNED[type(op)]()
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return operand, "without not"
        case ast.Constant(value=bool(value)):
            return ast.copy_location(ast.Constant(not value), node), f"{value} is {not value}"
        case ast.Constant(value=int(value) | float(value)):
            return ast.copy_location(ast.Constant(value + 1), node), f"{value} is {value + 1}"
        case ast.Expr(value=ast.Call()):
            return ast.copy_location(ast.Pass(), node), f"without {ast.unparse(node)}"
        case ast.Return(value=ast.expr() as value) if not isinstance(value, ast.Constant):
            return ast.copy_location(ast.Return(None), node), f"returns nothing for {ast.unparse(value)}"
        case _:
            return None
    return faulty, f"{ast.unparse(node)} is {ast.unparse(faulty)}"


def functions(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    """Those of a module and of its classes, with their qualified names."""
    for statement in tree.body:
        if isinstance(statement, ast.FunctionDef):
            yield statement.name, statement
        elif isinstance(statement, ast.ClassDef):
            for member in statement.body:
                if isinstance(member, ast.FunctionDef):
                    yield f"{statement.name}.{member.name}", member


def mutants_of(path: Path) -> Iterator[Mutant]:
    """All that can be made of a file."""
    name = str(path.relative_to(ROOT))
    for function, definition in functions(ast.parse(path.read_bytes())):
        for index, node in enumerate(nodes(definition)):
            made = fault(node)
            if made is not None:
                yield Mutant(name, function, definition.lineno, index, made[1][:120])


def nodes(definition: ast.FunctionDef) -> list[ast.AST]:
    """Those of a function's body, always in the same order."""
    return [node for statement in definition.body for node in ast.walk(statement)]


def chosen(paths: Sequence[Path], count: int) -> list[Mutant]:
    """So many of them, one of a function at most, whatever else there is in the files."""
    best: dict[tuple[str, str], tuple[bytes, Mutant]] = {}
    for path in paths:
        for mutant in mutants_of(path):
            rank = hashlib.sha256(mutant.key.encode()).digest()
            place = (mutant.path, mutant.function)
            if place not in best or rank < best[place][0]:
                best[place] = rank, mutant
    return [mutant for _, mutant in sorted(best.values(), key=lambda pair: pair[0])[:count]]


class Exchange(ast.NodeTransformer):
    """Puts the faulty node in the place of one."""

    def __init__(self, wanted: ast.AST) -> None:
        self._wanted = wanted

    def visit(self, node: ast.AST) -> ast.AST:
        """What stands there afterwards."""
        made = fault(node) if node is self._wanted else None
        return made[0] if made else self.generic_visit(node)


def put_in_place(mutant: Mutant) -> bool:
    """Give the live functions the faulty code; tell whether there were any."""
    path = ROOT / mutant.path
    tree = ast.parse(path.read_bytes())
    definition = dict(functions(tree))[mutant.function]
    wanted = nodes(definition)[mutant.node]
    if "super()" in ast.unparse(definition):  # also where the fault takes it away: a live function keeps its closure
        definition.body.extend(ast.parse("if False: __class__").body)
    for statement in tree.body:
        Exchange(wanted).visit(statement)
    code = compile(ast.fix_missing_locations(tree), str(path), "exec", dont_inherit=True)
    faulty = next(each for each in codes(code) if each.co_qualname == mutant.function)
    live = [
        each
        for each in gc.get_objects()
        if isinstance(each, FunctionType)
        and each.__code__.co_filename == str(path)
        and each.__code__.co_qualname == mutant.function
        and each.__code__.co_firstlineno == faulty.co_firstlineno
    ]
    for each in live:
        each.__code__ = faulty
    return bool(live)


def codes(code: CodeType) -> Iterator[CodeType]:
    """Of the functions within."""
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from codes(constant)


class Called:
    """Notes the product's functions that are called, each once until asked."""

    def __init__(self) -> None:
        self._places: set[Place] = set()
        watch = sys.monitoring
        watch.use_tool_id(watch.COVERAGE_ID, "mutants")
        watch.register_callback(watch.COVERAGE_ID, watch.events.PY_START, self._note)
        watch.set_events(watch.COVERAGE_ID, watch.events.PY_START)

    def _note(self, code: CodeType, _offset: int) -> Any:
        self._places.add((code.co_filename, code.co_firstlineno))
        return sys.monitoring.DISABLE

    def since(self) -> set[Place]:
        """All since it was last asked."""
        places, self._places = self._places, set()
        sys.monitoring.restart_events()
        return places


def forked(jobs: int, works: Sequence[Callable[[], Any]], seconds: Callable[[int], float], late: Any) -> list[Any]:
    """What each of the ``works`` returns, done in processes of their own, ``jobs`` at once.

    One that takes longer than its ``seconds``, or that dies, has the result ``late``.
    """
    with TemporaryDirectory() as folder:
        running: dict[int, int] = {}
        results: list[Any] = [late] * len(works)
        waiting = list(range(len(works)))
        while waiting or running:
            if waiting and len(running) < jobs:
                index = waiting.pop(0)
                with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
                    child = os.fork()  # the threads that it warns of are the linear algebra's, which rest
                if not child:
                    signal.signal(signal.SIGALRM, signal.SIG_DFL)
                    signal.setitimer(signal.ITIMER_REAL, seconds(index))
                    Path(folder, str(index)).write_text(json.dumps(works[index]()))
                    os._exit(0)
                running[child] = index
            else:
                child, _ = os.wait()
                index = running.pop(child)
                if (said := Path(folder, str(index))).exists() and (text := said.read_text()):
                    results[index] = json.loads(text)
    return results


class Worth:
    """In place of pytest's loop over the tests: once all of them, then for each mutant those that meet it."""

    def __init__(self, mutants: Sequence[Mutant], jobs: int, most: float) -> None:
        self.mutants, self.jobs, self.most = mutants, jobs, most
        self.seconds: dict[str, float] = {}
        self.killed: dict[str, list[str]] = {}
        self.met: dict[str, int] = {}
        self.red: list[str] = []
        self._failed: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note who failed."""
        if report.failed and report.nodeid not in self._failed:
            self._failed.append(report.nodeid)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run all, then the mutants."""
        session.config.pluginmanager.unregister(name="terminalreporter")  # two of the processes would talk at once
        for path in {mutant.path for mutant in self.mutants}:  # what a page loads only once it is opened, too
            import_module(path.removesuffix(".py").removesuffix("/__init__").replace("/", "."))
        items = {item.nodeid: item for item in session.items}
        by_file: dict[Path, list[str]] = defaultdict(list)
        calls: dict[Place, list[str]] = defaultdict(list)
        for name, item in items.items():
            by_file[item.path].append(name)
        files = list(by_file.values())
        everything = [partial(self._once, [items[name] for name in names]) for names in files]
        for said in forked(self.jobs, everything, lambda _: 3600.0, []):
            for name, seconds, failed, places in said:
                self.seconds[name] = seconds
                if failed:
                    self.red.append(name)
                for file, line in places:
                    calls[file, line].append(name)
        picked = [self._those_that_meet(mutant, calls) for mutant in self.mutants]
        tried = [
            partial(self._under, mutant, [items[name] for name in names])
            for mutant, names in zip(self.mutants, picked, strict=True)
        ]
        results = forked(
            self.jobs,
            tried,
            lambda index: 30 + 5 * sum(self.seconds[name] for name in picked[index]),
            ["(it never ended)"] * 2,
        )
        self.killed = {mutant.key: said for mutant, said in zip(self.mutants, results, strict=True)}
        return True

    def _those_that_meet(self, mutant: Mutant, calls: dict[Place, list[str]]) -> list[str]:
        """The tests that call its function, the nearest and the quickest first, as long as they may take."""
        names = [name for name in set(calls[str(ROOT / mutant.path), first_line(mutant)]) if name not in self.red]
        self.met[mutant.key] = len(names)
        near = mutant.path.split("/")[1:-1]
        names.sort(key=lambda name: (-shared(near, name.split("/")[1:]), self.seconds[name], name))
        taken = accumulate(self.seconds[name] for name in names)
        return [
            name for first, (name, total) in enumerate(zip(names, taken, strict=True)) if not first or total < self.most
        ]

    def _run(self, items: Sequence[pytest.Item], enough: int) -> Iterator[pytest.Item]:
        for index, item in enumerate(items):
            after = items[index + 1] if index + 1 < len(items) else None
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=after)
            yield item
            if len(self._failed) >= enough:
                return

    def _once(self, items: Sequence[pytest.Item]) -> list[tuple[str, float, bool, list[Place]]]:
        called, said, begin = Called(), [], time.perf_counter()
        for item in self._run(items, len(items) + 1):
            now = time.perf_counter()
            places = [place for place in called.since() if place[0].startswith(str(ROOT / "playground"))]
            said.append((item.nodeid, now - begin, item.nodeid in self._failed, places))
            begin = now
        return said

    def _under(self, mutant: Mutant, items: Sequence[pytest.Item]) -> list[str]:
        if items and put_in_place(mutant):
            for _ in self._run(items, 2):
                pass
        return self._failed


def first_line(mutant: Mutant) -> int:
    """Where the code of its function begins, which is where its first decorator stands."""
    definition = dict(functions(ast.parse((ROOT / mutant.path).read_bytes())))[mutant.function]
    return min([definition.lineno, *(each.lineno for each in definition.decorator_list)])


def shared(one: Sequence[str], other: Sequence[str]) -> int:
    """How many parts two paths begin with together."""
    return next(
        (index for index, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the mutants that live, and what each folder of tests is worth."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("product", nargs="+", type=Path, help="files or folders to make mutants of")
    parser.add_argument("--tests", nargs="+", default=["tests"])
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--most", type=float, default=40.0, help="seconds of tests for a mutant, the nearest first")
    parser.add_argument("--write", type=Path, help="keep what was found")
    parser.add_argument("--against", type=Path, help="what was found before")
    asked = parser.parse_args(arguments)
    paths = [path for each in asked.product for path in (sorted(each.rglob("*.py")) if each.is_dir() else [each])]
    worth = Worth(chosen([path.resolve() for path in paths], asked.count), asked.jobs, asked.most)
    browser = ["--ignore", "tests/browser", "--ignore-glob", "*_browser.py"]
    ended = pytest.main(["-q", "-n", "0", "--no-header", *browser, *asked.tests], plugins=[worth])
    if not worth.killed:
        return int(ended)
    said = {
        "mutants": [
            asdict(mutant) | {"met": worth.met[mutant.key], "by": worth.killed[mutant.key]} for mutant in worth.mutants
        ],
        "seconds": worth.seconds,
    }
    if asked.write:
        asked.write.write_text(json.dumps(said, indent=1))
    report(worth)
    if asked.against:
        lost = lost_since(json.loads(asked.against.read_text()), worth)
        print(f"\n{len(lost)} were killed before and live now", *lost, sep="\n  ")
        return bool(lost)
    return 0


def lost_since(before: dict[str, Any], worth: Worth) -> list[str]:
    """Those that were killed then and are not now."""
    killed = {Mutant(**{k: m[k] for k in Mutant.__dataclass_fields__}).key for m in before["mutants"] if m["by"]}
    return [mutant.key for mutant in worth.mutants if mutant.key in killed and not worth.killed[mutant.key]]


def report(worth: Worth) -> None:
    """By folder: tests, seconds, what only one test kills; and the mutants that live."""
    alone = Counter[str]()
    folders: dict[str, list[float]] = defaultdict(lambda: [0, 0.0])
    for by in worth.killed.values():
        if len(by) == 1:
            alone[by[0].split("::")[0].rpartition("/")[0]] += 1
    for name, seconds in worth.seconds.items():
        taken = folders[name.split("::")[0].rpartition("/")[0]]
        taken[0] += 1
        taken[1] += seconds
    print(f"\n{'folder':44} tests seconds killed alone")
    for folder, (tests, seconds) in sorted(folders.items()):
        print(f"{folder:44} {tests:5} {seconds:7.0f} {alone[folder]:12}")
    killed = sum(map(bool, worth.killed.values()))
    print(f"{killed} of {len(worth.mutants)} mutants killed; red without any: {worth.red or 'none'}; these live:")
    for mutant in worth.mutants:
        if not worth.killed[mutant.key]:
            meet = f"{worth.met[mutant.key]} tests meet it"
            print(f"  {mutant.path}:{mutant.line} {mutant.function}: {mutant.says} ({meet})")


if __name__ == "__main__":
    sys.exit(main())

"""Scripts of ``playground/frontend`` as one: each stays a module of its own, which runs when it is first asked for."""

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

FRONTEND = Path(__file__).parents[2] / "frontend"
MODULES = """const modules = {};
const define = (name, make) => {
  const once = () => Object.defineProperty(modules, name, { value: make(), enumerable: true })[name];
  Object.defineProperty(modules, name, { get: once, enumerable: true, configurable: true });
};
"""
"""The modules by the names of their files, and what adds one."""
_VERSION = re.compile(r"^const \{ search \} = new URL\(import\.meta\.url\);.*\n", re.M)
_IMPORT = re.compile(r"(await )?import\(`\./([\w.]+)\$\{search\}`\)")
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const) (?:(\w+)|\{ ([\w, ]+) \}))", re.M)
_DEFAULT = re.compile(r"^export default (?=(?:async )?function)", re.M)


def bundle(first: str) -> str:
    """A script that runs the ``first`` of ours, with those that it needs in ``modules``."""
    return f'{MODULES}{defined(needed(first))}modules["{first}"];\n'


@lru_cache(maxsize=16)
def needed(*names: str) -> Sequence[str]:
    """These scripts, and those that they import, at once or later."""
    found = [*names]
    for name in found:
        found += [other for _, other in _IMPORT.findall(_source(name)) if other not in found]
    return found


def defined(names: Sequence[str]) -> str:
    """The code that adds these scripts to the ``modules``; those that they import have to be among them."""
    return "".join(_defined(name) for name in names)


def _defined(name: str) -> str:
    source = _source(name)
    exported = [name for found in _EXPORT.findall(source) for name in re.findall(r"\w+", " ".join(found))]
    code, defaults = _DEFAULT.subn("const byDefault = ", source)
    code = _EXPORT.sub("", _IMPORT.sub(_asked, _VERSION.sub("", code)))
    if re.search(r"\bimport\b *[({]|\bimport\.(?!meta)|^export\b|</script", code, re.M):
        raise ValueError(f"{name} can't be part of one script: it imports or exports in another way than the others")
    exported += ["default: byDefault"] * defaults
    return f'define("{name}", () => {{\n{code}\nreturn {{ {", ".join(exported)} }};\n}});\n'


def _asked(found: re.Match[str]) -> str:
    module = f'modules["{found[2]}"]'
    return module if found[1] else f"Promise.resolve().then(() => {module})"


@lru_cache(maxsize=256)
def _source(name: str) -> str:
    return (FRONTEND / name).read_bytes().decode()

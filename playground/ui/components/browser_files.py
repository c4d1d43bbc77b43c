"""The files that our components load in the browser, their addresses, and components made from a single file."""

import hashlib
import re
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from importlib.metadata import version
from typing import Any, NamedTuple

import streamlit as st

from playground.export.scripts import MODULES, PLOTLY_JS, ROOT, chart_styles, defined, needed, of_app, page_styles
from playground.features.contents import FEATURES

ALL, PAGE = "of_all.js", "of_pages.js"
"""Bundles of our scripts: what every page needs, and what else a page of the app does; see :func:`own_bundle`, too."""
CHART_STYLE, PAGE_STYLE = "of_charts.css", "of_pages.css"
"""The style sheets of charts, and those of every page, with what features add to them."""
STATIC_STYLE = "frontend/page/static_page.css"
"""What pages add to these on which nothing plays."""
BESIDE_ALL = f"""const {{ search }} = new URL(import.meta.url); // of the same version
export const {{ modules, define }} = await import(`./{ALL}${{search}}`);
"""
"""How the others begin, which add their scripts to the same modules."""
FOLDER = "files"
"""Where the server has them all, below the app's own address; see ``file_server.py``."""


class BrowserFiles(NamedTuple):
    """Addresses, below the app's own, of what pages load: Plotly.js; our bundles and style sheets by path.

    ``holds``: the bundle that each script is in; ``contents``: the bytes at each address.
    """

    plotly: str
    own: Mapping[str, str]
    holds: Mapping[str, str]
    contents: Mapping[str, bytes]

    def script(self, name: str) -> str:
        """JavaScript that imports one of our scripts; its ``root`` is the app's address."""
        return f'import(`${{root}}{self.own[self.holds[name]]}`).then(({{ modules }}) => modules["{name}"])'


@cache
def browser_files() -> BrowserFiles:
    """Read the files, once per process: it serves them as they were when it started.

    A browser fetches six files at a time, so each of our scripts would cost a visitor far away a sixth of the way to
    the server and back. Hence the bundles.
    """
    scripts = {*of_app()}
    own_pages = {own_bundle(begins): {*own_files(begins)} for each in FEATURES for begins in each.pages}
    apart = {name for names in own_pages.values() for name in names}
    first = "frontend/page/language.js", "frontend/keyboard/page_keys.js"
    of_all = {*needed(*first, *(f"{name}.js" for name in of_features("page")), *sorted(apart))} - apart
    bundled = {ALL: of_all, PAGE: scripts - apart - of_all} | own_pages
    code = {bundle: BESIDE_ALL + defined(sorted(names)) for bundle, names in bundled.items()}
    code[ALL] = f"{MODULES}export {{ modules, define }};\n{defined(sorted(of_all))}"
    styles = {name: (ROOT / name).read_bytes() for name in of_app("css")}
    sheets = {CHART_STYLE: chart_styles(), PAGE_STYLE: page_styles()}
    styles |= {bundle: b"".join(styles[name] for name in names) for bundle, names in sheets.items()}
    own = styles | {name: text.encode() for name, text in code.items()}
    own_version = hashlib.sha1(b"".join(own.values())).hexdigest()[:12]
    addresses = {name: f"{FOLDER}/{name}?v={own_version}" for name in own}
    plotly = f"{FOLDER}/{PLOTLY_JS.name}?v={version('plotly')}"
    contents = {address: own[name] for name, address in addresses.items()}
    holds = {name: bundle for bundle, names in bundled.items() for name in names}
    return BrowserFiles(plotly, addresses, holds, contents | {plotly: PLOTLY_JS.read_bytes()})


def own_files(begins: str, kind: str = "js") -> list[str]:
    """The scripts of a feature's own page, see ``Feature.pages``, or its style sheets."""
    return [name for name in of_app(kind) if re.match(rf"features/\w+/{begins}", name)]


def own_bundle(begins: str) -> str:
    """The bundle of these scripts."""
    return f"of_{begins}s.js"


def of_features(begins: str) -> list[str]:
    """The scripts of features whose names begin so, without ".js"; ``more`` for :func:`file_component`."""
    return [name.removesuffix(".js") for name in of_app() if re.match(rf"features/\w+/{begins}\w*\.js", name)]


@lru_cache(maxsize=20)
def file_component(path: str, *more: str) -> Callable[..., Any]:
    """Register ``<path>.js`` as a component, with its style sheet if it has one; once per process.

    ``more``: scripts that add something to it, each with its style sheet, too.

    As for a live chart, the script sent with every update only loads the file, which the browser caches.
    """
    loaded = browser_files()
    files = ", ".join(loaded.script(f"{each}.js") for each in (path, *more))
    sheets = (f"{each}.css" for each in (path, *more))
    styles = ", ".join(f"`${{root}}{loaded.own[each]}`" for each in sheets if each in loaded.own)
    script = f"""
const root = new URL(".", document.baseURI).href;
const files = Promise.all([{files}]);
export default async (component) => (await files)[0].default(component, {styles});
"""
    return st.components.v2.component(path.rpartition("/")[2], js=script, isolate_styles=False)

"""What a browser loads for our components: which files, and at which addresses; and components that are one file."""

import hashlib
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

import streamlit as st
from streamlit.components.v1 import declare_component

FRONTEND = Path(__file__).parents[1] / "frontend"
PLOTLY_JS = Path(str(files("plotly") / "package_data" / "plotly.min.js"))
"""Of the installed package, so nothing is fetched from elsewhere."""
DIRECT_PATH = "live"
"""Where a chart asks without a run of its page's script, below the app's own address; see ``direct.py``."""


class BrowserFiles(NamedTuple):
    """Addresses, below the app's own, of what charts and drawings load: Plotly.js; style sheets and modules by name.

    ``contents``: of all of them, by address.
    """

    plotly: str
    stylesheets: Mapping[str, str]
    modules: Mapping[str, str]
    contents: Mapping[str, bytes]


@cache
def browser_files() -> BrowserFiles:
    """What there is; once a process, which has the files as they were when it began."""
    own = {file.name: file.read_bytes() for file in sorted(FRONTEND.iterdir())}
    own_version = hashlib.sha1(b"".join(own.values())).hexdigest()[:12]
    addresses = {name: f"component/{__name__}.own/{name}?v={own_version}" for name in own}
    plotly = f"component/{__name__}.plotly/{PLOTLY_JS.name}?v={version('plotly')}"
    stylesheets, modules = (
        {name: address for name, address in addresses.items() if name.endswith(kind)} for kind in (".css", ".js")
    )
    contents = {address: own[name] for name, address in addresses.items()}
    return BrowserFiles(plotly, stylesheets, modules, contents | {plotly: PLOTLY_JS.read_bytes()})


def _have_them_served() -> None:
    """By Streamlit, at these addresses, where ``FileServer`` isn't there; it heeds this only while a page is made."""
    declare_component("own", FRONTEND)
    declare_component("plotly", PLOTLY_JS.parent)


@lru_cache(maxsize=20)
def file_component(name: str) -> Callable[..., Any]:
    """Register the component that ``frontend/<name>.js`` is, with its style sheet if it has one; once a process.

    As for a live chart, the script that is sent with every update only loads the file, which the browser keeps.
    """
    _have_them_served()  # here, since every page begins with such a component
    loaded = browser_files()
    script = f"""
const root = new URL(".", document.baseURI).href;
const file = import(`${{root}}{loaded.modules[f"{name}.js"]}`);
const stylesheet = `${{root}}{loaded.stylesheets.get(f"{name}.css", "")}`;
export default async (component) => (await file).default(component, stylesheet);
"""
    return st.components.v2.component(name, js=script, isolate_styles=False)

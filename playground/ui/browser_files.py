"""What a browser loads for our components: which files, and at which addresses; and components that are one file."""

import hashlib
from collections.abc import Callable, Mapping
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

import streamlit as st
from streamlit import runtime
from streamlit.components.v1.custom_component import CustomComponent

FRONTEND = Path(__file__).parent / "frontend"
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
    """Have the files served; once a process, which has them as they were when it began.

    Plotly.js comes from the installed package, so nothing is fetched from elsewhere.
    """
    plotly_js = Path(str(files("plotly") / "package_data" / "plotly.min.js"))
    plotly_files = CustomComponent("plotly", path=str(plotly_js.parent))
    own_files = CustomComponent("live_chart", path=str(FRONTEND))
    if runtime.exists():
        for served in (plotly_files, own_files):  # declare_component would do this only while a page is made
            runtime.get_instance().component_registry.register_component(served)
    own = {file.name: file.read_bytes() for file in sorted(FRONTEND.iterdir())}
    own_version = hashlib.sha1(b"".join(own.values())).hexdigest()[:12]
    addresses = {name: f"component/{own_files.name}/{name}?v={own_version}" for name in own}
    plotly = f"component/{plotly_files.name}/{plotly_js.name}?v={version('plotly')}"
    stylesheets, modules = (
        {name: address for name, address in addresses.items() if name.endswith(kind)} for kind in (".css", ".js")
    )
    contents = {address: own[name] for name, address in addresses.items()}
    return BrowserFiles(plotly, stylesheets, modules, contents | {plotly: plotly_js.read_bytes()})


@st.cache_resource(show_spinner=False, max_entries=20)
def file_component(name: str) -> Callable[..., Any]:
    """Register the component that ``frontend/<name>.js`` is, with its style sheet if it has one; once a process.

    As for a live chart, the script that is sent with every update only loads the file, which the browser keeps.
    """
    loaded = browser_files()
    script = f"""
const root = document.querySelector('script[type="module"][src*="static/js/"]').src.split("static/js/")[0];
const file = import(`${{root}}{loaded.modules[f"{name}.js"]}`);
const stylesheet = `${{root}}{loaded.stylesheets.get(f"{name}.css", "")}`;
export default async (component) => (await file).default(component, stylesheet);
"""
    return st.components.v2.component(name, js=script, isolate_styles=False)

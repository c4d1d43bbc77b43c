"""What a browser loads for our components: which files, and at which addresses; and components that are one file."""

import hashlib
from collections.abc import Callable, Mapping
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

    ``paths``: of all of them, where the file is.
    """

    plotly: str
    stylesheets: Mapping[str, str]
    modules: Mapping[str, str]
    paths: Mapping[str, Path]


@st.cache_resource(show_spinner=False)
def browser_files() -> BrowserFiles:
    """Have the files served; once a process.

    Plotly.js comes from the installed package, so nothing is fetched from elsewhere.
    """
    plotly_path = Path(str(files("plotly") / "package_data" / "plotly.min.js"))
    plotly_files = CustomComponent("plotly", path=str(plotly_path.parent))
    own_files = CustomComponent("live_chart", path=str(FRONTEND))
    if runtime.exists():
        for served in (plotly_files, own_files):  # declare_component would do this only while a page is made
            runtime.get_instance().component_registry.register_component(served)
    own = sorted(FRONTEND.iterdir())
    own_version = hashlib.sha1(b"".join(file.read_bytes() for file in own)).hexdigest()[:12]
    paths = {f"component/{own_files.name}/{file.name}?v={own_version}": file for file in own}
    plotly = f"component/{plotly_files.name}/{plotly_path.name}?v={version('plotly')}"
    stylesheets, modules = (
        {file.name: address for address, file in paths.items() if file.suffix == kind} for kind in (".css", ".js")
    )
    return BrowserFiles(plotly, stylesheets, modules, paths | {plotly: plotly_path})


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

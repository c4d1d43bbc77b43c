"""The files that our components load in the browser, their addresses, and components made from a single file."""

import hashlib
import re
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

import streamlit as st
from streamlit.components.v1 import declare_component

FRONTEND = Path(__file__).parents[2] / "frontend"
PLOTLY_JS = Path(str(files("plotly") / "package_data" / "plotly.min.js"))
"""From the installed package, so nothing is fetched from elsewhere."""
DIRECT_PATH = "live"
"""Path of the websocket, below the app's own address, that answers charts without a script run; see ``direct.py``."""
ROOM_PATH = "room"
"""The same for the rooms of a class; see ``room_socket.py``."""


class BrowserFiles(NamedTuple):
    """Addresses, below the app's own, of what charts and drawings load: Plotly.js; style sheets and modules by name.

    ``contents``: the bytes of each file, by address.
    """

    plotly: str
    stylesheets: Mapping[str, str]
    modules: Mapping[str, str]
    contents: Mapping[str, bytes]

    @property
    def of_charts(self) -> list[str]:
        """The modules that the first picture of a page with charts waits for."""
        return [self.modules[name] for name in self._awaited("live_chart.js")]

    @property
    def later(self) -> list[str]:
        """The other modules that such a page may need."""
        others = self.modules.keys() - {*self._awaited("live_chart.js")}
        return [self.modules[name] for name in sorted(others) if not name.startswith(("student", "lesson"))]

    @property
    def of_student(self) -> list[str]:
        """The modules that a student's page needs, which has no charts of Plotly's."""
        return [self.modules[name] for name in self._awaited("language.js", "student.js")]

    def _awaited(self, *names: str) -> list[str]:
        """These modules, and those that they wait for, directly or not."""
        needed = [*names]
        for name in needed:
            text = self.contents[self.modules[name]].decode()
            needed += [each for each in re.findall(r"await import\(`\./([\w.]+)", text) if each not in needed]
        return needed


@cache
def browser_files() -> BrowserFiles:
    """Read the files, once per process: it serves them as they were when it started."""
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
    """Have Streamlit serve them at these addresses, for when ``FileServer`` doesn't; works only in a script run."""
    declare_component("own", FRONTEND)
    declare_component("plotly", PLOTLY_JS.parent)


@lru_cache(maxsize=20)
def file_component(name: str) -> Callable[..., Any]:
    """Register ``frontend/<name>.js`` as a component, with its style sheet if it has one; once per process.

    As for a live chart, the script sent with every update only loads the file, which the browser caches.
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

"""Starts the app: the command ``neural-network-playground``, or ``python -m playground``."""

import runpy
import sys
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).parent
PLACES = HERE / "app", HERE.parent
"""Where the app's scripts are: in an installed package, and in a working copy."""


def main() -> None:
    """Start the server, which opens the browser; arguments are those of ``streamlit run``."""
    if not find_spec("streamlit"):
        print(
            "The app is not installed, only the library: Streamlit is missing. "
            'Install it with pip install "neural-network-playground[app]".',
            file=sys.stderr,
        )
        sys.exit(2)
    scripts = (place / "streamlit_app.py" for place in PLACES)
    script = next(each for each in scripts if each.exists())
    sys.argv = ["streamlit", "run", str(script), *sys.argv[1:]]
    runpy.run_module("streamlit", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()

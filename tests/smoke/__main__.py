"""The smoke test by hand: ``python -m tests.smoke --browser firefox --python /path/to/venv/bin/python``."""

import argparse
import sys

from benchmarks.browsers import NEEDS, is_here, opened
from benchmarks.serving import serve
from tests.smoke.steps import PREPARE, smoke

parser = argparse.ArgumentParser(prog="python -m tests.smoke", description=__doc__)
parser.add_argument("--browser", choices=NEEDS, default="chromium")
parser.add_argument("--python", default=sys.executable, help="the interpreter that runs the app; as a rule, this one")
parser.add_argument(
    "--seconds", type=float, default=0, help="to count pictures for, at least; as a rule, for ten of them"
)
arguments = parser.parse_args()
if not is_here(arguments.browser):
    parser.exit(1, f"This needs {NEEDS[arguments.browser]}\n")
with serve(python=arguments.python) as app, opened(arguments.browser, PREPARE) as browser:
    rate = smoke(browser, app, arguments.seconds)
print(f"{arguments.browser}: passed, {rate:.1f} pictures a second")

"""The page of a lesson in one file: its scripts and its style are the app's own, and it may load nothing else."""

import base64
import hashlib
import html
import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from playground.export.scripts import ROOT, SHARED_STYLES, bundle, chart_styles, in_lessons, needed, words
from playground.language import Language, _, rendered

FIRST_SCRIPT, STYLE = "frontend/lesson_file/lesson.js", "frontend/lesson_file/lesson.css"
NEEDS_SCRIPTS = _("This lesson is played by a script, and this browser runs none.")


class More(NamedTuple):
    """What a page has besides the lesson.

    Attributes
    ----------
    scripts, styles : by path, as those of the lesson
    data : for these scripts, by name, beside what the lesson has
    files : by name, each in an element of its own, whose ``id`` is the name, in base64
    policy : what they may load, as directives of a Content-Security-Policy
    """

    scripts: Sequence[str] = ()
    styles: Sequence[str] = ()
    data: Mapping[str, Any] = {}
    files: Mapping[str, bytes] = {}
    policy: Mapping[str, str] = {}


NOTHING_MORE = More()


def lesson_page(title: str, languages: Sequence[Language], lesson: Mapping[str, Any], more: More = NOTHING_MORE) -> str:
    """The whole file.

    Parameters
    ----------
    title : of the lesson
    languages : of its texts, the first one for browsers that have none of them
    lesson : its texts and recordings, for ``frontend/lesson_file/lesson.js``
    more : what else is on the page
    """
    scripts = *in_lessons(), *more.scripts
    said = [
        {
            "code": language.code,
            "tag": language.tag,
            "name": language.name,
            "words": words(needed(FIRST_SCRIPT, *scripts), language),
        }
        for language in languages
    ]
    sheets = *SHARED_STYLES, *chart_styles(), STYLE, *in_lessons("css"), *more.styles
    style = "".join((ROOT / name).read_bytes().decode() for name in sheets)
    script = bundle(FIRST_SCRIPT, *scripts)
    allowed = {
        "default-src": "'none'",
        "script-src": _hash(script),
        "style-src": _hash(style),
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    for directive, sources in more.policy.items():
        allowed[directive] = " ".join(filter(None, [allowed.get(directive), sources]))
    policy = "; ".join(f"{directive} {sources}" for directive, sources in allowed.items())
    first = languages[0]
    # In a script element nothing but "<" could end it, or begin a comment.
    data = json.dumps({"languages": said, **lesson, **more.data}, ensure_ascii=False, separators=(",", ":")).replace(
        "<", "\\u003c"
    )
    files = "".join(
        f'<script type="application/octet-stream" id="{name}">{base64.b64encode(content).decode()}</script>\n'
        for name, content in more.files.items()
    )
    return f"""<!doctype html>
<html lang="{first.tag}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{html.escape(rendered(title, first))}</title>
<link rel="icon" href="data:,">
<style>{style}</style>
</head>
<body>
<noscript>{html.escape(rendered(NEEDS_SCRIPTS, first))}</noscript>
<script type="application/json" id="lesson">{data}</script>
{files}<script type="module">{script}</script>
</body>
</html>
"""


def _hash(text: str) -> str:
    """The text of an element, as a policy names it."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

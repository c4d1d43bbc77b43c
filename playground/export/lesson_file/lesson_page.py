"""The page of a lesson in one file: its scripts and its style are the app's own, and it may load nothing else."""

import base64
import hashlib
import html
import json
from collections.abc import Mapping, Sequence
from typing import Any

from playground.export.scripts import ROOT, SHARED_STYLES, bundle, chart_styles, in_lessons, needed, words
from playground.language import Language, _, rendered

FIRST_SCRIPT, STYLE = "frontend/lesson_file/lesson.js", "frontend/lesson_file/lesson.css"
NEEDS_SCRIPTS = _("This lesson is played by a script, and this browser runs none.")


def lesson_page(title: str, languages: Sequence[Language], lesson: Mapping[str, Any]) -> str:
    """The whole file.

    Parameters
    ----------
    title : of the lesson
    languages : of its texts, the first one for browsers that have none of them
    lesson : its texts and recordings, for ``frontend/lesson_file/lesson.js``
    """
    said = [
        {
            "code": language.code,
            "tag": language.tag,
            "name": language.name,
            "words": words(needed(FIRST_SCRIPT, *in_lessons()), language),
        }
        for language in languages
    ]
    sheets = *SHARED_STYLES, *chart_styles(), STYLE, *in_lessons("css")
    style = "".join((ROOT / name).read_bytes().decode() for name in sheets)
    script = bundle(FIRST_SCRIPT, *in_lessons())
    policy = (
        f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    first = languages[0]
    # In a script element nothing but "<" could end it, or begin a comment.
    data = json.dumps({"languages": said, **lesson}, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
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
<script type="module">{script}</script>
</body>
</html>
"""


def _hash(text: str) -> str:
    """The text of an element, as a policy names it."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

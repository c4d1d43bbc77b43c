"""The page of a lesson in one file: its scripts and its style are the app's own, and it may load nothing else."""

import base64
import hashlib
import html
import json
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from playground.language import Language, rendered

from .lesson_words import NEEDS_SCRIPTS, words_in

FRONTEND = Path(__file__).parents[1] / "frontend"
FIRST_SCRIPT, STYLE = "lesson.js", "lesson.css"
_VERSION = re.compile(r"^const \{ search \} = new URL\(import\.meta\.url\);.*\n", re.M)
_IMPORT = re.compile(r"await import\(`\./([\w.]+)\$\{search\}`\)")
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const) (\w+))", re.M)


def lesson_page(title: str, languages: Sequence[Language], lesson: Mapping[str, Any]) -> str:
    """The whole file.

    Parameters
    ----------
    title : of the lesson
    languages : of its texts, the first one for browsers that have none of them
    lesson : its texts and recordings, for ``frontend/lesson.js``
    """
    words = [
        {
            "code": language.code,
            "tag": language.tag,
            "name": language.name,
            "words": words_in(language),
        }
        for language in languages
    ]
    style, script = (FRONTEND / STYLE).read_bytes().decode(), bundle()
    policy = (
        f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    first = languages[0]
    # In a script element nothing but "<" could end it, or begin a comment.
    data = json.dumps({"languages": words, **lesson}, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
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


@lru_cache(maxsize=10)
def bundle(first: str = FIRST_SCRIPT) -> str:
    """The lesson's scripts as one, each of them a function of its own: the ``first``, and those that it needs."""
    done: dict[str, str] = {}
    _add(first, done)
    return "const modules = {};\n" + "\n".join(done.values())


def _add(name: str, done: dict[str, str]) -> None:
    """Add a script, and before it those that it imports."""
    source = (FRONTEND / name).read_bytes().decode()
    for other in _IMPORT.findall(source):
        if other not in done:
            _add(other, done)
    exported = _EXPORT.findall(source)
    code = _EXPORT.sub("", _IMPORT.sub(r'modules["\1"]', _VERSION.sub("", source)))
    if re.search(r"\bimport\b *[({.]|^export\b|</script", code, re.M):
        raise ValueError(f"{name} can't be part of one script: it imports or exports in another way than the others")
    done[name] = f'modules["{name}"] = (() => {{\n{code}\nreturn {{ {", ".join(exported)} }};\n}})();'


def _hash(text: str) -> str:
    """The text of an element, as a policy names it."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

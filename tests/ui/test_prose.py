"""Every page says what it did before pages became folders: all that stands on it when it is opened, the menu aside.

``python -m tests.ui.test_prose > tests/ui/prose.json`` records it anew where a text is meant to change: the checksum of
each text, with the features that it needs, which can be taken away.
"""

import json
import re
from itertools import product
from pathlib import Path
from zlib import crc32

import pytest
from streamlit.testing.v1 import AppTest

from playground.features import contents
from playground.language import LANGUAGES, rendered
from playground.pages.contents import PAGES
from tests.browser.test_without_a_feature import going_with
from tests.lessons.everything import NUMBER
from tests.ui.pages import ALL, ROOT, WideOpen, blocks, elements, texts

FILE = Path(__file__).with_name("prose.json")
PREFIXES = {case.page.script: case.prefix for case in ALL}
SCRIPTS = ("streamlit_app.py", *sorted(f"pages/{script.name}" for script in (ROOT / "pages").glob("*.py")))
STRING = re.compile(r'"(?:[^"\\]|\\.)*":|"((?:[^"\\]|\\.)*)"')
"""In JSON; of a name there is nothing in the group."""
PICTURE = re.compile(r"data:image/[^)]*")


def sayings(app):
    """All texts of a page: of its popovers and elements, and what scripts are given to say."""
    yield from (getattr(getattr(block, "proto", None), "label", "") for block in blocks(app.main))
    shown = [each for each in elements(app.main) if each.type != "html"]  # which is a style sheet
    yield from texts(shown)
    for sent in (json.loads(each.proto.json) for each in shown if each.type == "bidi_component"):
        if "charts" not in sent:  # whose texts these are already
            own = {name: each for name, each in sent.items() if name != "speech"}  # the words of all scripts
            yield from filter(None, STRING.findall(json.dumps(own, ensure_ascii=False)))


def prose(script, language):
    """The checksum of each text on a page, and the text: without numbers and pictures, which processors differ in."""
    app = AppTest.from_file(str(ROOT / SCRIPTS[0]), default_timeout=60)
    app.query_params["lang"] = language
    for popover in WideOpen.opens:
        app.session_state[PREFIXES.get(script, "") + popover] = True
    app.switch_page(script)
    app.run()
    assert not app.exception
    return on_page(app, language)


def on_page(app, language):
    """The same of a page that is open."""
    menu = [rendered(page.description, LANGUAGES[language]) for page in PAGES]  # which grows with each page
    said = (text for text in sayings(app) if not any(each in text for each in menu))
    said = (NUMBER.sub("#", PICTURE.sub("", text)) for text in said)
    return {crc32(text.encode()): text for text in said}


def all_prose():
    """The prose of every page, by script and language."""
    return {script: {code: prose(script, code) for code in LANGUAGES} for script in SCRIPTS}


def recorded():
    """By script and language, each text of a page, and the names of the features that it needs, as words of a line."""
    every, needed = contents.FEATURES, {}
    for name in (each.name for each in every):
        contents.FEATURES = [each for each in every if each.name not in going_with(name)]
        contents.parts.cache_clear()
        needed[name] = all_prose()
    contents.FEATURES = every
    contents.parts.cache_clear()
    return {
        script: {
            code: {crc: " ".join(name for name, said in needed.items() if crc not in said[script][code]) for crc in now}
            for code, now in pages.items()
        }
        for script, pages in all_prose().items()
    }


def assert_as_recorded(script, language, now):
    """A page says what it said; ``now`` is what it says."""
    here = {each.name for each in contents.FEATURES}
    needs = json.loads(FILE.read_text())[script][language]
    then = [int(crc) for crc, names in needs.items() if here.issuperset(names.split())]
    new = [text for crc, text in now.items() if crc not in then]
    assert not new, "\n".join(["not said then:", *new])
    assert [*now] == then, "something is no longer said, or in another order"


CASES = [each for each in product(SCRIPTS, LANGUAGES) if each[1] != "en" or each[0] not in PREFIXES]
"""What a page with settings says in English is seen on its first visit, in ``test_pages.py``."""


@pytest.mark.parametrize(("script", "language"), CASES)
def test_a_page_says_what_it_said(script, language):
    assert_as_recorded(script, language, prose(script, language))


if __name__ == "__main__":
    print(json.dumps(recorded()))

"""The catalogues: nothing is missing or doubtful, and each says what the English says, in its own typography."""

import ast
import io
import re
from collections.abc import Iterator, Set
from contextlib import chdir
from functools import cache
from pathlib import Path
from string import Formatter
from tempfile import TemporaryDirectory

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import CommandLineInterface
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from playground.export.scripts import in_lessons, needed, of_app, words
from playground.features.site.command_line import SCRIPT
from playground.language import ENGLISH, LANGUAGES, Language, languages, ngettext, rendered, spoken
from playground.training import Recipe
from playground.training.options import options
from playground.ui.visit.speech import for_scripts
from tests.looped import looped

ROOT = Path(__file__).parents[2]
LOCALE = ROOT / "playground" / "locale"
KEYWORDS = {"_": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
OTHERS = [code for code in LANGUAGES if code != ENGLISH.code]
HAN = "\u4e00-\u9fff"
NOT_TEXT = re.compile(r"`[^`]*`|\$[^$]*\$|https?://\S+|<[^<>]*>|\{[^{}]*\}|浅层神经网络的numpy实现|被初始化为0")
"""Code, formulas, addresses, values, and a heading of the notes, which is quoted as they have it, to be found there."""


@cache
def catalogue(code: str) -> Catalog:
    with (LOCALE / code / "LC_MESSAGES" / "playground.po").open("rb") as file:
        return read_po(file, locale=code)


def entries(code: str) -> Iterator[tuple[Message, tuple[str, ...], tuple[str, ...]]]:
    """Each message with its English texts and those of the language."""
    for message in catalogue(code):
        if message.id:
            yield message, *(each if isinstance(each, tuple) else (each,) for each in (message.id, message.string))


def translations(code: str) -> dict[tuple[str | None, str], str]:
    """What each text is in the language, by its context and itself; one that counts has a form for each number."""
    return {
        (message.context, text): said[min(place, len(said) - 1)]
        for message, english, said in entries(code)
        for place, text in enumerate(english)
    }


@cache
def marked() -> Set[tuple[str | None, str]]:
    """The context and the text of every message in the sources, as the command finds them that translators are told."""
    [command] = re.findall(r"pybabel extract .*", (LOCALE / "README.md").read_text(encoding="utf-8"))
    with TemporaryDirectory() as folder, chdir(ROOT):
        template = Path(folder) / "messages.pot"
        CommandLineInterface().run(command.replace("messages.pot", str(template)).split())
        with template.open("rb") as file:
            found = read_po(file)
    return {(each.context, each.id if isinstance(each.id, str) else each.id[0]) for each in found if each.id}


def values(text: str) -> set[str]:
    """The names of the values in a text; those of a formula are none."""
    try:
        names = {name for _, name, _, _ in Formatter().parse(text) if name}
    except ValueError:
        return set()
    return {name for name in names if name.isidentifier()} if "\\" not in text else set()


def is_message(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KEYWORDS


def is_f_string(node: ast.AST) -> bool:
    return isinstance(node, ast.JoinedStr)


def mixed(source: str) -> bool:
    """Whether a message stands in an f-string, or an f-string in a message."""
    pairs = ((is_f_string, is_message), (is_message, is_f_string))
    nodes = list(ast.walk(ast.parse(source)))
    return any(is_outer(node) and any(map(is_inner, ast.walk(node))) for is_outer, is_inner in pairs for node in nodes)


def test_no_message_stands_in_an_f_string():
    """Before Python 3.12, Babel does not see it; an f-string in a message it warns of."""
    wrong = ("f'[{say(_(\"a\"))}]'", 'f\'{ngettext("a", "b", 2)}\'', "_('{a}', a=f'b{c}')")
    assert [*map(mixed, (*wrong, "_('a', b=c), f'{d}'"))] == [True, True, True, False]
    files = [file for folder in ("playground", "pages") for file in (ROOT / folder).rglob("*.py")]
    assert len(files) > 200
    assert [str(file.relative_to(ROOT)) for file in files if mixed(file.read_text(encoding="utf-8"))] == []


def test_the_notes_are_introduced_once_and_cited_by_heading():
    texts = [text for _, text in marked()]
    assert sum("lecture notes" in text for text in texts) == 1
    assert [text for text in texts if re.search(r"\bsections? \d", text)] == []


@pytest.mark.parametrize("code", OTHERS)
def test_every_message_has_a_translation_none_is_left_over_and_all_are_compiled(code):
    there = {(message.context, english[0]) for message, english, _ in entries(code)}
    assert there == marked()
    assert [message.id for message, _, said in entries(code) if message.fuzzy or not all(said)] == []
    # It takes "90 % of" for a placeholder, as in "%o": such a share is a value of its text.
    assert [(message.id, errors) for message, errors in catalogue(code).check()] == []
    compiled = io.BytesIO()
    write_mo(compiled, catalogue(code))
    assert (LOCALE / code / "LC_MESSAGES" / "playground.mo").read_bytes() == compiled.getvalue()


@pytest.mark.parametrize("code", OTHERS)
def test_both_sides_have_the_same_values_code_and_formulas(code):
    def kept(text: str) -> list[str]:
        return sorted([*re.findall(r"`[^`]*`|\$[^$]*\$|:material/\w+:", text), *values(text)])

    wrong = [english for _, english, said in entries(code) if any(kept(each) != kept(english[-1]) for each in said)]
    assert wrong == []


def said_by_scripts() -> dict[str, set[tuple[str | None, str]]]:
    """The context and the text of all that each script says, as Babel finds it; a text that counts has both forms."""
    found: dict[str, set[tuple[str | None, str]]] = {}
    options = {"parse_template_string": True}
    for name, _, text, _, context in extract_from_dir(
        ROOT / "playground", [("**.js", "javascript")], {"**.js": options}, keywords=KEYWORDS | {"say": None}
    ):
        found.setdefault(name, set()).update((context, form) for form in (text if isinstance(text, tuple) else [text]))
    return found


def test_a_page_gets_what_its_scripts_say_and_a_lesson_in_one_file_what_its_own_do():
    found, of_lesson = said_by_scripts(), needed("frontend/lesson_file/lesson.js", *in_lessons())
    of_site = needed("frontend/lesson_file/lesson.js", *in_lessons(), SCRIPT)
    assert found.keys() <= {*of_app(), *of_site}
    for names in (of_app(), of_lesson, of_site):
        asked = [each for name in names for each in found.get(name, ())]
        assert len(asked) > 40
        for code in LANGUAGES:
            told = {} if code == ENGLISH.code else translations(code)
            assert words(names, LANGUAGES[code]) == {text: told.get((context, text), text) for context, text in asked}
    assert for_scripts(ENGLISH)["words"] == {}
    assert all(for_scripts(LANGUAGES[code])["words"] == words(of_app(), LANGUAGES[code]) for code in OTHERS)


def test_a_further_language_is_a_catalogue_and_a_line_in_a_table(tmp_path, monkeypatch):
    catalogue = Catalog(locale="de")
    catalogue.add("Learning rate", "Lernrate")
    catalogue.add(("{n:,} iteration", "{n:,} iterations"), ("{n:,} Iteration", "{n:,} Iterationen"))
    folder = tmp_path / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "playground.mo").open("wb") as file:
        write_mo(file, catalogue)
    monkeypatch.setattr(languages, "CATALOGUES", tmp_path)
    german = Language("de", "de", "Deutsch", decimal=",", thousands=".")
    monkeypatch.setitem(LANGUAGES, "de", german)
    assert spoken("de-AT") is german
    said = rendered(
        [options(Recipe)["learning_rate"].label, ngettext("{n:,} iteration", "{n:,} iterations", 2000)], german
    )
    assert said == ["Lernrate", "2.000 Iterationen"]
    assert rendered(options(Recipe)["scale"].label, german) == "Initial scale"  # what has no translation yet


# Chinese


def glossary() -> dict[str, list[str]]:
    """The Chinese terms for each English one."""
    rows = re.findall(r"^\| ([a-z][^|]*) \| ([^|]*) \|$", (LOCALE / "README.md").read_text(encoding="utf-8"), re.M)
    assert len(rows) > 30
    return {english.strip(): chinese.strip().split("、") for english, chinese in rows}


def test_terms_are_those_of_the_glossary():
    wrong, terms = [], glossary()
    for _, english, (said, *_) in entries("zh"):
        text = NOT_TEXT.sub(" ", " ".join(english).lower())
        for term, chinese in terms.items():
            if re.search(rf"\b{term}(?:s|es)?\b", text) and not any(each in said for each in chinese):
                wrong.append((term, english[0]))
    assert wrong == []


@looped(
    "pattern",
    {
        "punctuation of half width": f"[{HAN}][,;:!?]|[,;!?][{HAN}]|[{HAN}][.](?!\\w)|[{HAN}]\\(|\\)[{HAN}]",
        "no space between Chinese and Latin": f"[{HAN}][A-Za-z0-9]|[A-Za-z0-9][{HAN}]",
        "a space before a percent sign": "[0-9`] %(?!{)",  # %{x} is a value of Plotly's
        "slanted letters": rf"(?<![*\w])\*(?![*\s])[^*\n]*[{HAN}][^*\n]*(?<!\s)\*(?![*\w])",
        "the same in brackets again and again": r"(（[^）]+）)\1",
    },
)
def test_chinese_typography(pattern):
    wrong = [said for *_, said in entries("zh") if any(re.search(pattern, NOT_TEXT.sub("`", each)) for each in said)]
    assert wrong == []


def test_what_is_bold_is_bold_for_markdown():
    """Marks do not count that stand between a letter and a punctuation mark inside of them."""
    mark = "[。，、：；？！（）“”「」]"
    wrong = []
    for *_, texts in entries("zh"):
        for said in texts:
            for bold in re.finditer(r"\*\*(.+?)\*\*", said):
                before, after = said[: bold.start()][-1:], said[bold.end() :][:1]
                opens = not re.match(mark, bold[1]) or not before.strip() or re.match(mark, before)
                closes = not re.match(mark, bold[1][-1]) or not after.strip() or re.match(mark, after)
                if not (opens and closes):
                    wrong.append(bold[0])
    assert wrong == []


def test_what_is_quoted_has_the_name_that_its_button_has():
    names = {
        english[0]: said[0]
        for _, english, said in entries("zh")
        if len(english[0]) < 40 and "{" not in english[0] and not english[0].endswith((".", "?", ":"))
    }
    wrong = []
    for _, english, (said, *_) in entries("zh"):
        for quoted in re.findall(r"(?<!\*)\*([A-Z][^*]+)\*(?!\*)", english[0]):
            if quoted in names and names[quoted] not in said:
                wrong.append((quoted, names[quoted], said))
    assert wrong == []

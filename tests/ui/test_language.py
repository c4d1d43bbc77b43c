"""The visitor's language: every page in a language that shows what was never marked, and in each that we have."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.language.pseudo import spoken, unmarked
from tests.ui.pages import ALL, CASES, Visit, elements

OWN = ("label", "help", "value", "body", "placeholder", "options", "text", "icon")
NOT_SAID = {"type", "mode", "symbol", "dash", "shape", "anchor", "xanchor", "yanchor", "xref", "yref", "side"}


def texts_of_chart(data: Any, key: str = "") -> Iterator[str]:
    """All that a chart says, of what it was sent."""
    match data:
        case dict():
            for name, value in data.items():
                yield from texts_of_chart(value, name)
        case list():
            for value in data:
                yield from texts_of_chart(value, key)
        case str() if key in (
            "text",
            "title",
            "name",
            "hovertemplate",
            "numbers",
            "table",
            "help",
            "names",
            "called",
            "short",
            "texts",
            "tables",
            "ticktext",
            "label",
            "customdata",
            "labels",
            "x",
            "y",
        ):
            yield data


def texts(visit: Visit) -> Iterator[str]:
    for each in elements(visit.app.main):
        if each.type == "code":
            continue
        for name in OWN:
            said = getattr(each, name, None)
            if isinstance(said, str):
                yield said
        proto = getattr(each, "proto", None)
        for name in ("label", "help", "placeholder"):
            if isinstance(getattr(proto, name, None), str):
                yield getattr(proto, name)
        if each.type == "bidi_component" and "charts" in (sent := json.loads(proto.json)):
            yield from texts_of_chart({name: json.loads(chart) for name, chart in (sent["charts"] or {}).items()})
            yield from texts_of_chart([sent["layout"], sent["now"], sent["frames"]])
            for panel in sent["layout"]["panels"]:
                yield from panel["help"]
                yield from panel["help"].values()


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.page.title)
def test_every_word_of_a_page_is_in_the_language(case):
    with spoken() as language:
        visit = Visit(case, lang=language.code)
        found = {text: words for text in texts(visit) if (words := unmarked(text))}
        if case in CASES:
            visit.press("step")
            found |= {text: words for text in texts(visit) if (words := unmarked(text))}
    assert found == {}

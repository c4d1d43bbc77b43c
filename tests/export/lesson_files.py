"""Chapters of a lesson to be recorded, and what is in its file."""

import json
import struct
import zlib
from html.parser import HTMLParser
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.export.lesson_file.lesson import chapter_of
from playground.export.lesson_file.recording import Chapter
from playground.lessons.lesson import Lesson
from playground.pages.contents import WITH_RUNS


def preset(lesson: Lesson, name: str, **settings: Any) -> Chapter:
    """A chapter of a lesson's preset, with other settings besides."""
    found = next(each for each in lesson.presets if each.name == name)
    path = next(path for path, page in WITH_RUNS.items() if lesson in page.parts.values())
    return chapter_of(lesson, found._replace(settings={**found.settings, **settings}), WITH_RUNS[path].scene)


class Elements(HTMLParser):
    """The elements of a page, and what is in them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, Any], str]] = []
        self.ended = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.found.append((tag, dict(attrs), ""))
        self.ended = False

    def handle_data(self, data: str) -> None:
        if self.found and not self.ended:
            *begun, text = self.found[-1]
            self.found[-1] = (*begun, text + data)  # type: ignore[assignment]

    def handle_endtag(self, tag: str) -> None:
        self.ended = True


def data_of(page: str) -> Any:
    """What a lesson's script is given."""
    return json.loads(next(text for _, each, text in Elements(page).found if each.get("id") == "lesson"))


def unpacked(packed: bytes) -> tuple[dict[str, Any], NDArray]:
    """What a recording says, and the bytes of its pictures, a row for each moment."""
    content = zlib.decompress(packed)
    (length,) = struct.unpack("<I", content[-4:])
    begin = len(content) - 4 - length
    seen = json.loads(content[begin:-4])
    changes = np.frombuffer(content[:begin], np.uint8).reshape(len(seen["at"]), -1)
    return seen, changes.cumsum(axis=0, dtype=np.uint8)


def pictures(seen: dict[str, Any], bytes_of_moment: NDArray) -> dict[str, list[NDArray]]:
    """The pictures of a moment as cells, by figure; "diagram" has those of a network's columns."""
    found, at = {}, 0
    for name, looks in seen["looks"].items():
        found[name] = []
        for look in looks:
            number = look["width"] * look["height"]
            found[name].append(bytes_of_moment[at : at + number].reshape(look["height"], look["width"]))
            at += number
    assert at == len(bytes_of_moment)
    return found


def said(recorded: Any, seen: dict[str, Any], code: str = "en") -> Any:
    """What is recorded with its texts in a language, as the page has it."""
    _layout, words = seen["said"][code]
    match recorded:
        case {"word": place}:
            return words[place]
        case dict():
            return {name: said(each, seen, code) for name, each in recorded.items()}
        case list():
            return [said(each, seen, code) for each in recorded]
    return recorded


def frame_at(seen: dict[str, Any], moment: int, code: str = "en") -> dict[str, Any]:
    """What is recorded of a moment, in a language."""
    found: dict[str, Any] = said(json.loads(seen["frames"][moment]), seen, code)
    return found


def answer_in(frame: dict[str, Any]) -> tuple[str, str]:
    """The answer at a moment: its sentence, and details."""
    return frame["sentence"], frame["details"]


def figure_of(seen: dict[str, Any], name: str) -> dict[str, Any]:
    """One of the first figures."""
    found: dict[str, Any] = said(json.loads(seen["drawings"][seen["charts"][0][name]]), seen)
    return found

"""What every recording is packed as: bytes, texts in several languages, and the layout of a page's panels."""

import json
import struct
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

from numpy.typing import NDArray


class Packed:
    """A recording as bytes: of each moment how its pictures change, then the description, and the length of that.

    They are compressed one by one: whole recordings would take much memory, and compressing one would take long.
    """

    def __init__(self) -> None:
        self._packer = zlib.compressobj(9)
        self._parts: list[bytes] = []
        self._before: NDArray | None = None

    def add(self, pictures: NDArray) -> None:
        """Those of the next moment."""
        change = pictures if self._before is None else pictures - self._before  # of bytes: it wraps around
        self._parts.append(self._packer.compress(change.tobytes()))
        self._before = pictures

    def done(self, seen: Mapping[str, Any]) -> bytes:
        """The recording with its description."""
        description = json.dumps(seen, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
        self._parts.append(self._packer.compress(description + struct.pack("<I", len(description))))
        return b"".join([*self._parts, self._packer.flush()])


class Texts:
    """The texts of all moments in a language, each of them once."""

    def __init__(self) -> None:
        self.static: Any = None
        self._places: dict[str, int] = {}
        self._moments: list[list[int]] = []
        self._in_words: list[str] = []

    def add(self, texts: Sequence[str | None], in_words: str) -> None:
        """Those of the next moment; ``in_words``: what is on screen."""
        self._in_words.append(in_words)
        self._moments.append([self._places.setdefault(text or "", len(self._places)) for text in texts])

    @property
    def described(self) -> dict[str, Any]:
        places = {"texts": list(self._places), "moments": self._moments}
        return {"still": self.static, **places, "inWords": self._in_words}


def shown(layout: dict[str, Any], skipped: Sequence[int] = ()) -> dict[str, Any]:
    """A page's layout with what a recording needs of it, and what is meant by the numbers that it shows."""
    kept = ("title", "charts", "caption", "numbers", "sentence", "table", "diagram", "wide", "below")
    panels = [{name: panel[name] for name in kept} for panel in layout["panels"]]
    words = {label: text for panel in layout["panels"] for label, text in panel["help"].items()}
    seen = [panel for number, panel in enumerate(panels) if number not in skipped]
    labels = dict.fromkeys([*layout["numbers"], *(label for panel in seen for label in panel["numbers"])])
    return {
        **({"scale": layout["scale"]} if "scale" in layout else {}),
        "numbers": layout["numbers"],
        "panels": panels,
        "help": [[label, words[label]] for label in labels if label in words],
    }

"""What a recording is packed as: the bytes of all pictures, and its description."""

import json
import struct
import zlib
from collections.abc import Mapping
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

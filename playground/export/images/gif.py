"""Writes an animated GIF frame by frame; all frames at once, as Pillow does, take long."""

import io

import numpy as np
from numpy.typing import NDArray
from PIL import GifImagePlugin, Image

from .palette import CLEAR


class Gif:
    """A GIF that repeats for ever, and grows frame by frame.

    Parameters
    ----------
    palette : (256, 3) of uint8, the colours of all frames; index :data:`CLEAR` is transparent
    words : what it shows, for those who do not see it
    """

    def __init__(self, palette: NDArray, words: str) -> None:
        self._palette, self._words = palette.tobytes(), words
        self._file = io.BytesIO()
        self._before: NDArray | None = None

    @property
    def size(self) -> int:
        """Bytes so far."""
        return self._file.tell()

    def add(self, frame: NDArray, milliseconds: int) -> None:
        """Write the next frame, (height, width) of uint8, and its duration.

        After the first frame only the rectangle that has changed is written, transparent where it has not.
        """
        rows, columns = (slice(0, length) for length in frame.shape)
        new = frame
        if self._before is not None:
            changed = frame != self._before
            rows, columns = _around(changed.any(axis=1)), _around(changed.any(axis=0))
            new = np.where(changed, frame, np.uint8(CLEAR))[rows, columns]
        image = Image.fromarray(np.ascontiguousarray(new), "P")
        image.putpalette(self._palette)
        stays, parts = 1, []
        if self._before is None:
            parts = GifImagePlugin.getheader(image, info={"loop": 0, "comment": self._words})[0]
        offset = columns.start, rows.start
        parts += GifImagePlugin.getdata(image, offset, duration=milliseconds, disposal=stays, transparency=CLEAR)
        self._file.writelines(parts)
        self._before = frame

    def done(self) -> bytes:
        """The whole file."""
        self._file.write(b";")
        return self._file.getvalue()


def _around(changed: NDArray) -> slice:
    """The range from the first to the last change; of length one if there is none."""
    where = np.flatnonzero(changed)
    return slice(int(where[0]), int(where[-1]) + 1) if where.size else slice(0, 1)

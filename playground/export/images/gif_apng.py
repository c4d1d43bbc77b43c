"""Writes animations frame by frame, as GIF or APNG; all frames at once, as Pillow writes WebP, take long."""

import html
import io
import struct
from abc import ABC, abstractmethod

import numpy as np
from numpy.typing import NDArray
from PIL import GifImagePlugin, Image, ImageSequence, PngImagePlugin

from .palette import CLEAR

XMP = """\
<x:xmpmeta xmlns:x="adobe:ns:meta/">\
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/">\
<rdf:Description rdf:about="">\
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{words}</rdf:li></rdf:Alt></dc:description>\
</rdf:Description></rdf:RDF></x:xmpmeta>"""
"""A description as XMP, which is where a WebP has it."""


class File(ABC):
    """An animation file that grows frame by frame.

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
        self._write(image, (columns.start, rows.start), milliseconds)
        self._before = frame

    @abstractmethod
    def _write(self, image: Image.Image, offset: tuple[int, int], milliseconds: int) -> None: ...

    @abstractmethod
    def done(self) -> bytes:
        """The whole file."""


def _around(changed: NDArray) -> slice:
    """The range from the first to the last change; of length one if there is none."""
    where = np.flatnonzero(changed)
    return slice(int(where[0]), int(where[-1]) + 1) if where.size else slice(0, 1)


class Gif(File):
    """A GIF that repeats for ever."""

    def _write(self, image: Image.Image, offset: tuple[int, int], milliseconds: int) -> None:
        if not self.size:
            for part in GifImagePlugin.getheader(image, info={"loop": 0, "comment": self._words})[0]:
                self._file.write(part)
        stays = 1
        for part in GifImagePlugin.getdata(image, offset, duration=milliseconds, disposal=stays, transparency=CLEAR):
            self._file.write(part)

    def done(self) -> bytes:
        self._file.write(b";")
        return self._file.getvalue()


class Apng(File):
    """An animated PNG that repeats for ever, see the PNG specification, third edition."""

    _frames = _numbered = _count_at = 0

    def _write(self, image: Image.Image, offset: tuple[int, int], milliseconds: int) -> None:
        chunks = [(name, data) for name, data, _ in PngImagePlugin.getchunks(image, transparency=CLEAR)]
        first = not self.size
        if first:
            self._file.write(b"\x89PNG\r\n\x1a\n")
            for name, data in chunks:
                if name in (b"IHDR", b"PLTE", b"tRNS"):
                    PngImagePlugin.putchunk(self._file, name, data)
            info = PngImagePlugin.PngInfo()
            info.add_itxt("Description", self._words)
            for name, data, _ in info.chunks:
                PngImagePlugin.putchunk(self._file, name, data)
            self._count_at = self.size
            self._write_count()
        self._frames += 1
        stays, above = 0, 1
        control = struct.pack(">4I2H2B", *image.size, *offset, milliseconds, 1000, stays, above)
        PngImagePlugin.putchunk(self._file, b"fcTL", self._number(), control)
        for name, data in chunks:
            if name == b"IDAT" and first:
                PngImagePlugin.putchunk(self._file, b"IDAT", data)
            elif name == b"IDAT":
                PngImagePlugin.putchunk(self._file, b"fdAT", self._number(), data)

    def _write_count(self) -> None:
        """Write the number of frames and endless repetition; called again when the number is known."""
        forever = 0
        PngImagePlugin.putchunk(self._file, b"acTL", struct.pack(">II", self._frames, forever))

    def _number(self) -> bytes:
        """The next sequence number, which the APNG chunks have."""
        self._numbered += 1
        return struct.pack(">I", self._numbered - 1)

    def done(self) -> bytes:
        PngImagePlugin.putchunk(self._file, b"IEND")
        self._file.seek(self._count_at)
        self._write_count()
        return self._file.getvalue()


class Webp(Apng):
    """A lossless WebP that repeats for ever, from the frames of an APNG: Pillow writes it in one piece of up to 1 s."""

    def done(self) -> bytes:
        file = io.BytesIO()
        with Image.open(io.BytesIO(super().done())) as animation:
            frames, durations = [], []
            for frame in ImageSequence.Iterator(animation):
                frames.append(frame.convert("RGB"))
                durations.append(round(frame.info["duration"]))
        first, *others = frames
        first.save(
            file, "webp", save_all=True, append_images=others, lossless=True, method=0, loop=0, duration=durations,
            xmp=XMP.format(words=html.escape(self._words, quote=False)).encode(),
        )  # fmt: skip
        return file.getvalue()

"""Pictures as PNG files: image libraries take half as long again for one as small as these, of which a page shows sixty
a second.
"""

import base64
import struct
import zlib
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray


def png(picture: NDArray, colours: bytes, opacity: bytes) -> str:
    """Encode an image as a PNG file, in base64.

    Parameters
    ----------
    picture : (height, width) of uint8, indices of colours
    colours : three bytes for each colour
    opacity : one byte for each colour
    """
    height, width = picture.shape
    rows = np.zeros((height, width + 1), np.uint8)  # each begins with its filter, 0 for none
    rows[:, 1:] = picture
    # Higher levels take twice the server's time to save a sixth of the bytes.
    pixels = _chunk(b"IDAT", zlib.compress(rows.data, level=1))
    return base64.b64encode(_head(height, width, colours, opacity) + pixels + _chunk(b"IEND", b"")).decode()


def cells_of(file: str) -> tuple[NDArray, bytes, bytes]:
    """The picture, the colours and their opacity that :func:`png` has made a file of."""
    content = base64.b64decode(file)
    chunks, at = {}, 8
    while at < len(content):
        (length,) = struct.unpack(">I", content[at : at + 4])
        chunks[content[at + 4 : at + 8]] = content[at + 8 : at + 8 + length]
        at += length + 12  # with its length, its kind and its checksum
    height = int.from_bytes(chunks[b"IHDR"][4:8])
    rows = np.frombuffer(zlib.decompress(chunks[b"IDAT"]), np.uint8).reshape(height, -1)
    return rows[:, 1:], chunks[b"PLTE"], chunks[b"tRNS"]


@lru_cache(maxsize=64)
def _head(height: int, width: int, colours: bytes, opacity: bytes) -> bytes:
    """What comes before the pixels: the signature, the size, eight bits a pixel (3 is for a palette), the palette."""
    size = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + size + _chunk(b"PLTE", colours) + _chunk(b"tRNS", opacity)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(data, zlib.crc32(kind)))

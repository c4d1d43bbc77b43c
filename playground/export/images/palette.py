"""The 256 colours of an animation: choosing them, and converting pictures to them."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from playground.charts.style import CLASS_COLOURS, rgb

from .drawing import TEXT_COLOUR

CLEAR = 0
"""Index of the colour that leaves the previous frame unchanged."""


def on_white(drawn: NDArray) -> NDArray:
    """Blend with white: (…, 4) to (…, 3) of uint8."""
    opacity = drawn[..., 3:].astype(np.uint16)
    return ((drawn[..., :3] * opacity + 255 * (255 - opacity) + 127) // 255).astype(np.uint8)


def halved(shades: NDArray) -> NDArray:
    """Average pairs of neighbouring shades, since finer steps are not worth their bytes."""
    return shades.reshape(-1, 2, 3).mean(axis=1).astype(np.uint8)


def palette_of(shades: NDArray, images: Sequence[NDArray]) -> NDArray:
    """A transparent colour, the shades, and as many colours of the images as there is room for, (256, 3)."""
    clear = np.array([(255, 0, 255)], np.uint8)
    needed = np.array([rgb(colour) for colour in ("#ffffff", TEXT_COLOUR, *CLASS_COLOURS)], np.uint8)
    # Each colour counts once, or shades of the background would take all the room.
    colours = _unpacked(np.unique(np.concatenate([_packed(image).ravel() for image in images])))
    left = 256 - len(clear) - len(shades) - len(needed)
    chosen = Image.fromarray(colours[None]).quantize(left, Image.Quantize.MEDIANCUT).getpalette()
    more = np.array(chosen, np.uint8).reshape(-1, 3)[:left]
    colours = np.concatenate([clear, shades, needed, more])
    return np.pad(colours, ((0, 256 - len(colours)), (0, 0)), mode="edge")


def in_colours(palette: NDArray, picture: NDArray) -> NDArray:
    """The index of the nearest colour for each pixel, except the transparent one; (h, w, 3) to (h, w)."""
    packed, white = _packed(picture), 0xFFFFFF
    found, where = np.unique(packed[packed != white], return_inverse=True)  # most pixels are white
    there = _unpacked(np.append(found, white)).astype(np.int32)
    distance = ((there[:, None] - palette[None, CLEAR + 1 :]) ** 2).sum(axis=-1)
    nearest = (distance.argmin(axis=1) + CLEAR + 1).astype(np.uint8)
    colours = np.full(packed.shape, nearest[-1])
    colours[packed != white] = nearest[where]
    return colours


def _packed(picture: NDArray) -> NDArray:
    """Pack colours, (…, 3), into one number each, much faster to sort."""
    return picture.astype(np.int32) @ np.array([1 << 16, 1 << 8, 1], np.int32)


def _unpacked(numbers: NDArray) -> NDArray:
    return np.stack([numbers >> 16, numbers >> 8 & 255, numbers & 255], axis=-1).astype(np.uint8)

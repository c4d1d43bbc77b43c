"""A file with parameters, as Export saves it or as anybody may have written it: read, and checked."""

import json
from collections.abc import Mapping
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import numpy as np

from playground.language import _, listed, number
from playground.nn import Parameters, checks
from playground.training import Event, Run, name_of
from playground.training.events import OF, checked

MOST_BYTES = 100_000
"""Of the file, and of the arrays in it. The JSON of the most parameters takes 90 kB."""
MOST_PARAMETERS = 3_300
"""More than two layers of 50 units have, of any inputs and classes. Each message to the page has all of them."""


def beginning_with(file: bytes, run: Run) -> list[Event]:
    """The event log of ``run`` at iteration 0, if it begins with the parameters in the file.

    Raises
    ------
    ValueError
        If there are none in it, or those of another network. The message says what came, and what is needed.
    """
    if len(file) > MOST_BYTES:
        text = _(
            "The file has {size:,} kB, but at most {most:,} kB are read: needed is one with fewer parameters.",
            size=-(-len(file) // 1000),
            most=MOST_BYTES // 1000,
        )
        raise ValueError(text)
    here = run.parameters
    try:
        kept = _in_npz(file) if file.startswith(b"PK") else json.loads(file)
        arrays = {name: checks.numbers(name, value) for name, value in kept["arrays"].items()}
        strange = [name for name in here if name in arrays and not np.isfinite(arrays[name]).all()]
        if not strange:
            # NumPy's format names neither: they are taken to be those on screen, if there are as many layers.
            usual = here.activation if len(arrays) == len(here) else "tanh"
            given = Parameters.from_arrays(arrays, kept.get("activation", usual), kept.get("loss", here.loss))
    except Exception:  # of zipfile, NumPy and json, whatever a file has that is neither
        text = _("The file can't be read: needed is a .npz or JSON file of one network's parameters, saved by Export.")
        raise ValueError(text) from None
    if strange:
        text = _(
            "Some numbers of {names} in the file are infinite or NaN: needed are finite ones.", names=listed(strange)
        )
        raise ValueError(text)
    _check(given, here)
    values = {
        f"{name}{OF}{place}": float(each) for name, array in given.items() for place, each in enumerate(array.flat)
    }
    return [Event(0, {"learning_rate": run.recipe.learning_rate}), checked(Event(0, values), here)]


def _in_npz(file: bytes) -> Mapping[str, Any]:
    """The arrays in NumPy's format. Nothing is unpacked, or allocated, before it is known to be small."""
    with ZipFile(BytesIO(file)) as packed:
        parts = packed.infolist()
        if sum(each.file_size for each in parts) > MOST_BYTES:
            raise ValueError("too much in it")
        arrays = {}
        for each in parts:
            if each.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
                raise ValueError("packed in another way than NumPy does")
            content = BytesIO(packed.read(each))
            np.lib.format.read_magic(content)
            shape, _order, dtype = np.lib.format.read_array_header_1_0(content)
            if np.prod(shape, dtype=float) * dtype.itemsize > MOST_BYTES:
                raise ValueError("more numbers than are in it")
            content.seek(0)
            arrays[each.filename.removesuffix(".npy")] = np.lib.format.read_array(content)  # refuses a pickle
    return {"arrays": arrays}


def _check(given: Parameters, here: Parameters) -> None:
    """Refuse the parameters of another network than that on screen, and more than can be sent to the page."""
    if given.sizes != here.sizes:
        text = _(
            "The network in the file has layers of {given} units, inputs and outputs included; the one on screen "
            "has {here}. Set its inputs, layers, units and classes to those of the file: then the run begins with the "
            "file’s parameters.",
            given=listed([number(each) for each in given.sizes]),
            here=listed([number(each) for each in here.sizes]),
        )
        raise ValueError(text)
    if (given.loss, given.activations) != (here.loss, here.activations):
        text = _(
            "The network in the file has {given}, the one on screen {here}. Choose the same activation and kind of "
            "data: then the run begins with the file’s parameters.",
            given=listed([name_of(name) for name in (*given.activations, given.loss)]),
            here=listed([name_of(name) for name in (*here.activations, here.loss)]),
        )
        raise ValueError(text)
    count = sum(array.size for array in here.values())
    if count > MOST_PARAMETERS:
        text = _(
            "The file has {count:,} parameters, but at most {most:,} can be brought back: needed is a smaller network.",
            count=count,
            most=MOST_PARAMETERS,
        )
        raise ValueError(text)

"""The files of Pyodide that a lesson needs to train: a folder of its release, checked against what is known of it.

A visitor's browser fetches none of them from elsewhere.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

VERSION = "0.27.7"
NUMPY = "numpy-2.0.2-cp312-cp312-pyodide_2024_0_wasm32.whl"
LOCK = "pyodide-lock.json"
HASHES = {
    "pyodide.js": "b4cb23a53aba19c221659b9fb40a2f18281d685691dc06647fb0afd0681baf98",
    "pyodide.asm.js": "6b4c90de5b7172873f04f21884d0e9d2274e305fe32116558fe3e4fbe3618d51",
    "pyodide.asm.wasm": "a50dd1843f805a0b7c45b61037ee0d7b26dfe85efe0e18ef95a34ad24e401f5f",
    "python_stdlib.zip": "16611534726e5d8ac2bd8f926410b2dcb8d6f49aa24913463533b457a2115c16",
    NUMPY: "ebb61241d962b98b21597d7ce43b67668a6d5bab3acec4fbe958657320d7cd08",
}
"""The SHA-256 of each file: runtime, standard library and NumPy of the release."""
PACKAGES = {
    "info": {
        "abi_version": "2024_0",
        "arch": "wasm32",
        "platform": "emscripten_3_1_58",
        "python": "3.12.7",
        "version": VERSION,
    },
    "packages": {},
}
"""In place of the release's list of packages, all of which but NumPy are left out."""


def runtime(folder: Path) -> Mapping[str, bytes]:
    """The files, by name.

    Raises
    ------
    ValueError
        If one is not there, or is not that of the release; the message is for whoever named the folder.
    """
    found = {}
    for name, expected in HASHES.items():
        file = folder / name
        if not file.is_file():
            raise ValueError(f"--pyodide {folder}: there is no {name}. Name the folder of Pyodide {VERSION}'s release.")
        found[name] = file.read_bytes()
        if hashlib.sha256(found[name]).hexdigest() != expected:
            raise ValueError(f"--pyodide {folder}: {name} is not that of Pyodide {VERSION}. Unpack its release again.")
    return {**found, LOCK: json.dumps(PACKAGES).encode()}

"""What is recorded of the class: the picture of the runs on phones."""

from base64 import b64decode
from collections.abc import Mapping
from math import isqrt
from typing import Any

import numpy as np
from PIL import Image

from playground.features.classroom.process.follower import Follower
from playground.language import ENGLISH, rendered
from playground.training import RunGroup


def of_any_runs(runs: RunGroup) -> Mapping[str, Any]:
    """Of these runs, where they are."""
    follower = Follower(runs.experiment)
    follower.go_to(runs.iteration, "")
    while not follower.approach(1):
        pass
    seen = follower.frame()
    for each in (*seen["shown"], *seen["costs"]):
        del each["inWords"]  # the pictures in words, which there were none of before
    cells = [np.frombuffer(b64decode(each), np.uint8) for each in seen.pop("cells")]
    pictures = [Image.fromarray(each.reshape(isqrt(len(each)), -1)) for each in cells]
    return {"on phones": [rendered(seen, ENGLISH), pictures]}

"""What is recorded of the class: the picture of the runs on phones."""

from base64 import b64decode
from collections.abc import Mapping
from typing import Any

import numpy as np
from PIL import Image

from playground.features.classroom.process.follower import Follower
from playground.language import ENGLISH
from playground.training import RunGroup


def of_any_runs(runs: RunGroup) -> Mapping[str, Any]:
    """Of these runs, where they are."""
    follower = Follower(runs.experiment)
    follower.go_to(runs.iteration, "")
    while not follower.approach(1):
        pass
    seen = follower.picture().in_language(ENGLISH)
    for each in (*seen["fields"], *seen["costs"]):
        del each["inWords"]  # the pictures in words, which there were none of before
    cells = [np.frombuffer(b64decode(each.pop("image")), np.uint8).reshape(each["side"], -1) for each in seen["fields"]]
    return {"on phones": [seen, [Image.fromarray(each) for each in cells]]}

"""What two Pythons are compared by: all experiments that play, after 300 iterations. It is run as text, in both."""

import json

import numpy as np

from playground.pages.contents import WITH_RUNS
from playground.training.units import hidden_units

ITERATIONS = 300
compared = {}
for path, page in WITH_RUNS.items():
    for part, lesson in page.parts.items():
        for preset in lesson.presets if lesson.runs.in_step else ():
            runs = lesson.runs(lesson.experiment(lesson.settings.read(preset.settings)[0]))
            runs.advance(ITERATIONS)
            costs = [run.measure().cost for run in runs.values()]
            weights = [float(np.abs(run.parameters["W1"]).sum()) for run in runs.values()]
            distinct = [
                len(np.unique(hidden_units(run.parameters), axis=0)) for run in runs.values() if run.recipe.depth
            ]
            claims = preset.claims
            verdict = claims.right(runs, None) if claims and preset.against is None else None
            compared[f"{path} {part} {preset.name}"] = costs, weights, distinct, verdict
result = json.dumps(compared)
result  # noqa: B018

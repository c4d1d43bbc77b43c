"""The numbers of a run: its history as a table, and its parameters under the notes' names."""

import csv
import json
from collections.abc import Mapping, Sequence
from io import BytesIO, StringIO
from typing import Any

import numpy as np

from playground.training import RunGroup
from playground.training.scores import SCORES


def history_csv(runs: RunGroup) -> str:
    """Cost and score of these runs up to now, as CSV; for several runs each line begins with the run's name.

    The score is the accuracy; of numbers R², and before it there is the root mean square error, in their own unit.

    There is a line for each point of the cost curve and for the current iteration; numbers have all their digits. If
    there is a penalty on large weights, which both costs include, it has a column, too.
    """
    tested = any(run.Y_test.size for run in runs.values())
    penalised = any(run.recipe.l2 or run.recipe.l1 for run in runs.values())
    score = SCORES[runs.first.train.target]
    of_each = ["cost", *(["rmse"] if score.errors else []), "score"]
    fields = ["iteration", *of_each, *([f"test_{each}" for each in of_each] if tested else [])]
    if penalised:
        fields.insert(2, "penalty")
    columns = [field.replace("score", score.column) for field in fields]
    file = StringIO()
    table = csv.writer(file, lineterminator="\n")
    table.writerow([*(["run"] if len(runs) > 1 else []), *columns])
    for name, run in runs.items():
        points = [point for point in run.history.points if point.iteration < run.iteration] + [run.measure()]
        for point in points:
            table.writerow([*([name] if len(runs) > 1 else []), *(getattr(point, field) for field in fields)])
    return file.getvalue()


def parameters_npz(runs: RunGroup) -> bytes:
    """The current parameters in NumPy's format; for several runs prefixed with the run's name: ``left_W1``."""
    file = BytesIO()
    arrays = {_prefix(runs, name) + key: value for name, run in runs.items() for key, value in run.parameters.items()}
    np.savez(file, **arrays)  # type: ignore[arg-type]  # no array is called allow_pickle
    return file.getvalue()


def parameters_json(runs: RunGroup) -> str:
    """The same as JSON, with the argument names of ``Parameters.from_arrays``; for several runs, by run."""
    kept = {
        name: {
            "arrays": {key: value.tolist() for key, value in run.parameters.items()},
            "activation": run.parameters.activation,
            "loss": run.parameters.loss,
        }
        for name, run in runs.items()
    }
    return json.dumps(kept if len(runs) > 1 else kept[next(iter(runs))], indent=1, allow_nan=False) + "\n"


def loading_npz(runs: RunGroup, file: str) -> str:
    """Code that loads such a file into :mod:`playground.nn`; for several runs the first one."""
    name, run = next(iter(runs.items()))
    arrays = f'np.load("{file}")'
    if prefix := _prefix(runs, name):
        arrays = f'{{k.removeprefix("{prefix}"): v for k, v in {arrays}.items() if k.startswith("{prefix}")}}'
    kind = f'activation={json.dumps(run.parameters.activation)}, loss="{run.parameters.loss}"'
    return f"Parameters.from_arrays({arrays}, {kind})"


def loading_json(runs: RunGroup, file: str) -> str:
    """Code that does the same for JSON."""
    name = next(iter(runs))
    return f'Parameters.from_arrays(**json.load(open("{file}")){f"""["{name}"]""" if len(runs) > 1 else ""})'


def _prefix(runs: RunGroup, name: str) -> str:
    return f"{name}_" if len(runs) > 1 else ""


def table_csv(columns: Mapping[str, Sequence[Any]]) -> str:
    """The table as CSV, in English and with all digits; None becomes an empty cell."""
    file = StringIO()
    table = csv.writer(file, lineterminator="\n")
    table.writerow(columns)
    table.writerows(zip(*columns.values(), strict=True))
    return file.getvalue()

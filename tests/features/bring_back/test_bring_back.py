"""Parameters brought back: what Export saves begins a run at the same cost, and anything else is refused in words."""

import io
import json
import re
import tracemalloc
import zipfile

import numpy as np
import pytest

from playground.data import INPUTS, MOST_CLASSES
from playground.export.numbers import parameters_json, parameters_npz
from playground.features.bring_back.file import MOST_BYTES, MOST_PARAMETERS, beginning_with
from playground.pages.contents import PLAYGROUND as PLAYGROUND_PAGE
from playground.training import Experiment, Recipe, RunGroup
from tests.looped import looped
from tests.ui.pages import ALL, CASES, Visit

PLAYGROUND = CASES[0]
KINDS = {"npz": parameters_npz, "json": lambda runs: parameters_json(runs).encode()}


def trained(iterations=200, **settings):
    runs = RunGroup(Experiment.alone(Recipe(**settings)))
    runs.advance(iterations)
    return runs


def npz(**arrays):
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)
    return file.getvalue()


def zipped(parts, **how):
    """A zip file of these parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", **how) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return file.getvalue()


def unzipped(file):
    """Its parts."""
    with zipfile.ZipFile(io.BytesIO(file)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


RAN = []


class Runs:
    """What runs code when a pickle of it is read."""

    def __reduce__(self):
        return run_by_pickle, ()


def run_by_pickle():
    RAN.append(1)


def changed(file, **values):
    return json.dumps(json.loads(file) | values).encode()


def with_file(file, kind="npz", visit=None):
    visit = visit or Visit(PLAYGROUND)
    visit.app.file_uploader(key="brought_file").set_value((f"mine.{kind}", file, "application/octet-stream"))
    visit.run()
    return visit


def said(visit):
    return [each.value for each in visit.app.markdown if "file" in each.value or "begins with" in each.value]


@looped("kind", [*KINDS])
def test_what_export_saves_begins_a_run_with_the_same_numbers_which_a_reload_brings_back(kind):
    there = trained()
    file = KINDS[kind](there)
    visit = Visit(PLAYGROUND)
    visit.player.runs.advance(30)
    before = visit.player.id
    with_file(file, kind, visit)
    run = visit.player.run
    assert said(visit) == ["The run begins with the parameters in the file."]
    assert (run.iteration, visit.player.playing) == (0, False)
    assert visit.player.id != before
    np.testing.assert_array_equal(run.parameters.vector, there.first.parameters.vector)
    assert run.measure().cost == pytest.approx(there.first.measure().cost, abs=1e-12)
    run.advance(50)
    there.advance(50)  # plain gradient descent remembers nothing else
    np.testing.assert_array_equal(run.parameters.vector, there.first.parameters.vector)

    visit.run()  # the same file does not begin again
    assert visit.player.run.iteration == 50
    events = json.loads(json.dumps(visit.sent["events"]))
    again = Visit(PLAYGROUND)  # a reload, with what the page gives back
    arguments = {"start": visit.sent["start"], "latest": 50, "ended": False, "playing": False, "events": events}
    again.tell("restore", shown=50, **arguments)
    for _ in range(20):
        again.ask()
    assert again.player.runs.iteration == 50
    np.testing.assert_array_equal(again.player.run.parameters.vector, run.parameters.vector)

    visit.tell("reset")
    visit.run()
    assert not said(visit)
    np.testing.assert_array_equal(visit.player.run.parameters.vector, visit.player.run.first.vector)


def test_a_file_of_another_network_waits_until_that_is_on_screen():
    file = parameters_npz(trained(n_h=6))
    visit = with_file(file)
    (why,) = said(visit)
    assert "layers of 2, 6 and 1 units" in why
    assert "the one on screen has 2, 4 and 1" in why
    assert len(visit.player.run.past) == 1
    visit.app.session_state["n_h"] = 6
    visit.run()
    assert said(visit) == ["The run begins with the parameters in the file."]
    visit.app.session_state["seed"] = 7
    visit.run()
    assert not said(visit)
    assert len(visit.player.run.past) == 1  # another run, with the weights of its seed


NPZ, JSON = parameters_npz(trained(3)), parameters_json(trained(3)).encode()
ARRAYS = json.loads(JSON)["arrays"]
HUGE = str({"descr": "<f8", "fortran_order": False, "shape": (10**7, 1)}).encode().ljust(117) + b"\n"
CANNOT, INFINITE = "The file can't be read: needed is", "Some numbers of W2 in the file are infinite or NaN"
REFUSED = {
    "too large": (b" " * (MOST_BYTES + 1), "The file has 101 kB, but at most 100 kB are read"),
    "a bomb": (npz(**ARRAYS | {"W1": np.zeros((10**4, 10**3))}), CANNOT),
    "a header that lies": (zipped({"W1.npy": b"\x93NUMPY\x01\x00v\x00" + HUGE}), CANNOT),
    "packed in a strange way": (zipped(unzipped(NPZ), compression=zipfile.ZIP_BZIP2), CANNOT),
    "a pickle": (npz(W1=np.array([Runs()], dtype=object)), CANNOT),
    "a pickle alone": (b"\x80\x04N.", CANNOT),
    "half of it": (NPZ[:200], CANNOT),
    "nothing": (b"", CANNOT),
    "no text": (b"\xff\xfe\x00", CANNOT),
    "deep": (b"[" * 50_000, CANNOT),
    "a list": (b"[1, 2]", CANNOT),
    "words": (changed(JSON, arrays=ARRAYS | {"b2": [["1"]]}), CANNOT),
    "ragged": (changed(JSON, arrays=ARRAYS | {"b1": [[1], [2, 3]]}), CANNOT),
    "names missing": (npz(W1=np.zeros((4, 2)), b1=np.zeros((4, 1)), W2=np.zeros((1, 4))), CANNOT),
    "of several runs": (npz(**{f"left_{name}": array for name, array in ARRAYS.items()}), CANNOT),
    "another activation yet": (changed(JSON, activation="magic"), CANNOT),
    "NaN": (npz(**ARRAYS | {"W2": np.full((1, 4), np.nan)}), INFINITE),
    "infinite": (changed(JSON, arrays=ARRAYS | {"W2": [[1, 2, 3, float("inf")]]}), INFINITE),
    "blown up": (changed(JSON, arrays=ARRAYS | {"W2": [[1, 2, 3, 1e16]]}), "W2:3 is beyond 1e+15."),
    "another activation": (
        parameters_json(trained(3, activation="relu")).encode(),
        "The network in the file has ReLU and sigmoid, the one on screen tanh and sigmoid.",
    ),
    "numbers, not classes": (changed(JSON, loss="squared error"), "The network in the file has tanh and squared error"),
}


@looped(("file", "why"), REFUSED)
def test_what_cannot_be_used_is_refused_in_words(file, why):
    run = trained(5).first
    tracemalloc.start()
    with pytest.raises(ValueError, match=f"^{re.escape(why)}") as refused:
        beginning_with(file, run)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 10 * MOST_BYTES  # however much more the file says that it has
    assert not RAN
    assert refused.value.args[0].text  # a message, which any language says


def test_a_refused_file_leaves_the_run_as_it_is():
    visit = Visit(PLAYGROUND)
    visit.player.runs.advance(30)
    before = visit.player.id
    with_file(REFUSED["NaN"][0], visit=visit)
    assert said(visit)[0].startswith(INFINITE)
    assert (visit.player.id, visit.player.runs.iteration) == (before, 30)


def test_the_most_parameters_fit_into_a_file_and_no_more_can_be_brought_back():
    settings = {"n_h": 50, "classes": MOST_CLASSES, **dict.fromkeys(INPUTS, True)}
    large, larger = trained(1, depth=2, **settings), trained(1, depth=3, **settings)
    log = beginning_with(KINDS["json"](large), large.first)
    assert len(log[1].change) == sum(array.size for array in large.first.parameters.values())
    with pytest.raises(ValueError, match=f"at most {MOST_PARAMETERS:,} can be brought back"):
        beginning_with(KINDS["npz"](larger), larger.first)


def test_layers_that_differ_in_their_activation_come_back_and_are_told_from_others():
    mixed = trained(5, depth=2, later_activation="relu")
    for kind, make in KINDS.items():
        beginning_with(make(mixed), mixed.first)
        with pytest.raises(ValueError, match=r"^The network in the file has layers of 2, 4 and 1 units"):
            beginning_with({"npz": NPZ, "json": JSON}[kind], mixed.first)
    with pytest.raises(ValueError, match=r"has tanh, ReLU and sigmoid, the one on screen tanh, tanh and sigmoid"):
        beginning_with(KINDS["json"](mixed), trained(5, depth=2).first)


def test_only_the_playground_has_it():
    assert PLAYGROUND.page is PLAYGROUND_PAGE
    other = next(case for case in ALL if case is not PLAYGROUND and "seed" in case.names)
    assert not [each for each in Visit(other).app.file_uploader if each.key.endswith("brought_file")]

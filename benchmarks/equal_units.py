"""Where do hidden units that start equal diverge, through rounding alone?

Run from the root of the repository::

    python -m benchmarks.equal_units

Networks with 1 to 50 hidden units, and some with two hidden layers, start with equal units and train for 200
iterations on one BLAS thread. That is repeated with the arrays' rows padded to multiples of 1 (no spare rows: plain
products), 4, 8 and 16 (as in ``playground.nn.memory``), with 400 and 397 samples, and with each of OpenBLAS's kernels
that this processor can run. It prints how many networks had units that diverged, by how much at most, and in which
network.
"""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_info

from playground.data import make_dataset
from playground.nn import Network, Optimiser, Parameters, initialize_parameters

KERNELS = {"Nehalem": {"sse4_2"}, "Sandybridge": {"avx"}, "Haswell": {"avx2", "fma"}, "SkylakeX": {"avx512f"}}
"""OpenBLAS's kernels, and the processor features that each needs."""

HIDDEN: list[tuple[int, ...]] = [*((n,) for n in range(1, 51)), (4, 4), (7, 5), (11, 19), (31, 33), (50, 49), (50, 50)]
ITERATIONS = 200


def distance(trained: Parameters) -> float:
    """Largest distance between the units of a hidden layer, in a weight in, the bias, or a weight out."""
    return max(
        float(np.ptp(np.hstack([trained[f"W{i}"], trained[f"b{i}"], trained[f"W{i + 1}"].T]), axis=0).max())
        for i in range(1, len(trained.sizes) - 1)
    )


def measure() -> None:
    """Print one line for each block size and number of samples, with the kernel that OpenBLAS uses here."""
    for rows in (1, 4, 8, 16):
        for samples in (400, 397):
            X, Y = make_dataset("flower", samples)
            distances = {}
            for n_h in HIDDEN:
                start = initialize_parameters(2, n_h, 1, initialisation="constant", scale=0.5).copy(block=rows)
                Optimiser(Network(start, X, Y)).train(ITERATIONS, 1.2)
                distances[n_h] = distance(start)
            parted = sum(value > 0 for value in distances.values())
            worst = max(distances, key=lambda n_h: distances[n_h])
            where = f" by up to {distances[worst]:.0e}, at n_h = {', '.join(map(str, worst))}" if parted else ""
            print(f"  blocks of {rows:2}, {samples} samples: {parted:2} of {len(HIDDEN)} parted{where}", flush=True)


def features() -> set[str]:
    """The processor's features; empty if the system does not report them."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    return next((set(line.split()) for line in lines if line.startswith("flags")), set())


def kernel_in_use() -> str:
    """The kernel chosen by NumPy's BLAS."""
    return next(
        (blas.get("architecture", "unknown") for blas in threadpool_info() if blas["user_api"] == "blas"), "none"
    )


def main() -> None:
    """Measure with the kernel of this process if told to, otherwise with each kernel in its own process."""
    wanted = os.environ.get("OPENBLAS_CORETYPE")
    if wanted:
        if kernel_in_use().lower() == wanted.lower():
            measure()
        else:
            print(f"  skipped: NumPy's BLAS does not follow OPENBLAS_CORETYPE, it uses {kernel_in_use()}")
        return
    for kernel, needed in KERNELS.items():
        print(kernel, flush=True)
        if not needed <= features():
            print(f"  skipped: this processor does not report {', '.join(sorted(needed))}")
            continue
        environment = os.environ | {"OPENBLAS_CORETYPE": kernel, "OPENBLAS_NUM_THREADS": "1"}
        subprocess.run([sys.executable, "-m", "benchmarks.equal_units"], env=environment, check=True)


if __name__ == "__main__":
    main()

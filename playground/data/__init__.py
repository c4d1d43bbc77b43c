"""Datasets: labelled samples."""

from .dataset import Dataset, split
from .datasets import DATASETS, MOST_CLASSES, make_dataset
from .inputs import COORDINATES, INPUTS, inputs_of
from .points import MOST_POINTS, OWN_POINTS, SYMBOLS, Points, have_values, pack, unpack
from .scaling import Unit
from .surfaces import SURFACES

__all__ = [
    "COORDINATES",
    "DATASETS",
    "INPUTS",
    "MOST_CLASSES",
    "MOST_POINTS",
    "OWN_POINTS",
    "SURFACES",
    "SYMBOLS",
    "Dataset",
    "Points",
    "Unit",
    "have_values",
    "inputs_of",
    "make_dataset",
    "pack",
    "split",
    "unpack",
]

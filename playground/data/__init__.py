"""Datasets: samples with their classes."""

from .dataset import Dataset, class_numbers, for_testing, split
from .datasets import DATASETS, MOST_CLASSES, make_dataset
from .points import MOST_POINTS, OWN_POINTS, Points, pack, unpack

__all__ = [
    "DATASETS",
    "MOST_CLASSES",
    "MOST_POINTS",
    "OWN_POINTS",
    "Dataset",
    "Points",
    "class_numbers",
    "for_testing",
    "make_dataset",
    "pack",
    "split",
    "unpack",
]

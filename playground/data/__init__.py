"""Datasets: two classes in the plane."""

from .datasets import DATASETS, make_dataset, split

__all__ = ["DATASETS", "make_dataset", "split"]

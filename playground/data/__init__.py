"""Datasets: samples with their classes."""

from .dataset import Dataset, class_numbers, split
from .datasets import DATASETS, MOST_CLASSES, make_dataset

__all__ = ["DATASETS", "MOST_CLASSES", "Dataset", "class_numbers", "make_dataset", "split"]

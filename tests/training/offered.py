"""The settings of every page, found where the lessons are: a new page is tested with the others."""

import importlib
import pkgutil

import playground.lessons
from playground.lessons.lesson import Lesson
from playground.training import Settings


def _of_all_lessons():
    for module in pkgutil.iter_modules(playground.lessons.__path__, "playground.lessons."):
        for name, value in vars(importlib.import_module(module.name)).items():
            if isinstance(value, Lesson | Settings):
                yield name, value if isinstance(value, Settings) else value.settings


PAGES: dict[str, Settings] = dict(_of_all_lessons())
OFFERED = [(page, name) for page, settings in PAGES.items() for name in settings.names]
"""The page and the name of each setting that a visitor finds anywhere."""

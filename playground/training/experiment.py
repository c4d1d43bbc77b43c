"""An experiment: runs to be compared, each with its recipe, a label and a line style."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import cycle
from typing import ClassVar, NamedTuple

from .difference import numbered
from .recipe import Recipe

LINE_COLOURS = ("#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#8c6bb1", "#a6761d")
"""Four of the Okabe-Ito palette, distinct under every common kind of colour blindness, then violet and brown.

Not the palette's blue and vermilion: those are the colours of the classes.
"""
DASHES = ("solid", "dash", "dot")


class Variant(NamedTuple):
    """One of the runs to be compared: its recipe, its label and its line style."""

    recipe: Recipe
    label: str = ""
    colour: str = LINE_COLOURS[0]
    dash: str = DASHES[0]


@dataclass(frozen=True)
class Experiment(Mapping[str, Variant]):
    """The runs to be compared, by name; most pages have one. Without a ``title``: its data and network name it."""

    variants: dict[str, Variant]
    title: ClassVar[str] = ""

    def __getitem__(self, name: str) -> Variant:
        return self.variants[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.variants)

    def __len__(self) -> int:
        return len(self.variants)

    @classmethod
    def alone(cls, recipe: Recipe) -> "Experiment":
        """A single run."""
        return cls({"": Variant(recipe)})

    @classmethod
    def compare(cls, recipes: Mapping[str, tuple[str, Recipe]]) -> "Experiment":
        """Several runs, by name, each with its label; up to eighteen lines all look different.

        Repeated labels are numbered from the second: "Random × 0.01 (2)". Neighbours differ in dash as well as in
        colour, so that both can be seen where they coincide.
        """
        count = len(LINE_COLOURS)
        looks = [(LINE_COLOURS[i % count], DASHES[(i + i // count) % len(DASHES)]) for i in range(count * len(DASHES))]
        labels = numbered([label for label, _ in recipes.values()])
        each = zip(recipes.items(), labels, cycle(looks), strict=False)
        return cls({name: Variant(recipe, label, *look) for (name, (_, recipe)), label, look in each})

    @property
    def labels(self) -> list[str]:
        """The labels of the runs."""
        return [variant.label for variant in self.values()]

    @property
    def limit(self) -> int:
        """The iteration at which all runs end."""
        return max(variant.recipe.limit for variant in self.values())

    @property
    def beginning(self) -> dict[str, Recipe]:
        """Equal for all experiments whose runs start with the same numbers, see :attr:`Recipe.beginning`."""
        return {name: variant.recipe.beginning for name, variant in self.items()}

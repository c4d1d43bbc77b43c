"""The settings that a page offers: which of all there are, in which place, and what they are at first."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from .options import Option, options, read_option


@dataclass(frozen=True, kw_only=True)
class Settings:
    """A page's settings, listed by name: each name is an option of one of the records.

    What is not listed keeps the value that its record has here. Of records that have an option of the same name, the
    last one is meant.

    Attributes
    ----------
    records : what an experiment is made from: dataclasses of options, with the values that they have at first
    aside : what is no part of the experiment: how it is shown, and what buttons do to it
    bar : names of those beside the buttons
    row : of those that are always in sight
    actions : of those beside the buttons that act on a run
    groups : of the others, by heading
    specs : the option of a name, where this page's range or words are its own
    unused : names of the settings that have no effect with these choices
    elsewhere : names of those that belong to a part of the page which these choices have put out of sight
    """

    records: Sequence[Any]
    aside: Sequence[Any] = ()
    bar: Sequence[str] = ()
    row: Sequence[str] = ()
    actions: Sequence[str] = ()
    groups: Mapping[str, Sequence[str]] = field(default_factory=dict)
    specs: Mapping[str, Option] = field(default_factory=dict)
    unused: Callable[[Mapping[type, Any]], Collection[str]] = lambda chosen: ()
    elsewhere: Callable[[Mapping[type, Any]], Collection[str]] = lambda chosen: ()

    def __post_init__(self) -> None:
        for name in self.names:
            if self.names.count(name) > 1:
                raise ValueError(f"{name!r} is listed more than once")
            self.record(name)  # a name that no record has is an error here, not when a page is opened

    @cached_property
    def names(self) -> list[str]:
        """Of all settings that the page offers, in order."""
        listed = (self.bar, self.row, self.actions, *self.groups.values())
        return [name for names in listed for name in names]

    @cached_property
    def _owners(self) -> dict[str, Any]:
        """For the name of every option its record; kept, since every tick of a live chart reads all settings."""
        return {name: record for record in (*self.records, *self.aside) for name in options(record)}

    def record(self, name: str) -> Any:
        """The record that a setting belongs to."""
        if name not in self._owners:
            raise ValueError(f"{name!r} is no option of any record")
        return self._owners[name]

    def spec(self, name: str) -> Option:
        """The option of a setting."""
        return self.specs.get(name) or options(self.record(name))[name]

    def default(self, name: str) -> Any:
        """What a setting is at first."""
        return getattr(self.record(name), name)

    def read(self, values: Mapping[str, Any]) -> tuple[dict[type, Any], list[str]]:
        """Make the records from values that nobody has checked yet.

        Returns
        -------
        chosen : the records, by type; what is missing, can't be used or is not offered is as at first
        notes : a sentence for each value that can't be used
        """
        accepted: dict[int, dict[str, Any]] = {}
        notes = []
        for name in self.names:
            if name in values:
                value, note = read_option(self.spec(name), values[name], self.default(name))
                notes += [note] if note else []
                accepted.setdefault(id(self.record(name)), {})[name] = value
        chosen = {type(each): replace(each, **accepted.get(id(each), {})) for each in (*self.records, *self.aside)}
        return chosen, notes

    def experiment_names(self) -> list[str]:
        """The names of the settings that are part of the experiment."""
        return [name for name in self.names if any(self.record(name) is each for each in self.records)]

"""The settings that a page offers, where they are placed, and their initial values."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from .options import Option, options, read_option


@dataclass(frozen=True, kw_only=True)
class Settings:
    """A page's settings, listed by name: each is an option of one of the records.

    Options that are not listed keep the value they have in the record here. If several records have an option of the
    same name, the last one is used.

    Attributes
    ----------
    records : what an experiment is made from: dataclasses of options, with their initial values
    aside : records that are not part of the experiment: how it is shown, and what buttons do to it
    row : names of the settings that are always visible
    actions : names of the settings beside the buttons that act on a run
    groups : names of the other settings, by heading
    specs : options, by name, whose range or words are specific to this page
    unused : returns the names of the settings that have no effect with these choices
    elsewhere : returns the names of the settings in parts of the page that these choices hide
    brings : by setting, returns what a visitor's choice of it changes besides, given the records before it and with it
    """

    records: Sequence[Any]
    aside: Sequence[Any] = ()
    row: Sequence[str] = ()
    actions: Sequence[str] = ()
    groups: Mapping[str, Sequence[str]] = field(default_factory=dict)
    specs: Mapping[str, Option] = field(default_factory=dict)
    unused: Callable[[Mapping[type, Any]], Collection[str]] = lambda chosen: ()
    elsewhere: Callable[[Mapping[type, Any]], Collection[str]] = lambda chosen: ()
    brings: Mapping[str, Callable[[Mapping[type, Any], Mapping[type, Any]], Mapping[str, Any]]] = field(
        default_factory=dict
    )

    def __post_init__(self) -> None:
        for name in self.names:
            if self.names.count(name) > 1:
                raise ValueError(f"{name!r} is listed more than once")
            self.record(name)  # fail for unknown names here, not when a page is opened

    @cached_property
    def names(self) -> list[str]:
        """The names of all settings that the page offers, in order."""
        listed = (self.row, self.actions, *self.groups.values())
        return [name for names in listed for name in names]

    @cached_property
    def _owners(self) -> dict[str, Any]:
        """The record of each option, by name; cached, since every tick of a live chart reads all settings."""
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
        """The initial value of a setting."""
        return getattr(self.record(name), name)

    def read(self, values: Mapping[str, Any]) -> tuple[dict[type, Any], list[str]]:
        """Make the records from unchecked values.

        Returns
        -------
        chosen : the records, by type; missing, invalid and unlisted settings have their initial values
        notes : a sentence for each invalid value
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

    def by_name(self, chosen: Mapping[type, Any]) -> dict[str, Any]:
        """The values of all settings in these records, by name."""
        return {name: getattr(chosen[type(self.record(name))], name) for name in self.names}

    def experiment_names(self) -> list[str]:
        """The names of the settings that are part of the experiment."""
        return [name for name in self.names if any(self.record(name) is each for each in self.records)]

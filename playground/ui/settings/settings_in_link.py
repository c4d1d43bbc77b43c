"""The settings of a page as its link has them: written, read, and what in it can't be used."""

from collections.abc import Collection, Mapping
from typing import Any

import streamlit as st

from playground.language import _
from playground.training import Settings
from playground.training.options import Option, Several, Switch, Whole

from .widgets import in_widget


class SettingsInLink:
    """The settings in the link of one page.

    Parameters
    ----------
    prefix : of their names in the link
    offered : the settings of the page
    """

    def __init__(self, prefix: str, offered: Settings) -> None:
        self.prefix, self.offered = prefix, offered

    def written(self, settings: Mapping[str, Any]) -> dict[str, Any]:
        """These settings as in a link to this page."""
        return {self.prefix + name: _written(self.offered.spec(name), value) for name, value in settings.items()}

    def has(self, name: str) -> bool:
        """Whether the link has this setting."""
        return self.prefix + name in st.query_params

    def value(self, name: str) -> Any:
        """A setting's value in the link. If two messages arrive together, Streamlit takes the link of only one."""
        text = st.query_params.get(self.prefix + name)
        return self.offered.default(name) if text is None else self._read(name, text)

    def take(self) -> tuple[dict[str, Any], list[str]]:
        """The settings in the link, by name; and the names of those that can't be used, which are removed from it."""
        given = {name: st.query_params[self.prefix + name] for name in self.offered.names if self.has(name)}
        unusable = [name for name, text in given.items() if self.offered.read({name: text})[1]]
        for name in unusable:
            del st.query_params[self.prefix + name]
            del given[name]
        return {name: self._read(name, text) for name, text in given.items()}, unusable

    def _read(self, name: str, text: str) -> Any:
        """Parse a text as a value of a setting."""
        return getattr(self.offered.read({name: text})[0][type(self.offered.record(name))], name)

    def notes(self, others: Collection[str]) -> list[str]:
        """What can't be used in the link, a sentence each; ``others``: the names in it that are no settings."""
        known = {self.prefix + name: name for name in self.offered.names}
        link = {
            name: value
            for name, value in st.query_params.items()
            if not name.startswith("embed") and name not in others
        }
        notes = self.offered.read({known[name]: value for name, value in link.items() if name in known})[1]
        notes += [
            _("{name} is not a setting of this page.", name=repr(name[:40])) for name in link if name not in known
        ]
        notes += [
            _("{name} is given more than once; its control shows the value that is in effect.", name=repr(name[:40]))
            for name in link
            if len(st.query_params.get_all(name)) > 1
        ]
        return notes


def _written(spec: Option, value: Any) -> Any:
    """A setting's value as written in a link."""
    match spec:
        case Switch():
            return str(value).lower()
        case Several():
            return ",".join(map(str, value))
        case Whole():
            return in_widget(spec, value)  # where 0 has a name, so that the widget shows that
    return value

"""What a visitor's tab remembers for a reload or a restart of the server: what a page holds beyond its link."""

from contextlib import suppress

import streamlit as st

from playground.ui.components.browser_files import file_component
from playground.ui.settings.controls import Controls, PartOfLink
from playground.ui.visit.session import session_id

KEY = "tab_memory"
BACKS = "tab_memory_backs"
"""Session key: how often the tab has given something back; until it hears of that, it takes it for lost on its way."""


class TabMemory(PartOfLink):
    """Remembers, in the tab, what the other parts have beyond the link, and the settings of each page.

    The latter for the browser's way back to this page after a reload of another one, whose address lacks them.
    """

    def write_link(self, controls: Controls) -> None:
        """Have the tab remember it; after a reload, take it back before the script runs again.

        What can't be used is ignored.
        """
        parts = {part.names[0]: part for part in controls.parts if part.names}
        settings = f"{controls.prefix}settings"

        def back() -> None:
            said = st.session_state.get(KEY, {}).get("back")  # no key: the visitor has just gone to another page
            if said is not None:
                st.session_state[BACKS] = st.session_state.get(BACKS, 0) + 1
            for name, data in (said or {}).items():
                if name in parts:
                    with suppress(ValueError):  # not from our page
                        parts[name].restore(controls, data)
                elif name == settings and isinstance(data, dict):
                    records, _ = controls.offered.read(data)
                    offered = {each: controls.offered.record(each) for each in controls.offered.names}
                    controls.override({each: getattr(records[type(record)], each) for each, record in offered.items()})

        file_component("tab_memory")(
            key=KEY,
            data={
                "session": session_id(),
                "backs": st.session_state.get(BACKS, 0),
                "parts": {name: part.beyond_link(controls) for name, part in parts.items()}
                | {settings: controls.changed},
            },
            on_back_change=back,
        )

"""What a visitor's tab remembers for a reload or a restart of the server: what a page holds beyond its link."""

from contextlib import suppress

import streamlit as st

from playground.ui.components.browser_files import file_component
from playground.ui.visit.session import session_id

from .controls import Controls, PartOfLink

KEY = "tab_memory"
TAKEN = "tab_taken"
"""Session key: the names of what has been taken back."""


class TabMemory(PartOfLink):
    """Remembers, in the tab, what the other parts have beyond the link, and the settings of each page.

    The latter for the browser's way back to this page after a reload of another one, whose address lacks them.
    """

    def write_link(self, controls: Controls) -> None:
        """Have the tab remember it; after a reload, take it back before the script runs again.

        What can't be used is ignored. The tab gives it back until it hears that it has been taken: its message may get
        lost, and pages that were drawn before that still lack it.
        """
        parts = {part.names[0]: part for part in controls.parts if part.names}
        settings = f"{controls.prefix}settings"
        taken: list[str] = st.session_state.setdefault(TAKEN, [])

        def back() -> None:
            said = st.session_state.get(KEY, {}).get("back")  # no key: the visitor has just gone to another page
            for name, data in (said or {}).items():
                if name not in (*parts, settings) or name in taken:  # the visitor may have changed it since
                    continue
                if name in parts:
                    with suppress(ValueError):  # not from our page
                        parts[name].restore(controls, data)
                elif isinstance(data, dict):
                    records, _ = controls.offered.read(data)
                    offered = {each: controls.offered.record(each) for each in controls.offered.names}
                    controls.override({each: getattr(records[type(record)], each) for each, record in offered.items()})
                taken.append(name)

        file_component("frontend/device/tab_memory")(
            key=KEY,
            data={
                "session": session_id(),
                "taken": [*taken],
                "stay": [part.names[0] for part in controls.parts if part.outlives_link],
                "parts": {name: part.beyond_link(controls) for name, part in parts.items()}
                | {settings: controls.changed},
            },
            on_back_change=back,
        )

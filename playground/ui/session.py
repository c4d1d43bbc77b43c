"""The visitor's session, as Streamlit names it."""

from streamlit.runtime.scriptrunner import get_script_run_ctx


def session_id() -> str:
    """The same as long as the visitor keeps the page open, also over a lost connection; empty outside of a run."""
    context = get_script_run_ctx()
    return context.session_id if context else ""

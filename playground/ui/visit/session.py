"""A visitor's session: its name, for what is kept for them outside of it."""

import secrets

import streamlit as st


def session_id() -> str:
    """The same as long as the visitor keeps the page open, also over a lost connection."""
    name: str = st.session_state.setdefault("session", secrets.token_hex(8))
    return name

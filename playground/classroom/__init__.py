"""Rooms in which a class answers together: questions of several kinds, votes, what comes out. No Streamlit."""

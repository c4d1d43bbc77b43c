"""Rooms in which a class answers together: questions, votes, contests. No Streamlit."""

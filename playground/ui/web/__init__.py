"""Middleware and routes in front of Streamlit's server, and the set-up of the process."""

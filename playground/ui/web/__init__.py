"""What stands between browsers and Streamlit's server, and what the process does before it serves anybody."""

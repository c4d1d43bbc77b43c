"""Settings and computations of the lesson pages, one file per subject. No Streamlit, no Plotly."""

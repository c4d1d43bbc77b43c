"""What the lesson pages set and compute, a file for each subject. No Streamlit, no Plotly."""

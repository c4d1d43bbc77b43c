"""What the lesson pages set and compute, a file for each lesson. No Streamlit, no Plotly."""

"""One folder for each page: what it offers, asks, answers, draws and says. Only ``view.py`` knows Streamlit."""

"""A Streamlit page with one element: how soon can anything be seen at all?"""

import streamlit as st

st.set_page_config(layout="wide")
st.markdown("One element.")

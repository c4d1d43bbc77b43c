"""The app behind its own server: ``streamlit run app.py``.

That is Streamlit's, with three things before it: a browser is told at once what a chart will load, a chart that plays
asks without a run of its page's script, and of what one page sends no more is read than a page of ours would send.
``streamlit run streamlit_app.py`` runs the same app without them.
"""

import streamlit as st
from starlette.middleware import Middleware

from playground.ui.entrance import entrances, prepared
from playground.ui.pace import KeepPace

app = st.App("streamlit_app.py", routes=entrances(), middleware=[Middleware(KeepPace)], lifespan=prepared)

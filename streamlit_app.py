"""The playground: choose data and a network, press Play, watch it learn.

``streamlit run streamlit_app.py`` runs this file twice: first to start the server, then as the page's script.
"""

import streamlit as st
from streamlit import runtime

from playground.pages.playground.view import show
from playground.ui.server import MIDDLEWARE, lifespan, routes

if runtime.exists():
    show()
else:
    app = st.App(__file__, routes=routes(), middleware=MIDDLEWARE, lifespan=lifespan)

"""The app behind its own server: ``streamlit run app.py``.

That is Streamlit's, with six things before it: a browser is told at once what a chart will load, it may keep that, a
chart that plays asks without a run of its page's script, of what one page sends no more is read, and no more files are
kept, than a page of ours would send, and what it says is heard as it was meant: nothing of a page that was just left,
and for all of the page what several widgets say.
``streamlit run streamlit_app.py`` runs the same app without them.
"""

import streamlit as st
from starlette.middleware import Middleware

from playground.ui.entrance import entrances, prepared
from playground.ui.file_server import FileServer
from playground.ui.hearing import Hearing
from playground.ui.pace import KeepPace
from playground.ui.uploads import Uploads

before = [Middleware(FileServer), Middleware(Uploads), Middleware(KeepPace), Middleware(Hearing)]
app = st.App("streamlit_app.py", routes=entrances(), middleware=before, lifespan=prepared)

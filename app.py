"""The app behind its own server: ``streamlit run app.py``.

It is Streamlit's, with what our pages need before it:

- a browser is told at once what a page will load, and may keep it (``entrance.py``, ``file_server.py``),
- a chart that plays asks without a run of its page's script (``direct.py``),
- one page can't send more than ours would, neither messages (``pace.py``) nor files (``uploads.py``),
- what a page says is heard as it was meant: nothing of a page that was just left, and for all of the page what several
  widgets say (``hearing.py``).

``streamlit run streamlit_app.py`` runs the same app without them.
"""

import streamlit as st
from starlette.middleware import Middleware

from playground.ui.entrance import entrances, prepared
from playground.ui.file_server import FileServer
from playground.ui.pace import KeepPace
from playground.ui.uploads import Uploads

before = [Middleware(FileServer), Middleware(Uploads), Middleware(KeepPace)]
app = st.App("streamlit_app.py", routes=entrances(), middleware=before, lifespan=prepared)

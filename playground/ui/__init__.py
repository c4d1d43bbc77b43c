"""What shows the app, and the only part that knows Streamlit.

From the ground up: ``pages.py``, the list of all pages, and the folders ``visit``, ``components``, ``runs``, ``web``,
``settings``, ``belongings`` and ``shell``. None imports one that comes after it.
"""

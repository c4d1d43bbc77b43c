"""The user interface: the only part of the package that imports Streamlit.

From the bottom up: ``pages.py``, the list of all pages, and the folders ``visit``, ``components``, ``runs``, ``web``,
``settings``, ``views``, ``belongings`` and ``shell``. None imports from a later one.
"""

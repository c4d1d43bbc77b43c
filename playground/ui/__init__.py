"""The user interface: the only part of the package that imports Streamlit.

From the bottom up: the folders ``visit``, ``components``, ``runs``, ``web``, ``settings``, ``questions``, ``views``,
``rooms`` and ``shell``. None imports from a later one.
"""

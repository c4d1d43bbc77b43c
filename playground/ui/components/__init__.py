"""The Python side of the browser components in ``frontend``, and the files that they load."""

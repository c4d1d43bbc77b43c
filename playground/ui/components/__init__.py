"""What a browser draws for us, and the files that it loads for that: Python's halves of what is in ``frontend``."""

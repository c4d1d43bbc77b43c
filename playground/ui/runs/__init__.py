"""The runs that visitors play, and how these share the processor and the memory of one process."""

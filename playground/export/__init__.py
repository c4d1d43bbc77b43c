"""Downloads about a run: code, pictures, animations, numbers."""

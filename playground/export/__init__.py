"""What a visitor takes along of a run: code, pictures, an animation, numbers."""

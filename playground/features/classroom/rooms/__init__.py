"""Rooms under a code, in which a class answers together: what happens in them, and what is seen of it."""

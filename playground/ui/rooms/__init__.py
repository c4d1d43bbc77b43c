"""A class that answers together: the lecturer's side, and the page of a student."""

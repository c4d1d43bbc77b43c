"""The lecturer's side of a room: what can be asked on a page, and the row with the class."""

"""A student's page, and what it shows of a room."""

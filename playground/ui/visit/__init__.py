"""One visit: its session and how it begins, its language, a teacher's choices, and the state of its page."""

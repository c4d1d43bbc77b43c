"""One visit: whose it is and how it begins, in which language, what a teacher wants of it, and what its page has."""

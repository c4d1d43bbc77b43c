"""A lesson as one file: runs that are recorded, and the page that plays them."""

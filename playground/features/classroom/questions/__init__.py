"""What can be asked of a class: questions of several kinds, and how each is answered."""

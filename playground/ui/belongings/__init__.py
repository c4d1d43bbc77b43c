"""What is a visitor's own: the points they bring, the runs they pin, the moment they link to, the files they take."""

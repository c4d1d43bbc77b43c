"""Pictures and animations of runs, drawn with matplotlib."""

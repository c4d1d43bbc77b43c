"""What pages can do besides playing: a folder for each feature; ``contents.py`` names them all."""

"""The plane of a dataset: its points, what a network gives to each place, and the maps of single units."""

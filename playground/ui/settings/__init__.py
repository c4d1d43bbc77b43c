"""What a visitor sets: the controls of a page, their widgets, experiments in one click, and sweeps."""

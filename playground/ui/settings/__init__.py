"""The settings: the controls of a page, their widgets, what link and tab keep of them, and the training of sweeps."""

"""The settings: the controls of a page, their widgets, presets, and the training of sweeps."""

"""What is asked on a page, predicted and answered: presets with their questions, comments on runs, and exercises."""

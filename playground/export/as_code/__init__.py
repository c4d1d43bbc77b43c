"""The code of a run, as a script, a notebook and an exercise."""

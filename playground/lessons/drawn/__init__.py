"""How a link holds what somebody has drawn: a line, and the cost curve of a run."""

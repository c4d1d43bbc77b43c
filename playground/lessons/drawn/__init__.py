"""What a visitor draws before a run: the curve, the boundary; and how close it came."""

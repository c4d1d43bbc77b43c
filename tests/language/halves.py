"""Numbers that end in a half of the last place to be written."""

WRITTEN = [("0.5", 0), ("1.5", 0), ("2.5", 0), ("87.25", 1), ("90.05", 1), ("1.005", 2), ("2.675", 2), ("0.00015", 4)]
HALVES = [
    *((float(text), places) for text, places in WRITTEN),
    *((float(f"{n}5e{-places - 1}"), places) for places in range(5) for n in (*range(1001), 12344, 99999)),
]
"""Each with the number of places that it is rounded to."""

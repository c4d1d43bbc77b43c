"""How the two classes look, everywhere."""

CLASS_COLOURS = ("#0072b2", "#d55e00")
"""Blue and vermilion of the Okabe-Ito palette: told apart with every common kind of colour blindness."""

CLASS_SYMBOLS = ("circle", "diamond")

TRAIN_COLOUR = "#009e73"
TEST_COLOUR = "#cc79a7"
"""Bluish green and reddish purple of the same palette, for numbers of training and of test samples."""


def rgb(colour: str) -> tuple[int, int, int]:
    """``"#d55e00"`` as three numbers from 0 to 255."""
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue

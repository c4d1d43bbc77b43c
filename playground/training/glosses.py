"""Glosses: the meaning of the names of options, in a word or two, for readers of other languages.

The names themselves are the same in every language: they are used in links and in code. To explain a new one, add a
line; names without one are shown alone.
"""

from collections.abc import Mapping

from playground.language import pgettext

GLOSSES: Mapping[str, str] = {
    # Datasets
    "flower": pgettext("gloss", "flower"),
    "moons": pgettext("gloss", "two half moons"),
    "circles": pgettext("gloss", "rings"),
    "blobs": pgettext("gloss", "round clouds"),
    "quantiles": pgettext("gloss", "one cloud, cut by distance"),
    "xor": pgettext("gloss", "exclusive or"),
    "spiral": pgettext("gloss", "spiral"),
    "own points": pgettext("gloss", "your own points"),
    # Activations
    "sigmoid": pgettext("gloss", "S-shaped"),
    "tanh": pgettext("gloss", "hyperbolic tangent"),
    "relu": pgettext("gloss", "rectified linear"),
    "leaky_relu": pgettext("gloss", "leaky rectified linear"),
    "elu": pgettext("gloss", "exponential linear"),
    "gelu": pgettext("gloss", "Gaussian error linear"),
    # Initialisations; "constant" is a schedule, too
    "zero": pgettext("gloss", "all zero"),
    "zero_W1": pgettext("gloss", "W1 zero"),
    "zero_W2": pgettext("gloss", "W2 zero"),
    "constant": pgettext("gloss", "constant"),
    "random": pgettext("gloss", "random"),
    "xavier": pgettext("gloss", "by layer size, for tanh"),
    "he": pgettext("gloss", "by layer size, for ReLU"),
    # Update rules
    "gradient descent": pgettext("gloss", "gradient descent"),
    "momentum": pgettext("gloss", "momentum"),
    "rmsprop": pgettext("gloss", "root mean square"),
    "adam": pgettext("gloss", "adaptive moments"),
    # Schedules
    "step": pgettext("gloss", "in steps"),
    "exponential": pgettext("gloss", "exponential"),
    "1/t": pgettext("gloss", "inverse time"),
    # Speeds
    "growing": pgettext("gloss", "faster and faster"),
    "max": pgettext("gloss", "as fast as possible"),
    # What a sweep varies
    "hidden units": pgettext("gloss", "hidden units"),
    "scale": pgettext("gloss", "scale"),
    "learning rate": pgettext("gloss", "learning rate"),
    "activation": pgettext("gloss", "activation"),
    "samples": pgettext("gloss", "samples"),
    "noise": pgettext("gloss", "noise"),
    "seed": pgettext("gloss", "seed"),
    # Stages of an iteration; the others are symbols
    "start": pgettext("gloss", "start"),
    "cost": pgettext("gloss", "cost"),
    "update": pgettext("gloss", "update"),
    # Parts of a page
    "folding": pgettext("gloss", "folding"),
    "composed": pgettext("gloss", "layer by layer"),
    "parity": pgettext("gloss", "parity"),
    "rates": pgettext("gloss", "learning rates"),
    "rules": pgettext("gloss", "update rules"),
    # Other choices
    "chosen": pgettext("gloss", "your choice"),
    "all": pgettext("gloss", "all"),
}
"""Glosses, by name. Numbers and symbols such as W1 and dZ2 need none."""

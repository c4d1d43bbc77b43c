"""Glosses: what a proper name means, in a word or two, for readers of other languages.

Names such as tanh and Adam are the same in every language. To explain a new one, add a line; names without one are
shown alone.
"""

from collections.abc import Mapping

from playground.language import pgettext

GLOSSES: Mapping[str, str] = {
    # Activations
    "sigmoid": pgettext("gloss", "S-shaped"),
    "tanh": pgettext("gloss", "hyperbolic tangent"),
    "relu": pgettext("gloss", "rectified linear"),
    "leaky_relu": pgettext("gloss", "leaky rectified linear"),
    "elu": pgettext("gloss", "exponential linear"),
    "gelu": pgettext("gloss", "Gaussian error linear"),
    # Initialisations
    "xavier": pgettext("gloss", "by layer size, for tanh"),
    "he": pgettext("gloss", "by layer size, for ReLU"),
    # Update rules
    "rmsprop": pgettext("gloss", "root mean square"),
    "adam": pgettext("gloss", "adaptive moments"),
    # Schedules
    "1/t": pgettext("gloss", "inverse time"),
}
"""Glosses, by value."""

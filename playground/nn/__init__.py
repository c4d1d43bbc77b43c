"""The network: NumPy only (SciPy for GELU alone), small enough to be printed in the notes.

>>> from playground.data import make_dataset
>>> from playground.nn import nn_model, predict
>>> X, Y = make_dataset("flower")
>>> parameters = nn_model(X, Y, n_h=4, num_iterations=1000)
>>> float((predict(parameters, X) == Y).mean())
0.8925
"""

from .activations import ACTIVATIONS
from .initialisation import BY_SIZE, INITIALISATIONS, initialize_parameters
from .losses import LOSSES
from .model import (
    backward_propagation,
    compute_cost,
    forward_propagation,
    layer_sizes,
    nn_model,
    predict,
    update_parameters,
)
from .network import Network, largest_penalty
from .optimiser import Optimiser
from .parameters import Gradients, Parameters
from .targets import TARGETS
from .update_rules import SCHEDULES, UPDATE_RULES

__all__ = [
    "ACTIVATIONS",
    "BY_SIZE",
    "INITIALISATIONS",
    "LOSSES",
    "SCHEDULES",
    "TARGETS",
    "UPDATE_RULES",
    "Gradients",
    "Network",
    "Optimiser",
    "Parameters",
    "backward_propagation",
    "compute_cost",
    "forward_propagation",
    "initialize_parameters",
    "largest_penalty",
    "layer_sizes",
    "nn_model",
    "predict",
    "update_parameters",
]

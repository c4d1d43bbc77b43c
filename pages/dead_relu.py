"""A dead ReLU: a unit that is switched off in two networks, and comes back in one of them."""

from playground.pages.dead_relu.view import show

show()

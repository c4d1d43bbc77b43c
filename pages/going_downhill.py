"""Going downhill: the cost as a landscape, and gradient descent on it."""

from playground.pages.going_downhill.view import show

show()

"""Why this cost: from the probability of what happened to the cost, for classes and for numbers."""

from playground.pages.why_this_cost.view import show

show()

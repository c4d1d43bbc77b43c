"""One step by hand: one iteration taken apart into its stages, with the numbers put in and the source that ran."""

from playground.pages.one_step_by_hand.view import show

show()

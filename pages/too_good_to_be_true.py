"""Too good to be true: few noisy points, many units, and two ways to keep them from learning the points by heart."""

from playground.pages.too_good_to_be_true import PAGE
from playground.ui.shell.lesson_page import show_page

show_page(PAGE)

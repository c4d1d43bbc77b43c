"""Join: a student's page, in the room of a lecturer."""

from playground.pages.contents import JOIN
from playground.ui.rooms.joining import join
from playground.ui.shell.page import open_page

open_page(JOIN)
join()

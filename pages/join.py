"""Join: a student's page, in the room of a lecturer."""

from playground.features.classroom import JOIN
from playground.features.classroom.student.joining import join
from playground.ui.shell.page import open_page

open_page(JOIN)
join()

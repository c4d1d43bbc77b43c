"""What a browser is sent first of a student's page."""

from playground.ui.components.browser_files import ALL, PAGE_STYLE, browser_files
from tests.ui.web.test_entrance import PAGE, Answer, named_in

OWN = "of_students.js"


def test_a_students_page_has_what_it_needs_at_once_and_nothing_of_plotlys():
    added = Answer(PAGE, path="/join").body.removeprefix(PAGE.partition(b"</head>")[0])
    own = browser_files().own
    first, bundle, *styles = named_in(added)
    assert [first, bundle] == [own[name] for name in (ALL, OWN)]
    assert styles.pop() == own[PAGE_STYLE]
    assert own["features/classroom/student/student.css"] in styles
    assert all("/student" in style for style in styles)


def test_its_scripts_are_in_a_bundle_of_their_own():
    holds = browser_files().holds
    assert holds["features/classroom/student/student.js"] == OWN
    assert holds["features/classroom/process/room.js"] == ALL  # the lecturer's row needs it, too

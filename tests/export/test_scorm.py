"""A lesson as a package for a learning platform: a manifest as the standard wants it, and the very file."""

import io
import xml.etree.ElementTree as ET
from zipfile import ZipFile

from playground.export.lesson_file.lesson import LessonFile
from playground.export.lesson_file.scorm import LESSON, MANIFEST, ScormPackage, manifest, package
from playground.language import ENGLISH
from playground.pages.playground.lesson import PLAYGROUND
from tests.export.lesson_files import preset

PACKAGING, ADL = "{http://www.imsproject.org/xsd/imscp_rootv1p1p2}", "{http://www.adlnet.org/xsd/adlcp_rootv1p2}"
EVIL = 'A & B </title><x y="z">\x00\x1b ü \U0001f600'


def described(element):
    """An element and all in it: tag, attributes, text, children."""
    text = (element.text or "").strip()
    return element.tag.removeprefix(PACKAGING), dict(element.attrib), text, [described(each) for each in element]


def test_a_package_has_the_lessons_file_as_it_is_and_is_the_same_every_time():
    lesson = LessonFile(EVIL, [preset(PLAYGROUND, "Reference", limit=5)], [ENGLISH])
    made = ScormPackage(lesson)
    shares = list(made.make())
    assert shares[-1] == 1.0
    assert made.note == lesson.note
    with ZipFile(io.BytesIO(made.file)) as files:
        assert files.testzip() is None
        assert files.namelist() == [MANIFEST, LESSON]  # the manifest at the root
        assert files.read(LESSON) == lesson.file
        root = ET.fromstring(files.read(MANIFEST))
    assert root.find(f".//{PACKAGING}title").text == 'A & B </title><x y="z"> ü \U0001f600'
    assert package(lesson.file, EVIL) == made.file


def test_the_manifest_has_what_the_standard_asks_for_in_its_order():
    """The elements of ``imscp_rootv1p1p2.xsd``, which wants them in sequence, and ADL's attribute."""
    tag, attributes, _text, parts = described(ET.fromstring(manifest(b"x", "Title")))
    assert tag == "manifest"
    assert attributes.pop("identifier").startswith("lesson-")
    locations = attributes.pop("{http://www.w3.org/2001/XMLSchema-instance}schemaLocation").split()
    assert dict(zip(locations[::2], locations[1::2], strict=True)) == {
        PACKAGING[1:-1]: "imscp_rootv1p1p2.xsd",
        ADL[1:-1]: "adlcp_rootv1p2.xsd",
    }
    assert attributes == {"version": "1.0"}
    titled = ("title", {}, "Title", [])
    item = ("item", {"identifier": "item", "identifierref": "file", "isvisible": "true"}, "", [titled])
    resource = {"identifier": "file", "type": "webcontent", f"{ADL}scormtype": "sco", "href": LESSON}
    assert parts == [
        ("metadata", {}, "", [("schema", {}, "ADL SCORM", []), ("schemaversion", {}, "1.2", [])]),
        ("organizations", {"default": "lesson"}, "", [("organization", {"identifier": "lesson"}, "", [titled, item])]),
        ("resources", {}, "", [("resource", resource, "", [("file", {"href": LESSON}, "", [])])]),
    ]


def test_a_score_to_be_reached_stands_where_adl_wants_it():
    """After the title and all else of the item, as ``adlcp_rootv1p2.xsd`` extends it."""
    (item,) = ET.fromstring(manifest(b"x", "Title", 60)).iter(f"{PACKAGING}item")
    assert [(each.tag, each.text) for each in item] == [(f"{PACKAGING}title", "Title"), (f"{ADL}masteryscore", "60")]


def test_another_lesson_has_another_identifier():
    one, other = (ET.fromstring(manifest(content, "")).get("identifier") for content in (b"one", b"other"))
    assert one != other

"""A lesson as a package for a learning platform: a manifest as the standard wants it, and the very file."""

import io
import xml.etree.ElementTree as ET
from zipfile import ZipFile

from playground.export.__main__ import main
from playground.export.lesson_file.lesson import LessonFile
from playground.features.scorm.package import LESSON, MANIFEST, manifest, package
from playground.language import ENGLISH
from playground.pages.playground.lesson import PLAYGROUND
from tests.export.lesson_files import preset
from tests.looped import looped

PACKAGING, ADL = "{http://www.imsproject.org/xsd/imscp_rootv1p1p2}", "{http://www.adlnet.org/xsd/adlcp_rootv1p2}"
EVIL = 'A & B </title><x y="z">\x00\x1b ü \U0001f600'


def described(element):
    """An element and all in it: tag, attributes, text, children."""
    text = (element.text or "").strip()
    return element.tag.removeprefix(PACKAGING), dict(element.attrib), text, [described(each) for each in element]


def test_a_package_has_the_lessons_file_as_it_is_and_is_the_same_every_time():
    lesson, made = (LessonFile(EVIL, [preset(PLAYGROUND, "Reference", limit=5)], [ENGLISH]) for _ in range(2))
    made.pack = package
    assert [*made.make()] == [*lesson.make()]
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


def test_the_command_line_packs_the_lesson_that_it_writes(tmp_path):
    packed, lesson = (tmp_path / "lesson.zip", tmp_path / "lesson.html")
    assert main(["?limit=10", "--scorm", str(packed), "--mastery", "60", "--html", str(lesson)]) == 0
    with ZipFile(packed) as files:
        assert files.read(LESSON) == lesson.read_bytes()
        assert b"masteryscore>60<" in files.read(MANIFEST)


@looped(
    ("options", "wrong"),
    [
        (["--mastery", "60", "--html", "run.html"], "--mastery belongs to a SCORM package: name its file, too"),
        (["--mastery", "0", "--scorm", "run.zip"], "--mastery 0 is no score to be reached: name one from 1 to 100"),
        (["--mastery", "101", "--scorm", "run.zip"], "--mastery 101 is no score to be reached"),
        (["--csv", "run.csv", "--title", "a"], "name its file, too, with --html or --scorm or"),
        ([], "--html, --scorm, "),
    ],
)
def test_what_the_command_line_cannot_pack_is_said(options, wrong, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["?at=5", *options]) == 2
    assert wrong in capsys.readouterr().err
    assert not [*tmp_path.iterdir()]

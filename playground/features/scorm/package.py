"""A lesson as a package for a learning platform: SCORM 1.2, which Moodle, Canvas and most others read.

The lesson in it is the same file: ``lesson_scorm.js`` looks for a platform around it wherever it is opened.
"""

import hashlib
import io
from html import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from playground.features.feature import Package
from playground.language import _

LESSON, MANIFEST = "lesson.html", "imsmanifest.xml"
"""The files in a package; the standard names the second."""
LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""Of both files, so that the same lesson makes the same package; the earliest time that a ZIP file knows."""


def package(lesson: bytes, title: str, mastery: int | None = None) -> bytes:
    """The package of a lesson's file, as the bytes of a ZIP file; ``mastery``: the score to pass, 1 to 100 per cent."""
    packed = io.BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as files:
        for name, content in ((MANIFEST, manifest(lesson, title, mastery).encode()), (LESSON, lesson)):
            file = ZipInfo(name, LONG_AGO)
            file.compress_type = ZIP_DEFLATED
            file.create_system = 3  # Unix, whatever system makes it
            file.external_attr = 0o644 << 16
            files.writestr(file, content)
    return packed.getvalue()


def manifest(lesson: bytes, title: str, mastery: int | None = None) -> str:
    """What a platform has to know of a package: its title, and the one file to open, which reports to the platform.

    ``mastery``: the score, 1 to 100 per cent, with which a student has passed; without one nobody passes or fails.
    """
    to_pass = "" if mastery is None else f"\n        <adlcp:masteryscore>{mastery}</adlcp:masteryscore>"
    identifier = f"lesson-{hashlib.sha256(lesson).hexdigest()[:16]}"
    shown = escape("".join(filter(str.isprintable, title)))  # XML has no place for control characters
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="{identifier}" version="1.0"
    xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2"
    xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
    xsi:schemaLocation="http://www.imsproject.org/xsd/imscp_rootv1p1p2 imscp_rootv1p1p2.xsd
      http://www.adlnet.org/xsd/adlcp_rootv1p2 adlcp_rootv1p2.xsd">
  <metadata>
    <schema>ADL SCORM</schema>
    <schemaversion>1.2</schemaversion>
  </metadata>
  <organizations default="lesson">
    <organization identifier="lesson">
      <title>{shown}</title>
      <item identifier="item" identifierref="file" isvisible="true">
        <title>{shown}</title>{to_pass}
      </item>
    </organization>
  </organizations>
  <resources>
    <resource identifier="file" type="webcontent" adlcp:scormtype="sco" href="{LESSON}">
      <file href="{LESSON}"/>
    </resource>
  </resources>
</manifest>
"""


PACKAGE = Package(
    option="scorm",
    name="SCORM package",
    meant="the same in a SCORM 1.2 package (.zip), for Moodle, Canvas, …",
    ending="zip",
    label=_("As a SCORM package"),
    help=_(
        "For Moodle, Canvas and other learning platforms: they are told when a student has seen every chapter "
        "to its end, what was predicted, and the share of right predictions."
    ),
    score="mastery",
    score_label=_("Score to pass (%)"),
    score_help=_("Without one a student has completed the lesson, and neither passed nor failed."),
    pack=package,
)

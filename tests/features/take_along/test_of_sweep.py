"""What can be taken along of a page whose networks are trained one after the other."""

from base64 import b64decode

from playground.export.links import read_link
from tests.export.lesson_files import data_of, unpacked
from tests.features.take_along.test_downloads import saved
from tests.pages.how_many_units.test_view import CASE, QUICK, PageVisit
from tests.ui.pages import Visit


def test_the_sweep_can_be_taken_along_as_a_lesson_or_kept_for_one_of_ones_own():
    visit = PageVisit(**QUICK, units="2,3")
    visit.app.session_state["sizes_downloads"] = True
    visit.run()
    visit.press("downloads_html")
    name, content, _id = saved(visit)
    assert name == "how_many_units.html"
    data = data_of(content.decode())
    question = data["texts"]["en"]["chapters"][0]["question"]
    assert any(question in each.value for each in visit.app.markdown)
    seen, _pictures = unpacked(b64decode(data["recordings"][0]))
    assert seen["at"] == [0, 1, 2]
    assert not visit.sweep("setting").trained  # it is another one that was trained
    visit.press("downloads_add")
    ((link, _name, _note),) = visit.app.session_state["own_lesson"].as_json[1]
    assert read_link(link).runs.experiment == visit.sweep("setting").experiment
    visit.press("downloads_mine.html")
    assert data_of(saved(visit)[1].decode())["recordings"] == data["recordings"]


def test_in_present_it_cannot_be_taken_along():
    assert Visit(CASE, present="true").part("sizes_downloads") is None

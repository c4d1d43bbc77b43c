"""Export: which pages have it, what each button hands to the browser, and what is said if nothing can be."""

import io
import json
import logging
import threading
import time
from base64 import b64decode

import pytest
from PIL import Image

from playground.data import OWN_POINTS, Points, pack
from playground.export.as_code.exercise import exercise
from playground.export.as_code.notebook import notebook
from playground.export.as_code.pytorch import torch_file
from playground.export.as_code.script import python_file
from playground.export.images import fonts
from playground.export.numbers import history_csv, parameters_json
from playground.features.take_along import downloads
from playground.language import LANGUAGES
from playground.language.labels import PLAY, RESET
from playground.pages.contents import DIGITS, PLAYGROUND, WITH_RUNS, ZERO_OR_RANDOM
from playground.ui.components.commands import read_command
from tests.export.lesson_files import data_of, figure_of, unpacked
from tests.looped import looped
from tests.ui.pages import CASES, Visit, elements, link_to

SAVING = [case for case in CASES if case.page in (PLAYGROUND, ZERO_OR_RANDOM, DIGITS)]
ENDINGS = [kind.ending for kinds in downloads.KINDS.values() for kind in kinds]
BEGINNINGS = {"npz": b"PK", "png": b"\x89PNG", "gif": b"GIF89a", "svg": b"<?xml"}
"""Of files that are no text of ours; a .npz is a zip file."""


def visit(case, iterations=0, **link):
    """A visitor who has it open, with runs that have come so far."""
    visit = Visit(case, **link)
    visit.player.runs.advance(iterations)
    visit.app.session_state[f"{case.prefix}downloads"] = True
    visit.run()
    return visit


def saved(visit):
    """The file that the browser was told to save, its name and its bytes; None if there is none."""
    key = f"-{visit.case.prefix}downloads_saved"
    sent = [json.loads(each.proto.json) for each in visit.app.get("bidi_component") if each.proto.id.endswith(key)]
    assert len(sent) <= 1
    return (sent[0]["name"], b64decode(sent[0]["content"]), sent[0]["id"]) if sent else None


def said(visit):
    """The warnings and errors in it."""
    place = visit.part(f"{visit.case.prefix}downloads")
    return [each.value for each in elements(place) if each.type in ("warning", "error")]


def test_of_the_pages_that_play_these_save_more_than_lessons():
    assert [case for case in CASES if WITH_RUNS[case.page.path].saves] == SAVING  # another: test_own_lesson.py


def test_it_makes_nothing_while_it_is_closed_and_is_not_in_present():
    page = Visit(SAVING[0])
    assert not list(elements(page.part("downloads")))
    page.press("present")
    assert page.part("downloads") is None


@looped("case", SAVING)
def test_each_button_hands_its_file_to_the_browser(case):
    page = visit(case, 10)
    runs = page.player.runs
    expected = {
        "py": python_file(runs),
        "torch.py": torch_file(runs),
        "ipynb": notebook(runs),
        "csv": history_csv(runs),
        "json": parameters_json(runs),
    }
    if case.page is not DIGITS:  # it can't be the notes' network
        expected |= {"exercise.ipynb": exercise(runs), "solution.ipynb": exercise(runs, solved=True)}
    buttons = [each.key.rpartition("downloads_")[2] for each in page.app.button if "downloads_" in str(each.key)]
    lessons = [buttons.pop() for each in (*buttons,) if each in ("html", "lesson.html", "add")]
    assert lessons
    assert buttons == [each for each in ENDINGS if case.page is not DIGITS or ".ipynb" not in each]
    for ending in buttons if case is SAVING[0] else ["py", "csv"]:  # on the other pages the runs are others
        page.press(f"downloads_{ending}")
        name, content, _ = saved(page)
        assert name.endswith(f"iteration-10.{ending}")
        if ending in expected:
            assert content.decode() == expected[ending]
        else:
            assert content.startswith(BEGINNINGS[ending])
        lines = [each.value for each in elements(page.part(f"{case.prefix}downloads")) if each.type == "code"]
        assert [name in line for line in lines] == ([True] if ending in ("npz", "json") else [])
    assert not said(page)
    page.run()
    assert saved(page) is None  # nothing is sent twice


def test_what_a_picture_has_boxes_for_or_has_in_english_instead_is_said_and_all_else_is_in_the_visitors_language(
    monkeypatch,
):
    chinese = LANGUAGES["zh"]
    monkeypatch.setattr(downloads, "language", lambda: chinese)
    monkeypatch.setattr(fonts, "families", lambda: [fonts.OWN])
    points = pack(Points.of([[0, 1, 2], [0, 2, 1]], [0, 1, 2], ["*猫*", "قطة", "cat"]))
    page = visit(SAVING[0], 3, dataset=OWN_POINTS, points=points)
    page.press("downloads_ipynb")
    assert saved(page)[1].decode() == notebook(page.player.runs, chinese)
    for ending, is_said in {"png": True, "svg": False}.items():
        page.press(f"downloads_{ending}")
        assert saved(page)
        texts = [each.value for each in elements(page.part("downloads")) if each.type == "text"]
        assert [chinese.name in each for each in texts] == ([True, False] if is_said else [])
        assert ["“*猫*”:" in each for each in texts] == ([False, True] if is_said else [])


def test_an_animation_needs_a_run_and_is_of_the_one_on_screen_and_an_exercise_needs_certain_settings():
    page = visit(SAVING[0], activation="relu")
    page.press("downloads_gif")
    assert saved(page) is None
    assert f"press {PLAY} first" in said(page)[0]
    page.player.runs.advance(5)
    page.press("downloads_gif")
    image = Image.open(io.BytesIO(saved(page)[1]))
    assert (image.n_frames, image.size) == (6, (960, 480))
    assert page.player.runs.iteration == 5
    page.press("downloads_exercise.ipynb")
    assert saved(page) is None
    assert "play again: Activation." in said(page)[0]


@looped("case", [SAVING[0], SAVING[-1]])
def test_a_lesson_is_of_the_run_on_screen_with_what_is_asked_about_it(case):
    page = visit(case, 30, **link_to(case, limit=40))
    page.player.runs.first.edit("W1:0", 1.5)
    page.press("downloads_html")
    name, content, _ = saved(page)
    assert name == f"{case.page.path or 'playground'}.html"
    data = data_of(content.decode())
    assert (list(data["texts"]), data["predict"]) == (["en"], True)
    (chapter,) = data["texts"]["en"]["chapters"]
    on_page = [each.value for each in page.app if each.type in ("markdown", "text")]
    assert any(chapter["question"] in each for each in on_page)
    seen, _frames = unpacked(b64decode(data["recordings"][0]))
    runs = page.player.runs
    assert (seen["at"][-1], runs.iteration) == (40, 30)
    costs = dict(zip(seen["curves"]["cost"]["at"], seen["curves"]["cost"]["y"][0], strict=True))
    assert costs[30] == pytest.approx(runs.first.measure().cost, rel=1e-4)
    assert not said(page)


def test_few_animations_are_made_at_a_time(monkeypatch):
    monkeypatch.setattr(downloads, "_animations", threading.Semaphore(1))
    said = []
    with downloads._one_of_few(said.append):
        waiting = threading.Thread(target=lambda: wait_and_note(said))
        waiting.start()
        while not said:
            time.sleep(0.01)
    waiting.join()
    assert said[0].startswith("Others are making animations")
    assert said[-1] == "mine"


def wait_and_note(said):
    with downloads._one_of_few(said.append):
        said.append("mine")


def test_it_says_what_is_taken_pauses_what_moves_first_and_saves_again_when_pressed_again():
    page = visit(SAVING[0], 1234)
    words = [each.value for each in elements(page.part("downloads")) if each.type == "markdown"]
    assert "iteration 1,234" in words[0]
    page.tell("play")
    assert page.player.playing
    page.press("downloads_py")
    assert not page.player.playing
    assert saved(page) is None
    assert "press again" in said(page)[0]
    ids = set()
    for _ in range(2):
        page.press("downloads_py")
        ids.add(saved(page)[2])
    assert len(ids) == 2


def test_what_can_not_be_written_down_is_said(monkeypatch):
    monkeypatch.setattr("playground.training.timeline.MOST_EVENTS", 3)
    page = visit(SAVING[0])
    for rate in (0.1, 0.2, 0.5):
        page.player.runs.advance(1)
        page.set("learning_rate", rate)
    assert page.player.runs.event_log is None
    page.press("downloads_py")
    assert f"Press {RESET}" in said(page)[0]
    assert saved(page) is None
    page.press("downloads_csv")
    assert saved(page)


def test_of_a_network_that_is_asked_for_a_number_there_is_a_lesson_and_no_exercise():
    page = visit(SAVING[0], 20, dataset="saddle", samples="60", test_share="20", learning_rate="0.1", limit="30")
    page.press("downloads_html")
    seen, _frames = unpacked(b64decode(data_of(saved(page)[1].decode())["recordings"][0]))
    points = [len(trace["x"]) for trace in figure_of(seen, "boundary")["data"]]
    assert {48, 12} <= {*points}
    assert not said(page)
    page.press("downloads_exercise.ipynb")
    assert saved(page) is None
    assert "play again: Dataset." in said(page)[0]


def test_a_fault_is_said_without_a_traceback_and_logged_without_the_visitors_data(monkeypatch, caplog):
    def broken(runs):
        raise TypeError("unexpected")

    broken_kind = downloads.Kind("Python file", "py", broken)
    monkeypatch.setattr(downloads, "KINDS", {"Code": (broken_kind,)})
    page = visit(SAVING[0])
    with caplog.at_level(logging.ERROR):
        page.press("downloads_py")
    assert "could not be made" in said(page)[0]
    assert saved(page) is None
    assert [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR] == [
        "A file could not be made: py"
    ]


def test_the_page_follows_what_is_on_screen_while_it_is_open_once_nothing_moves(monkeypatch):
    page = visit(SAVING[0])
    made = []
    monkeypatch.setattr("playground.ui.shell.live_screen.run_comment", lambda *place, **key: made.append(key))
    for what, drawn in (("step", True), ("play", False), ("pause", True), ("reset", True)):
        made.clear()
        page.tell(what)
        assert bool(made) == drawn, what


def test_the_page_follows_what_the_runs_did_while_it_was_drawn(monkeypatch):
    visit = Visit(SAVING[0])
    visit.tell("play")
    visit.ask()
    visit.player.pause()  # as the popover does when it is opened
    drawn = downloads.downloads
    reports = [visit.command("pause", shown=1)]  # of the browser: over the websocket, as soon as the popover is drawn

    def draw(*given):
        drawn(*given)
        if reports:
            assert visit.player.answer(read_command(reports.pop()))

    monkeypatch.setattr("playground.features.take_along.screen.downloads", draw)
    visit.app.session_state["downloads"] = True
    visit.run()
    assert visit.player.runs.iteration == 1
    assert any("**iteration 1**" in text.value for text in visit.app.markdown)

"""Export: downloads of the run on screen as code, picture, animation and numbers, and of lessons."""

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial

import streamlit as st

from playground.export.images.fonts import in_english_instead, without_letters
from playground.export.kinds import KINDS, Content, InSlices, Kind
from playground.export.lesson_file.lesson import LessonFile, chapter_of_runs, chapters_of
from playground.export.lesson_file.recording import Chapter
from playground.export.names import file_name
from playground.features.contents import parts
from playground.features.feature import Package
from playground.language import LANGUAGES, _
from playground.language.labels import SHARE
from playground.lessons.lesson import Lesson
from playground.pages.page import Page
from playground.training import View
from playground.ui.components.saving import save
from playground.ui.questions.presets import Presets, what_is_asked
from playground.ui.runs.player import Player
from playground.ui.runs.scheduler import SCHEDULER
from playground.ui.settings.controls import Controls
from playground.ui.shell.share import CHANGED
from playground.ui.visit.speech import language, say
from playground.ui.visit.teacher import CLAIMS

from . import own_lesson

_log = logging.getLogger(__name__)

ANIMATIONS_AT_A_TIME = 2
"""For all visitors together, and lessons too: each has a copy of the runs, up to 20 MB."""
_animations = threading.Semaphore(ANIMATIONS_AT_A_TIME)
LEAST_PROGRESS = 0.02
"""Least progress worth showing: each step is a message to the browser."""

LESSON = "lesson"
"""What the log calls any file with a lesson."""
TAKE_IT = _("Export")
A_LESSON = _(
    "**Lesson** · question, predictions and the whole run in one HTML file, which any browser plays, even offline."
)
HERE, WHOLE = _("This experiment"), _("The lesson of this page")
"""The buttons of the two lessons that a page offers."""
Make = Callable[[], tuple[str, Content | InSlices]]
"""Makes a file, and gives it a name."""


def is_open(controls: Controls) -> bool:
    """Whether the visitor has the popover open."""
    return bool(st.session_state.get(_key(controls)))


def downloads(player: Player | None, controls: Controls, lesson: Lesson, page: Page, saves: bool) -> None:
    """The popover of downloads. Opening it pauses the run, so that what is saved is what is on screen.

    ``player``: None on a page with a sweep; ``saves``: whether there is more than a lesson.
    """

    def opened() -> None:
        if player and is_open(controls):
            player.pause()

    name = say(TAKE_IT)
    with st.popover(name, icon=":material/download:", width="content", help=name, key=_key(controls), on_change=opened):
        if is_open(controls):
            st.fragment(_files)(player, controls, lesson, page, saves)


def _key(controls: Controls) -> str:
    return f"{controls.prefix}downloads"


def _files(player: Player | None, controls: Controls, lesson: Lesson, page: Page, saves: bool) -> None:
    """The buttons, and below them, once one is pressed, notes on its file.

    It reruns the script if the own lesson has changed, or if the runs were released while idle, or have failed.
    """
    if (player and (not player.present or player.failed)) or st.session_state.pop(CHANGED, False):
        st.rerun()
    moves = player and player.moves
    with st.container(gap="xsmall"):
        wanted, place = None, st.container()
        if player and saves:
            files, place = st.tabs([say(_("Files")), say(_("Lesson"))])
            with files, st.container(gap="xsmall"):  # a small window has no room for more
                wanted = _wanted(player, controls)
        with place:
            make_lesson = _lesson(player, controls, lesson, page)
        if player and moves and (wanted or make_lesson):
            player.pause()
            st.warning(say(_("The run was still moving. It is paused now: press again to take what is on screen.")))
        elif make_lesson:
            _save(controls, LESSON, make_lesson)
        elif player and wanted:
            _make(wanted, player, controls)


def _wanted(player: Player, controls: Controls) -> Kind | None:
    """Draw a button for each file; returns the kind of the one pressed, if any."""
    wanted = None
    text = _(
        "You save the run as it is on screen, at **iteration {iteration:,}**. Nothing of it stays on the server.",
        iteration=player.runs.iteration,
    )
    st.markdown(say(text))
    with st.container(horizontal=True, gap="small"):
        for words, kinds in KINDS.items():
            with st.container(gap="xsmall", width="content"):
                st.markdown(say(words))
                with st.container(horizontal=True, gap="xsmall"):
                    for kind in kinds:
                        key = f"{_key(controls)}_{kind.ending}"
                        if kind.suits(player.runs) and st.button(say(kind.label), key=key, wrap=False):
                            wanted = kind
    return wanted


def _lesson(player: Player | None, controls: Controls, lesson: Lesson, page: Page) -> Make | None:
    """Draw what is offered as a lesson; returns what makes the one whose button is pressed, if any."""
    presets, scene = Presets(controls, lesson.presets), page.scene
    own, _plain = what_is_asked(controls, lesson, presets) if controls.teacher.question else (None, "")
    asked = own or presets.asking or lesson.asked(controls.chosen, None)  # nobody sees other runs beside these

    def here() -> Sequence[Chapter]:
        if player:
            return [player.inspect(lambda runs: chapter_of_runs(lesson, runs, player.view, asked, scene))]
        return [chapter_of_runs(lesson, lesson.runs(lesson.experiment(controls.chosen)), View(), asked, scene)]

    def whole() -> Sequence[Chapter]:
        return chapters_of(lesson, scene, own)

    add = partial(own_lesson.add_runs, player, controls, lesson, page)
    return _offered(controls, page, here, whole if presets.choices else None, add)


def _offered(
    controls: Controls,
    page: Page,
    here: Callable[[], Sequence[Chapter]],
    whole: Callable[[], Sequence[Chapter]] | None,
    add: Callable[[str], str],
) -> Make | None:
    """Draw the buttons of a lesson; returns what makes the one whose button is pressed, if any.

    ``here``, ``whole``: make the chapters of the experiment on screen, and of all experiments of the page; ``add``: see
    :func:`own_lesson.add_button`.
    """
    key, all_of_them = _key(controls), False
    with st.container(gap="xsmall"):
        st.markdown(say(A_LESSON))
        with st.container(horizontal=True, gap="small"):
            predict = st.checkbox(say(_("Predict first")), value=True, key=f"{key}_predict")
            every = st.checkbox(say(_("In every language")), key=f"{key}_every_language")
            packages: list[Package] = [part.PACKAGE for part in parts("package")]
            boxes = [st.checkbox(say(each.label), key=f"{key}_{each.option}", help=say(each.help)) for each in packages]
        package = next((each for each, wanted in zip(packages, boxes, strict=True) if wanted), None)
        score = None
        if package:
            score = st.number_input(
                say(package.score_label),
                min_value=1,
                max_value=100,
                value=None,
                placeholder=say(_("None")),
                help=say(package.score_help),
                width=220,
                key=f"{key}_{package.score}",
            )
        with st.container(horizontal=True, gap="xsmall"):
            only_this = st.button(say(HERE), key=f"{key}_html", wrap=False)
            if whole:
                all_of_them = st.button(say(WHOLE), key=f"{key}_lesson.html", wrap=False)
            own_lesson.add_button(key, add)
        mine = own_lesson.own_lesson(key)
    spoken, teacher = language(), controls.teacher
    languages = [spoken, *(each for each in LANGUAGES.values() if every and each != spoken)]
    path = page.path or "playground"
    name = "my-lesson" if mine else f"{path}-lesson" if all_of_them else path

    def make() -> tuple[str, InSlices]:
        if mine:
            file = own_lesson.stored().file(languages, predict)
        else:
            chapters = whole() if whole and all_of_them else here()
            offered = [each.offering(teacher.predicts, teacher.keeps(CLAIMS)) for each in chapters]
            file = LessonFile(page.title, offered, languages, predict)
        if package:
            file.pack = lambda page, heading: package.pack(page, heading, score)
        return f"{name}.{package.ending if package else 'html'}", file

    return make if mine or all_of_them or only_this else None


def _make(kind: Kind, player: Player, controls: Controls) -> None:
    spoken = language()

    def make() -> tuple[str, Content | InSlices]:
        name = player.inspect(lambda runs: file_name(runs, kind.ending))
        return name, player.inspect(lambda runs: kind.make(runs, player.view, spoken))

    name = _save(controls, kind.ending, make)
    if not name:
        return
    if kind.letters:
        run = player.runs.first
        for lacking in (in_english_instead(spoken), without_letters([*run.class_names, *run.input_names])):
            if lacking:
                st.text(say(lacking))  # plain text: in Markdown a name could become anything
    if kind.loading:
        st.code(kind.loading(player.runs, name), language="python", wrap_lines=True)


def _save(controls: Controls, what: str, make: Make) -> str:
    """Make a file and have the browser save it, or say why not; returns its name, empty if there is none.

    ``what``: it is, for the log.
    """
    try:
        name, made = make()
        content = made if isinstance(made, Content) else _made_in_slices(made, controls.session)
    except ValueError as error:
        st.warning(say(error.args[0]))
        return ""
    except Exception:
        _log.exception("A file could not be made: %s", what)
        st.error(
            say(
                _(
                    "This file could not be made. Nothing else is affected; please report it with the link from "
                    "{share}.",
                    share=SHARE,
                )
            )
        )
        return ""
    save(name, content, key=f"{_key(controls)}_saved")
    return name


def _made_in_slices(made: InSlices, session: str) -> bytes:
    """Make a file that takes long, taking turns with visitors who play."""
    place = st.empty()
    shown = 0.0
    with _one_of_few(place.markdown):
        steps = made.make()
        while True:
            with SCHEDULER.time_slice(session):
                share = next(steps, None)
            if share is None:
                break
            if not shown or share >= shown + LEAST_PROGRESS:
                shown = share
                place.progress(share, say(_("The run is trained once more, picture by picture.")))
    place.markdown(say(made.note))
    return made.file


@contextmanager
def _one_of_few(tell: Callable[[str], object]) -> Iterator[None]:
    """Wait until few enough of these files are being made, showing a note meanwhile."""
    while not _animations.acquire(timeout=1):
        tell(say(_("Others are making animations or lessons: yours begins as soon as one of them is done.")))
    try:
        yield
    finally:
        _animations.release()

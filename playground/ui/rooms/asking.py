"""The lecturer's side of a room: what can be asked on a page, and the row with the class, in place of the settings."""

import base64
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl, urlencode

import streamlit as st

from playground.classroom.question import Question, experiment_of, lesson_of, preset_of
from playground.classroom.refusal import Refused
from playground.classroom.room import Asked
from playground.classroom.store import Full, Unavailable
from playground.language import Message, _, pgettext
from playground.lessons.lesson import Preset
from playground.ui.belongings.own_points import IN_LINK as POINTS
from playground.ui.components.browser_files import file_component
from playground.ui.components.live_chart import Said
from playground.ui.components.saving import save
from playground.ui.pages import Page
from playground.ui.runs.player import Player
from playground.ui.settings.controls import Controls
from playground.ui.settings.presets import Presets
from playground.ui.visit.address import address, base, qr_code
from playground.ui.visit.speech import language, say
from playground.ui.visit.teacher import presenting
from playground.ui.web.process import ROOMS

from . import lecture

CHALLENGE = "challenge"
"""The name of a challenge's number in a link."""
OPENED = "class_entry"
"""Session key: what is said of the entry of a contest that was opened last."""
ASK = _("Ask the class")
KINDS: Mapping[str, tuple[Message, str]] = {
    "claims": (ASK, ":material/how_to_vote:"),
    "curve": (_("Ask for the cost curve"), ":material/show_chart:"),
    "contest": (_("Contest"), ":material/trophy:"),
}
"""What can be asked: the text of the button, and its icon."""


class Asking:
    """What a lecturer can ask on the page of these controls, and the room in which they have.

    It looks at the room once.
    """

    def __init__(self, controls: Controls) -> None:
        self._controls = controls
        self._page: Page = st.session_state["page"]

    @cached_property
    def asked(self) -> tuple[int, Asked] | None:
        """The number of the room's question, and what has become of it; None without a room, or if it can't be reached.

        The visitor lectures no more if it has ended.
        """
        with suppress(Unavailable):
            here = lecture.lecture()
            room = ROOMS.room(here.seat.code) if here else None
            if room:
                return len(room.asked), room.asked[-1]
            if here:
                self._ended()
        return None

    def question(self, kind: str) -> Question | None:
        """The question of this kind about what is on screen; None if there is none."""
        controls = self._controls
        parts = {name: text for part in controls.parts for name, text in part.in_link(controls).items()}
        settings = controls.in_address(controls.changed) | {name: parts[name] for name in (POINTS,) if name in parts}
        own = controls.teacher if kind == "claims" else None
        try:
            question = Question.of(
                {
                    "page": self._page.path,
                    "settings": urlencode(settings),
                    "kind": kind,
                    "text": own.question if own else "",
                    "claims": [*own.claims] if own else [],
                    "challenge": int(parts.get(CHALLENGE, 0)) if kind == "contest" else 0,
                }
            )
        except Refused:
            return None
        return question if _can_be_asked(question) else None

    def offers(self) -> None:
        """Draw a button for each kind of question that can be asked here; in Present only for the first."""
        kinds = [kind for kind in KINDS if self.question(kind)]
        if presenting():
            kinds = [] if lecture.lectures() else kinds[:1]
        for kind in kinds:
            label, icon = KINDS[kind]
            st.button(say(label), icon=icon, key=f"ask_{kind}", on_click=self._ask, args=(kind,), wrap=False)

    def row(self) -> bool:
        """Draw the row with the class; returns False, and draws nothing, if this visitor has none."""
        if not lecture.lectures():
            return False
        asked, opens = self.asked, lecture.opens()
        if not lecture.lectures():  # it has just ended
            return False
        code = opens.partition(".")[0]
        join = f"{base()}/join"
        picture = base64.b64encode(qr_code(f"{join}?code={code}", 12) or b"").decode()
        file_component("class_row")(
            key="class_row",
            data={
                "room": {"code": code, "device": lecture.device(), "key": opens.partition(".")[2]}
                | {"language": language().code},
                "here": self.number is not None,
                "asks": self.question("claims") is not None,
                "back": bool(asked and asked[1].question.page == self._page.path),
                "next": self._next is not None,
                "opened": st.session_state.get(OPENED, ""),
                "address": join.partition("://")[2],
                "picture": f"data:image/png;base64,{picture}",
                "texts": say(TEXTS),
            },
            on_did_change=self._did,
            on_entry_change=self._opened,
        )
        self._more()
        return True

    @property
    def number(self) -> int | None:
        """The number of the room's question, if it is about what is on screen."""
        if not self.asked:
            return None
        number, asked = self.asked
        here = self.question(asked.question.kind)
        return number if here and _subject(here) == _subject(asked.question) else None

    def follow(self, player: Player) -> None:
        """Have the room told what comes of these runs, if it was asked about them."""
        here, number = lecture.known(), self.number
        player.told = None
        if here and number and self.asked:
            kind = self.asked[1].question.kind
            player.told = lambda *tick: here.telling.told(number, kind, *tick)

    def judge(self, said: Said, trains: bool, ended: bool) -> None:
        """The same for a sweep: whether it has been begun, and what is said of it once it has ended."""
        here, number = lecture.known(), self.number
        if not (here and number):
            return
        if trains:
            here.telling.reveal(number)
        if ended:
            here.telling.judge(number, "claims", said, ended)

    @property
    def _next(self) -> Preset | None:
        """The next preset of the page that something can be predicted of."""
        question = self.question("claims") or self.question("curve")
        lesson = lesson_of(question) if question else None
        if not question or not lesson:
            return None
        presets, here = [*lesson.presets], preset_of(question)
        following = presets[presets.index(here) + 1 :] if here in presets else presets
        return next((preset for preset in following if preset.claims), None)

    def _ask(self, kind: str) -> None:
        question = self.question(kind)
        if not question:
            return
        if not lecture.lectures():
            _said(lambda: lecture.begin(question))
        else:
            _said(lambda: lecture.tell({"do": "ask", "question": question._asdict()}))

    def _did(self) -> None:
        """Do what a button of the row stands for."""
        match st.session_state.get("class_row", {}).get("did"):
            case "ask":
                self._ask("claims")
            case "next" if preset := self._next:
                self._controls.teacher.ask("")
                Presets(self._controls, [preset]).choose(preset)
                self._ask("claims")
            case "back" if self.asked:
                self._set(self.asked[1].question.settings)
            case "gone":
                lecture.forget()
                st.session_state.pop(OPENED, None)

    def _opened(self) -> None:
        """Open an entry of a contest."""
        entry = st.session_state.get("class_row", {}).get("entry")
        if isinstance(entry, dict) and isinstance(link := entry.get("link"), str):
            st.session_state[OPENED] = str(entry.get("said", ""))[:100]
            self._set(link)

    def _set(self, link: str) -> None:
        """Set all that belongs to the experiment as in a link, and wait for Play."""
        controls = self._controls
        offered = controls.offered
        given = {name.removeprefix(controls.prefix): text for name, text in parse_qsl(link.rpartition("?")[2])}
        chosen, _notes = offered.read({name: text for name, text in given.items() if name in offered.names})
        player: Player | None = st.session_state.get(f"{controls.prefix}player")
        if player:
            player.reset()
        names = offered.experiment_names()
        controls.override({name: getattr(chosen[type(offered.record(name))], name) for name in names})

    def _ended(self) -> None:
        lecture.forget()
        st.toast(say(_("The room has ended.")), icon=":material/info:", duration="infinite")

    def _more(self) -> None:
        """The popover with what a lecturer needs now and then."""
        with st.popover(
            say(_("More")), icon=":material/more_horiz:", width="content", key="class_more", on_change="rerun"
        ):
            if not st.session_state.get("class_more"):
                return
            code = lecture.opens().partition(".")[0]
            st.markdown(say(_("**For students**")))
            st.code(f"{base()}/join?code={code}", language=None, wrap_lines=True)
            st.markdown(say(_("**Your own link**, for another device: whoever has it is the lecturer.")))
            own = f"{lecture.IN_LINK}={lecture.opens()}"
            st.code(address(self._page, self._controls.link, own), language=None, wrap_lines=True)
            with st.container(horizontal=True, gap="xsmall"):
                if not presenting():
                    self.offers()
                self._files()
            st.caption(say(KEPT))

    def _files(self) -> None:
        """A button for each table of the room."""
        here = lecture.known()
        tables: Mapping[str, str] = {}
        with suppress(Refused, Unavailable):
            tables = ROOMS.csv(here.seat, language()) if here else {}
        for name, label in FILES.items():
            if name in tables and st.button(say(label), icon=":material/download:", key=f"class_{name}", wrap=False):
                save(f"class_{name}.csv", tables[name], key="class_saved")


FILES = {"votes": _("Answers (.csv)"), "curves": _("Curves (.csv)"), "contest": _("Ranking (.csv)")}
KEPT = _(
    "The room and all in it are gone four hours after its last use, or when you end it. No names, addresses or times are "
    "kept."
)
TEXTS: Mapping[str, Message] = {
    "group": _("The class in room {code}"),
    "large": _("Show the code to the class (Q)"),
    "picture": _("The address as a QR code"),
    "close": pgettext("a vote", "Close"),
    "reveal": pgettext("a vote", "Reveal"),
    "again": _("Vote again"),
    "reopen": pgettext("a contest", "Open again"),
    "ask": _("Ask this"),
    "back": _("Back to the question"),
    "next": _("Next question"),
    "ranking": _("Ranking"),
    "end": pgettext("a lesson", "End"),
    "stay": _("Not yet"),
    "sure": _("End the room for everybody? All that is in it is gone then: what you need of it is saved under More."),
    "away": _("Close"),
    "answered": _("{answered} of {present} answered"),
    "nobody": _("Nobody has joined yet"),
    "entries": _("Entries: {number}"),
    "no_entries": _("No entries yet."),
    "open_entry": pgettext("an entry of a contest", "Open"),
    "waiting": _("{number} still to be checked"),
    "round": _("round {round}"),
    "closed": pgettext("a vote", "closed"),
    "revealed": pgettext("a vote", "revealed"),
    "elsewhere": _("The class was asked something else."),
    "unreached": _("The room can't be reached at the moment. The run goes on."),
}
"""What the row says, with ``{names}`` for values that the browser fills in."""


def _can_be_asked(question: Question) -> bool:
    if question.kind == "contest":
        return bool(question.challenge)
    if question.kind == "curve":
        experiment = experiment_of(question)
        return experiment is not None and len(experiment.variants) == 1
    if question.text:
        return len(question.claims) > 1
    preset = preset_of(question)
    return bool(preset and preset.claims)


def _subject(question: Question) -> tuple[Any, ...]:
    """What a question is about: not the limit, which can be raised at the end; a contest takes any settings."""
    settings = [pair for pair in parse_qsl(question.settings) if not pair[0].endswith("limit")]
    own = (question.text, question.claims, question.challenge)
    return (question.page, question.kind, *own, *([] if question.kind == "contest" else sorted(settings)))


def _said(does: Any) -> None:
    """Do something to a room, and say why it is not possible, if it isn't."""
    try:
        does()
    except (Refused, Full, Unavailable) as error:
        st.toast(say(error.args[0]), icon=":material/error:", duration="infinite")

"""The lecturer's side of a room: what can be asked on a page, and the row with the class, in place of the settings."""

import base64
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl, urlencode

import streamlit as st

from playground.features.classroom import JOIN
from playground.features.classroom.process.gateway import ROOMS, answer
from playground.features.classroom.questions.kind import WHY
from playground.features.classroom.questions.kinds import CLAIMS, KINDS, as_json, kind_of, question_of
from playground.features.classroom.questions.question import (
    REVEALED,
    Question,
    chosen_of,
    experiment_of,
    lesson_of,
    preset_of,
)
from playground.features.classroom.questions.refusal import Refused
from playground.features.classroom.rooms.records import Record
from playground.features.classroom.rooms.room import Room
from playground.features.classroom.rooms.views import ON_PAGE, play
from playground.features.classroom.stores.store import Unavailable
from playground.language import Message, _
from playground.lessons.lesson import Preset
from playground.pages.in_effect import wanted
from playground.pages.links import POINTS
from playground.training import Experiment, RunGroup
from playground.training.recipe import WHERE_IT_ENDS
from playground.ui.components.browser_files import file_component, of_features
from playground.ui.components.commands import Command
from playground.ui.components.tick import Said, Tick
from playground.ui.runs.player import Player
from playground.ui.shell.on_page import OnPage
from playground.ui.shell.share import CHANGED
from playground.ui.visit.address import base, qr_code
from playground.ui.visit.speech import language, say
from playground.ui.visit.teacher import presenting
from playground.ui.web.socket import SOCKETS

from . import lecture
from .more import more

OPENED = "class_entry"
"""Session key: what is said of the answer that was opened last."""
ASKS_WHY = "class_asks_why"
"""Session key: whether students are asked why, once the lecturer has said so."""
ROW, _ANSWER = "class_row", "class_answer"
"""The key of the row's component; the session key of what the script has answered it last."""


class Asking(OnPage):
    """What a lecturer can ask on a page with these controls, and the room in which they have.

    It looks at the room once.
    """

    @property
    def asks_others(self) -> bool:
        return bool(lecture.opens())

    @property
    def room(self) -> Room | None:
        """The visitor's room; None if there is none, or it can't be reached."""
        return self._record.room if self._record else None

    @cached_property
    def _record(self) -> Record | None:
        """The same with what is written in it. After its end they lecture no longer."""
        here = lecture.lecture()
        if not here:
            return None
        try:
            record = ROOMS.record(here.seat)
        except Unavailable:
            return None
        if not record:
            lecture.forget()
            st.session_state.pop(OPENED, None)
            lecture.note(_("The room has ended."))
        return record

    def question(self, kind: str) -> Question | None:
        """The question of this kind about what is on screen; None if there is none."""
        try:
            return self._question(kind)
        except Refused:
            return None

    def _question(self, kind: str) -> Question:
        """The same; raises :class:`Refused` if there is none."""
        controls = self._controls
        parts = {name: text for part in controls.parts for name, text in part.in_link(controls).items()}
        points = {POINTS: parts[POINTS]} if POINTS in parts else {}
        own = controls.teacher if KINDS[kind].own_text else None
        return question_of(
            {
                "page": self._page.path,
                "settings": urlencode(controls.in_link.written(controls.changed) | points),
                "kind": kind,
                "text": own.question if own else "",
                "claims": [*own.claims] if own else [],
                WHY: self._asks_why,
            }
            | KINDS[kind].about_in(parts)
        )

    @property
    def _asks_why(self) -> bool:
        """Whether students are asked why, from the next question on."""
        return bool(st.session_state.get(ASKS_WHY, self._controls.teacher.keeps(WHY)))

    def begins_share(self) -> None:
        """Draw a button for each kind of question that can be asked here."""
        for name, kind in KINDS.items():
            if self.question(name):
                self._button(kind.label, kind.icon, f"ask_{name}", self._ask_from_share, name)

    def in_present(self) -> None:
        """Draw the button that opens a room, as there is no Share."""
        if not lecture.opens() and self.question(CLAIMS):
            self._button(KINDS[CLAIMS].label, KINDS[CLAIMS].icon, f"ask_{CLAIMS}", self._ask, CLAIMS)

    def with_own_question(self, question: str, claims: str) -> None:
        """Draw the button that asks it, which then is the one on screen; both widgets may change with the press."""
        self._button(_("Ask the class this"), KINDS[CLAIMS].icon, "ask_own", self._ask_own, question, claims)

    def _button(self, label: Message, icon: str, key: str, does: Callable[..., None], *what: str) -> None:
        st.button(say(label), icon=icon, key=key, on_click=does, args=what, wrap=False)

    def asks(self) -> bool:
        """Draw the row with the class, unless that has ended."""
        _room, opens = self.room, lecture.opens()
        if opens:
            st.fragment(self._class_row, key="class_row_alone")(opens)
            self._more(opens)
        return bool(opens)

    def _class_row(self, opens: str) -> None:
        """Draw the row alone: where the websocket is not served, it asks the script every two seconds."""
        if st.session_state.pop(CHANGED, False):
            st.rerun()
        code, key = lecture.of_room(opens)
        asked = self._run_asked
        short = f"{base()}/{JOIN.path}".partition("://")[2]
        picture = base64.b64encode(qr_code(lecture.for_students(opens), 12) or b"").decode()
        file_component("features/classroom/lecturer/class_row", *of_features("class"))(
            key=ROW,
            data={
                "place": {"room": code, "device": lecture.device(), "key": key, "language": language().code},
                "served": SOCKETS.served,
                "answer": st.session_state.get(_ANSWER),
                "number": self.number,
                "known": self.room is not None,
                "asks": self.question(CLAIMS) is not None,
                "back": bool(asked and asked.page == self._page.path),
                "next": self._next is not None,
                "opened": st.session_state.get(OPENED, ""),
                "address": short,
                "picture": f"data:image/png;base64,{picture}",
                "texts": say({**TEXTS, **ON_PAGE, "play": play(asked) if asked else ""}),
            },
            on_did_change=self._did,
            on_entry_change=self._opened,
            on_room_change=_received,
        )

    def asked(self) -> Preset | None:
        """What is asked on the page, in place of its own, where the class answers something else."""
        if not self.number or not self._record:
            return None
        now = self._record.room.now
        return kind_of(now.question).preset(now, self._record.answers)

    @property
    def number(self) -> int | None:
        """The number of the room's question, if it is about what is on screen."""
        return self.room.number if self.room and self._is_here(self.room.now.question) else None

    def _is_here(self, asked: Question) -> bool:
        """Whether this is about what is on screen: how it is drawn, and where it ends, is no part of a question."""
        kind = kind_of(asked)
        if not kind.of_run:
            return self.question(kind.name) == asked  # with any settings
        controls = self._controls
        own = (controls.teacher.question, tuple(controls.teacher.claims))
        if asked.page != self._page.path or (kind.own_text and own != (asked.text, asked.claims)):
            return False
        player: Player | None = st.session_state.get(f"{controls.prefix}player")
        experiment = experiment_of(asked)
        if experiment and player and player.present:
            return player.inspect(lambda runs: _began_as(runs, experiment))
        names = [name for name in controls.offered.experiment_names() if name not in WHERE_IT_ENDS]
        wanted, now = controls.offered.by_name(chosen_of(asked)), controls.by_name
        return all(now[name] == wanted[name] for name in names)

    def with_runs(self, player: Player) -> None:
        """Have the room told what comes of these runs, as long as they are what it was asked about."""
        asked, here, number = self._run_asked, lecture.lecture(), self.number
        experiment = experiment_of(asked) if asked else None
        player.on_tick = None
        if asked and here and number and experiment:
            judged = bool(kind_of(asked).choices(asked))

            def on_tick(player: Player, command: Command | None, tick: Tick) -> None:
                if _began_as(player.runs, experiment):
                    here.telling.on_tick(number, judged, player, command, tick)

            player.on_tick = on_tick

    def with_sweep(self, said: Said, begun: bool, ended: bool) -> bool:
        """The same for a sweep: whether it has begun, and what is said of it at its end; what was answered stays."""
        here, number = lecture.lecture(), self.number
        if here and number and begun:
            here.telling.reveal(number)
        if here and number and ended:
            here.telling.judge(number, True, said, ended)
        return bool(number)

    @property
    def _run_asked(self) -> Question | None:
        """The room's question, if it is about a run."""
        return self.room.now.question if self.room and kind_of(self.room.now.question).of_run else None

    @property
    def _next(self) -> Mapping[str, Any] | None:
        """The settings of the next preset of the page that has predictions."""
        asked = (self.question(name) for name, kind in KINDS.items() if kind.of_run)
        question = next(filter(None, asked), None)
        if not question:
            return None
        lesson, here = lesson_of(question), preset_of(question)
        presets: Sequence[Preset] = lesson.presets
        following = presets[presets.index(here) + 1 :] if here in presets else presets
        preset: Any = next((each for each in following if each.claims), None)
        return wanted(preset, lesson.settings) if preset else None

    def _ask_from_share(self, kind: str) -> None:
        """Close Share, and have the whole page drawn: Share is a fragment."""
        st.session_state[f"{self._controls.prefix}share"], st.session_state[CHANGED] = False, True
        self._ask(kind)

    def _ask_own(self, *keys: str) -> None:
        self._controls.teacher.ask(*(st.session_state[key] for key in keys))
        self._ask_from_share(CLAIMS)

    def _ask(self, kind: str) -> None:
        try:
            question = self._question(kind)
            if lecture.opens():
                lecture.tell({"do": "ask", "question": as_json(question)})
            else:
                lecture.begin(question)
        except (Refused, Unavailable) as error:
            lecture.note(error.args[0])

    def _did(self) -> None:
        """Do what a button of the row stands for; else nothing but look again."""
        st.session_state[CHANGED] = True
        match st.session_state.get(ROW, {}).get("did"):
            case "ask":
                self._ask(CLAIMS)
            case "next":
                self._ask_next()
            case "back" if self.room:
                self._set(self.room.now.question.settings)

    def _opened(self) -> None:
        """Open what somebody has answered with a link."""
        st.session_state[CHANGED] = True
        entry = st.session_state.get(ROW, {}).get("entry")
        if isinstance(entry, dict) and isinstance(link := entry.get("link"), str):
            st.session_state[OPENED] = str(entry.get("said", ""))[:100]
            self._set(link)

    def _set(self, link: str) -> None:
        """Set all that belongs to the experiment as in a link."""
        controls = self._controls
        given = {name.removeprefix(controls.prefix): text for name, text in parse_qsl(link.rpartition("?")[2])}
        chosen, _notes = controls.offered.read({name: given[name] for name in controls.offered.names if name in given})
        values = controls.offered.by_name(chosen)
        self._put({name: values[name] for name in controls.offered.experiment_names()})

    def _put(self, values: Mapping[str, Any]) -> None:
        """Put settings, and wait for Play."""
        player: Player | None = st.session_state.get(f"{self._controls.prefix}player")
        if player:
            player.reset()
        self._controls.override(values)

    def _more(self, opens: str) -> None:
        """The popover with what is needed now and then; made only when it is open."""
        icon = ":material/more_horiz:"
        with st.popover(say(_("More")), icon=icon, width="content", key="class_more", on_change="rerun"):
            if st.session_state.get("class_more"):
                self._other_steps()
                if presenting():  # elsewhere Share has them
                    self.begins_share()
                if self.room and kind_of(self.room.now.question).explains:
                    said = say(_("From the next question on, ask students why"))
                    st.toggle(said, self._asks_why, key="class_why", on_change=_switch_why)
                more(lecture.for_students(opens), lecture.for_own_device(opens))

    def _other_steps(self) -> None:
        """Draw what can be done in place of what comes next."""
        if not self.room:
            return
        now = self.room.now
        steps = kind_of(now.question).steps(now)
        with st.container(horizontal=True, gap="xsmall"):
            for what, label in steps[0 if self.number is None or now.phase == REVEALED else 1 :]:
                about = (what, self.room.number, now.round)  # whatever the class has come to meanwhile
                st.button(say(label), key=f"class_{what}", on_click=self._do, args=about, wrap=False)
            if now.phase == REVEALED and self._next:
                st.button(say(ON_PAGE["next"]), key="class_next", on_click=self._ask_next, wrap=False)
            asked = self._run_asked
            if self.number is None and asked and asked.page == self._page.path and self.question(CLAIMS):
                back = (asked.settings,)  # where what comes next is to ask what is on screen
                st.button(say(ON_PAGE["back"]), key="class_to_question", on_click=self._set, args=back, wrap=False)

    def _ask_next(self) -> None:
        """Go on to the next experiment, and ask about it."""
        if preset := self._next:
            self._controls.teacher.ask("")
            self._put(preset)
            self._ask(CLAIMS)

    def _do(self, what: str, number: int, vote: int) -> None:
        try:
            lecture.tell({"do": what, "number": number, "round": vote})
        except (Refused, Unavailable) as error:
            lecture.note(error.args[0])


TEXTS: Mapping[str, Message] = {
    "group": _("The class in room {code}"),
    "large": _("Show the code to the class (Q)"),
    "picture": _("The address as a QR code"),
    "step": _("What comes next with the class"),
    "talking": _("They have talked for {time}"),
    # Translators: for a screen reader; {count} is such as "3 of 4 answered", {note} a sentence.
    "spoken": _("{count}. {note}"),
    "away": _("Close"),
    "elsewhere": _("The class was asked about something else."),
    "unreached": _("The room can't be reached at the moment. The run goes on."),
    **{name: said for kind in KINDS.values() for name, said in kind.row.items()},
}
"""What the row says, with ``{names}`` for values that the browser fills in."""


def _switch_why() -> None:
    st.session_state[ASKS_WHY] = st.session_state["class_why"]


def _received() -> None:
    """Hand a message of the row to the room, where the websocket is not served."""
    asked = st.session_state.get(ROW, {}).get("room")
    if isinstance(asked, dict):
        answered = answer(asked.get("message"), language(), st.context.ip_address or "", lecture.device())
        st.session_state[_ANSWER] = {"number": asked.get("number"), "answer": answered}


def _began_as(runs: RunGroup, experiment: Experiment) -> bool:
    """Whether these are its runs; what was changed on their way does not count, since phones change it, too."""
    return runs.experiment.beginning == experiment.beginning and all(
        run.rates.get(0) == experiment[name].recipe.learning_rate for name, run in runs.items()
    )

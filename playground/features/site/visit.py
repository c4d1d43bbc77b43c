"""A visit without a server: a page's settings and runs in the browser's own Python, and what its scripts are told.

``site_worker.js`` calls :func:`hear` with each message of the page. What trains, plays, draws and answers is the app's;
here is only what stands in Streamlit's place, and no Streamlit.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from itertools import cycle
from typing import Any, NamedTuple

from playground.data import OWN_POINTS
from playground.language import LANGUAGES, Language, Message, _, rendered, without_advice
from playground.lessons.drawn.curve import span_of
from playground.lessons.lesson import Chosen, Lesson, Preset, against_of, view_of
from playground.pages.contents import WITH_RUNS
from playground.pages.in_effect import goes_beyond, in_effect, wanted
from playground.pages.links import POINTS, check_settings, chosen_in, in_link, link_of
from playground.pages.page import Page
from playground.training import Settings, name_of
from playground.training.formatting import setting
from playground.training.options import Choice, Option, Packed, Real, Switch, Whole
from playground.ui.components.commands import FOR_SCRIPTS, FRAMES, Command, read_command
from playground.ui.components.run_parts import buttons_data, comment_data
from playground.ui.components.tick import chart_data
from playground.ui.questions.comments import comment
from playground.ui.runs.player import Player
from playground.ui.runs.transport import STOPPED, advisable, choose, in_a_button, sizes, transport, way_on

KEY = "site"
"""The key of the live chart, by which its buttons find it."""


class Everything(NamedTuple):
    """What a teacher keeps of the page: all of it."""

    prepared: bool = False

    def keeps(self, name: str) -> bool:
        return True


class SiteVisit:
    """A visit to a page with runs.

    Parameters
    ----------
    path : of the page, as in a link
    names : what a link to it holds, by name
    language : of all texts

    Raises
    ------
    ValueError
        If the link can't be used; the message is for the visitor.
    """

    teacher = Everything()

    def __init__(self, path: str, names: Mapping[str, str], language: Language) -> None:
        self._page: Page = WITH_RUNS[path]
        check_settings(names, self._page)
        self._names, self._language = dict(names), language
        self._claim: int | None = None
        self._subject: Mapping[str, Any] = {}
        self._since: Preset | None = None
        self._problem: Message | str = ""
        self._told = ""
        self._player = Player(self._page.scene, self._lesson.experiment(self.chosen), self._view, language=language)
        self._follow()

    @property
    def offered(self) -> Settings:
        """The settings of the page."""
        return self._page.settings

    @cached_property
    def chosen(self) -> Chosen:
        """Their values in effect, by record."""
        return chosen_in(self._names, self._page)

    @property
    def by_name(self) -> Mapping[str, Any]:
        """The same by name."""
        return self.offered.by_name(self.chosen)

    def value(self, name: str) -> Any:
        """The value of a setting."""
        return self.by_name[name]

    def override(self, values: Mapping[str, Any]) -> None:
        """Set settings, by name."""
        self._names |= link_of(self._page, values)
        self.__dict__.pop("chosen", None)

    def hear(self, message: Mapping[str, Any]) -> dict[str, Any]:
        """Do what the page asks for; returns what it is told."""
        self._problem = ""
        does, command = message["does"], None
        if does == "command" and (command := read_command(message["command"])):
            self._obey(command)
        elif does == "set":
            self._set(message["name"], message["value"])
        elif does == "experiment":
            with self._as_before_if_refused():
                self._choose(self._lesson.presets[message["place"]])
        return self._said(command)

    def leave(self) -> None:
        """Let the memory of the runs go, for those of another visit."""
        self._player.release()

    @property
    def _lesson(self) -> Lesson:
        return self._page.lesson(self.chosen)

    @property
    def _view(self) -> Any:
        return view_of(self.chosen)

    @property
    def _asking(self) -> Preset | None:
        """The preset in effect."""
        return in_effect(self._lesson.presets, self.offered, self.chosen)

    def _obey(self, command: Command) -> None:
        """Carry out a command; what needs the page's script in the app is done here."""
        player = self._player
        if not player.handle(command):
            return
        with self._as_before_if_refused():
            choose(self, command, player)
            if command.what == "predict" and not (command.shown or player.playing):
                claim = command.arguments["claim"]
                self._claim = None if self._claim == claim else claim
            elif command.what == "try_instead" and (instead := self._instead):
                self._choose(instead)
        if command.what == "go_on":
            player.go_on()

    def _set(self, name: str, text: str) -> None:
        """Set a setting to what was typed or chosen; what can't be used, or be run, is said, and changes nothing."""
        spec, before = self.offered.spec(name), self.chosen
        try:
            value = spec.read(text)
        except ValueError as error:
            what = {"name": spec.label, "value": repr(text[:40]), "why": error.args[0]}
            self._problem = _("{name}: {value} can't be used. {why}", **what)
            return
        with self._as_before_if_refused():
            self.override({name: value})
            if brings := self.offered.brings.get(name):
                self.override(brings(before, self.chosen))

    @contextmanager
    def _as_before_if_refused(self) -> Iterator[None]:
        """Change settings and have the runs follow; if they can't be run, that is said, and the old ones are back."""
        names = dict(self._names)
        try:
            yield
            self._follow()
        except ValueError as error:
            self._names = names
            self.__dict__.pop("chosen", None)
            self._follow()
            self._problem = _("This can't be run. {why}", why=error.args[0])

    def _choose(self, preset: Preset) -> None:
        self._player.reset()
        self.override(wanted(preset, self.offered))

    def _follow(self) -> None:
        """Have the runs follow the settings, and ask what is asked of them."""
        player, asking = self._player, self._asking
        subject = {name: self.value(name) for name in self.offered.experiment_names() if name != "limit"}
        if subject != self._subject:  # of another experiment nothing is predicted yet
            self._subject, self._claim = subject, None
        self._since = asking or self._since
        player.follow(self._lesson.experiment(self.chosen), self._view, self._language)
        player.chosen = self.chosen
        preset = self._preset = asking or self._lesson.asked(self.chosen, self._since)
        player.compare_with(against_of(self._lesson, preset) if preset else None)
        player.ask(preset, pauses=not (asking and goes_beyond(asking, self.offered, self.chosen)))
        player.comment = lambda player: without_advice(comment(player, self._preset, self._claim))
        player.advises = lambda player: in_a_button(advisable(self), player)

    @property
    def _instead(self) -> Preset | None:
        """The preset to try after a wrong prediction."""
        asking = self._asking
        name = asking.claims.instead if asking and asking.claims else None
        return next((preset for preset in self._lesson.presets if preset.name == name), None)

    def _said(self, command: Command | None) -> dict[str, Any]:
        """What the page is told: the tick, and what stands around the charts if that has changed."""
        player = self._player
        ticked = player.tick()
        assert ticked is not None  # it has its runs: what can't be run is refused, and nobody else wants the memory
        claims = self._preset.claims if self._preset else None
        chart = chart_data(
            player.charts,
            ticked[0],
            command.charts if command else None,
            None,
            key=KEY,
            direct=False,
            follows=None,
            sizes=rendered(sizes(self), self._language),
            byHand=True,
            features={},
            span=span_of(player.runs.experiment.limit, player.view.log_iteration),
            moves=False,
            decides={"since": claims.since} if claims and claims.judged else None,
            events=None,  # by these a chart would have the runs of one chapter restored in the next
        )
        if command and command.what == FRAMES and player.playing:
            return {"chart": chart}
        around, problem = self._around(), STOPPED if player.failed else self._problem
        told, self._told = self._told, json.dumps(around)
        if self._problem:  # what was typed in vain is still on screen
            told = ""
        return {"chart": chart, "around": None if told == self._told else around, "problem": self._words(problem)}

    def _around(self) -> dict[str, Any]:
        preset, language = self._preset, self._language
        claims = preset.claims.each if preset and preset.claims else []
        presets = self._lesson.presets
        asking = self._asking
        return {
            "names": self._names,
            "question": self._words(without_advice(preset.question if preset else self._lesson.question)),
            "comment": comment_data(KEY, claims, self._claim, language),
            "transport": buttons_data(KEY, transport(), language),
            "wayOn": buttons_data(KEY, way_on(self, self._player, self._instead), language),
            "experiments": self._words([each.name for each in presets]),
            "experiment": presets.index(asking) if asking else -1,
            "settings": self._words([*self._groups()]),
            "commands": FOR_SCRIPTS,
        }

    def _groups(self) -> Iterator[dict[str, Any]]:
        """The settings as the page draws them, under their headings; those of the row come first, without one."""
        offered = self.offered
        absent = {*offered.elsewhere(self.chosen), "part"}
        unused, values = offered.unused(self.chosen), self.by_name
        for heading, names in {"": offered.row, **offered.groups}.items():
            fields = [
                {"name": name, "off": name in unused, **field(offered.spec(name), values[name], POINTS in self._names)}
                for name in names
                if name not in absent and not isinstance(offered.spec(name), Packed)
            ]
            if fields or not heading:
                yield {"heading": heading, "fields": fields}

    def _words(self, what: Any) -> Any:
        return rendered(what, self._language)


def field(spec: Option, value: Any, own: bool = False) -> dict[str, Any]:
    """A setting as ``site.js`` draws it: what it is called and does, its value, and what can be chosen or typed."""
    said = {"label": spec.label, "help": spec.help, "value": in_link(spec, value)}
    match spec:
        case Switch():
            return {**said, "kind": "switch"}
        case Choice(names=names):
            # Own points need a pen, unless the link has brought some.
            offered = [name for name in dict.fromkeys([*names, value]) if own or name == value or name != OWN_POINTS]
            return {**said, "kind": "choice", "choices": [[name, name_of(name)] for name in offered]}
        case Real(marks=marks) | Whole(marks=marks) if marks:
            return {**said, "value": setting(value), "kind": "marks", "choices": [[setting(mark)] for mark in marks]}
        case Real() | Whole():
            return {**said, "kind": "number", "least": spec.least, "most": spec.most, "step": spec.step}
    return {**said, "kind": "text"}


def everything_seen() -> None:
    """Show all experiments of all pages, in one language and another: what that loads, a visit may need."""
    languages = cycle(LANGUAGES.values())
    for path, page in WITH_RUNS.items():
        for preset in (preset for lesson in page.parts.values() if lesson.runs.in_step for preset in lesson.presets):
            SiteVisit(path, link_of(page, preset.settings), next(languages)).hear({"does": "open"})


_visit: SiteVisit | None = None


def hear(text: str) -> str:
    """Hear a message of the page, in JSON; returns what the page is told.

    The first message of each visit opens it: the ``path`` of the page, the ``names`` in its link, the ``language``.
    """
    global _visit
    message = json.loads(text)
    if message["does"] == "open":
        if _visit:
            _visit.leave()
        _visit = SiteVisit(message["path"], message["names"], LANGUAGES[message["language"]])
    assert _visit is not None
    return json.dumps(_visit.hear(message), separators=(",", ":"))

"""The pages, for the tests in this folder."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

import pytest
from markdown_it import MarkdownIt
from streamlit.components.v2 import manifest_scanner
from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.runtime.scriptrunner import RerunData, ScriptRunnerEvent
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequests
from streamlit.runtime.state import SessionState
from streamlit.testing.v1 import AppTest, app_test, local_script_runner
from streamlit.testing.v1.element_tree import Block

from playground.charts import MakeScene
from playground.data import Points, pack
from playground.lessons.claims import Answer
from playground.lessons.lesson import Chosen, Lesson, Preset
from playground.pages.contents import (
    DIGITS,
    INSIDE_THE_SYMMETRY,
    LOOPS_OR_VECTORS,
    PAGES,
    PLAYGROUND,
    WHY_DEPTH,
    ZERO_OR_RANDOM,
)
from playground.pages.page import Page
from playground.training import Experiment, Recipe, Settings, View
from playground.training.options import Choice, Option, Real, Several, Switch, Whole
from playground.ui.components.tick import Said as SaidOfRuns
from playground.ui.questions.comments import LONG
from playground.ui.runs.player import Player
from playground.ui.visit import head_start

head_start.HEAD_START = 0  # there is no browser that needs it

# AppTest looks for components in every installed package once a session, which takes twice as long as the page itself.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)
# And it compiles the pages anew for every run.
app_test.ScriptCache = local_script_runner.ScriptCache = cache(app_test.ScriptCache)  # type: ignore[misc, assignment]
# It makes a mock of the server for every run, always the same.
app_test.MagicMock = cache(app_test.MagicMock)  # type: ignore[misc]
look_whether_it_has_ended = local_script_runner.require_widgets_deltas


def wait_until_it_has_ended(runner: local_script_runner.LocalScriptRunner, timeout: float) -> None:
    """AppTest looks a thousand times a second, which holds up what it waits for."""
    if runner._script_thread:
        runner._script_thread.join(timeout)
    look_whether_it_has_ended(runner, timeout)


local_script_runner.require_widgets_deltas = wait_until_it_has_ended


class LookedUp(Mapping[str, Any]):
    """What ``st.session_state`` has, found when it is asked for.

    Every select box and number box asks for its own key alone, and Streamlit makes all values for it each time: a tenth
    of the time that a page takes.
    """

    whole = SessionState.filtered_state.fget

    def __init__(self, state: SessionState) -> None:
        self._state = state

    def __getitem__(self, key: str) -> Any:
        return self._state[key]

    def __iter__(self) -> Iterator[str]:
        return iter(LookedUp.whole(self._state))

    def __len__(self) -> int:
        return len(LookedUp.whole(self._state))


SessionState.filtered_state = property(LookedUp)  # type: ignore[assignment]


class Served(local_script_runner.LocalScriptRunner):
    """As on a server: what a component says runs the fragment that it is in, and all else stays as it was.

    AppTest always runs the whole script, and begins each time with nothing.
    """

    def __init__(self, script: str, session: Any, pages: Any, **rest: Any) -> None:
        super().__init__(script, session, pages, **rest)
        self._before: Served | None = getattr(session, "served", None)
        session.served = self

    def request_rerun(self, rerun_data: RerunData) -> bool:
        states = rerun_data.widget_states
        triggers = [state.id for state in states.widgets if state.json_trigger_value] if states else []
        if triggers and self._before:
            self.forward_msg_queue = self._before.forward_msg_queue
            self._pages_manager._set_pages(self._before._pages_manager.get_pages())
            self._requests = ScriptRequests()  # without the run of the whole script that it begins with
            metadata = self._session_state._state._new_widget_state.widget_metadata
            rerun_data = replace(rerun_data, fragment_id=metadata[triggers[0]].fragment_id)
        self._before = None
        return super().request_rerun(rerun_data)

    @property
    def all_sent(self) -> Iterator[Any]:
        """The elements that the browser was sent, also those that others have taken the place of since."""
        for event, data in zip(self.events, self.event_data, strict=True):
            if event == ScriptRunnerEvent.ENQUEUE_FORWARD_MSG and data["forward_msg"].HasField("delta"):
                yield data["forward_msg"].delta.new_element


app_test.LocalScriptRunner = Served  # type: ignore[misc]

ROOT = Path(__file__).parents[2]
OF_AN_ELEMENT = ("label", "help", "value", "body", "placeholder")
OF_A_CHART = {"text", "title", "name", "hovertemplate", "numbers", "table", "names", "called", "short", "texts"}
OF_A_CHART |= {"tables", "ticktext", "label", "customdata", "labels", "x", "y"}


@dataclass(frozen=True)
class Case:
    """A page, what it sets, and what its runs are about if it has any: its first part, if it has several."""

    page: Page

    def __str__(self) -> str:
        return self.page.title

    @property
    def prefix(self) -> str:
        """What the names of its settings begin with in a link."""
        return self.page.prefix

    @property
    def scene(self) -> MakeScene:
        """What it shows of its runs."""
        return self.page.scene

    @property
    def lesson(self) -> Lesson:
        """What its runs are about."""
        return next(iter(self.page.parts.values()))

    @property
    def settings(self) -> Settings:
        """All that its controls set."""
        return self.page.settings

    @property
    def names(self) -> list[str]:
        """The settings of all its controls."""
        return self.settings.names

    @cached_property
    def needs(self) -> Mapping[str, tuple[str, Any]]:
        """For each control that is off at first another one, and a value of it that turns it on."""
        off = self._off()
        trials = [(name, value) for name in self.names for value in some_values(self.settings.spec(name))]
        found = {trial: off - self._off(trial) for trial in trials}
        return {name: next(trial for trial in trials if name in found[trial]) for name in self.names if name in off}

    def _off(self, *values: tuple[str, Any]) -> set[str]:
        """The controls that are off with these values."""
        chosen = self.chosen(**dict(values))
        return {*self.settings.unused(chosen), *self.settings.elsewhere(chosen)}

    def chosen(self, **values: Any) -> Chosen:
        """The records with these settings."""
        chosen, notes = self.settings.read(values)
        assert not notes
        return chosen

    @property
    def experiment_names(self) -> list[str]:
        """The settings that are part of the experiment."""
        return self.settings.experiment_names()

    def experiment(self, **values: Any) -> Experiment:
        """The experiment with these settings."""
        return self.lesson.experiment(begun(self.settings, self.chosen(**values)))

    def view(self, **values: Any) -> View:
        """The view with these settings."""
        (view,) = (record for record in self.chosen(**values).values() if isinstance(record, View))
        return view

    def preset(self, preset: Preset) -> Experiment:
        """The experiment of a preset."""
        return self.experiment(**preset.settings)


def some_values(option: Option) -> Sequence[Any]:
    """Values to try, of which one may turn on another control."""
    match option:
        case Choice():
            return option.names
        case Switch():
            return False, True
        case Whole() | Real():
            return option.least, option.most, option.most - option.step
    return ()


def _plays(page: Page) -> bool:
    return any(lesson.runs.in_step for lesson in page.parts.values())


PLAYED_FIRST = (PLAYGROUND, ZERO_OR_RANDOM)
CASES = tuple(map(Case, dict.fromkeys((*PLAYED_FIRST, *filter(_plays, PAGES)))))
"""The pages that play; first the one with one run, and the one with two."""
STATIC_PAGES = tuple(Case(page) for page in PAGES if page.settings.names and not _plays(page))
"""The pages with controls on which nothing plays."""
ALL = (*CASES, *STATIC_PAGES)
"""All pages with controls."""
BY_DAY = tuple(case for case in ALL if case.page in (INSIDE_THE_SYMMETRY, LOOPS_OR_VECTORS))
"""One page that plays, with buttons of its own, and one on which nothing plays: they are quick, and share the code with
the others; the playground, which has most of its own, has tests of its own."""
THAT_PLAY = (BY_DAY[0], *CASES[:2], Case(WHY_DEPTH), Case(DIGITS))
"""One run, two runs, several parts, a drawing: what pages that play share is tried on these."""
OF_EACH_KIND = (*THAT_PLAY, BY_DAY[1])
"""And one on which nothing plays: what all pages share is tried on these."""


def some(cases: Sequence[Case]) -> pytest.MarkDecorator:
    """Try a test on these pages, by night on those that are not ``BY_DAY``."""
    each = [case if case in BY_DAY else pytest.param(case, marks=pytest.mark.nightly) for case in cases]
    return pytest.mark.parametrize("case", each, ids=str)


some_that_play, some_pages = some(THAT_PLAY), some(OF_EACH_KIND)


class PanelSaid(NamedTuple):
    """What a panel says: its caption, sentence and rows of a table, each None if it has none; its numbers by label."""

    title: str
    caption: str | None
    sentence: str | None
    numbers: Mapping[str, str]
    rows: list[tuple[int, list[str]]] | None


class Said(NamedTuple):
    """What a chart says: the numbers above all panels, by label, and what each panel says."""

    numbers: Mapping[str, str]
    panels: list[PanelSaid]


def begun(settings: Settings, chosen: Chosen, before: str = "") -> Chosen:
    """The records as a first visitor has them, whose own points begin as a copy of the dataset before, or the first."""

    def filled(record: Any) -> Any:
        if not isinstance(record, Recipe) or not record.has_own_points:
            return record
        copied = replace(record, dataset=before or settings.default("dataset")).whole
        return replace(record, points=pack(Points.of_dataset(copied)))

    return {kind: filled(record) for kind, record in chosen.items()}


def said(sent: Mapping[str, Any], frame: Mapping[str, Any] | None = None) -> Said:
    """What a chart was sent to say, or says with this frame, as the browser reads it."""
    frame = frame or sent["now"]
    texts, tables, layout = iter(frame["texts"]), iter(frame["tables"]), sent["layout"]
    numbers = {label: next(texts) for label in layout["numbers"]}
    panels = []
    for panel in layout["panels"]:
        caption, sentence = (next(texts) if panel[part] else None for part in ("caption", "sentence"))
        own = {label: next(texts) for label in panel["numbers"]}
        panels.append(PanelSaid(panel["title"], caption, sentence, own, next(tables) if panel["table"] else None))
    assert not [*texts, *tables]  # it has said everything
    return Said(numbers, panels)


MARKDOWN = MarkdownIt("zero").enable(["backticks", "emphasis", "escape"])
"""Reads what the page's own script, ``frontend/basics/emphasis.js``, shows of Markdown: emphasis and code."""


def in_html(text: str) -> str:
    """Markdown as what is said of a run shows it."""
    return MARKDOWN.renderInline(text)


def comment(said: Mapping[str, Any] | None) -> str:
    """What is said of the runs, as ``frontend/runs/run_comment.js`` makes HTML of it; nothing without."""
    if not said:
        return ""
    predicted, outcome, rest, details = (in_html(said[part]) for part in ("predicted", "outcome", "rest", "details"))
    judged = "" if said["right"] is None else f' data-right="{str(said["right"]).lower()}"'
    parts = (
        f"<span class='run-said'{judged}>{predicted}</span>" if predicted else "",
        f"<strong class='run-outcome'>{outcome}</strong>" if outcome else "",
        f"<span>{rest}</span>" if rest else "",
        f"<span class='run-details'>{details}</span>" if details else "",
    )
    return " ".join(filter(None, parts))


def loud(answer: Answer) -> str:
    """The answer of a run as it is shown."""
    return comment(SaidOfRuns(answer.sentence, details=answer.details).shown)


def watch(preset: Preset, limit: int) -> str:
    """What to look at in an experiment, if anything, and how long it takes if that is long, as it is shown."""
    n = preset.outcome.since or limit
    takes = f"It takes {n:,} iterations to tell." if preset.claims and n >= LONG else ""
    looks = preset.look_at and f"Look at {preset.look_at}"
    return comment(SaidOfRuns(rest=" ".join(filter(None, [looks, takes]))).shown)


def blocks(block: Block) -> Iterator[Block]:
    """All containers of a part of the page, itself included."""
    yield block
    for child in block.children.values():
        if isinstance(child, Block):
            yield from blocks(child)


def elements(block: Block) -> Iterator[Any]:
    """All that a part of the page shows, one by one."""
    for child in block.children.values():
        if child.key in ("unseen", "unseen_way", "remembered", "language_of_page"):
            continue
        if isinstance(child, Block):
            yield from elements(child)
        else:
            yield child


def said_by_chart(data: Any, key: str = "") -> Iterator[str]:
    """All that a chart says, of what it was sent."""
    match data:
        case dict():
            for name, value in data.items():
                yield from said_by_chart(value, name)
                if key == "help":
                    yield from (name, value)
        case list():
            for value in data:
                yield from said_by_chart(value, key)
        case str() if key in OF_A_CHART:
            yield data


def texts(shown: Iterable[Any]) -> Iterator[str]:
    """All that these elements say, but for code."""
    for each in shown:
        if each.type == "code":
            continue
        for part in (each, getattr(each, "proto", None)):
            yield from (text for name in OF_AN_ELEMENT if isinstance(text := getattr(part, name, None), str))
        if each.type == "bidi_component" and "charts" in (sent := json.loads(each.proto.json)):
            yield from said_by_chart({name: json.loads(chart) for name, chart in (sent["charts"] or {}).items()})
            yield from said_by_chart([sent["layout"], sent["now"], sent["frames"]])


class Visit:
    """A visitor's session, opened at a page with a link."""

    opens: Sequence[str] = ("settings",)
    """The popovers that are open."""
    number = 0
    """Of the last command."""
    said = ""
    """What is said of the runs, in HTML."""

    def __init__(self, case: Case, **link: Any) -> None:
        self.app = AppTest.from_file(str(ROOT / PLAYGROUND.script), default_timeout=60)
        self.app.query_params.update(link)
        self.go_to(case)

    def go_to(self, case: Case) -> None:
        """Open a page by the menu."""
        self.case = case
        for popover in self.opens:
            self.app.session_state[case.prefix + popover] = True
        self.app.switch_page(case.page.script)
        self.run()

    def open_share(self) -> None:
        """Show also what Share makes only when it is open."""
        self.app.session_state[f"{self.case.prefix}share"] = True
        self.run()

    def run(self) -> None:
        """Show the page once more, without a fault."""
        self._know_typed_numbers()
        self.app.run()
        assert not self.app.exception

    def _know_typed_numbers(self) -> None:
        """AppTest does not."""
        for box in self.app.selectbox:
            if box.value not in box.options:
                box.options.append(box.value)

    @property
    def presents(self) -> bool:
        """Whether the page is in Present."""
        return any(button.key == "present" and button.label == "Leave" for button in self.app.button)

    def part(self, key: str) -> Block | None:
        """The container with this key."""
        found = [block for block in blocks(self.app.main) if block.key == key]
        assert len(found) <= 1
        return found[0] if found else None

    def widgets(self, name: str) -> list[Any]:
        """The controls of a setting: one, or none if it is hidden."""
        return [each for each in elements(self.app.main) if getattr(each, "key", None) == self.case.prefix + name]

    @property
    def in_sight(self) -> list[str]:
        """The settings that have a control; the playground's dataset and sizes are chosen in pictures."""
        pictures = {*self.sent["sizes"]} if self.case is CASES[0] and self.components("live") else set()
        pictures |= {"dataset"} if self.case is CASES[0] and self.part("own") is not None else set()
        return [name for name in self.case.names if self.widgets(name) or name in pictures]

    def widget(self, name: str) -> Any:
        """The control of a setting."""
        (widget,) = self.widgets(name)
        return widget

    def put(self, name: str, value: Any) -> None:
        """Choose a value in its control."""
        self.widget(name).set_value(shown_as(self.case.settings.spec(name), value))

    @property
    def receipt(self) -> Any:
        """The hidden widget that says which of the app's puts the page has."""
        return self.app.number_input(key=f"{self.case.prefix}receipt")

    def set(self, name: str, value: Any) -> None:
        """Choose a value, and show what follows."""
        self.put(name, value)
        self.run()

    def has(self, name: str) -> bool:
        """Whether the page has this button."""
        return any(button.key == self.case.prefix + name for button in self.app.button)

    def button(self, name: str) -> Any:
        """A button of the page."""
        return self.app.button(key=self.case.prefix + name)

    def press(self, name: str) -> None:
        """Press a button of the page."""
        self.button(name).click()
        self.run()

    def command(self, what: str, **arguments: Any) -> dict[str, Any]:
        """What the page would ask that has shown all that it was sent."""
        sent = self.sent
        self.number = max(self.number, sent["done"]) + 1
        last = [*sent["frames"], *filter(None, [sent["now"]])][-1:]
        screen = {"run": sent["run"], "tick": sent["tick"], "charts": sent["chartsId"]}
        shown = last[0]["iteration"] if last else 0
        return {"number": self.number, "what": what, "shown": shown} | screen | arguments

    def tell(self, what: str, **arguments: Any) -> dict[str, Any]:
        """Ask something of the runs, by way of the script, and show what follows; returns the answer."""
        return self.say(self.command(what, **arguments))

    def ask(self, pictures: int = 4, **changes: Any) -> dict[str, Any]:
        """Ask for more pictures; returns the answer."""
        return self.tell("frames", **{"iteration": self.player.runs.iteration, "pictures": pictures} | changes)

    def say(self, command: Any) -> dict[str, Any]:
        """Have the live chart say this, whatever it is; returns what it is sent then, the answer if there is one."""
        ticks = self.trigger(f"{self.case.prefix}live", "command", command)
        self._listen(*ticks)
        return next((tick for tick in ticks if tick["answer"] is not None), ticks[-1])

    def trigger(self, key: str, event: str, value: Any, **state: Any) -> list[dict[str, Any]]:
        """Have a component with this state fire an event, whatever it is; returns all that it is sent then."""
        component = self.component(key)
        fired = json.dumps([{"event": event, "value": value}])
        self._know_typed_numbers()
        states = self.app._tree.get_widget_states()
        if state:
            states.widgets.append(WidgetState(id=component.id, json_value=json.dumps(state)))
        states.widgets.append(WidgetState(id=_make_trigger_id(component.id, "events"), json_trigger_value=fired))
        self.app._run(states)
        assert not self.app.exception
        served: Served = self.app._session_state.served  # type: ignore[attr-defined]
        sent = [each.bidi_component for each in served.all_sent if each.HasField("bidi_component")]
        return [json.loads(each.json) for each in sent if each.id == component.id]

    def _listen(self, *ticks: Mapping[str, Any]) -> None:
        for tick in ticks:
            self.said = self.said if tick["said"] is None else comment(tick["said"])

    def run_buttons(self, place: str = "transport") -> dict[str, Any]:
        """The buttons of the runs that are in sight at a place, by what they do: "transport", "way_on" or "actions"."""
        key = f"{self.case.prefix}actions" if place == "actions" else place
        buttons = json.loads(self.component(key).json)["buttons"]
        now = {"", self.sent["way"], "" if self.sent["playing"] else self.sent["end"]}
        now |= {"wrong"} if (self.sent["said"] or {}).get("right") is False else set()
        return {each["arguments"].get("action", each["what"]): each for each in buttons if each["when"] in now}

    @property
    def chosen(self) -> Chosen:
        """The settings that the session holds."""
        state, prefix = self.app.session_state, self.case.prefix
        values = {name: state[prefix + name] for name in self.case.names if prefix + name in state}
        return self.case.settings.read(values)[0]

    @property
    def player(self) -> Player:
        """What plays the page's runs."""
        return self.app.session_state[f"{self.case.prefix}player"]

    def components(self, key: str) -> list[Any]:
        """The components with this key: one, or none if it is not on the page."""
        return [each.proto for each in self.app.get("bidi_component") if each.proto.id.endswith(f"-{key}")]

    def component(self, key: str) -> Any:
        """The component with this key."""
        (component,) = self.components(key)
        return component

    def chart(self, name: str) -> dict[str, Any]:
        """What the chart with this key was sent."""
        return json.loads(self.component(self.case.prefix + name).json)

    @property
    def sent(self) -> dict[str, Any]:
        """What the live chart was sent."""
        return self.chart("live")

    @property
    def numbers(self) -> Mapping[str, str]:
        """The numbers above all charts."""
        return said(self.sent).numbers

    @property
    def message(self) -> str:
        """What the page asks and says in the place under its controls, buttons aside."""
        place = self.part("message")
        assert place
        texts = [each.value for each in elements(place) if each.type in ("markdown", "text", "error")]
        if self.components("comment"):
            alone = json.loads(self.component("comment").json)
            if alone["runs"]:
                self._listen(self.sent)
            said = self.said if alone["runs"] else comment(alone["said"])
            texts += [said] if said else []
        return "\n".join(texts)

    @property
    def errors(self) -> list[str]:
        """The errors on the page, and what was typed and can't be used."""
        red = [line.strip() for line in self.message.split("\n") if line.startswith(":red[")]
        return [*(error.value for error in self.app.error), *red]

    @property
    def notes(self) -> list[str]:
        """What is said of the link, a line each; they are plain text."""
        place = self.part(f"{self.case.prefix}notes")
        if not place:
            return []
        warning, text = elements(place)
        assert (warning.type, text.type) == ("warning", "text")
        assert warning.value == "Part of the link could not be used."
        return text.value.split("\n")

    @property
    def link(self) -> str:
        """The address that Share shows."""
        place = self.part(f"{self.case.prefix}share")
        assert place
        link, _ = (each.value for each in elements(place) if each.type == "code")
        return link


class WideOpen(Visit):
    """A visit to pages all of whose popovers are open."""

    opens = ("settings", "own", "share", "downloads")


def shown_as(spec: Option, value: Any) -> Any:
    """A value as its control has it: lists that take typed numbers as well have texts."""
    match spec:
        case Real(marks=marks) if marks and not isinstance(value, str):
            return f"{value:g}"
        case Whole(marks=marks) if marks and not isinstance(value, str):
            return spec.zero if value == 0 else str(value)
        case Several() if not isinstance(value, str):
            return ", ".join(map(str, value))
    return value


def other(settings: Settings, name: str) -> Any:
    """Another value of a setting than its default."""
    spec, default = settings.spec(name), settings.default(name)
    match spec:
        case Choice():
            values = spec.names
        case Switch():
            values = (True, False)
        case Several():
            values = tuple(range(spec.least, spec.least + spec.fewest)), ()
        case Real(marks=marks) if marks:
            values = marks[1:]
        case _:
            values = (default + spec.step, default - spec.step)
            return next(value for value in values if spec.least <= value <= spec.most)
    return next(value for value in values if value != default)


def others(case: Case) -> dict[str, Any]:
    """A value of each setting none of which is its default."""
    return {name: other(case.settings, name) for name in case.names}


def others_here(case: Case) -> dict[str, Any]:
    """The same of those that are in sight at first, and leave it at that."""
    elsewhere = case.settings.elsewhere
    out_of_sight = elsewhere(case.chosen())
    return {
        name: value
        for name, value in others(case).items()
        if name not in out_of_sight and elsewhere(case.chosen(**{name: value})) == out_of_sight
    }


def as_text(value: Any) -> str:
    """A value as it stands in a link."""
    match value:
        case bool():
            return str(value).lower()
        case tuple():
            return ",".join(map(str, value))
    return str(value)


def link_to(case: Case, **values: Any) -> dict[str, str]:
    """A link that holds these settings."""
    return {case.prefix + name: as_text(value) for name, value in values.items()}


def followed(link: str) -> dict[str, list[str]]:
    """What stands in an address after its "?", by name."""
    return parse_qs(urlsplit(link).query, keep_blank_values=True, strict_parsing=True) if "?" in link else {}

"""The pages, for the tests in this folder: to test a further one that plays, add it to :data:`CASES`."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from playground.charts import HowLargeAStartScene, PlaygroundScene, Scene, SymmetryScene, ZeroOrRandomScene
from playground.charts.dead_relu import DeadReLUScene
from playground.charts.downhill import DownhillScene
from playground.lessons.activations import Inputs, Layers, Point
from playground.lessons.dead_relu import DEAD_RELU_PRESETS, DeadReLU, DeadReLUView, Push
from playground.lessons.downhill import DOWNHILL_PRESETS, Downhill, DownhillView
from playground.lessons.preset import Preset
from playground.lessons.starts import (
    HOW_LARGE_PRESETS,
    INSIDE_PRESETS,
    ZERO_OR_RANDOM_PRESETS,
    HowLargeAStart,
    InsideTheSymmetry,
    Nudge,
    ScalesView,
    UnitsView,
    ZeroOrRandom,
)
from playground.lessons.swap import HiddenLayer
from playground.training import Config, View
from playground.training.options import Choice, Option, Real, Switch, options
from playground.ui.page import (
    ACTIVATIONS,
    CODE,
    DOWNHILL,
    HOW_LARGE,
    HOW_MANY,
    INSIDE,
    LOOPS,
    ONE_STEP,
    PLAYGROUND,
    WHY_THIS_COST,
    ZERO_OR_RANDOM,
    Page,
)
from playground.ui.player import Player

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Case:
    """A page: what it shows, and what it sets."""

    page: Page
    prefix: str
    scene: type[Scene]
    config: type[Config]
    view: type[View]
    presets: Sequence[Preset] = ()
    actions: Sequence[type] = ()
    needs: Mapping[str, tuple[str, Any]] = field(default_factory=dict)
    """For each control that is off at first another one, and the value of it that turns it on."""

    @property
    def tables(self) -> tuple[type, ...]:
        """All that its controls set."""
        return self.config, self.view, *self.actions

    @property
    def names(self) -> list[str]:
        """The settings of all its controls."""
        return [name for table in self.tables for name in options(table)]

    def __str__(self) -> str:
        return self.page.title


CASES = (
    Case(PLAYGROUND, "", PlaygroundScene, Config, View),
    Case(
        ZERO_OR_RANDOM,
        "zero_",
        ZeroOrRandomScene,
        ZeroOrRandom,
        View,
        ZERO_OR_RANDOM_PRESETS,
        needs={"constant": ("left", "constant")},
    ),
    Case(
        INSIDE,
        "inside_",
        SymmetryScene,
        InsideTheSymmetry,
        UnitsView,
        INSIDE_PRESETS,
        actions=(Nudge,),
        needs={"scale": ("initialisation", "random")},
    ),
    Case(HOW_LARGE, "large_", HowLargeAStartScene, HowLargeAStart, ScalesView, HOW_LARGE_PRESETS),
    Case(
        ACTIVATIONS,
        "activations_",
        DeadReLUScene,
        DeadReLU,
        DeadReLUView,
        DEAD_RELU_PRESETS,
        actions=(Push, Point, Inputs, Layers),
        needs={"scale": ("initialisation", "random")},
    ),
    Case(
        DOWNHILL,
        "downhill_",
        DownhillScene,
        Downhill,
        DownhillView,
        DOWNHILL_PRESETS,
        actions=(HiddenLayer,),
        needs={"w1": ("begin", "chosen"), "w2": ("begin", "chosen")},
    ),
)


WITHOUT_A_RUN = (CODE, ONE_STEP, WHY_THIS_COST, LOOPS, HOW_MANY)
"""Pages on which nothing plays; each has tests of its own."""


class Visit:
    """A visitor's session, opened at a page with a link."""

    def __init__(self, case: Case, **link: Any) -> None:
        self.app = AppTest.from_file(str(ROOT / PLAYGROUND.script), default_timeout=60)
        self.app.query_params.update(link)
        self.go_to(case)

    def go_to(self, case: Case) -> None:
        """Open a page by the menu."""
        self.case = case
        self.app.switch_page(case.page.script)
        self.run()

    def run(self) -> None:
        """Show the page once more, without a fault."""
        for box in self.app.selectbox:  # AppTest knows of no typed numbers
            if box.value not in box.options:
                box.options.append(box.value)
        self.app.run()
        assert not self.app.exception

    def widget(self, name: str) -> Any:
        """The control of a setting."""
        return self.app.get_by_key(self.case.prefix + name)

    def put(self, name: str, value: Any) -> None:
        """Choose a value in its control."""
        (spec,) = (options(table)[name] for table in self.case.tables if name in options(table))
        self.widget(name).set_value(shown_as(spec, value))

    def set(self, name: str, value: Any) -> None:
        """Choose a value, and show what follows."""
        self.put(name, value)
        self.run()

    def button(self, name: str) -> Any:
        """A button of the page."""
        return self.app.button(key=self.case.prefix + name)

    def press(self, name: str) -> None:
        """Press a button of the page."""
        self.button(name).click()
        self.run()

    @property
    def player(self) -> Player:
        """What plays the page's runs."""
        return self.app.session_state[f"{self.case.prefix}player"]

    @property
    def sent(self) -> dict[str, Any]:
        """What the live chart was sent."""
        (chart,) = (c for c in self.app.get("bidi_component") if c.proto.id.endswith(f"-{self.case.prefix}live"))
        return json.loads(chart.proto.json)

    @property
    def metrics(self) -> dict[str, str]:
        """The numbers above all charts."""
        sent = self.sent
        return dict(zip(sent["metrics"], sent["now"]["texts"], strict=False))

    @property
    def warnings(self) -> list[str]:
        """The warnings as a person reads them."""
        return [warning.value.replace("\\", "") for warning in self.app.warning]

    @property
    def notes(self) -> list[str]:
        """What is said of the link, a line each."""
        (text,) = self.app.text
        return text.value.split("\n")

    @property
    def infos(self) -> list[str]:
        """The notes on the page."""
        return [info.value for info in self.app.info]


def shown_as(spec: Option, value: Any) -> Any:
    """A value as its control has it: lists that take typed numbers as well have texts."""
    return f"{value:g}" if isinstance(spec, Real) and spec.marks and not isinstance(value, str) else value


def other(table: type, name: str) -> Any:
    """Another value of a setting than its default."""
    spec, default = options(table)[name], getattr(table, name)
    match spec:
        case Choice():
            values = spec.names
        case Switch():
            values = (True, False)
        case Real(marks=marks) if marks:
            values = marks[1:]
        case _:
            values = (default + spec.step, default - spec.step)
            return next(value for value in values if spec.least <= value <= spec.most)
    return next(value for value in values if value != default)


def others(table: type) -> Any:
    """Settings none of which is at its default."""
    return table(**{name: other(table, name) for name in options(table)})


def link_to(case: Case, *settings: Any) -> dict[str, str]:
    """A link that holds these settings, of one or more tables."""
    values = {name: getattr(each, name) for each in settings for name in options(each)}
    return {
        case.prefix + name: str(value).lower() if isinstance(value, bool) else str(value)
        for name, value in values.items()
    }

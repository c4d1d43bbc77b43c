"""Whether a page shows what its link says: its content is compared with a separate training run (``oracle.py``)."""

import base64
import io
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

import numpy as np
from PIL import Image
from playwright.sync_api import Page

from playground.charts.style import CLASS_COLOURS, rgb
from playground.data import SURFACES
from playground.language import LANGUAGES, Message, _, rendered
from playground.language.labels import PAUSE
from playground.lessons.lesson import Lesson
from playground.pages.playground.lesson import PLAYGROUND
from playground.pages.zero_or_random.lesson import ZERO_OR_RANDOM
from playground.training import name_of
from playground.training.field import Extent
from playground.training.scores import SCORES

from . import oracle

MOST_ITERATIONS = 6500
"""Beyond this the reference run depends on rounding, and retraining takes long."""
CONFIDENT = 0.1
"""Classes are compared where the probability is at least this far from one half, since the picture has cells."""


LABELS = {
    rendered(label, language): str(label)
    for label in (
        _("Iteration"),
        _("Cost"),
        *(said for score in SCORES.values() for said in (score.label, score.train)),
    )
    for language in LANGUAGES.values()
}
"""The English of each label of a number that is compared."""


def in_any_language(message: Message) -> re.Pattern[str]:
    """Finds a text of the page, whatever language that is in."""
    return re.compile("|".join(re.escape(rendered(message, language)) for language in LANGUAGES.values()))


PAUSES = in_any_language(PAUSE)


@dataclass(frozen=True)
class PageToWalk:
    """A page to walk on: its address, the prefix of its settings, its lesson and its networks."""

    path: str
    prefix: str
    lesson: Lesson
    networks: tuple[str, ...]
    """For each network the end of its boundary's name."""

    def recipes(self, values: dict[str, Any]) -> list[dict[str, Any]]:
        """The settings that each network is trained with."""
        if "left" not in values:
            return [values]
        left = {"initialisation": values["left"]}
        if values["left"] == "constant":
            left["scale"] = values["constant"]
        return [{**values, **left}, {**values, "initialisation": "random"}]


PLACES = (
    PageToWalk("", "", PLAYGROUND, ("",)),
    PageToWalk("zero_or_random", "zero_", ZERO_OR_RANDOM, ("-left", "-right")),
)

READ = """async (prefix) => {
  const widgets = {};
  for (const element of document.querySelectorAll('[class*="st-key-"]')) {
    const name = [...element.classList].find((each) => each.startsWith("st-key-" + prefix))?.slice(7 + prefix.length);
    const pressed = element.querySelector('[aria-checked="true"]');
    const input = element.querySelector("input");
    if (!name || name in widgets || (!pressed && !input)) continue;
    widgets[name] = pressed ? pressed.innerText
      : input.type === "checkbox" ? String(input.checked) : input.getAttribute("aria-valuetext") ?? input.value;
  }
  const numbers = [...document.querySelectorAll(".live-metrics, .live-numbers")].map((list) =>
    [...list.querySelectorAll("dt")].map((dt) => [dt.firstChild.textContent, dt.nextElementSibling.textContent]));
  const pictures = {};
  for (const chart of document.querySelectorAll('.live-chart[class*="live-boundary"]')) {
    const name = [...chart.classList].find((each) => each.startsWith("live-boundary"));
    pictures[name] = chart.querySelector(".imagelayer image")?.getAttribute("href");
  }
  const play = document.querySelector("[data-command=play]");
  const server = document.querySelector("[data-testid=stApp]")?.dataset.testScriptState;
  const handle = document.querySelector(".live-timeline:not([hidden]) .live-handle");
  // What the chart is about to do can't be seen: the page's own modules know it.
  const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
  const ours = loaded.findLast((name) => name.includes("/of_pages.js"));
  const player = ours && (await import(ours)).modules["frontend/runs/run_parts.js"].playerOf(`${prefix}live`);
  const runs = player?.screen.root.isConnected ? player : null;
  const busy = !runs || runs.playing || runs.onItsWay || runs.dragging || runs.channel.waiting.length > 0;
  const said = document.querySelector(".run-comment")?.innerText ?? "";
  const timelines = document.querySelectorAll(".live-timeline:not([hidden])").length;
  // A pin's text, but for how it differs from the present settings, once it has been trained.
  const pins = {};
  for (const pin of document.querySelectorAll('[class*="st-key-pin_"][class*="_back"]')) {
    const place = [...pin.classList].find((name) => name.endsWith("_back")).split("_")[1];
    pins[place] = pin.querySelector("img") && pin.innerText.trim().split(/\\s*\\n/).at(-1);
  }
  return { link: location.search, widgets, numbers, pictures, play: play?.innerText, path: location.pathname,
           disabled: play?.disabled, server, refused: document.querySelector("[data-testid=stAlert]")?.innerText ?? "",
           busy: Boolean(busy), run: runs?.run, at: handle && Number(handle.ariaValueNow),
           reached: handle ? Number(handle.ariaValueMax) : 0, said, timelines, pins,
           events: runs?.events ?? null, diverged: runs?.end === "diverged" };
}"""


@dataclass
class Agreement:
    """The result of a comparison.

    ``compared``: number of retrained networks; ``sensitive``: those that differ but whose training depends on rounding;
    ``differences``: one line each.
    """

    compared: int = 0
    sensitive: int = 0
    differences: list[str] = field(default_factory=list)


def read(page: Page, place: PageToWalk) -> dict[str, Any]:
    """Read the content of the page; labels are in English, whatever language that is in."""
    seen = page.evaluate(READ, place.prefix)
    seen["numbers"] = [[(LABELS.get(label, label), said) for label, said in part] for part in seen["numbers"]]
    seen["events"] = {name: [tuple(event) for event in log] for name, log in (seen["events"] or {}).items()}
    seen["playing"] = bool(PAUSES.search(seen["play"] or ""))
    return seen


def settings_of(place: PageToWalk, link: str) -> tuple[dict[str, Any], list[str]]:
    """All settings in a link, by name, and the notes that the app would show about it."""
    given = {name[len(place.prefix) :]: texts[-1] for name, texts in parse_qs(link.lstrip("?")).items()}
    records, notes = place.lesson.settings.read(given)
    return {name: value for record in records.values() for name, value in vars(record).items()}, [*map(str, notes)]


def controls_that_differ(widgets: dict[str, str], values: dict[str, Any]) -> list[str]:
    """A line for each control that does not show the link's value."""
    return [
        f"{name} is {values[name]} in the link, and its control shows {shown}"
        for name, shown in widgets.items()
        if name in values and not _shows(shown, values[name])
    ]


def _shows(shown: str, value: Any) -> bool:
    """Whether a control shows a value."""
    if isinstance(value, bool):
        return shown == str(value).lower()
    if isinstance(value, str):
        return shown in (value, *(rendered(name_of(value), language) for language in LANGUAGES.values()))
    return abs((0 if shown == "all" else float(shown)) - value) < 1e-9


def iteration_of(seen: dict[str, Any]) -> int:
    """The iteration of the run on the page."""
    return int(dict(seen["numbers"][0])["Iteration"].replace(",", ""))


def spoken_of(seen: dict[str, Any]) -> int | None:
    """The iteration named in the page's text, if any."""
    named = re.search(r"(?:\bAfter|经过) ([\d,]+) (?:iteration|次迭代)", seen["said"])
    return int(named[1].replace(",", "")) if named else None


def is_still(seen: dict[str, Any]) -> bool:
    """Whether the page is at rest: no script run, no pending command, and no picture due."""
    if seen["refused"] and not seen["numbers"]:
        return seen["server"] == "notRunning"
    still = seen["server"] == "notRunning" and not seen["busy"] and not seen["playing"] and all(seen["pins"].values())
    return still and bool(seen["numbers"]) and seen["at"] in (None, iteration_of(seen))


def compare(place: PageToWalk, values: dict[str, Any], seen: dict[str, Any]) -> Agreement:
    """Retrain each network of the page, with the page's event log, up to the iteration on screen.

    A map of numbers has no classes to compare: there cost and R² alone are.

    ``values``: the settings in the link; ``seen``: from :func:`read`.
    """
    found, iteration = Agreement(), iteration_of(seen)
    if iteration > MOST_ITERATIONS:
        return found
    numbers = [dict(part) for part in seen["numbers"]]
    parts = numbers[:1] if len(place.networks) == 1 else [part for part in numbers if "Cost" in part]
    logs = seen["events"].values()
    for recipe, events, part, ending in zip(place.recipes(values), logs, parts, place.networks, strict=True):
        outcome = oracle.train(recipe, iteration, events)
        number = recipe["dataset"] in SURFACES
        said = SCORES["number" if number else "two classes"]
        cost = float(re.split(r"[\s（]", part["Cost"])[0])  # may be followed by its parts, in either language
        score = next(part[str(each)] for each in (said.train, said.label) if str(each) in part)
        shown = float(score.rstrip(" %").replace("−", "-")) / (100 if score.endswith("%") else 1)
        wrong = []
        # From a million up, pages show two digits.
        if abs(cost - outcome.cost) > 2e-4 + (1e-3 if outcome.cost < 1e6 else 0.05) * outcome.cost:
            wrong.append(f"cost {cost}, true {outcome.cost:.4f}")
        if abs(shown - outcome.score) > 0.00051 * max(1, abs(outcome.score)):
            wrong.append(f"{said.label} {score}, true {outcome.score}")
        wrong_cells = 0 if number else cells_that_differ(seen["pictures"]["live-boundary" + ending], outcome)
        if wrong_cells:
            wrong.append(f"{wrong_cells} cells of the boundary")
        found.compared += 1
        if wrong and oracle.depends_on_rounding(recipe, iteration, events):
            found.sensitive += 1
        elif wrong:
            found.differences.append(f"network {ending or 1} at iteration {iteration}: {', '.join(wrong)}")
    return found


def cells_that_differ(picture: str, outcome: oracle.Outcome) -> int:
    """The number of cells of the boundary's picture in which the class differs."""
    image = np.asarray(Image.open(io.BytesIO(base64.b64decode(picture.split(",")[1]))).convert("RGBA")).astype(int)
    rows, columns = image.shape[:2]
    extent = Extent.around(outcome.points)
    x = extent.left + (np.arange(columns) + 0.5) / columns * (extent.right - extent.left)
    y = extent.top - (np.arange(rows) + 0.5) / rows * (extent.top - extent.bottom)
    where = np.array([each.ravel() for each in np.meshgrid(x, y)])
    outputs = outcome.outputs(where).reshape(-1, rows, columns)
    probability = np.concatenate([1 - outputs, outputs]) if len(outputs) == 1 else outputs
    colours = np.array([rgb(colour) for colour in CLASS_COLOURS])
    shown = np.abs(image[..., None, :3] - colours).sum(axis=-1).argmin(axis=-1)
    second, first = np.sort(probability, axis=0)[-2:]
    return int(((first - second > 2 * CONFIDENT) & (shown != probability.argmax(axis=0))).sum())

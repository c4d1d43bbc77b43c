"""What the link to a page with experiments holds, however odd, without the page."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

from playground.data import SURFACES, Points, have_values, pack, unpack
from playground.language import _
from playground.lessons.lesson import Chosen
from playground.pages.page import Page
from playground.training import Recipe, Settings
from playground.training.options import Option, Real, Several, Switch

POINTS = "points"
"""The name of own points, which are no page's."""
EXPERIMENTS, CLAIMS = "experiments", "claims"
"""The controls that every page with settings has, and that a teacher's link can hide."""
MOST_NAMES = 200


def names_in(query: str) -> dict[str, str]:
    """The values in an untrusted link, by name; the last one counts, as on a page.

    Raises
    ------
    ValueError
        If there are too many.
    """
    try:
        return dict(parse_qsl(query, keep_blank_values=True, max_num_fields=MOST_NAMES))
    except ValueError:
        raise ValueError(_("A link can have at most {most} settings.", most=MOST_NAMES)) from None


def settings_in(link: Mapping[str, str], page: Page) -> dict[str, str]:
    """The page's settings among the names in a link, unchecked, by their own names."""
    return {name: link[page.prefix + name] for name in page.settings.names if page.prefix + name in link}


def check_settings(names: Mapping[str, str], page: Page) -> None:
    """Check the page's settings among the names in a link.

    Raises
    ------
    ValueError
        If one can't be used; the message is for the visitor.
    """
    for name, text in settings_in(names, page).items():
        try:
            page.settings.spec(name).read(text)
        except ValueError as error:
            raise ValueError(
                _(
                    "{name}: {value} can't be used. {why}",
                    name=page.prefix + name,
                    value=repr(text[:40]),
                    why=error.args[0],
                )
            ) from None


def chosen_in(link: Mapping[str, str], page: Page) -> Chosen:
    """The page's records with the settings in a link, and its points, see :func:`points_for`.

    Settings that can't be used have their initial values.

    Raises
    ------
    ValueError
        If the points can't be used.
    """
    offered = page.settings
    chosen, _notes = offered.read(settings_in(link, page))

    def filled(record: Any) -> Any:
        if not has_own_points(record):
            return record
        points = link.get(POINTS, "")
        return replace(record, points=points_for(offered, record, pack(unpack(points)) if points else ""))

    return {kind: filled(record) for kind, record in chosen.items()}


def points_for(offered: Settings, recipe: Recipe, points: str) -> str:
    """What a page with these settings trains on, if the recipe asks for own points: these points, packed.

    Without any, or if they have values and the page has no dataset of numbers, it is a copy of the page's own dataset.
    """
    if points and (not have_values(points) or takes_values(offered)):
        return points
    return pack(Points.of_dataset(replace(recipe, dataset=offered.default("dataset")).whole))


def takes_values(offered: Settings) -> bool:
    """Whether a page with these settings can train on points with values."""
    return any(name in SURFACES for name in getattr(offered.spec("dataset"), "names", ()))


def in_link(spec: Option, value: Any) -> str:
    """A setting's value as a link has it, which its option reads."""
    match spec:
        case Switch():
            return str(value).lower()
        case Several():
            return ",".join(map(str, value))
        case Real():
            return repr(float(value))
    return str(value)


def link_of(page: Page, settings: Mapping[str, Any]) -> dict[str, str]:
    """These settings of a page as a link to it has them."""
    return {page.prefix + name: in_link(page.settings.spec(name), value) for name, value in settings.items()}


def hides(link: Mapping[str, str], control: str) -> bool:
    """Whether a teacher's link hides a control from students."""
    if "keep" in link:
        return control not in link["keep"].split(",")
    return control in link.get("hide", "").split(",")


def has_own_points(record: Any) -> bool:
    """Whether this record of a page trains on points of somebody's own."""
    return isinstance(record, Recipe) and record.has_own_points

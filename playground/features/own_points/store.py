"""A visitor's own points: how they are stored in the session, and in the link.

They belong to the visitor, not to a page: every page that offers datasets can train on them, and they appear in its
link under a name without the page prefix.
"""

from dataclasses import replace
from typing import Any

import streamlit as st

from playground.data import MOST_POINTS, OWN_POINTS, Points, pack, unpack
from playground.language import _
from playground.language.labels import YOUR_POINTS
from playground.lessons.starts import DATASET
from playground.pages.links import has_own_points, points_for
from playground.training import Recipe, Settings, name_of
from playground.ui.settings.controls import Controls, PartOfLink
from playground.ui.visit.overrides import keep_in_link
from playground.ui.visit.teacher import POINTS

IN_LINK = "points"
"""Their name in the link."""
MOST_IN_LINK, MOST_VALUES_IN_LINK = 600, 360
"""Points with classes, and with values, which take more room; a link with more would be too long for many programs."""

_POINTS, _COPIED = "own_points", "own_points_copied"
"""Session keys: the points, packed; and the name of the dataset if they are only a copy of its points."""


def stored() -> str:
    """The visitor's points, packed; empty if there are none yet."""
    return st.session_state.get(_POINTS, "")


def store(text: str, copied: str = "") -> None:
    """Store the visitor's points, for every page; ``copied``: the dataset that they were copied from, if any."""
    st.session_state[_POINTS] = text
    st.session_state[_COPIED] = copied


def use(controls: Controls, points: Points) -> None:
    """Train on these points: on this page now, on others where own points are chosen. Call this from a callback."""
    before = controls.chosen
    store(pack(points))
    controls.choose("dataset", OWN_POINTS, before)


def drawn(message: Any) -> Points:
    """Parse drawn points from a browser: ``{"names": ["a", …], "points": [[x₁, x₂, class number], …]}``.

    Without names, each point has a value instead of a class number.

    Raises
    ------
    ValueError
        If the message has another form, or too many points.
    """
    match message:
        case {"names": list(names), "points": list(points)} if len(names) <= 100 and 0 < len(points) <= MOST_POINTS:
            numbers = all(
                isinstance(point, list) and len(point) == 3 and all(type(each) in (int, float) for each in point)
                for point in points
            )
            if numbers and all(abs(each) < 1e9 for point in points for each in point):
                x1, x2, labels = zip(*points, strict=True)
                return Points.of([x1, x2], labels, names)
    raise ValueError("These are no points, or too many.")


def dataset_of(points: Points, recipe: Recipe) -> str:
    """The dataset whose rounded points, under the recipe's other settings, are these; empty if there is none."""
    return next((name for name in DATASET.names if name != OWN_POINTS and _made(recipe, name) == points), "")


def _made(recipe: Recipe, dataset: str) -> Points:
    """The points of a dataset under a recipe's other settings."""
    return Points.of_dataset(replace(recipe, dataset=dataset).whole)


def taken_by(offered: Settings) -> bool:
    """Whether a page with these settings can train on own points."""
    return "dataset" in offered.names and OWN_POINTS in getattr(offered.spec("dataset"), "names", ())


def most_in_link(points: Points) -> int:
    """How many points like these a link can hold."""
    return MOST_VALUES_IN_LINK if points.values else MOST_IN_LINK


def too_many(recipe: Recipe) -> int:
    """How many a link can hold, if the recipe uses more points of the visitor's own than that; otherwise 0."""
    if not recipe.has_own_points or not recipe.points:
        return 0
    points = unpack(recipe.points)
    return most_in_link(points) if points.size > most_in_link(points) else 0


class PointsInLink(PartOfLink):
    """The visitor's own points in the link of a page that can train on them."""

    names = (IN_LINK,)

    def read_link(self, controls: Controls) -> list[str]:
        """Store the points in the link; returns a sentence if they can't be used."""
        text = st.query_params.get(IN_LINK, "")
        try:
            if text:
                store(pack(unpack(text)))
        except ValueError as error:
            del st.query_params[IN_LINK]
            shown = repr(text[:20] + "…" * (len(text) > 20))
            return [_("{setting}: {value} can't be used. {why}", setting=YOUR_POINTS, value=shown, why=error.args[0])]
        return []

    def begin(self, controls: Controls) -> None:
        """If own points are chosen before there are any, start with those of the previous dataset."""
        recipe = controls.recipe
        if recipe.has_own_points and not stored():
            kept = controls.kept.get("dataset", OWN_POINTS)
            before = controls.offered.default("dataset") if kept == OWN_POINTS else kept
            store(pack(_made(recipe, before)), copied=before)

    def filled(self, controls: Controls, chosen: dict[type, Any]) -> dict[type, Any]:
        """The page's records, with the points in a recipe that uses them."""

        def with_points(each: Any) -> Any:
            if not stored() or not has_own_points(each):
                return each
            return replace(each, points=points_for(controls.offered, each, stored()))

        return {kind: with_points(each) for kind, each in chosen.items()}

    def remarks(self, controls: Controls) -> list[str]:
        """Remarks on the training points, a sentence each."""
        recipe = controls.recipe
        if recipe.has_own_points and recipe.points != stored():
            unlike = _(
                "Each of your points has a number, which this page can't predict: here is a copy of {dataset} instead. "
                "Your own points are on the playground.",
                dataset=name_of(controls.offered.default("dataset")),
            )
            return [unlike, *recipe.remarks]
        copied = st.session_state.get(_COPIED) if recipe.has_own_points else ""
        if not copied:
            return [*recipe.remarks]
        begun = _(
            "Your points are a copy of {dataset} so far. Draw others on the playground's chart, or paste or upload "
            "them there, under **{your_points}**.",
            dataset=name_of(copied),
            your_points=YOUR_POINTS,
        )
        return [begun, *recipe.remarks]

    def in_link(self, controls: Controls) -> dict[str, str]:
        """The points, if they are in use and not too many."""
        recipe = controls.recipe
        in_use = recipe.has_own_points and recipe.points == stored()
        return {IN_LINK: recipe.points} if in_use and recipe.points and not too_many(recipe) else {}

    def left_out(self, controls: Controls) -> list[str]:
        """A note if there are too many points."""
        most = too_many(controls.recipe)
        if not most:
            return []
        text = _(
            "You have more than {most} points. That is too many for a link, so it holds only the settings. To pass "
            "the points on, download them under **{your_points}**, on the playground.",
            most=most,
            your_points=YOUR_POINTS,
        )
        return [text]

    def beyond_link(self, controls: Controls) -> str | None:
        """The points, unless the link has them, or they are only a copy of a dataset."""
        lacks = stored() and not st.session_state.get(_COPIED) and not self.in_link(controls)
        return stored() if lacks else None

    def restore(self, controls: Controls, data: Any) -> None:
        """Store these points."""
        store(pack(unpack(str(data))))

    def write_link(self, controls: Controls) -> None:
        """Write the points to the page's link."""
        keep_in_link(IN_LINK, self.in_link(controls).get(IN_LINK, ""), "Points in the link")


def can_be_changed(controls: Controls) -> bool:
    """Whether this visitor may bring points to the page."""
    return taken_by(controls.offered) and controls.teacher.keeps(POINTS)

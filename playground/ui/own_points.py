"""A visitor's own points: what is kept of them in the session, and where they are pasted, uploaded and downloaded.

They are the visitor's and no page's: every page that offers datasets can have them learned, and they stand in its link
under a name without the page's prefix.
"""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import streamlit as st

from playground.data import DATASETS, MOST_POINTS, OWN_POINTS, Points, pack, unpack
from playground.data.table import Columns, Reading, Scaling, Table, read, take_apart, written
from playground.training import Recipe

from .saving import save

if TYPE_CHECKING:
    from .controls import Controls

IN_LINK = "points"
"""Their name in the link."""
MOST_IN_LINK = 600
"""A link with more would be too long for many programs."""
MOST_MEGABYTES = 5
LONGEST_PASTE = 100_000
"""Characters: a page sends what was pasted with every message, while it is on it. A file may be longer."""
MOST_FAULTS = 8
"""Of those that are told."""

_HELD, _COPIED = "own_points", "own_points_copied"
"""In the session: the points, packed; and the name of the dataset if they are no more than a copy of its points."""


def held() -> str:
    """The visitor's points, packed; empty if there are none yet."""
    return st.session_state.get(_HELD, "")


def hold(text: str, copied: str = "") -> None:
    """Keep these as the visitor's points, on every page; ``copied``: the dataset that they were copied from."""
    st.session_state[_HELD] = text
    st.session_state[_COPIED] = copied


def use(controls: "Controls", points: Points) -> None:
    """Have these points learned, from a button's callback: on this page now, on others where own points are chosen."""
    hold(pack(points))
    controls.put({"dataset": OWN_POINTS})


def drawn(message: Any) -> Points:
    """The points that a browser says were drawn: ``{"names": ["a", …], "points": [[x₁, x₂, class number], …]}``.

    Raises
    ------
    ValueError
        If it says anything else, or says too much.
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


def filled(chosen: Mapping[type, Any]) -> dict[type, Any]:
    """The records of a page, with the visitor's points in a recipe that is about them."""
    return {
        kind: replace(each, points=held()) if isinstance(each, Recipe) and each.has_own_points else each
        for kind, each in chosen.items()
    }


def begin(recipe: Recipe, before: str) -> None:
    """Where own points are chosen before there are any, begin with those of the dataset that was on screen before."""
    if recipe.has_own_points and not held():
        hold(pack(Points.of_dataset(replace(recipe, dataset=before).whole)), copied=before)


def in_link(recipe: Recipe) -> str:
    """What stands in the link: the points if they are learned, and are not too many."""
    return recipe.points if recipe.has_own_points and not too_many(recipe) else ""


def too_many(recipe: Recipe) -> bool:
    """Whether it is about own points, and these are more than a link can hold."""
    return recipe.has_own_points and bool(recipe.points) and sum(unpack(recipe.points).counts) > MOST_IN_LINK


def read_link() -> list[str]:
    """Take over the points of the link; returns a sentence if they can't be used."""
    text = st.query_params.get(IN_LINK, "")
    try:
        if text:
            hold(pack(unpack(text)))
    except ValueError as error:
        del st.query_params[IN_LINK]
        return [f"Your points: {text[:20] + '…' * (len(text) > 20)!r} can't be used. {error}"]
    return []


def remarks(recipe: Recipe) -> list[str]:
    """What has to be said of the points that are learned, a sentence each."""
    copied = st.session_state.get(_COPIED) if recipe.has_own_points else ""
    begun = (
        f"Your points are a copy of {copied} so far. Draw others on the playground's chart, or paste or upload them "
        "there, under **Your points**."
    )
    return [*([begun] if copied else []), *recipe.remarks]


def popover(controls: "Controls") -> None:
    """Where points are pasted, uploaded and downloaded; nothing is drawn in it before it is opened."""
    if not controls.takes_own_points or "dataset" in controls.classroom.hidden:
        return
    key = f"{controls.prefix}own"
    with st.popover("Your points", icon=":material/scatter_plot:", width="content", key=key, on_change="rerun"):
        if st.session_state.get(key):
            st.fragment(_inside, key=f"{key}_inside")(controls, key)


def _inside(controls: "Controls", key: str) -> None:
    pasted = st.text_area(
        "Paste a table",
        key=f"{key}_pasted",
        height=90,
        max_chars=LONGEST_PASTE,
        placeholder="x1, x2, class\n1.5, 2.0, cats\n0.3, −1.2, dogs",
        help="A line for each point, from a spreadsheet or as CSV: two columns of numbers and one of classes.",
    )
    file = st.file_uploader(
        "Or upload a file", type=["csv", "tsv", "txt"], max_upload_size=MOST_MEGABYTES, key=f"{key}_file"
    )
    given = file.getvalue() if file else pasted
    if given:
        try:
            table = take_apart(given)
        except ValueError as error:
            st.text(str(error))
        else:
            _offer(controls, key, read(table, _columns(table, key)))
    recipe = controls.recipe
    if too_many(recipe):
        st.markdown(
            f"These are more than {MOST_IN_LINK} points: too many for a link, which has the settings only. Download "
            "them to keep them or to hand them on."
        )
    if st.button(
        "Download the points on screen",
        icon=":material/download:",
        key=f"{key}_download",
        help="As CSV, with the points for testing marked. Uploaded again, they give the same run with the same "
        f"settings. Points of a formula ({', '.join(DATASETS)}) are rounded as your own are.",
    ):
        save(f"{recipe.dataset.replace(' ', '-')}.csv", _file(recipe), key=f"{key}_saved")


def _columns(table: Table, key: str) -> Columns:
    """The columns that the visitor means; at first a guess."""
    guess, names = table.guess, list(table.names)
    own = f"{key}_{zlib.crc32(repr(names).encode()):x}"  # another table begins with a guess of its own
    with st.container(horizontal=True, gap="small"):
        return Columns(
            *(
                st.selectbox(label, range(len(names)), number, names.__getitem__, key=f"{own}_{field}", width=150)
                for field, label, number in zip(
                    Columns._fields, ("First input, x₁", "Second input, x₂", "Class"), guess, strict=True
                )
            )
        )


def _offer(controls: "Controls", key: str, reading: Reading) -> None:
    """What was read, the button that takes it, and what could not be read."""
    points = reading.points
    # As plain text: in Markdown, what stands in a table would take effect.
    if points:
        classes = ", ".join(f"{name} ({count:,})" for name, count in zip(points.names, points.counts, strict=True))
        count = sum(points.counts)
        st.text(f"{_counted(count, 'point')} of {_counted(len(points.names), 'class')}: {classes}.")

        def take() -> None:
            st.session_state[key] = False  # closes the popover
            use(controls, points)

        label = f"Use the {_counted(count, 'good line')}" if reading.faults else "Use these points"
        if st.button(label, key=f"{key}_use", type="primary", icon=":material/check:", on_click=take):
            st.rerun()  # all else is outside this fragment
    if reading.faults:
        st.markdown(":red[What can't be used:]")
        more = len(reading.faults) - MOST_FAULTS
        st.text("\n".join([*reading.faults[:MOST_FAULTS], *([f"and {more:,} more."] if more > 0 else [])]))
    if said := [*_scaled(reading.scalings), *reading.remarks]:
        st.text("\n".join(said))


def _scaled(scalings: Sequence[Scaling]) -> list[str]:
    """By what the inputs were standardised."""
    by = "; ".join(f"{each.name}: minus {each.mean:.4g}, divided by {each.deviation:.4g}" for each in scalings)
    return [f"Each input gets mean 0 and standard deviation 1. {by}."] if by else []


def _counted(number: int, thing: str) -> str:
    return f"{number:,} {thing}" + ("" if number == 1 else "es" if thing.endswith("s") else "s")


def _file(recipe: Recipe) -> bytes:
    whole = recipe.whole
    return written(whole, recipe.share_of(whole), recipe.data_seed).encode("utf-8-sig")  # the mark is for spreadsheets

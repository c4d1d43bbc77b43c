"""A visitor's own points: how they are stored in the session, and the popover to paste, upload and download them.

They belong to the visitor, not to a page: every page that offers datasets can train on them, and they appear in its
link under a name without the page prefix.
"""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import streamlit as st

from playground.charts.dataset_picture import dataset_picture
from playground.data import DATASETS, MOST_POINTS, OWN_POINTS, SURFACES, Points, pack, unpack
from playground.data.columns import Columns
from playground.data.encodings import ENCODINGS, encoding_of
from playground.data.scaling import Scaling
from playground.data.table import Reading, Table, parse, read, written
from playground.language import _, enumerated, listed, ngettext
from playground.language.labels import YOUR_POINTS
from playground.training import Recipe, Settings, name_of
from playground.ui.components.saving import save
from playground.ui.settings.controls import Controls, PartOfLink
from playground.ui.visit.overrides import keep_in_link
from playground.ui.visit.speech import say
from playground.ui.visit.teacher import POINTS

IN_LINK = "points"
"""Their name in the link."""
MOST_IN_LINK = 600
"""Points; a link with more would be too long for many programs."""
MOST_MEGABYTES = 5
LONGEST_PASTE = 100_000
"""Characters: the page sends the pasted text with every message while it is shown. A file may be longer."""
MOST_FAULTS = 5
"""Most faults listed."""

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
    store(pack(points))
    controls.override({"dataset": OWN_POINTS})


def drawn(message: Any) -> Points:
    """Parse drawn points from a browser: ``{"names": ["a", …], "points": [[x₁, x₂, class number], …]}``.

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
    return next((name for name in DATASETS if _made(recipe, name) == points), "")


def _made(recipe: Recipe, dataset: str) -> Points:
    """The points of a dataset under a recipe's other settings."""
    return Points.of_dataset(replace(recipe, dataset=dataset).whole)


def taken_by(offered: Settings) -> bool:
    """Whether a page with these settings can train on own points."""
    return "dataset" in offered.names and OWN_POINTS in getattr(offered.spec("dataset"), "names", ())


def too_many(recipe: Recipe) -> bool:
    """Whether the recipe uses own points, and more than a link can hold."""
    return recipe.has_own_points and bool(recipe.points) and sum(unpack(recipe.points).counts) > MOST_IN_LINK


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
            before = kept if kept in DATASETS else controls.offered.default("dataset")
            store(pack(_made(recipe, before)), copied=before)

    def filled(self, chosen: dict[type, Any]) -> dict[type, Any]:
        """The page's records, with the points in a recipe that uses them."""
        return {
            kind: replace(each, points=stored()) if isinstance(each, Recipe) and each.has_own_points else each
            for kind, each in chosen.items()
        }

    def remarks(self, controls: Controls) -> list[str]:
        """Remarks on the training points, a sentence each."""
        recipe = controls.recipe
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
        return {IN_LINK: recipe.points} if recipe.has_own_points and recipe.points and not too_many(recipe) else {}

    def left_out(self, controls: Controls) -> list[str]:
        """A note if there are too many points."""
        if not too_many(controls.recipe):
            return []
        text = _(
            "You have more than {most} points. That is too many for a link, so it holds only the settings. To pass "
            "the points on, download them under **{your_points}**, on the playground.",
            most=MOST_IN_LINK,
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


def popover(controls: Controls, brings: bool) -> None:
    """The popover to choose a dataset by its picture and, if it ``brings`` any, to bring points; empty until opened.

    A visitor who can do neither does not have it.
    """
    if not can_be_changed(controls) and not controls.teacher.keeps("dataset"):
        return
    key = f"{controls.prefix}own"
    label = _pictured(controls.value("dataset"))
    with st.popover(label, width="content", key=key, on_change="rerun"):
        if st.session_state.get(key):
            st.fragment(_inside, key=f"{key}_inside")(controls, key, brings)


def _inside(controls: Controls, key: str, brings: bool) -> None:
    if not st.session_state.get(key):  # closed by its own button: everything else is outside this fragment
        st.rerun()
    with st.container(gap="xsmall", key="own_inside"):
        if controls.teacher.keeps("dataset"):
            _pictures(controls, key)
        if brings and can_be_changed(controls):
            st.markdown(f"**{say(YOUR_POINTS)}**")
            _bring(controls, key)


def _pictures(controls: Controls, key: str) -> None:
    """A button with a picture for each dataset; those of numbers, if the page has any, apart from those of classes."""

    def choose(name: str) -> None:
        st.session_state[key] = False  # closes the popover
        controls.override({"dataset": name})

    spec, now = controls.offered.spec("dataset"), controls.value("dataset")
    names = getattr(spec, "names", ())
    numbers = [name for name in names if name in SURFACES]
    parts = {"own_pictures": [name for name in names if name not in numbers], "own_pictures_of_numbers": numbers}
    for part, heading in zip(parts, (_("Which class is it?"), _("Which number is it?")), strict=True):
        if numbers:
            st.caption(say(heading))
        with st.container(horizontal=True, gap="xsmall", key=part):
            for name in parts[part]:
                st.button(
                    _pictured(name),
                    key=f"{key}_of_{name}",
                    type="primary" if name == now else "secondary",
                    on_click=choose,
                    args=(name,),
                    wrap=False,
                )


def _pictured(name: str) -> str:
    """The name of a dataset after its picture, in Markdown; of a visitor's own points while there are any."""
    called = say(name_of(name))
    recipe = Recipe(dataset=name, points=stored() if name == OWN_POINTS else "")
    if name == OWN_POINTS and not recipe.points:
        return f":material/draw: {called}"
    return f"![](data:image/png;base64,{dataset_picture(recipe)}) {called}"


def _bring(controls: Controls, key: str) -> None:
    """Ask for a table, and offer its points; while there is none, offer the points on screen for download."""
    table, wrong = _given(key)
    if table:
        _offer(controls, key, table)
        return
    if wrong:
        st.text(say(wrong))
    recipe = controls.recipe
    if too_many(recipe):
        text = _(
            "You have more than {most} points. That is too many for a link, so it holds only the settings. Download "
            "the points to keep them or to pass them on.",
            most=MOST_IN_LINK,
        )
        st.markdown(say(text))
    if st.button(
        say(_("Download the points on screen")),
        icon=":material/download:",
        key=f"{key}_download",
        help=say(
            _(
                "As CSV, with the test points marked and the coordinates rounded, as those of your own points are. "
                "Upload it again under the same settings, and you get the same run."
            )
        ),
    ):
        save(f"{recipe.dataset.replace(' ', '-')}.csv", _file(recipe), key=f"{key}_saved")


class _Brought(NamedTuple):
    """A table as the visitor brought it: pasted, or a file with its name."""

    given: str | bytes
    name: str = ""


def _given(key: str) -> tuple[Table | None, str]:
    """The table that the visitor has brought, and what is wrong with it if it is none.

    It is kept while the popover is closed, when Streamlit forgets what is in it. Once there is a table, the other input
    is left out, to make room for what is shown of it.
    """
    kept = f"{key}_brought"
    brought: _Brought | None = st.session_state.get(kept)
    if brought and brought.name and f"{key}_file" not in st.session_state:  # closed and opened again
        with st.container(horizontal=True, gap="small", vertical_alignment="center", key="own_brought"):
            st.text(brought.name)
            st.button(
                say(_("Another table")), icon=":material/close:", key=f"{key}_another", on_click=_forget, args=(key,)
            )
        return _taken_apart(brought, key)
    table, wrong = None, ""
    if not st.session_state.get(f"{key}_file"):
        field = f"{key}_pasted"
        if brought and not brought.name and field not in st.session_state:
            st.session_state[field] = brought.given
        pasted = st.text_area(
            say(_("Paste a table")),
            key=field,
            height=105,
            max_chars=LONGEST_PASTE,
            placeholder=say(_("x1, x2, class\n1.5, 2.0, cats\n0.3, −1.2, dogs")),
            help=say(
                _("A line for each point, from a spreadsheet or as CSV: two columns of numbers and one of classes.")
            ),
        )
        brought = _Brought(pasted) if pasted else None
        table, wrong = _taken_apart(brought, key)
    if not table:
        file = st.file_uploader(
            say(_("Upload a file")), type=["csv", "tsv", "txt"], max_upload_size=MOST_MEGABYTES, key=f"{key}_file"
        )
        if file:
            brought = _Brought(file.getvalue(), file.name)
            table, wrong = _taken_apart(brought, key)
    st.session_state[kept] = brought
    return table, wrong


def _forget(key: str) -> None:
    """Forget the table that the visitor has brought. Call this from a callback."""
    st.session_state.pop(f"{key}_brought", None)


def _taken_apart(brought: _Brought | None, key: str) -> tuple[Table | None, str]:
    if not brought:
        return None, ""
    try:
        return parse(brought.given, _encoding(brought.given, key)), ""
    except ValueError as error:
        return None, error.args[0]


def _encoding(given: str | bytes, key: str) -> str:
    """The encoding that the visitor has chosen, initially as told from the bytes; asked only where it matters."""
    if isinstance(given, str) or given.isascii():
        return ""
    told = encoding_of(given)
    return st.selectbox(
        say(_("Encoding")),
        ENCODINGS,
        [*ENCODINGS].index(told),
        lambda each: say(_("Assumed: {encoding}", encoding=ENCODINGS[each]) if each == told else ENCODINGS[each]),
        key=f"{key}_{zlib.crc32(given):x}_encoding",
        label_visibility="collapsed",  # there is little room
    )


def _columns(table: Table, own: str) -> Columns:
    """The columns that the visitor has chosen; initially a guess."""
    guess, names = table.guess.columns, say(list(table.names))
    labels = say((_("Input x₁"), _("Input x₂"), _("Class")))
    with st.container(horizontal=True, gap="small", key="own_columns"):
        return Columns(
            *(
                st.selectbox(label, range(len(names)), number, names.__getitem__, key=f"{own}_{field}")
                for field, label, number in zip(Columns._fields, labels, guess, strict=True)
            )
        )


def _offer(controls: Controls, key: str, table: Table) -> None:
    """Ask for the columns, show what was read, the button to use it, and what could not be read."""
    # A new table starts with a new guess, and Streamlit identifies an option by its label.
    own = f"{key}_{zlib.crc32(repr(say(list(table.names))).encode()):x}"
    columns = _columns(table, own)
    reading = read(table, columns)
    # As plain text: the contents of a table could be Markdown.
    if columns == table.guess.columns and table.guess.why and (reading.scalings or not reading.points):
        st.text(say(table.guess.why))
    if reading.far and _leaves_out(reading.far, own):
        reading = read(table, columns, without=reading.far)
    points = reading.points
    if points:
        sizes = zip(points.names, points.counts, strict=True)
        classes = enumerated([_("{name} ({points:,})", name=name, points=count) for name, count in sizes])
        count = ngettext("{n:,} point", "{n:,} points", sum(points.counts))
        kinds = ngettext("{n:,} class", "{n:,} classes", len(points.names))
        st.text(say(_("{points} of {classes}: {names}.", points=count, classes=kinds, names=classes)))

        def use_them() -> None:
            st.session_state[key] = False  # closes the popover
            _forget(key)
            dataset = dataset_of(points, controls.recipe)
            if dataset:  # choose the dataset itself, which is not rounded
                controls.override({"dataset": dataset})
            else:
                use(controls, points)

        usable = ngettext("Use the {n:,} good line", "Use the {n:,} good lines", sum(points.counts))
        label = usable if reading.faults else _("Use these points")
        st.button(say(label), key=f"{key}_use", type="primary", icon=":material/check:", on_click=use_them)
    if reading.faults:
        st.markdown(say(_(":red[What can't be used:]")))
        _some(reading.faults)
    if said := [*_scaled(reading.scalings), *_recognised(reading, controls.recipe), *reading.remarks]:
        st.text("\n".join(say(said)))


def _leaves_out(far: Mapping[int, str], own: str) -> bool:
    """Tell of lines with a number far from all others, and ask whether to leave them out."""
    st.markdown(say(_(":orange[Far from all others, which it squeezes into a small part of the chart:]")))
    _some([*far.values()])
    return st.checkbox(
        say(ngettext("Leave out this line", "Leave out these {n:,} lines", len(far))), key=f"{own}_without"
    )


def _some(said: Sequence[str]) -> None:
    """List sentences, but not too many."""
    more = len(said) - MOST_FAULTS
    rest = [_("and {number:,} more.", number=more)] if more > 0 else []
    st.text("\n".join(say([*said[:MOST_FAULTS], *rest])))


def _scaled(scalings: Sequence[Scaling]) -> list[str]:
    """How the inputs were standardised."""
    each: list[str] = []
    for scaling in scalings:
        text = (
            _("({name} + {mean:.4g}) / {deviation:.4g}")
            if scaling.mean < 0
            else _("({name} − {mean:.4g}) / {deviation:.4g}")
        )
        each.append(text.filled(name=scaling.name, mean=abs(scaling.mean), deviation=scaling.deviation))
    if not each:
        return []
    return [_("Each input is standardised to mean 0 and standard deviation 1: {formulas}.", formulas=listed(each))]


def _recognised(reading: Reading, recipe: Recipe) -> list[str]:
    """Notes on a file written by this app."""
    points = reading.points
    if not points or reading.scalings:
        return []
    dataset = dataset_of(points, recipe)
    said: list[str] = [
        _(
            "With the present settings, these are the points of the dataset {dataset}, so that dataset will be chosen.",
            dataset=name_of(dataset),
        )
        if dataset
        else _("This file was written by this app, so its numbers are used as they are.")
    ]
    whole = points.dataset
    marked = reading.testing
    if marked is not None and (whole.for_testing(recipe.share_of(whole), recipe.data_seed) != marked).any():
        said.append(
            _("The test points will not be those marked in the file: the test share and data seed on the page decide.")
        )
    return said


def _file(recipe: Recipe) -> bytes:
    whole = recipe.whole
    return written(whole, recipe.share_of(whole), recipe.data_seed).encode("utf-8-sig")  # the BOM is for spreadsheets

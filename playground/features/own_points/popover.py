"""The popover to choose a dataset by its picture, and to paste, upload and download points of the visitor's own."""

import zlib
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import streamlit as st

from playground.charts.plane.dataset_picture import dataset_picture
from playground.data import OWN_POINTS, SURFACES, have_values
from playground.data.columns import Columns
from playground.data.encodings import ENCODINGS, encoding_of
from playground.data.scaling import Scaling
from playground.data.table import Reading, Table, parse, read, written
from playground.language import _, enumerated, listed, ngettext, pgettext
from playground.language.labels import YOUR_POINTS
from playground.training import Recipe, name_of
from playground.ui.components.saving import save
from playground.ui.settings.controls import Controls
from playground.ui.visit.speech import say

from . import store as own_points

MOST_MEGABYTES = 5
LONGEST_PASTE = 100_000
"""Characters: the page sends the pasted text with every message while it is shown. A file may be longer."""
MOST_FAULTS = 5
"""Most faults listed."""
KINDS = {False: pgettext("option", "class"), True: pgettext("option", "number")}
"""What can be predicted: whether it is a number, and what that is called."""


def popover(controls: Controls, brings: bool) -> None:
    """The popover to choose a dataset by its picture and, if it ``brings`` any, to bring points; empty until opened.

    A visitor who can do neither does not have it.
    """
    if not own_points.can_be_changed(controls) and not controls.teacher.keeps("dataset"):
        return
    key = f"{controls.prefix}own"
    label, icon = _pictured(controls.value("dataset"))
    with st.popover(label, icon=icon, width="content", key=key, on_change="rerun"):
        if st.session_state.get(key):
            st.fragment(_inside, key=f"{key}_inside")(controls, key, brings)


def _inside(controls: Controls, key: str, brings: bool) -> None:
    if not st.session_state.get(key):  # closed by its own button: everything else is outside this fragment
        st.rerun()
    with st.container(gap="xsmall", key="own_inside"):
        if controls.teacher.keeps("dataset"):
            _pictures(controls, key)
        if brings and own_points.can_be_changed(controls):
            st.markdown(f"**{say(YOUR_POINTS)}**")
            _bring(controls, key)


def _pictures(controls: Controls, key: str) -> None:
    """A button with a picture for each dataset; those of numbers, if the page has any, apart from those of classes."""

    def choose(name: str) -> None:
        st.session_state[key] = False  # closes the popover
        controls.choose("dataset", name)

    spec, now = controls.offered.spec("dataset"), controls.value("dataset")
    names = getattr(spec, "names", ())
    own = OWN_POINTS if have_values(own_points.stored()) else ""
    numbers = [name for name in names if name in (*SURFACES, own)]
    parts = {"own_pictures": [name for name in names if name not in numbers], "own_pictures_of_numbers": numbers}
    for part, heading in zip(parts, (_("Which class is it?"), _("Which number is it?")), strict=True):
        if numbers:
            st.caption(say(heading))
        with st.container(horizontal=True, gap="xsmall", key=part):
            for name in parts[part]:
                label, icon = _pictured(name)
                st.button(
                    label,
                    icon=icon,
                    key=f"{key}_of_{name}",
                    type="primary" if name == now else "secondary",
                    on_click=choose,
                    args=(name,),
                    wrap=False,
                )


def _pictured(name: str) -> tuple[str, str | None]:
    """The name of a dataset after its picture, in Markdown; and an icon, of one's own points if there are none."""
    called = say(name_of(name))
    recipe = Recipe(dataset=name, points=own_points.stored() if name == OWN_POINTS else "")
    if name == OWN_POINTS and not recipe.points:
        return called, ":material/draw:"  # one in the text would be read aloud by its English name
    return f"![](data:image/png;base64,{dataset_picture(recipe)}) {called}", None


def _bring(controls: Controls, key: str) -> None:
    """Ask for a table, and offer its points; while there is none, offer the points on screen for download."""
    table, wrong = _given(key)
    if table:
        _offer(controls, key, table)
        return
    if wrong:
        st.text(say(wrong))
    recipe = controls.recipe
    if most := own_points.too_many(recipe):
        text = _(
            "You have more than {most} points. That is too many for a link, so it holds only the settings. Download "
            "the points to keep them or to pass them on.",
            most=most,
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
                _(
                    "A line for each point, from a spreadsheet or as CSV: two columns of numbers, and one of classes "
                    "or of numbers to predict."
                )
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
    assumed = encoding_of(given)
    return st.selectbox(
        say(_("Encoding")),
        ENCODINGS,
        [*ENCODINGS].index(assumed),
        lambda each: say(_("Assumed: {encoding}", encoding=ENCODINGS[each]) if each == assumed else ENCODINGS[each]),
        key=f"{key}_{zlib.crc32(given):x}_encoding",
        label_visibility="collapsed",  # there is little room
    )


def _columns(table: Table, own: str) -> tuple[Columns, bool]:
    """The columns that the visitor has chosen, and whether a number is to be predicted; initially a guess."""
    guess, names = table.guess.columns, say(list(table.names))
    labels = say((_("Input x₁"), _("Input x₂"), _("To predict")))
    with st.container(horizontal=True, gap="small", key="as_typed_columns"):
        columns = Columns(
            *(
                st.selectbox(label, range(len(names)), number, names.__getitem__, key=f"{own}_{field}")
                for field, label, number in zip(Columns._fields, labels, guess, strict=True)
            )
        )
        kinds = [*KINDS]
        likely = kinds.index(table.looks_like_number(columns.label))
        key = f"{own}_kind_of_{columns.label}"  # another column starts with a new guess
        return columns, st.selectbox(say(_("It is a")), kinds, likely, lambda each: say(KINDS[each]), key=key)


def _offer(controls: Controls, key: str, table: Table) -> None:
    """Ask for the columns, show what was read, the button to use it, and what could not be read."""
    # A new table starts with a new guess, and Streamlit identifies an option by its label.
    own = f"{key}_{zlib.crc32(repr(say(list(table.names))).encode()):x}"
    columns, number = _columns(table, own)
    reading = read(table, columns, number=number)
    # As plain text: the contents of a table could be Markdown.
    as_guessed = columns == table.guess.columns and number == table.looks_like_number(columns.label)
    if as_guessed and table.guess.why and (reading.scalings or not reading.points):
        st.text(say(table.guess.why))
    if reading.far and _leaves_out(reading.far, own):
        reading = read(table, columns, without=reading.far, number=number)
    points = reading.points
    if points:
        count = ngettext("{n:,} point", "{n:,} points", points.size)
        if number:
            st.text(
                say(_("{points}, each with a number: '{column}'.", points=count, column=table.names[columns.label]))
            )
        else:
            sizes = zip(points.names, points.counts, strict=True)
            classes = enumerated([_("{name} ({points:,})", name=name, points=count) for name, count in sizes])
            kinds = ngettext("{n:,} class", "{n:,} classes", len(points.names))
            st.text(say(_("{points} of {classes}: {names}.", points=count, classes=kinds, names=classes)))

        def use_them() -> None:
            st.session_state[key] = False  # closes the popover
            _forget(key)
            dataset = own_points.dataset_of(points, controls.recipe)
            if dataset:  # choose the dataset itself, which is not rounded
                controls.choose("dataset", dataset)
            else:
                own_points.use(controls, points)

        usable = ngettext("Use the {n:,} good line", "Use the {n:,} good lines", points.size)
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
    """How the inputs were standardised, and the number to be predicted."""
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
    text = (
        _("Each input and the number are standardised to mean 0 and standard deviation 1: {formulas}.")
        if len(each) > 2
        else _("Each input is standardised to mean 0 and standard deviation 1: {formulas}.")
    )
    said: list[str] = [text.filled(formulas=listed(each))]
    if len(each) > 2 and scalings[-1].unit.is_own:
        said.append(_("The page gives values, outputs and RMSE in the table's own unit."))
    return said


def _recognised(reading: Reading, recipe: Recipe) -> list[str]:
    """Notes on a file written by this app."""
    points = reading.points
    if not points or reading.scalings:
        return []
    dataset = own_points.dataset_of(points, recipe)
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

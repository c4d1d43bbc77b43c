"""A stage of one step by hand: the blocks to choose it from, its formula, and what stands below both."""

from collections.abc import Callable, Sequence

import streamlit as st

from playground.language import _, pgettext, sentences
from playground.ui.visit.speech import say

from .asides import asides
from .blocks import Block, blocks
from .code import numpy_code
from .findings import finding
from .formulas import in_numbers, in_symbols, letters, shapes
from .lesson import Step
from .stages import Equation

LEAST_WIDTH = 24
"""Of a column of blocks or arrows, in pixels: ten of them fit on a phone."""


def draw_blocks(step: Step, press: Callable[[str], None]) -> None:
    """Draw the blocks of the network as the notes do, and below them the formulas of the one that the stage is in.

    ``press`` is called with the name of a block's first stage.
    """
    drawn, now = blocks(step.settings), step.settings.now
    forward, backward = ([block for block in drawn if block.way == way] for way in ("forward", "backward"))
    cost, update = (block for block in drawn if not block.layer)

    def button(block: Block, label: str) -> None:
        st.button(
            label,
            key=f"step_block_{block.way}_{block.layer}",
            type="primary" if now.name in block.stages else "secondary",
            on_click=press,
            args=(block.stages[0],),
            width="stretch",
            wrap=True,
        )

    with st.container(key="step_block_drawing", gap="xsmall"):
        st.markdown(say(_(":blue[**Forward →**] keeps in its cache what :red[**← backward**] takes from it.")))
        columns = 2 * len(forward) + 2
        with st.grid(columns, min_column_width=LEAST_WIDTH, wrap=False, gap="xxsmall", vertical_alignment="center"):
            for block in forward:
                st.markdown(f"{block.takes} →")
                button(block, " ".join(block.stages))
            st.markdown(f"{forward[-1].stages[-1]} →")
            button(cost, "J")
            for block in reversed(backward):
                st.markdown("")
                st.markdown(f"↓ {block.cached}")
            st.markdown("")
            st.markdown("")
            st.markdown("")
            for block in reversed(backward):
                button(block, " ".join(block.stages))
                st.markdown(f"← {block.takes}")
        button(update, say(_("Update every W and b, then begin again")))
    for block in drawn:
        if now.name in block.stages and block.words:
            st.markdown(say(block.words))
            _formulas(step, block.equations)


def formula(step: Step) -> None:
    """The stage on screen: its formula, what happens, and the shapes."""
    stage = step.settings.now
    said = finding(step)
    st.subheader(say(stage.title), anchor=False)
    _formulas(step, [equation for equation in stage.equations if equation.right])
    st.markdown(say(sentences(stage.words, f"**{say(said)}**" if said else "")))
    lines = "  \n".join(f"`{say(line)}`" for line in shapes(step))
    st.markdown(say(_("Shapes: {shapes}", shapes=lines)), help=say(letters(step)))


def numbers(step: Step) -> None:
    """The same with numbers, and where in the iteration and in the notes this is."""
    stage, number, last = step.settings.now, step.settings.number, len(step.settings.stages) - 1
    where = _("Stage {number} of {last}; in the notes: {section}.", number=number, last=last, section=stage.section)
    rounded = sentences(
        _("Rounded for reading; the network computes with about sixteen digits. 2.3e-7 is 0.00000023."),
        _("Text and code write `dZ1` for what a formula calls $dZ^{[1]}$.") if step.settings.depth else "",
    )
    st.subheader(say(_("In numbers")), anchor=False, help=say(rounded))
    for equation in stage.equations:
        st.markdown(f"${in_numbers(equation, step)}$")
    st.markdown(f":small[{say(where)}]")


def below(step: Step) -> None:
    """Where the formula comes from, and the code."""
    for aside in asides(step):
        st.subheader(say(aside.title), anchor=False)
        for paragraph in aside.paragraphs:
            st.markdown(say(paragraph.words))
            for each in paragraph.formulas:
                st.markdown(f"${each}$")
        if aside.code:
            st.code(aside.code, language="python", wrap_lines=True)
        if aside.remark:
            st.markdown(f":small[{say(aside.remark)}]")
    st.subheader(say(_("In NumPy, with the shapes asserted")), anchor=False)
    st.code(numpy_code(step), language="python", wrap_lines=True)
    st.subheader(say(_("The code that ran")), anchor=False)
    for name, source in step.settings.sources().items():
        st.markdown(f"`{name}`")
        st.code(source, language="python", wrap_lines=True)


def _formulas(step: Step, equations: Sequence[Equation]) -> None:
    """Equations in the notes' symbols, a line each."""
    if equations:
        right = say(pgettext("index of the probability of the right class", "right"))
        lines = "  \n".join(f"${in_symbols(equation, step)}$" for equation in equations)
        st.markdown(lines.replace(r"\text{right}", rf"\text{{{right}}}"))

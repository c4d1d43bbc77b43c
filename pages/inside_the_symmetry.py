"""Inside the symmetry: why equal units stay equal, unit by unit, and what it takes to part them."""

import streamlit as st

from playground.charts import SymmetryScene
from playground.lessons.starts import INSIDE_PRESETS, InsideTheSymmetry, Nudge, UnitsView
from playground.ui.controls import Controls
from playground.ui.page import INSIDE, close_page, open_page
from playground.ui.player import Player
from playground.ui.presets import presets
from playground.ui.transport import stage

open_page(INSIDE)
controls = Controls("inside_", InsideTheSymmetry, UnitsView, Nudge)
controls.show_link_notes()

with st.sidebar:
    st.subheader("Start")
    controls.draw("initialisation")
    chosen = controls.settings(InsideTheSymmetry).initialisation
    controls.draw("constant", disabled=chosen != "constant")
    controls.draw("scale", disabled=chosen in ("constant", "zero"))
    controls.draw("seed")
    st.subheader("Network and training")
    controls.draw("activation", "n_h", "learning_rate", "plain_products")
    st.subheader("Data")
    controls.draw("dataset", "noise", "samples", "class_share", "data_seed")


def nudges(player: Player) -> None:
    """The two buttons that disturb the run, and what they add."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        for name, width in (("unit", 220), ("weight", 110), ("amount", 140)):
            with st.container(width=width):
                controls.draw(name)
        nudge = controls.settings(Nudge)
        parameters, seed = player.run.parameters, player.run.config.seed
        try:
            one, problem = nudge.one(parameters), ""
        except ValueError as error:
            one, problem = {}, str(error)
        st.button(
            "Nudge",
            key="inside_nudge",
            icon=":material/touch_app:",
            on_click=player.nudge,
            args=(one,),
            disabled=player.ended or bool(problem),
            help="Add the amount to the chosen weight of the chosen unit, now.",
        )
        st.button(
            "Nudge all, each differently",
            key="inside_nudge_all",
            icon=":material/scatter_plot:",
            on_click=player.nudge,
            args=(nudge.each(parameters, seed),),
            disabled=player.ended,
            help="Add the amount times a random number to every weight of the chosen layer, now.",
        )
    if problem:
        st.warning(problem)


st.markdown(
    "One network, its hidden units followed one by one. In the left chart each unit stands where its two incoming "
    "weights say; units in the same place are counted: **1–4 (×4)** are four units, not one."
)
presets(controls, InsideTheSymmetry, INSIDE_PRESETS)
stage(controls, SymmetryScene, InsideTheSymmetry, UnitsView, nudges)
st.subheader("What there is to see")
st.markdown(
    """
- **Equal stays equal.** The last lines above are the whole proof: if two units have equal rows of W1, equal biases
  and equal entries of W2, then they have equal outputs, so equal rows of dW1, equal db1 and equal entries of dW2, so
  they are equal after the update too, and so on for ever.
- **A nudge** breaks the premise for the unit it touches, and only for that one. *Nudge all, each differently* breaks
  it for all: that is random initialisation in miniature.
- **In the table**, “= 1” says that the whole row equals that of unit 1 bit for bit, “≈ 1” that the unit, gradients
  aside, equals unit 1 to 0.0001 % of the largest number; rows of the same colour are equal bit for bit.
- **Rounding.** A computer adds up a matrix product in another order at the edges of its blocks, so equal rows can
  come out different in the last bit. This app fills its arrays up so that no unit lies at such an edge; *Plain matrix
  products* leaves that out. At which sizes units then part depends on the processor: watch the distance.
"""
)
close_page(INSIDE)
